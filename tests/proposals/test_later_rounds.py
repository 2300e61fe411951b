"""What was deferred, merged or decided keeps its promises when its owner or the next round comes."""

import pytest
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.proposals.bearings import possible_actions
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas, proposals


def do(session: Session, row: Proposal, action: Action, hat: Hat, **given: object) -> Proposal:
    return review(
        session,
        proposal_id=row.id,
        action=action,
        hat=hat,
        capacity=str(hat.role),
        given=Given(reason="เหตุผล", **given),  # type: ignore[arg-type]
        version=None,
        at=proposals.NOW,
        day=proposals.TODAY,
    )


@pytest.fixture
def planner(session: Session) -> Hat:
    areas.surin(session)
    return accounts.hat(session, "planner", "32")


def test_what_a_level_deferred_it_takes_up_in_the_next_round(session: Session, planner: Hat) -> None:
    proposals.planning_round(session, year=2571)
    row = proposals.proposal(session, stage=Stage.PROVINCE)
    number = row.number
    do(session, row, Action.DEFER, planner)
    assert Action.RESUME not in possible_actions(session, row, planner, proposals.TODAY)
    proposals.planning_round(session, year=2572)
    assert Action.RESUME in possible_actions(session, row, planner, proposals.TODAY)
    do(session, row, Action.RESUME, planner)
    assert (row.stage, row.fiscal_year, row.number) == (Stage.PROVINCE, 2572, number)


def test_a_record_that_holds_others_is_not_withdrawn(session: Session, planner: Hat) -> None:
    secretary = accounts.hat(session, "subdistrict_secretary", "320102")
    head = accounts.hat(session, "village_head", "32010204")
    target, other = proposals.proposal(session, "32010204"), proposals.proposal(session, "32010203")
    do(session, other, Action.MERGE, secretary, target_id=target.id)
    with pytest.raises(IllegalMove, match="รวมอยู่กับเรื่องนี้ 1 เรื่อง"):
        do(session, target, Action.WITHDRAW, head)
    do(session, other, Action.UNMERGE, secretary)
    assert do(session, target, Action.WITHDRAW, head).stage == Stage.WITHDRAWN


def test_a_silent_office_loses_the_matter_to_who_asked(session: Session, planner: Hat) -> None:
    chief = accounts.hat(session, "district_chief", "3201")
    agency = accounts.agency(session)
    row = proposals.proposal(session, stage=Stage.DISTRICT)
    do(session, row, Action.REFER, chief, agency_code=agency.code)
    assert row.holder_code == agency.code
    do(session, row, Action.RECALL, chief)
    assert (row.stage, row.holder_code) == (Stage.DISTRICT, "3201")
