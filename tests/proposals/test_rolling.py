"""The year's end: unfunded items go into the next round by themselves, with number, history and rank."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.linkage.recounting import differences
from planhub.proposals.bearings import former_ranks_at, ranks_at
from planhub.proposals.decisions import event_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.proposals.reviewing import last_review
from planhub.proposals.rolling import Rolled, due, provinces_with_rounds, take_up
from planhub.proposals.standing import offices_of
from planhub.workflow.roles import Level
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals
from tests.factories.rolling import roll

BEFORE = datetime(2027, 9, 30, 16, 0, tzinfo=UTC)
"""30 September 2570, eleven at night in Thailand."""
AFTER = datetime(2027, 9, 30, 17, 30, tzinfo=UTC)
"""1 October 2570: the fiscal year 2571 has begun."""


@pytest.fixture
def rounds(session: Session) -> None:
    """Surin, with rounds for 2570 (closed) and 2572 (open)."""
    areas.surin(session)
    proposals.planning_round(session, year=2570).is_open = False
    proposals.planning_round(session, year=2572)
    session.flush()


def planned(session: Session, year: int = 2570, **more: object) -> Proposal:
    return proposals.proposal(
        session, stage=Stage.PLANNED, fiscal_year=year, plan_year=year, envelope="over", **more
    )  # type: ignore[arg-type]


@pytest.mark.usefixtures("rounds")
def test_the_plan_of_a_year_that_ended_without_money_goes_into_the_next_round(session: Session) -> None:
    row = planned(session)
    proposals.rank(session, row, "province", 4)
    number, uid = row.number, row.uid
    assert not roll(session, "32", BEFORE)
    assert roll(session, "32", AFTER) == Rolled(planned=1)
    assert (row.stage, row.fiscal_year, row.plan_year, row.envelope) == (Stage.PROVINCE, 2572, None, None)
    assert (row.number, row.holder_code) == (number, "32")
    assert ranks_at(session, [row.id], level=Level.PROVINCE) == {}, "the new round ranks it itself"
    assert former_ranks_at(session, [row.id], level=Level.PROVINCE) == {row.id: 4}
    log = last_review(session, row.id)
    assert log is not None
    assert (log.action, log.actor_id, log.given) == ("roll_over", None, {"plan_year": 2572})
    words = str(event_of(log, None, row, offices_of(session, {"32"}), None).words)
    assert "2572" in words
    session.commit()
    item = session.get_one(PlanItem, ("32", uid))
    assert (item.stage, item.fiscal_year, item.amount) == ("province", 2572, Decimal(500_000))
    assert differences(session) == []


@pytest.mark.usefixtures("rounds")
def test_doing_it_again_finds_nothing(session: Session) -> None:
    planned(session)
    roll(session, "32", AFTER)
    log = session.scalar(select(func.count()).select_from(Review))
    assert not roll(session, "32", AFTER)
    assert session.scalar(select(func.count()).select_from(Review)) == log


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize("level", ["subdistrict", "district", "province"])
def test_what_was_put_off_returns_to_the_level_that_put_it_off(session: Session, level: str) -> None:
    row = proposals.proposal(
        session, stage=Stage.DEFERRED, fiscal_year=2570, decided_by=level, decided_year=2570
    )
    assert roll(session, "32", AFTER) == Rolled(deferred=1)
    assert (row.stage, row.fiscal_year) == (level, 2572)


LEFT = [
    # has money
    {"stage": Stage.FUNDED, "fiscal_year": 2570, "plan_year": 2570, "envelope": "within"},
    # the year of its plan is running
    {"stage": Stage.PLANNED, "fiscal_year": 2571, "plan_year": 2571, "envelope": "within"},
    # refused, withdrawn
    {"stage": Stage.REJECTED, "fiscal_year": 2570},
    {"stage": Stage.WITHDRAWN, "fiscal_year": 2570},
    # put off in the round that is still the newest
    {"stage": Stage.DEFERRED, "fiscal_year": 2572, "decided_by": "district"},
]


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize("kind", LEFT)
def test_everything_else_stays(session: Session, kind: dict[str, object]) -> None:
    row = proposals.proposal(session, **kind)  # type: ignore[arg-type]
    assert not roll(session, "32", AFTER)
    assert row.stage == kind["stage"]


def test_without_an_open_round_nothing_moves_and_it_moves_when_one_opens(session: Session) -> None:
    areas.surin(session)
    row = planned(session)
    assert not roll(session, "32", AFTER)
    assert provinces_with_rounds(session) == []
    proposals.planning_round(session, year=2571)
    assert provinces_with_rounds(session) == ["32"]
    assert roll(session, "32", AFTER)
    assert row.fiscal_year == 2571


def test_what_was_put_off_waits_while_its_own_round_works(session: Session) -> None:
    areas.surin(session)
    own = proposals.planning_round(session, year=2571)
    proposals.planning_round(session, year=2572)
    row = proposals.proposal(session, stage=Stage.DEFERRED, decided_by="district", decided_year=2571)
    assert not roll(session, "32", proposals.NOW)
    own.is_open = False
    assert roll(session, "32", proposals.NOW) == Rolled(deferred=1)
    assert (row.stage, row.fiscal_year) == (Stage.DISTRICT, 2572)


@pytest.mark.usefixtures("rounds")
def test_what_somebody_did_something_to_since_it_was_found_stays(session: Session) -> None:
    row, other = planned(session), planned(session)
    found = due(session, "32", AFTER)
    # taken out of the plan, and into that of the year that runs
    row.version += 2
    row.plan_year = 2571
    session.flush()
    assert take_up(session, "32", found, AFTER) == Rolled(planned=1, refused=1)
    assert (row.stage, row.plan_year, other.stage) == (Stage.PLANNED, 2571, Stage.PROVINCE)


@pytest.mark.usefixtures("rounds")
def test_the_longest_waiting_are_found_first_and_taken_in_order_of_id_as_bulk_decisions_are(
    session: Session,
) -> None:
    ids = [planned(session, days_ago=days).id for days in (1, 9, 4)]
    found = due(session, "32", AFTER)
    assert [one.proposal_id for one in found] == [ids[1], ids[2], ids[0]]
    assert [one.proposal_id for one in due(session, "32", AFTER, after=found[1])] == [ids[0]]
    take_up(session, "32", found, AFTER)
    assert session.scalars(select(Review.proposal_id).order_by(Review.id)).all() == ids
