"""The entry by its pages, without JavaScript: every step kept right or wrong, sent once, never lost."""

import errno
import os
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from planhub.areas.area import AreaBoundary
from planhub.needs.questions import names_of
from planhub.needs.typed import mark
from planhub.proposals.need import Attachment, BudgetLine, Need
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.proposals.value_lists import POINT_SOURCES
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories import areas
from tests.factories.accounts import hat, sign_in
from tests.factories.areas import community, surin
from tests.factories.proposals import planning_round, proposal

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

VILLAGE = "32010204"
STEPS: dict[int, dict[str, str]] = {
    1: {"side": "infrastructure", "problem": "ฝนตกทีไรถนนขาด\r\nรถโรงเรียนเข้าไม่ได้"},
    2: {"title": "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายวัดป่าถึงโรงเรียน", "length_m": "๘๕๐", "work_kind": "build"},
    3: {"lat": "14.8820", "lon": "103.4930", "point_source": "gps", "accuracy_m": "12"},
    4: {"amount_1": "๑,๒๕๐,๐๐๐", "year_1": "2571", "source_1": "province", "people": "320"},
    5: {"hearing_on": "1/11/2569", "attendees": "74", "proposer_phone": "081 234 5678"},
}


@pytest.fixture
def head(client: "FlaskClient", session: Session) -> Hat:
    """The head of village 32010204, signed in, in an open round."""
    surin(session)
    planning_round(session)
    wearing = hat(session, "village_head", VILLAGE)
    session.commit()
    sign_in(client, session, wearing)
    return wearing


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def send(client: "FlaskClient", path: str, data: dict[str, Any] | None = None, **more: Any) -> "TestResponse":
    """POST as a browser does that has seen a page of ours."""
    fields = {"csrf_token": token(client.get("/needs").text)} | (data or {})
    # encoded here, for the test client leaves the temporary file of a large form open
    boundary, body = encode_multipart({name: _as_files(value) for name, value in fields.items()})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(path, data=body, content_type=kind, **more)


def _as_files(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_files(one) for one in value]
    return FileStorage(*value) if isinstance(value, tuple) else value


def begun(client: "FlaskClient", session: Session) -> int:
    answer = send(client, "/needs")
    assert answer.status_code == 303
    assert answer.location.endswith("/1")
    session.expire_all()
    return session.scalars(select(Proposal.id).order_by(Proposal.id.desc()).limit(1)).one()


def filled(client: "FlaskClient", session: Session, **steps: Any) -> int:
    draft = begun(client, session)
    for number, fields in STEPS.items():
        assert send(client, f"/needs/{draft}/{number}", fields).status_code == 303
    return draft


def submitted(client: "FlaskClient", session: Session) -> Proposal:
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/check").text
    form = {name: hidden(page, name) for name in ("once", "version", "seen")}
    assert send(client, f"/needs/{draft}/submit", form).status_code == 303
    session.expire_all()
    return session.get_one(Proposal, draft)


def photo(colour: str = "red", size: tuple[int, int] = (400, 300)) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out


