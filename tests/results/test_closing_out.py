"""The close-out, the look a year later that falls due by itself, and the answers of those who asked."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.errors import Conflict, IllegalMove, Invalid
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import last_review, review
from planhub.results.answering import answer
from planhub.results.answers import answers_to, asked, complaints
from planhub.results.closing_out import close_out, year_after
from planhub.results.indicators import kept
from planhub.results.looking_later import look
from planhub.results.looks import due, looks
from planhub.results.result import LaterLook, WorkResult
from planhub.workflow.judging import Given
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder
from planhub.works.work import Work
from tests.factories import accounts, areas, proposals, works
from tests.factories.proposals import NOW, TODAY

LATER = datetime(2027, 11, 22, 3, tzinfo=UTC)


def closed(session: Session, row: Proposal, version: int | None = None, **typed: str) -> WorkResult:
    by = Recorder(accounts.hat(session, "planner", "32"), "นักวิเคราะห์", NOW, local_day(NOW))
    return close_out(session, proposal=row, typed=works.CLOSING | typed, version=version, by=by)


def test_closing_out_keeps_it_all_and_a_look_falls_due_a_year_later(session: Session) -> None:
    areas.surin(session)
    row = works.completed(session)
    result = closed(session, row, version=1)
    assert (result.people, result.handover_on, result.owner) == (1250, date(2026, 11, 1), "อบต.ตั้งใจ")
    assert kept(result.delivered)[0].share == 94
    assert session.get_one(LaterLook, row.id).due_on == date(2027, 11, 21)
    assert session.get_one(Work, row.id).version == 2
    with pytest.raises(Conflict):
        closed(session, row, version=1)
    closed(session, row, version=2, people="1300")
    assert session.get_one(WorkResult, row.id).people == 1300


WRONG = [
    # nobody owns it
    ({"owner": " "}, "owner"),
    ({"maintainer": ""}, "maintainer"),
    # nobody counted
    ({"people": ""}, "people"),
    ({"people": "หลายคน"}, "people"),
    # a promise without a result
    ({"actual-1": ""}, "actual-1"),
    # no indicator at all
    ({"name-1": "", "target-1": "", "actual-1": ""}, "name-1"),
    # handed over tomorrow, or on no day
    ({"handover_on": "22/11/2569"}, "handover_on"),
    ({"handover_on": ""}, "handover_on"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG)
def test_what_cannot_be_used_is_told_by_field(session: Session, typed: dict[str, str], field: str) -> None:
    areas.surin(session)
    with pytest.raises(Invalid) as refusal:
        closed(session, works.completed(session), **typed)
    assert list(refusal.value.fields) == [field]


def test_only_a_completed_work_is_closed_out(session: Session) -> None:
    areas.surin(session)
    with pytest.raises(IllegalMove):
        closed(session, proposals.proposal(session, stage=Stage.WORKS))


@pytest.mark.parametrize(
    ("day", "due_on"),
    [(date(2026, 11, 21), date(2027, 11, 21)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_year_later(day: date, due_on: date) -> None:
    assert year_after(day) == due_on


def test_the_look_ends_the_record_and_is_told_why(session: Session) -> None:
    areas.surin(session)
    planner = accounts.hat(session, "planner", "32")
    row = works.completed(session)
    told = {"proposal": row, "version": None}
    now, later = (Recorder(planner, "นักวิเคราะห์", at, local_day(at)) for at in (NOW, LATER))
    with pytest.raises(IllegalMove):  # not closed out
        look(session, typed={"state": "in_use"}, by=now, **told)  # type: ignore[arg-type]
    closed(session, row)
    with pytest.raises(IllegalMove, match="ยังไม่ถึงกำหนด"):
        look(session, typed={"state": "in_use"}, by=now, **told)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        look(session, typed={"state": "not_used"}, by=later, **told)  # type: ignore[arg-type]
    assert list(refusal.value.fields) == ["why"]
    assert due(session, hat=planner, day=date(2027, 11, 21)) == 1
    look(session, typed={"state": "not_used", "why": "ไฟฟ้ายังไม่ถึง"}, by=later, **told)  # type: ignore[arg-type]
    assert row.stage == Stage.EVALUATED
    row_of_log = last_review(session, row.id)
    assert row_of_log is not None
    assert row_of_log.reason == "ไม่ได้ใช้: ไฟฟ้ายังไม่ถึง"
    assert due(session, hat=planner, day=date(2028, 1, 1)) == 0
    assert [seen.why for seen in looks(session, hat=planner, day=TODAY, shelf="seen")] == ["ไฟฟ้ายังไม่ถึง"]


def test_the_list_of_looks_is_an_offices_own(session: Session) -> None:
    areas.surin(session)
    mine, coming = works.completed(session), works.completed(session, "32010301")
    works.look_due(session, mine)
    works.look_due(session, coming, date(2027, 5, 1))
    chief, other = (accounts.hat(session, "district_chief", code) for code in ("3201", "3202"))
    assert [row.id for row in looks(session, hat=chief, day=TODAY)] == [mine.id]
    assert [row.id for row in looks(session, hat=chief, day=TODAY, shelf="coming")] == [coming.id]
    assert looks(session, hat=other, day=TODAY) == []


@pytest.fixture
def merged(session: Session) -> tuple[Proposal, Proposal]:
    """A completed work, and a neighbour's need that was merged into it."""
    areas.surin(session)
    whole, part = proposals.proposal(session), proposals.proposal(session, "32010203")
    review(
        session,
        proposal_id=part.id,
        action=Action.MERGE,
        hat=accounts.hat(session, "subdistrict_secretary", "320102"),
        capacity="เลขานุการ กบต.",
        given=Given(target_id=whole.id),
        version=None,
        at=NOW,
        day=TODAY,
    )
    return whole, part


def test_all_who_asked_are_asked_once_it_is_done(session: Session, merged: tuple[Proposal, Proposal]) -> None:
    whole, part = merged
    head = accounts.hat(session, "village_head", "32010203")
    assert asked(session, "32010203") == []
    with pytest.raises(IllegalMove):
        answer(session, proposal=part, typed={"answer": "yes"}, at=NOW, by=head.account_id)
    whole.stage = Stage.COMPLETED
    session.flush()
    assert [one.id for one in asked(session, "32010203")] == [part.id]
    assert [one.id for one in asked(session, "32010204")] == [whole.id]
    with pytest.raises(Invalid) as refusal:
        answer(session, proposal=part, typed={"answer": "no"}, at=NOW, by=head.account_id)
    assert list(refusal.value.fields) == ["words"]
    typed = {"answer": "no", "words": "ถนนมาไม่ถึงหมู่เรา"}
    answer(session, proposal=part, typed=typed, at=NOW, by=head.account_id)
    assert [(one.id, one.answer) for one in answers_to(session, part)] == [(whole.id, None), (part.id, "no")]
    planner, elsewhere = accounts.hat(session, "planner", "32"), accounts.hat(session, "planner", "45")
    found = complaints(session, hat=planner)
    assert [(one.work_id, one.words) for one in found] == [(whole.id, "ถนนมาไม่ถึงหมู่เรา")]
    assert complaints(session, hat=elsewhere) == []
    answer(session, proposal=part, typed={"answer": "yes"}, at=NOW, by=head.account_id)
    assert complaints(session, hat=planner) == []
