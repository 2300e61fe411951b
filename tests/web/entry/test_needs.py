"""A village's needs: whose they are, their round, put away, withdrawn, returned, written by the secretary."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planhub.proposals.need import Need
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories.accounts import hat, sign_in
from tests.factories.areas import community, surin
from tests.factories.proposals import planning_round, proposal
from tests.web.entry.typing_in import STEPS, VILLAGE, begun, filled, hidden, send, submitted

if TYPE_CHECKING:
    from flask.testing import FlaskClient


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


def test_a_draft_without_a_title_is_known_by_how_its_trouble_was_told(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    begun(client, session)
    assert "ยังไม่ได้ตั้งชื่อ" in client.get("/needs").text, "nothing is typed yet"
    told = begun(client, session)
    send(client, f"/needs/{told}/1", STEPS[1] | {"problem": "ฝนตกทีไร\nถนน<ขาด>" + "ก" * 100})
    page = client.get("/needs").text
    assert "ฝนตกทีไร ถนน&lt;ขาด&gt;" + "ก" * 63 + "…" in page
    send(client, f"/needs/{told}/2", STEPS[2])
    assert "ฝนตกทีไร" not in client.get("/needs").text, "its title, once it has one"


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
