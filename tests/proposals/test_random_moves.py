"""A thousand random moves by random hats: log, record, plan item and summaries stay one story."""

import random
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import PlanHubError
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.recounting import differences
from planhub.proposals.bearings import possible_actions
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.moves import MOVES
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import HELD_AT, Action, Stage
from tests.factories import accounts, areas, proposals

SEED = 25690


def everybody(session: Session) -> list[Hat]:
    """A hat for every chair of one subdistrict's chain."""
    accounts.agency(session, "A-32-DPT")
    return [
        accounts.hat(session, "village_head", "32010204"),
        accounts.hat(session, "subdistrict_secretary", "320102"),
        accounts.hat(session, "subdistrict_chair", "320102"),
        accounts.hat(session, "district_chief", "3201", acting=True, order_number="12/2569"),
        accounts.hat(session, "planner", "32"),
        accounts.hat(session, "agency_officer", "32", agency_code="A-32-DPT"),
        accounts.hat(session, "viewer", ""),
    ]


def anything(dice: random.Random, action: Action, others: list[int]) -> Given:
    """What an action may be given; now and then less than it needs."""
    if dice.random() < 0.1:
        return Given()
    return Given(
        reason=f"เหตุผลของ {action}",
        classification=dice.choice(["self", "joint", "agency"]),
        rank=dice.randint(1, 9),
        agency_code="A-32-DPT",
        target_id=dice.choice(others),
        plan_year=dice.choice([2571, 2572]),
        envelope=dice.choice(["within", "over"]),
        verdict=dice.choice(["feasible", "conditional", "infeasible"]),
    )


def test_a_thousand_random_moves_keep_one_story(session: Session) -> None:
    dice = random.Random(SEED)
    areas.surin(session)
    hats = everybody(session)
    start = [Stage.SUBDISTRICT] * 40 + [Stage.DRAFT] * 20
    ids = [
        proposals.proposal(session, "32010204", stage, amount=dice.randint(1, 9) * 100_000, **returned).id
        for stage in start
        for returned in [{"returned": True} if stage is Stage.DRAFT else {}]
    ]
    session.commit()
    at, moved, refused, seen, told = proposals.NOW, 0, 0, set(), set()
    for _ in range(1_000):
        at += timedelta(minutes=7)
        proposal = session.get_one(Proposal, dice.choice(ids))
        hat = dice.choice(hats)
        offered = possible_actions(session, proposal, hat, proposals.TODAY)
        action = dice.choice(offered) if offered and dice.random() < 0.9 else dice.choice(list(Action))
        before = (proposal.stage, proposal.version)
        try:
            with session.begin_nested():
                review(
                    session,
                    proposal_id=proposal.id,
                    action=action,
                    hat=hat,
                    capacity=str(hat.role),
                    given=anything(dice, action, ids),
                    version=proposal.version,
                    at=at,
                    day=proposals.TODAY,
                )
        except PlanHubError as error:
            refused += 1
            told.add(str(error.sentence))
            session.refresh(proposal)
            assert (proposal.stage, proposal.version) == before, "a refusal changes nothing"
        else:
            moved += 1
            seen.add(proposal.stage)
            session.commit()
    assert moved > 100
    assert refused > 100
    assert all(told), "every refusal says why"
    assert len(seen) >= 10, f"only {seen} were reached"
    for proposal in session.scalars(select(Proposal)).all():
        check_story(session, proposal)
    assert differences(session) == []


def check_story(session: Session, proposal: Proposal) -> None:
    """The log tells how the record came to where it stands, and the plan item says the same."""
    log = session.scalars(select(Review).where(Review.proposal_id == proposal.id).order_by(Review.seq)).all()
    stage = log[0].from_stage if log else proposal.stage
    for row in log:
        assert row.from_stage == stage, "each row begins where the last one ended"
        assert (Stage(row.from_stage), Action(row.action)) in MOVES
        stage = row.to_stage
    assert stage == proposal.stage
    assert proposal.version == 1 + len(log)
    if HELD_AT.get(Stage(proposal.stage)) is Level.SUBDISTRICT:
        assert proposal.holder_code == "320102"
    item = session.get(PlanItem, (proposal.province_code, proposal.uid))
    assert item is not None
    session.refresh(item)
    assert (item.stage, item.amount, item.updated_at) == (
        proposal.stage,
        proposal.amount,
        proposal.updated_at,
    )
