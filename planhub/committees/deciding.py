"""A committee's decisions as their pages make them: rank, classification and the move, or none of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.committees import displaced, ranking
from planhub.committees.asked import ASKS, SETS_CLASS, Typed, read_each, read_given
from planhub.committees.forecast import LAST
from planhub.errors import Conflict, Invalid, PlanHubError
from planhub.proposals.bearings import ranks_at
from planhub.proposals.links import merge_target
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import BULK_LIMIT, Outcome, last_review, lock, review
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action


@dataclass(frozen=True)
class Decider:
    """Who decides, how that is signed, and when."""

    hat: Hat
    capacity: str
    at: datetime
    day: date


@dataclass(frozen=True)
class Decided:
    """A decision that was made."""

    proposal: Proposal
    ranked: Sentence | None = None
    """Which rank was given with it, and whom that displaced."""


def decide(
    session: Session, *, proposal_id: int, version: int | None, action: Action, typed: Typed, by: Decider
) -> Decided:
    """Do what was typed to one proposal, as one step: its rank and classification first, where given.

    Raises what `review` raises; Conflict carries the log row of who was first.
    """
    return _decide(session, proposal_id, version, action, typed, by, read_given(action, typed))


def decide_many(
    session: Session,
    *,
    items: Sequence[tuple[int, int | None]],
    action: Action,
    typed: Typed,
    by: Decider,
) -> Outcome:
    """Do one thing to many proposals, each (id, version), for one reason; a wrong one holds back no other.

    The first in rank goes first, for a round may not let all pass. Merging passes over the target itself.
    Raises Invalid for what was typed.
    """
    if len(items) > BULK_LIMIT:
        raise Invalid({"items": say(N_("เลือกได้ครั้งละไม่เกิน %(n)d เรื่อง"), n=BULK_LIMIT)})
    given = read_given(action, typed, bulk=True)
    if action is Action.MERGE:
        target = merge_target(session, typed=typed.get("target"), hat=by.hat)
        items = [(id_, version) for id_, version in items if id_ != target.id]
    versions = dict(items)
    # held in order of id, so that two committees never wait for each other crosswise
    held = select(Proposal.id, Proposal.classification).where(Proposal.id.in_(versions)).order_by(Proposal.id)
    classes = dict.fromkeys(versions) | {
        id_: class_ for id_, class_ in session.execute(held.with_for_update())
    }
    each = read_each(action, typed, given, classes)
    stored = ranks_at(session, versions, level=by.hat.level)
    outcome = Outcome()
    for id_ in sorted(versions, key=lambda id_: (each[id_].rank or stored.get(id_) or LAST, id_)):
        try:
            with session.begin_nested():
                _decide(session, id_, versions[id_], action, typed, by, each[id_])
        except PlanHubError as error:
            _ask_again(error, action, given)
            outcome.refused[id_] = error.sentence
        else:
            outcome.done.append(id_)
    return outcome


def _ask_again(error: PlanHubError, action: Action, given: Given) -> None:
    """What the page asked all items for and was not given holds back all: it is asked for again."""
    fields = error.fields if isinstance(error, Invalid) else {}
    # a rank is each one's own, and a plan year may be right for the items of one round only
    own = {"rank"} if given.plan_year is None else {"rank", "plan_year"}
    wanted = {*ASKS[action], "classification"} if action is Action.FORWARD else {*ASKS[action]}
    asked = {name: sentence for name, sentence in fields.items() if name in wanted - own}
    if asked:
        raise Invalid(asked)


def _decide(
    session: Session,
    proposal_id: int,
    version: int | None,
    action: Action,
    typed: Typed,
    by: Decider,
    given: Given,
) -> Decided:
    proposal, ranked = lock(session, proposal_id), None
    if version is not None and version != proposal.version:
        raise Conflict(
            N_("มีผู้อื่นพิจารณาเรื่องนี้ไปก่อนแล้ว ดูผลที่บันทึกไว้ข้างล่าง แล้วตัดสินใจใหม่"),
            theirs=last_review(session, proposal_id),
        )
    if action is Action.MERGE:
        target = merge_target(session, typed=typed.get("target"), hat=by.hat)
        given = replace(given, target_id=target.id)
    if given.rank is not None:
        change = ranking.place(session, hat=by.hat, proposal=proposal, rank=given.rank, at=by.at)
        ranked = displaced.told(session, change=change, proposal_id=proposal_id, asked=given.rank)
    if action in SETS_CLASS and given.classification not in (None, proposal.classification):
        agency = given.agency_code if action is Action.FORWARD else None
        first = Given(classification=given.classification, agency_code=agency, meeting=given.meeting)
        _review(session, proposal_id, Action.CLASSIFY, first, by)
    return Decided(_review(session, proposal_id, action, given, by), ranked)


def _review(session: Session, proposal_id: int, action: Action, given: Given, by: Decider) -> Proposal:
    return review(
        session,
        proposal_id=proposal_id,
        action=action,
        hat=by.hat,
        capacity=by.capacity,
        given=given,
        version=None,
        at=by.at,
        day=by.day,
    )
