"""The only writer of a proposal's stage: judged by workflow, written with its log row in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.errors import Conflict, Invalid, NotFound, PlanHubError
from planhub.proposals.bearings import facts_of, rules_for
from planhub.proposals.consequences import settle
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Given, holder_code, judge
from planhub.workflow.roles import Hat, Level, Role
from planhub.workflow.stages import Action, Stage

BULK_LIMIT = 500
"""Items in one bulk decision; a page never shows more."""

DECISIONS = frozenset(
    {Action.FORWARD, Action.DEFER, Action.REJECT, Action.MERGE}
    | {Action.DO_LOCALLY, Action.DO_JOINTLY, Action.INCLUDE, Action.LET_GO}
)
"""What a committee answers for, and only a higher level may reopen."""


@dataclass
class Outcome:
    """What became of a bulk decision: the right ones went through, each other one with its sentence."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, Sentence] = field(default_factory=dict)


def review(
    session: Session,
    *,
    proposal_id: int,
    action: Action,
    hat: Hat,
    capacity: str,
    given: Given,
    version: int | None,
    at: datetime,
    day: date,
) -> Proposal:
    """Do one thing to one proposal.

    `version` is the one the page was drawn from (None: whatever stands); `capacity` is how the actor signs.
    Raises NotFound, NotAllowed, IllegalMove, Invalid, or Conflict (`theirs` is the log row of who was first).
    """
    proposal = lock(session, proposal_id)
    if version is not None and version != proposal.version:
        raise Conflict(
            N_("มีผู้อื่นพิจารณาเรื่องนี้ไปก่อนแล้ว ดูผลที่บันทึกไว้ข้างล่าง แล้วตัดสินใจใหม่"),
            theirs=last_review(session, proposal_id),
        )
    rules = rules_for(session, proposal)
    if action is Action.FORWARD and rules.window(hat.level).top_n is not None:
        # two that pass up different items take turns, or both would count the same last free place
        key = f"pass up {hat.level} {hat.office_code} {proposal.fiscal_year}"
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    facts = facts_of(session, proposal, level=hat.level)
    stage = judge(facts=facts, action=action, hat=hat, given=given, rules=rules, day=day)
    settle(session, proposal=proposal, action=action, given=given, hat=hat, at=at)
    _move(session, proposal, action=action, stage=stage, hat=hat, at=at)
    session.add(
        _log_row(proposal, facts.stage, action, stage, hat=hat, capacity=capacity, given=given, at=at)
    )
    session.flush()
    return proposal


def review_many(
    session: Session,
    *,
    items: Sequence[tuple[int, int | None]],
    action: Action,
    hat: Hat,
    capacity: str,
    given: Given,
    at: datetime,
    day: date,
) -> Outcome:
    """Do one thing to many proposals, each (id, version), for one reason; a wrong one holds back no other.

    Taken in order of id, so that two committees never wait for each other crosswise.
    Raises Invalid for more than BULK_LIMIT items.
    """
    if len(items) > BULK_LIMIT:
        raise Invalid({"items": say(N_("เลือกได้ครั้งละไม่เกิน %(n)d เรื่อง"), n=BULK_LIMIT)})
    outcome = Outcome()
    for proposal_id, version in sorted(set(items), key=lambda item: item[0]):
        try:
            with session.begin_nested():
                review(
                    session,
                    proposal_id=proposal_id,
                    action=action,
                    hat=hat,
                    capacity=capacity,
                    given=given,
                    version=version,
                    at=at,
                    day=day,
                )
        except PlanHubError as error:
            outcome.refused[proposal_id] = error.sentence
        else:
            outcome.done.append(proposal_id)
    return outcome


def lock(session: Session, proposal_id: int) -> Proposal:
    """The proposal as it stands now, held until the transaction ends. Raises NotFound."""
    proposal = session.scalars(
        select(Proposal)
        .where(Proposal.id == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if proposal is None:
        raise NotFound(N_("ไม่พบเรื่องนี้"))
    return proposal


def last_review(session: Session, proposal_id: int) -> Review | None:
    """The newest row of a proposal's log."""
    return session.scalars(
        select(Review).where(Review.proposal_id == proposal_id).order_by(Review.seq.desc()).limit(1)
    ).one_or_none()


def _move(
    session: Session, proposal: Proposal, *, action: Action, stage: Stage, hat: Hat, at: datetime
) -> None:
    before = Stage(proposal.stage)
    proposal.version += 1
    proposal.updated_at = at
    if action in DECISIONS:
        proposal.decided_by = hat.level
        proposal.decided_year = proposal.fiscal_year
    if stage is before:
        return
    proposal.came_from = before
    proposal.stage = stage
    proposal.stage_since = at
    proposal.returned = action is Action.RETURN
    proposal.holder_code = holder_code(
        stage,
        place_code=proposal.place_code,
        area_code=proposal.area_code,
        agency_code=proposal.agency_code,
        now_with=_office(hat) if action in DECISIONS else proposal.holder_code,
    )
    session.flush()


def _log_row(
    proposal: Proposal,
    before: Stage,
    action: Action,
    stage: Stage,
    *,
    hat: Hat,
    capacity: str,
    given: Given,
    at: datetime,
) -> Review:
    return Review(
        proposal_id=proposal.id,
        seq=proposal.version,
        action=action,
        from_stage=before,
        to_stage=stage,
        holder_code=proposal.holder_code,
        actor_id=hat.account_id or None,  # nobody, where a round moves things by itself
        holding_id=hat.holding_id or None,
        role=hat.role,
        capacity=capacity,
        on_behalf_of=_on_behalf(action, hat, proposal),
        at=at,
        reason=given.reason.strip(),
        meeting=given.meeting or None,
        given=_rest(given),
    )


def _office(hat: Hat) -> str:
    return hat.office_code


def _on_behalf(action: Action, hat: Hat, proposal: Proposal) -> str | None:
    by_clerk = hat.role is not Role.VILLAGE_HEAD and action in (Action.SUBMIT, Action.WITHDRAW)
    return proposal.area_code if by_clerk and hat.level is not Level.VILLAGE else None


def _rest(given: Given) -> dict[str, Any]:
    facts = {
        "classification": given.classification,
        "agency_code": given.agency_code,
        "target_id": given.target_id,
        "plan_year": given.plan_year,
        "envelope": given.envelope,
        "verdict": given.verdict,
        "estimated_cost": given.estimated_cost,
        "issue_ids": list(given.issue_ids) or None,
        "rank": given.rank,
    }
    return {name: value for name, value in facts.items() if value is not None}