def test_a_need_goes_from_the_first_step_to_its_number(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    row = submitted(client, session)
    assert row.number == "32010204-2571-001"
    assert row.stage == Stage.SUBDISTRICT
    assert row.holder_code == "320102"
    assert row.amount == 1_250_000
    need = session.get_one(Need, row.id)
    assert need.problem == "ฝนตกทีไรถนนขาด\nรถโรงเรียนเข้าไม่ได้"
    assert need.size == {"length_m": "850"}
    assert (need.people, need.attendees, need.geom_how, need.geom_accuracy_m) == (320, 74, "gps", 12)
    assert session.scalar(select(func.ST_X(Need.geom)).where(Need.proposal_id == row.id)) == 103.493
    assert session.scalars(select(BudgetLine.source).where(BudgetLine.proposal_id == row.id)).all() == [
        "province"
    ]
    assert session.scalars(select(Rank.rank).where(Rank.proposal_id == row.id)).one() == 1
    done = client.get(f"/needs/{row.id}/done").text
    assert "32010204-2571-001" in done
    slip = client.get(f"/needs/{row.id}/slip.pdf")
    assert slip.data.startswith(b"%PDF-")
    assert slip.headers["Content-Type"] == "application/pdf"


def test_wrong_answers_are_kept_and_shown_with_a_sentence(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    wrong = {"amount_1": "ห้าแสน", "people": "-3", "households": "๘๖"}
    answer = send(client, f"/needs/{draft}/4", wrong)
    assert answer.status_code == 422
    assert "ห้าแสน" in answer.text
    assert "ติดลบ" in answer.text
    assert 'href="#f-amount_1"' in answer.text
    later = client.get(f"/needs/{draft}/4").text
    assert "ห้าแสน" in later
    assert "๘๖" in later
    check = client.get(f"/needs/{draft}/check").text
    assert f"/needs/{draft}/4?fix=1&amp;back_to=check#f-amount_1" in check


WRONG: dict[int, dict[str, str]] = {
    1: {"problem": "", "side": "ไม่มีด้านนี้"},
    2: {"quantity": "มาก", "volume_m3": "เยอะ", "width_m": "กว้าง", "work_kind": "?", "title": "",
        "objective": "!"},
    3: {"land_permission": "?", "geom_reason": "!", "lat": "หน้าวัด", "line": "หน้าวัด", "area_scope": "?"},
    4: {"households": "-1", "people": "-1", "year_1": "2400", "source_1": "?", "amount_1": "ห้าแสน"},
    5: {"proposer_phone": "12", "wish_rank": "0", "attendees": "-1", "hearing_on": "เมื่อวาน"},
}  # fmt: skip


@pytest.mark.parametrize("number", WRONG)
def test_mistakes_are_told_in_the_order_of_the_fields_on_the_page(
    client: "FlaskClient", session: Session, head: Hat, number: int
) -> None:
    draft = begun(client, session)
    bad_file = {"photo": (BytesIO(b"not a photo"), "ถนน.jpg")} if number == 5 else {}
    page = send(client, f"/needs/{draft}/{number}", WRONG[number] | bad_file).text
    told = re.findall(r'<li><a href="#(f-\w+)"', page)
    there = re.findall(r'id="(f-\w+)"', page)
    assert len(told) >= len(WRONG[number])
    assert told == [name for name in there if name in told]


def test_a_step_opened_to_be_mended_tells_of_its_own_mistakes_only(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/4", {"amount_1": "ห้าแสน"})
    page = client.get(f"/needs/{draft}/4?fix=1&back_to=check").text
    assert re.findall(r'<li><a href="#(f-\w+)"', page) == ["f-amount_1"], "the others lie on other pages"


def test_a_draft_with_errors_cannot_be_sent_and_says_where_to_mend_it(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/submit", {"version": "1"})
    assert answer.status_code == 422
    for field in ("side", "problem", "title"):
        assert f"#f-{field}" in answer.text
    session.expire_all()
    assert session.get_one(Proposal, draft).number is None


def test_sending_twice_sends_once(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/check").text
    form = {name: hidden(page, name) for name in ("once", "version", "seen", "csrf_token")}
    first = client.post(f"/needs/{draft}/submit", data=form)
    second = client.post(f"/needs/{draft}/submit", data=form)
    assert first.location == second.location
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Review)) == 1
    assert session.get_one(Proposal, draft).number == "32010204-2571-001"


def test_a_check_page_drawn_before_the_last_change_sends_nothing(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/check").text
    send(client, f"/needs/{draft}/typed", {"people": "500"})
    answer = send(
        client, f"/needs/{draft}/submit", {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
    )
    assert answer.status_code == 409
    assert "อีกหน้าหนึ่ง" in answer.text
    assert "500" in answer.text


def test_what_is_typed_saves_itself_field_by_field(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/typed", {"people": "หลายคน"})
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved_at"])
    token_ = token(client.get("/needs").text)
    answer = client.post(
        f"/needs/{draft}/typed", json={"title": "ถนน", "people": 3}, headers={"X-CSRFToken": token_}
    )
    assert answer.status_code == 200
    session.expire_all()
    assert session.get_one(Need, draft).typed == {"people": "หลายคน", "title": "ถนน"}


def test_two_tabs_keep_both_texts(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = begun(client, session)
    drawn = mark({}, names_of(1))
    send(client, f"/needs/{draft}/typed", {"problem": "จากแท็บแรก", "version": drawn})
    answer = send(client, f"/needs/{draft}/typed", {"problem": "จากแท็บสอง", "version": drawn})
    assert "จากแท็บแรก" in answer.json["notice"]
    check = client.get(f"/needs/{draft}/check").text
    assert "จากแท็บแรก" in check
    assert "จากแท็บสอง" in check


def test_what_one_corrects_oneself_is_not_told_as_another_page_s(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    """The page saves itself, and before its answer is there the rest is typed and sent."""
    draft = begun(client, session)
    page = client.get(f"/needs/{draft}/2").text
    mine = {"version": hidden(page, "version"), "page": hidden(page, "page")}
    send(client, f"/needs/{draft}/typed", {"title": "ซ่อมถนน"} | mine)
    answer = send(client, f"/needs/{draft}/typed", {"title": "ซ่อมถนนสายวัด"} | mine)
    assert "notice" not in answer.json
    send(client, f"/needs/{draft}/2", {"title": "ซ่อมถนนสายวัดป่า"} | mine)
    check = client.get(f"/needs/{draft}/check").text
    assert "ซ่อมถนนสายวัดป่า" in check
    assert "อีกหน้าหนึ่ง" not in check
    # another page that was drawn before: that is told
    send(client, f"/needs/{draft}/2", {"title": "ถนนของอีกแท็บ", "version": mine["version"], "page": "0" * 16})
    assert "ซ่อมถนนสายวัดป่า" in client.get(f"/needs/{draft}/check").text
    assert "อีกหน้าหนึ่ง" in client.get(f"/needs/{draft}/check").text


def test_a_title_made_over_one_s_own_is_kept_and_not_told_as_another_page_s(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/2", {"title": "หนองน้ำ", "work_what": "หนองบัว", "help": "title"})
    check = client.get(f"/needs/{draft}/check").text
    assert "อีกหน้าหนึ่ง" not in check
    assert "หนองน้ำ" in check, "nothing typed is lost"
    assert "ข้อความเดิมก่อนให้ระบบใส่ให้ (1)" in check


def test_a_stale_page_does_not_overwrite_what_it_did_not_touch(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    page = client.get(f"/needs/{draft}/1").text
    drawn = hidden(page, "version")
    send(client, f"/needs/{draft}/typed", {"problem": "พิมพ์ในแท็บอื่น"})
    send(client, f"/needs/{draft}/1", {"problem": "", "side": "water", "version": drawn})
    session.expire_all()
    assert session.get_one(Need, draft).typed == {"problem": "พิมพ์ในแท็บอื่น", "side": "water"}


def test_the_title_is_made_on_request(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = begun(client, session)
    typed = {"work_kind": "dredge", "work_what": "หนองบัว", "depth_m": "2.5", "help": "title"}
    answer = send(client, f"/needs/{draft}/2", typed)
    assert answer.location.endswith("/2#f-title")
    assert 'value="ขุดลอกหนองบัว ลึก 2.5 เมตร"' in client.get(f"/needs/{draft}/2").text


def test_left_for_later_and_resumed_where_one_left_off(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/1", STEPS[1])
    answer = send(client, f"/needs/{draft}/2", {"request": "เทคอนกรีต", "later": "yes"})
    assert "/needs" in answer.location
    assert client.get(f"/needs/{draft}").location.endswith(f"/needs/{draft}/2")
    assert "เทคอนกรีต" in client.get(f"/needs/{draft}/2").text


def test_an_expired_session_carries_what_was_typed(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    page = client.get(f"/needs/{draft}/1").text
    with client.session_transaction() as cookie:
        for name in ("account", "epoch", "holding"):
            cookie.pop(name)
    answer = client.post(f"/needs/{draft}/1", data={"csrf_token": token(page), "problem": "ข้อความยาวที่พิมพ์ไว้"})
    assert answer.status_code == 401
    assert 'name="carried"' in answer.text
    assert client.post(f"/needs/{draft}/typed", data={"problem": "x"}).status_code in (400, 401)


def test_a_forged_form_is_refused_and_its_words_come_back(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = client.post(
        f"/needs/{draft}/5", data={"csrf_token": "wrong", "attendees": "74", "photo": (BytesIO(), "")}
    )
    assert answer.status_code == 400
    assert 'name="attendees" value="74"' in answer.text


@pytest.mark.parametrize("path", ["", "/1", "/check", "/done", "/slip.pdf", "/withdraw"])
def test_another_villages_need_is_closed(
    client: "FlaskClient", session: Session, head: Hat, path: str
) -> None:
    other = proposal(session, "32010203", Stage.DRAFT)
    session.commit()
    assert client.get(f"/needs/{other.id}{path}").status_code == 403
    for change in ("/1", "/typed", "/submit", "/set-aside", "/take-up", "/withdraw"):
        assert send(client, f"/needs/{other.id}{change}", {"problem": "x"}).status_code == 403
    assert client.get(f"/needs/99999999{path}").status_code == 404


def test_no_open_round_says_when_the_next_one_opens(client: "FlaskClient", session: Session) -> None:
    from datetime import date

    surin(session)
    row = planning_round(session, village={"opens": date(2027, 1, 15)})
    row.is_open = False
    wearing = hat(session, "village_head", VILLAGE)
    session.commit()
    sign_in(client, session, wearing)
    page = client.get("/needs").text
    assert "15 ม.ค. 2570" in page
    assert "แจ้งความต้องการใหม่" not in page
    assert send(client, "/needs").status_code == 409


def test_a_closed_window_keeps_the_draft_and_says_so(client: "FlaskClient", session: Session) -> None:
    from datetime import date

    surin(session)
    planning_round(session, village={"opens": date(2026, 1, 1), "closes": date(2026, 5, 31)})
    wearing = hat(session, "village_head", VILLAGE)
    session.commit()
    sign_in(client, session, wearing)
    draft = filled(client, session)
    answer = send(client, f"/needs/{draft}/submit", {"version": "1"})
    assert answer.status_code == 409
    assert "ปิดแล้ว" in answer.text
    session.expire_all()
    assert session.get_one(Proposal, draft).number is None


def test_a_draft_left_lying_goes_into_the_round_that_is_open(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = filled(client, session)
    session.execute(update(PlanningRound).values(is_open=False))
    session.commit()
    refused = send(client, f"/needs/{draft}/submit", {"version": "1"})
    assert refused.status_code == 409
    assert "ยังไม่มีรอบที่เปิดรับ" in refused.text
    planning_round(session, year=2572)
    session.commit()
    moved = send(client, f"/needs/{draft}/submit", {"version": "1"})
    assert moved.status_code == 409
    assert "ย้ายมารอบปีงบประมาณ พ.ศ. 2572" in moved.text
    wrong_year = send(client, f"/needs/{draft}/submit", {"version": "1"})
    assert wrong_year.status_code == 422
    assert "2572 ถึง 2576" in wrong_year.text
    send(client, f"/needs/{draft}/4", STEPS[4] | {"year_1": "2572"})
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    assert session.get_one(Proposal, draft).number == "32010204-2572-001"


def test_a_draft_without_a_number_is_put_away_and_not_withdrawn(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/withdraw")
    assert answer.status_code == 409
    assert "ทิ้งร่าง" in answer.text


def test_a_need_is_withdrawn_before_a_decision(client: "FlaskClient", session: Session, head: Hat) -> None:
    row = submitted(client, session)
    assert f"/needs/{row.id}/withdraw" in client.get(f"/n/{row.number}").text
    page = client.get(f"/needs/{row.id}/withdraw").text
    form = {"version": hidden(page, "version"), "reason": "มีงบของเทศบาลแล้ว"}
    assert send(client, f"/needs/{row.id}/withdraw", form).status_code == 303
    assert "มีงบของเทศบาลแล้ว" in client.get(f"/n/{row.number}").text
    assert "เรื่องที่สิ้นสุดแล้ว (1)" in client.get("/needs").text


def test_a_draft_is_put_away_and_taken_up_again(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = filled(client, session)
    assert send(client, f"/needs/{draft}/set-aside").status_code == 303
    assert "ร่างที่ทิ้งไว้ (1)" in client.get("/needs").text
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 409
    send(client, f"/needs/{draft}/take-up")
    assert "ร่างที่ทิ้งไว้" not in client.get("/needs").text
    session.expire_all()
    assert session.get_one(Need, draft).typed["people"] == "320"


def test_a_returned_need_shows_its_reason_and_keeps_its_number(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    from datetime import date

    from planhub.proposals.reviewing import review
    from planhub.workflow.judging import Given
    from planhub.workflow.stages import Action
    from tests.factories.proposals import NOW

    row = submitted(client, session)
    number = row.number
    review(
        session, proposal_id=row.id, action=Action.RETURN, capacity="เลขานุการ กบต.", version=None, at=NOW,
        hat=hat(session, "subdistrict_secretary", "320102"), given=Given(reason="ขอแบบแปลนด้วย"),
        day=date(2026, 11, 21),
    )  # fmt: skip
    session.add(
        RoundWindow(
            round_id=session.scalars(select(PlanningRound.id)).one(),
            level="village",
            closes=date(2026, 5, 31),
        )
    )
    session.commit()
    assert "ขอแบบแปลนด้วย" in client.get("/needs").text
    assert "ขอแบบแปลนด้วย" in client.get(f"/needs/{row.id}/1").text
    assert "ขอแบบแปลนด้วย" in client.get(f"/n/{number}").text
    send(client, f"/needs/{row.id}/4", STEPS[4] | {"people": "999"})
    page = client.get(f"/needs/{row.id}/check").text
    answer = send(
        client, f"/needs/{row.id}/submit", {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
    )
    assert answer.status_code == 303
    session.expire_all()
    assert (row.number, row.stage, row.returned) == (number, Stage.SUBDISTRICT, False)
    assert session.get_one(Need, row.id).people == 999


def test_a_returned_record_without_typed_words_is_filled_from_its_columns(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    row = proposal(
        session, VILLAGE, Stage.DRAFT, "ขุดลอกหนองบัว", returned=True, point=(103.5, 14.9), amount=750_000
    )
    session.commit()
    assert "ขุดลอกหนองบัว" in client.get(f"/needs/{row.id}/2").text
    assert "14.900000" in client.get(f"/needs/{row.id}/3").text
    assert "750,000" in client.get(f"/needs/{row.id}/4").text


def test_the_secretary_writes_for_a_village_and_the_log_says_so(
    client: "FlaskClient", session: Session
) -> None:
    surin(session)
    community(session, "C-5320103-001", "320102")
    planning_round(session)
    wearing = hat(session, "subdistrict_secretary", "320102", title="พัฒนากร")
    session.commit()
    sign_in(client, session, wearing)
    for area, number in (
        (VILLAGE, "32010204-2571-001"),
        ("C-5320103-001", "C-5320103-001-2571-001"),
        ("320102", "320102-2571-001"),
    ):
        assert send(client, "/needs", {"area": area}).status_code == 303
        session.expire_all()
        row = session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1)).one()
        for step, fields in STEPS.items():
            send(client, f"/needs/{row.id}/{step}", fields)
        send(client, f"/needs/{row.id}/submit", {"version": "1"})
        session.expire_all()
        assert row.number == number
        assert row.stage == Stage.SUBDISTRICT
        log = session.scalars(select(Review).where(Review.proposal_id == row.id)).one()
        assert log.on_behalf_of == area
        assert log.capacity.startswith("พัฒนากร")
        assert client.get(f"/n/{number}").status_code == 200
    assert send(client, "/needs", {"area": "32010301"}).status_code == 403
    assert send(client, "/needs", {"area": "3201"}).status_code == 403


def test_the_order_of_the_village_is_kept_with_who_set_it(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    rows = [submitted(client, session) for _ in range(3)]
    first, second, third = (row.id for row in rows)
    answer = send(client, "/needs/order", {f"rank-{third}": "๑", f"rank-{first}": "2", f"rank-{second}": "3"})
    assert answer.status_code == 303
    session.expire_all()
    order = session.scalars(select(Rank.proposal_id).where(Rank.level == "village").order_by(Rank.rank)).all()
    assert order == [third, first, second]
    assert session.scalars(select(Rank.set_by).where(Rank.proposal_id == third)).one() == head.account_id
    assert send(client, "/needs/order", {"rank-1": "x"}).status_code == 422
    assert send(client, "/needs/order", {f"rank-{proposal(session, '32010203').id}": "1"}).status_code == 422


def test_nothing_to_propose_is_an_answer_that_can_be_taken_back(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    send(client, "/needs/nothing", {"answer": "none"})
    assert "ตอบแล้วว่ารอบนี้ไม่มีความต้องการ" in client.get("/needs").text
    send(client, "/needs/nothing", {"answer": "back"})
    assert "ตอบแล้วว่ารอบนี้ไม่มีความต้องการ" not in client.get("/needs").text
    send(client, "/needs/nothing", {"answer": "none"})
    submitted(client, session)
    assert send(client, "/needs/nothing", {"answer": "none"}).status_code == 409


def test_a_pin_outside_warns_with_its_distance_and_never_blocks(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    boundary(session, schematic=True)
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/3").text
    assert "ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์ ราว 1.4 กม. (เส้นเขตเป็นแผนผัง" in page
    check = client.get(f"/needs/{draft}/check").text
    assert "#f-geom_reason" in check
    assert 'name="geom_reason"' in check, "the reason is asked for where one looks last"
    kept = send(client, f"/needs/{draft}/3", {"geom_reason": "อ่างอยู่ตำบลข้างเคียง", "back_to": "check"})
    assert kept.location.endswith("/check")
    assert 'name="geom_reason"' not in client.get(f"/needs/{draft}/check").text
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    need = session.get_one(Need, draft)
    assert need.geom_outside_m is not None
    assert 1_300 < need.geom_outside_m < 1_500
    assert need.geom_reason == "อ่างอยู่ตำบลข้างเคียง"


def test_of_drawn_lines_no_place_is_named_and_the_example_lies_in_the_own_area(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    boundary(session, schematic=True)
    areas.area(session, "320103", "แกใหญ่")
    box = func.ST_Multi(func.ST_MakeEnvelope(103.48, 14.85, 103.55, 14.95, 4326))
    session.add(AreaBoundary(area_code="320103", geom=box, simple=box, source="ทดสอบ", schematic=True))
    session.commit()
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/3").text
    assert "ราว 1.4 กม." in page
    assert "แกใหญ่" not in page, "we drew those lines: what lies behind them nobody knows"
    told = client.get(f"/needs/{draft}/place", query_string=STEPS[3]).json
    assert (told["there"], len(told["doubts"])) == ("", 1)
    lat, lon = re.search(r"รับทั้งองศา เช่น ([\d.]+) และ ([\d.]+)", page).groups()
    inside = client.get(f"/needs/{draft}/place", query_string={"lat": lat, "lon": lon}).json
    assert inside["doubts"] == []


def test_a_file_is_attached_as_soon_as_it_is_chosen(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    sent = send(client, f"/needs/{draft}/files", {"photo": (photo(), "ถนน.jpg")})
    assert (sent.status_code, sent.json) == (200, {"errors": {}})
    assert session.scalars(select(Attachment.kind)).all() == ["photo"]
    wrong = send(client, f"/needs/{draft}/files", {"photo": (BytesIO(b"MZ"), "x.jpg")})
    assert wrong.status_code == 422
    assert "ไม่ใช่รูปภาพ" in wrong.json["errors"]["photo"]


def test_a_title_is_not_made_without_a_length_that_cannot_be_read(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    typed = {"work_kind": "build", "work_what": "ถนน สาย ๔", "length_m": "850,5", "help": "title"}
    refused = send(client, f"/needs/{draft}/2", typed)
    assert refused.status_code == 422
    assert 'href="#f-length_m"' in refused.text
    assert send(client, f"/needs/{draft}/2", typed | {"length_m": "๘๕๐"}).status_code == 303
    page = client.get(f"/needs/{draft}/2").text
    assert 'value="ก่อสร้างถนน สาย 4 ยาว 850 เมตร"' in page, "one kind of digits"


def test_the_map_opens_where_the_area_lies_though_the_village_has_no_point(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    from planhub.areas.area import Area

    session.execute(update(Area).values(point=None))
    boundary(session, schematic=False)
    draft = begun(client, session)
    centre = re.search(r'data-centre="([\d.]+),([\d.]+)"', client.get(f"/needs/{draft}/3").text)
    assert centre, "a tap before the outline has come must not lie in another province"
    assert 14.80 < float(centre[1]) < 14.95
    assert 103.40 < float(centre[2]) < 103.48


def test_without_javascript_the_same_step_doubts_the_place_once(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    boundary(session, schematic=False)
    draft = begun(client, session)
    warned = send(client, f"/needs/{draft}/3", STEPS[3] | {"back_to": "check"})
    assert warned.location.endswith("/3?doubt=1&back_to=check")
    page = client.get(warned.location).text
    assert "หมุดอยู่ห่างจากขอบเขต ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์ 1.4 กม." in page
    assert re.search(r"data-pin-reason open>.*name=\"geom_reason\"", page, re.DOTALL)
    again = send(client, f"/needs/{draft}/3", STEPS[3] | {"told": hidden(page, "told")})
    assert again.location.endswith("/4"), "it never blocks"
    moved = send(client, f"/needs/{draft}/3", STEPS[3] | {"lat": "14.9", "told": hidden(page, "told")})
    assert moved.location.endswith("/3?doubt=1"), "another place is another doubt"
    explained = send(client, f"/needs/{draft}/3", STEPS[3] | {"geom_reason": "อ่างอยู่ตำบลข้างเคียง"})
    assert explained.location.endswith("/4")


def boundary(session: Session, *, schematic: bool) -> None:
    """The outline of the head's subdistrict."""
    box = func.ST_Multi(func.ST_MakeEnvelope(103.40, 14.80, 103.48, 14.95, 4326))
    session.add(AreaBoundary(area_code="320102", geom=box, simple=box, source="ทดสอบ", schematic=schematic))
    session.commit()


@pytest.mark.parametrize(
    ("asked", "point", "doubts"),
    [
        pytest.param(
            {"lat": "14.85", "lon": "103.45"}, [14.85, 103.45], [], id="inside there is nothing to say"
        ),
        pytest.param({"lat": "48P 333221 1642300"}, [14.85, 103.45], [], id="UTM, read for the map"),
        pytest.param(
            {"lat": "13.7563", "lon": "100.5018"}, [13.7563, 100.5018], ["กม. ตรวจพิกัดอีกครั้ง"], id="Bangkok"
        ),
        pytest.param(
            {"lat": "22.5", "lon": "103.45"},
            [22.5, 103.45],
            ["นอกประเทศไทย", "กม. ตรวจพิกัดอีกครั้ง"],
            id="abroad",
        ),
        pytest.param({"lat": "หน้าวัด"}, None, [], id="what nobody can read"),
        pytest.param({}, None, [], id="nothing at all"),
    ],
)
def test_a_place_is_looked_at_while_it_is_put(
    client: "FlaskClient",
    session: Session,
    head: Hat,
    asked: dict[str, str],
    point: list[float] | None,
    doubts: list[str],
) -> None:
    boundary(session, schematic=False)
    draft = begun(client, session)
    told = client.get(f"/needs/{draft}/place", query_string=asked).json
    assert told["point"] == (pytest.approx(point, abs=1e-3) if point else None)
    assert len(told["doubts"]) == len(doubts)
    assert all(words in said for words, said in zip(doubts, told["doubts"], strict=True))
    assert told["there"] == ("ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์" if point and not doubts else "")
    assert session.get_one(Need, draft).typed == {}, "looking keeps nothing"


def test_a_reservoir_is_a_piece_of_land(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = filled(client, session)
    corners = "14.9000 103.5000\r\n14.9000 103.5020\r\n14.9018 103.5020\r\n14.9018 103.5000"
    pond = {"lat": "", "lon": "", "point_source": "map", "line": corners, "shape": "area"}
    assert send(client, f"/needs/{draft}/3", pond).status_code == 303
    assert "4 จุด เนื้อที่ 26.9 ไร่ (43,015 ตร.ม.)" in client.get(f"/needs/{draft}/3").text
    check = client.get(f"/needs/{draft}/check").text
    assert "4 จุด เนื้อที่ 26.9 ไร่" in check
    assert "พื้นที่ เช่น หนองน้ำ อ่าง ป่า" in check
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    shape = session.scalar(select(func.ST_AsText(Need.geom)).where(Need.proposal_id == draft))
    assert shape == "POLYGON((103.5 14.9,103.502 14.9,103.502 14.9018,103.5 14.9018,103.5 14.9))"
    public = client.get(f"/n/{session.get_one(Proposal, draft).number}").text
    assert 'data-line="[[14.9, 103.5], [14.9, 103.502]' in public, "its outline is drawn"


LINE = "14.9020 103.5080\r\n14.9020 103.5180\r\n14.9060 103.5180"


@pytest.mark.parametrize(
    ("lat", "lon", "how", "accuracy"),
    [
        pytest.param("14.882000", "103.493000", "gps", 12, id="as GPS wrote it"),
        pytest.param("48P 337881 1645822", "", "typed", None, id="UTM typed over what GPS wrote"),
        pytest.param(
            "14°52'55\"N 103°29'35\"E", "", "typed", None, id="degrees, minutes, seconds typed over it"
        ),
        pytest.param("๑๔.๘๘๒๐", "๑๐๓.๔๙๓๐", "typed", None, id="Thai digits typed over it"),
    ],
)
def test_a_place_typed_over_gps_is_not_by_gps(
    client: "FlaskClient", session: Session, head: Hat, lat: str, lon: str, how: str, accuracy: int | None
) -> None:
    draft = filled(client, session)
    assert send(client, f"/needs/{draft}/3", STEPS[3] | {"lat": lat, "lon": lon}).status_code == 303
    check = client.get(f"/needs/{draft}/check").text
    assert (POINT_SOURCES["gps"] in check, POINT_SOURCES["typed"] in check) == (how == "gps", how == "typed")
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    need = session.get_one(Need, draft)
    assert (need.geom_how, need.geom_accuracy_m) == (how, accuracy)


def test_a_step_sent_after_the_need_was_submitted_leads_to_its_page(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    row = submitted(client, session)
    late = send(client, f"/needs/{row.id}/2", {"title": "พิมพ์จากอีกแท็บหนึ่ง"})
    assert late.status_code == 409
    assert f'href="/n/{row.number}"' in late.text
    assert "ส่งอีกครั้ง" not in late.text
    assert "พิมพ์จากอีกแท็บหนึ่ง" in late.text, "nothing typed is lost"


def test_the_public_page_shows_the_size_and_no_empty_request(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = filled(client, session)
    sizes = {"width_m": "4", "length_m": "850", "thickness_m": "0.15"}
    assert send(client, f"/needs/{draft}/2", STEPS[2] | sizes).status_code == 303
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    public = client.get(f"/n/{session.get_one(Proposal, draft).number}").text
    assert "กว้าง 4 เมตร ยาว 850 เมตร หนา 0.15 เมตร" in public
    assert "อยากให้ทำอะไร" not in public


def test_a_road_is_a_line_and_its_length_its_size(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = filled(client, session)
    road = {"lat": "", "lon": "", "point_source": "map", "line": LINE}
    answer = send(client, f"/needs/{draft}/3", STEPS[3] | road | {"help": "length"})
    assert answer.headers["Location"].endswith("/3#f-line")
    page = client.get(f"/needs/{draft}/3").text
    assert "3 จุด ยาว 1,519 เมตร" in page
    assert "ใส่ความยาว 1,519 เมตร ในขั้นที่ 2 แล้ว" in page
    assert 'value="1519"' in client.get(f"/needs/{draft}/2").text
    check = client.get(f"/needs/{draft}/check").text
    assert "3 จุด ยาว 1,519 เมตร" in check
    assert "ยังไม่ได้ปักหมุด" not in check, "a line is a place"
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    need = session.get_one(Need, draft)
    assert need.geom_how == "map"
    assert need.size["length_m"] == "1519"
    shape = session.scalar(select(func.ST_AsText(Need.geom)).where(Need.proposal_id == draft))
    assert shape == "LINESTRING(103.508 14.902,103.518 14.902,103.518 14.906)"
    number = session.get_one(Proposal, draft).number
    public = client.get(f"/n/{number}").text
    assert 'data-line="[[14.902, 103.508], [14.902, 103.518], [14.906, 103.518]]"' in public


def test_a_line_that_cannot_be_read_is_told_by_its_row_and_kept(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/3", {"line": "14.9020 103.5080\nหน้าวัด"})
    assert answer.status_code == 422
    assert "จุดที่ 2: อ่านพิกัด “หน้าวัด” ไม่ได้" in answer.text
    assert "14.9020 103.5080\nหน้าวัด" in client.get(f"/needs/{draft}/3").text.replace("\r", "")


def test_photos_are_attached_taken_off_and_put_back(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    files = [(photo("red"), "หนึ่ง.jpg"), (photo("blue"), "../../สอง\u202egpj.jpg"), (photo("red"), "ซ้ำ.jpg")]
    answer = send(client, f"/needs/{draft}/5", {"photo": files, "attach": "yes", "attendees": "74"})
    assert answer.status_code == 303
    session.expire_all()
    rows = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [row.filename for row in rows] == ["หนึ่ง.jpg", "สองgpj.jpg"]
    with client.get(f"/files/{rows[0].id}") as shown:
        assert shown.data.startswith(b"\xff\xd8")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "inline" in shown.headers["Content-Disposition"]
    with client.get(f"/files/{rows[0].id}/small") as small:
        assert small.status_code == 200
    send(client, f"/needs/{draft}/5", {"take_off": str(rows[0].id)})
    session.expire_all()
    assert rows[0].removed_at is not None
    send(client, f"/needs/{draft}/5", {"put_back": str(rows[0].id)})
    session.expire_all()
    assert rows[0].removed_at is None
    assert session.get_one(Need, draft).typed["attendees"] == "74"


@pytest.mark.parametrize(
    ("kind", "name", "data", "says"),
    [
        ("photo", "ว่าง.jpg", b"", "ว่างเปล่า"),
        ("photo", "หน้าเว็บ.jpg", b"<html><script>alert(1)</script>", "ไม่ใช่รูปภาพ"),
        ("photo", "ใหญ่.jpg", b"\xff\xd8" + b"0" * (10 * 1024 * 1024), "ใหญ่เกิน 10 MB"),
        ("drawing", "โปรแกรม.pdf", b"MZ\x90\x00", "รับ PDF, JPEG, PNG และ WebP"),
        ("minutes", "เสีย.pdf", b"%PDF-1.4 ...", "เสีย"),
    ],
)
def test_a_bad_file_is_told_and_the_words_beside_it_are_kept(
    client: "FlaskClient", session: Session, head: Hat, kind: str, name: str, data: bytes, says: str
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/5", {kind: (BytesIO(data), name), "attendees": "74"})
    assert answer.status_code == 422
    assert says in answer.text
    assert name in answer.text
    session.expire_all()
    assert session.get_one(Need, draft).typed["attendees"] == "74"
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_full_disk_is_told_and_nothing_else_is_lost(
    client: "FlaskClient", session: Session, head: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    draft = begun(client, session)
    monkeypatch.setattr(os, "fsync", full)
    answer = send(client, f"/needs/{draft}/5", {"photo": (photo(), "ถนน.jpg"), "attendees": "74"})
    assert answer.status_code == 422
    assert "เนื้อที่เต็ม" in answer.text
    session.expire_all()
    assert session.get_one(Need, draft).typed["attendees"] == "74"
    uploads = client.application.config["SETTINGS"].uploads
    assert not list(uploads.rglob(".new-*"))


def test_a_disk_that_fills_while_the_form_arrives_gets_a_clear_page(
    client: "FlaskClient", session: Session, head: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/typed", {"attendees": "74"})

    class Full(BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", lambda **_: Full())
    answer = send(client, f"/needs/{draft}/5", {"photo": (photo(size=(2000, 2000)), "ถนน.jpg")})
    assert answer.status_code == 507
    assert "เนื้อที่เต็ม" in answer.text
    session.expire_all()
    assert session.get_one(Need, draft).typed["attendees"] == "74"


def test_a_seventh_photo_is_refused_with_the_limit(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    colours = ("red", "blue", "green", "white", "black", "yellow", "pink")
    files = [(photo(colour), f"{colour}.jpg") for colour in colours]
    answer = send(client, f"/needs/{draft}/5", {"photo": files})
    assert answer.status_code == 422
    assert "ไม่เกิน 6" in answer.text
    assert session.scalar(select(func.count()).select_from(Attachment)) == 6
