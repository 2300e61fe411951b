"""How many an office may pass up: what came back is not counted, two at once take turns."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.roles import Role
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, TODAY

MORE: dict[str, Any] = {"capacity": "เลขานุการ", "version": None, "at": NOW, "day": TODAY}
UP = Given(classification="self", rank=1)
WHY = Given(reason="ขอแบบแปลน")


@pytest.mark.parametrize("then", [Action.DEFER, Action.REJECT, None])
def test_what_the_district_sent_back_leaves_its_place(session: Session, then: Action | None) -> None:
    areas.surin(session)
    proposals.planning_round(session, subdistrict={"top_n": 1})
    mine = accounts.hat(session, "subdistrict_secretary", "320102")
    above = accounts.hat(session, "district_secretary", "3201")
    first, second = proposals.proposal(session), proposals.proposal(session)
    review(session, proposal_id=first.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)
    with pytest.raises(IllegalMove):
        review(session, proposal_id=second.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)
    review(session, proposal_id=first.id, action=Action.RETURN, hat=above, given=WHY, **MORE)
    if then:
        review(session, proposal_id=first.id, action=then, hat=mine, given=WHY, **MORE)
    done = review(session, proposal_id=second.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)
    assert done.stage == Stage.DISTRICT


@pytest.mark.parametrize("then", [Action.DEFER, Action.REJECT, Action.FORWARD])
def test_what_the_district_decides_keeps_its_place(session: Session, then: Action) -> None:
    areas.surin(session)
    proposals.planning_round(session, subdistrict={"top_n": 1})
    mine = accounts.hat(session, "subdistrict_secretary", "320102")
    above = accounts.hat(session, "district_secretary", "3201")
    first, second = proposals.proposal(session), proposals.proposal(session)
    review(session, proposal_id=first.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)
    review(
        session, proposal_id=first.id, action=then, hat=above, given=Given(reason="ครบแล้ว", rank=1), **MORE
    )
    with pytest.raises(IllegalMove):
        review(session, proposal_id=second.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)


def test_what_was_passed_up_in_the_round_before_takes_no_place_in_this_one(session: Session) -> None:
    areas.surin(session)
    proposals.planning_round(session)
    mine = accounts.hat(session, "subdistrict_secretary", "320102")
    above = accounts.hat(session, "district_secretary", "3201")
    old = proposals.proposal(session)
    review(session, proposal_id=old.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)
    review(session, proposal_id=old.id, action=Action.DEFER, hat=above, given=WHY, **MORE)
    proposals.planning_round(session, year=2572, subdistrict={"top_n": 1})
    review(
        session,
        proposal_id=old.id,
        action=Action.ROLL_OVER,
        hat=replace(mine, role=Role.PLANNER, area_code="32"),
        given=Given(plan_year=2572),
        **MORE,
    )
    assert old.fiscal_year == 2572
    new = proposals.proposal(session, fiscal_year=2572)
    done = review(session, proposal_id=new.id, action=Action.FORWARD, hat=mine, given=UP, **MORE)
    assert done.stage == Stage.DISTRICT


def test_the_last_place_is_held_until_the_first_has_it(session: Session, engine: Engine) -> None:
    """Whoever else of the same office passes something up waits, and counts again after that."""
    areas.surin(session)
    proposals.planning_round(session, subdistrict={"top_n": 1})
    hat = accounts.hat(session, "subdistrict_secretary", "320102")
    row = proposals.proposal(session)
    key = f"pass up {hat.level} {hat.office_code} {row.fiscal_year}"
    free = select(func.pg_try_advisory_xact_lock(func.hashtextextended(key, 0)))
    with engine.connect() as another:
        assert another.scalar(free) is True
    review(session, proposal_id=row.id, action=Action.FORWARD, hat=hat, given=UP, **MORE)
    with engine.connect() as another:
        assert another.scalar(free) is False
