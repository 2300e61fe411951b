"""A village head's way from the first page to the number; what is wrong is told; twice is once."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.web.entry.typing_in import STEPS, begun, filled, hidden, send, submitted

if TYPE_CHECKING:
    from flask.testing import FlaskClient


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
