"""What has no money comes up each quarter, is confirmed or let go in bulk, and marked where nobody did."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.proposals.confirming import confirm, withdraw
from planhub.proposals.proposal import Proposal
from planhub.proposals.quarterly import Quarter, answers_of, counts, marks, missed, quarter_of, rows_of
from planhub.proposals.reviewing import last_review
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, TODAY

Q1 = Quarter(2570, 1)
OLD = 200
"""Days: since before the quarter that went by."""


@pytest.mark.parametrize(
    ("day", "quarter", "begins", "ends"),
    [
        (date(2026, 11, 21), Quarter(2570, 1), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), Quarter(2570, 2), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 6, 30), Quarter(2570, 3), date(2027, 4, 1), date(2027, 6, 30)),
        (date(2026, 9, 30), Quarter(2569, 4), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_a_quarter_of_the_fiscal_year(day: date, quarter: Quarter, begins: date, ends: date) -> None:
    assert quarter_of(day) == quarter
    assert (quarter.begins, quarter.ends) == (begins, ends)
    assert quarter.before.after == quarter


@pytest.fixture
def planner(session: Session) -> Hat:
    areas.surin(session)
    return accounts.hat(session, "planner", "32")


def said(hat: Hat) -> dict[str, object]:
    return {"quarter": Q1, "hat": hat, "capacity": "นักวิเคราะห์", "at": NOW}


def test_it_comes_up_at_the_office_that_holds_it(session: Session, planner: Hat) -> None:
    planned = proposals.proposal(session, stage=Stage.PLANNED, days_ago=100)
    waiting = proposals.proposal(session, stage=Stage.PROVINCE, days_ago=90)
    put_off = proposals.proposal(
        session, stage=Stage.DEFERRED, days_ago=100, holder_code="320102", decided_by="subdistrict"
    )
    proposals.proposal(session, stage=Stage.PROVINCE, days_ago=2)  # came within the quarter
    proposals.proposal(session, stage=Stage.FUNDED, days_ago=100, plan_year=2571)  # has money
    proposals.proposal(session, "45010101", stage=Stage.PROVINCE, days_ago=100)
    assert [row.id for row in rows_of(session, hat=planner, quarter=Q1)] == [planned.id, waiting.id]
    chair = accounts.hat(session, "subdistrict_chair", "320102")
    assert [row.id for row in rows_of(session, hat=chair, quarter=Q1)] == [put_off.id]


def test_many_are_confirmed_at_once_and_the_last_word_counts(session: Session, planner: Hat) -> None:
    rows = [proposals.proposal(session, stage=Stage.PLANNED, days_ago=100) for _ in "123"]
    theirs = proposals.proposal(session, "45010101", stage=Stage.PLANNED, days_ago=100)
    young = proposals.proposal(session, stage=Stage.PLANNED, days_ago=1)
    items = [(row.id, row.version) for row in [*rows, theirs, young]]
    outcome = confirm(session, items=items, **said(planner))  # type: ignore[arg-type]
    assert sorted(outcome.done) == sorted(row.id for row in rows)
    assert set(outcome.refused) == {theirs.id, young.id}
    assert counts(session, hat=planner, quarter=Q1) == (0, 3)
    confirm(session, items=items[:1], answer="changed", reason="แก้ราคา", **said(planner))  # type: ignore[arg-type]
    assert [(one.answer, one.reason) for one in answers_of(session, rows[0].id)] == [("changed", "แก้ราคา")]


def test_what_is_let_go_says_why_and_leaves_a_row_in_the_log(session: Session, planner: Hat) -> None:
    rows = [
        proposals.proposal(session, stage=stage, days_ago=100) for stage in (Stage.PLANNED, Stage.PROVINCE)
    ]
    items = [(row.id, row.version) for row in rows]
    with pytest.raises(Invalid) as refusal:
        withdraw(session, items=items, reason=" ", **said(planner))  # type: ignore[arg-type]
    assert list(refusal.value.fields) == ["reason"]
    stale = [(rows[0].id, rows[0].version + 7), items[1]]
    outcome = withdraw(session, items=stale, reason="กรมทำให้แล้ว", **said(planner))  # type: ignore[arg-type]
    assert (outcome.done, set(outcome.refused)) == ([rows[1].id], {rows[0].id})
    assert rows[0].stage == Stage.PLANNED
    assert (rows[1].stage, rows[1].decided_by) == (Stage.REJECTED, "province")
    log = last_review(session, rows[1].id)
    assert log is not None
    assert (log.action, log.reason) == ("let_go", "กรมทำให้แล้ว")


def test_an_office_lets_go_what_it_put_off_itself(session: Session, planner: Hat) -> None:
    row = proposals.proposal(
        session, stage=Stage.DEFERRED, days_ago=100, holder_code="320102", decided_by="subdistrict"
    )
    chair = accounts.hat(session, "subdistrict_chair", "320102")
    items = [(row.id, row.version)]
    assert withdraw(session, items=items, reason="x", **said(planner)).done == []  # type: ignore[arg-type]
    assert withdraw(session, items=items, reason="x", **said(chair)).done == [row.id]  # type: ignore[arg-type]


def mark_of(session: Session, row: Proposal, day: date = TODAY) -> str:
    return "".join(str(sentence) for sentence in marks(session, [row.id], day=day).values())


def test_what_nobody_confirmed_is_marked_until_somebody_does(session: Session, planner: Hat) -> None:
    old = proposals.proposal(session, stage=Stage.PLANNED, days_ago=OLD)
    newer = proposals.proposal(session, stage=Stage.PLANNED, days_ago=100)
    funded = proposals.proposal(session, stage=Stage.FUNDED, days_ago=OLD, plan_year=2571)
    assert missed(session, [old.id, newer.id, funded.id], day=TODAY) == {old.id: Quarter(2569, 4)}
    assert mark_of(session, old) == "ไม่มีผู้ยืนยันในไตรมาส 4/2569"
    confirm(session, items=[(old.id, None)], **said(planner))  # type: ignore[arg-type]
    assert mark_of(session, old) == ""
    spring = TODAY + timedelta(days=150)
    assert mark_of(session, old, spring) == "ไม่มีผู้ยืนยันในไตรมาส 2/2570"
    assert marks(session, [], day=TODAY) == {}
