"""The year's end: what got no money goes into the next round by itself, with number, history and rank kept.

Nothing is copied: the same record moves, with a row in its log, so doing it again finds nothing to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, aliased

from planhub.clock import fiscal_year, local_day
from planhub.errors import PlanHubError
from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.wording import N_
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat, Role
from planhub.workflow.stages import Action, Stage

LOOKED_FOR = 500
"""Items found at a time; what is moved of them is not found again."""
BY_ITSELF = N_("ระบบ เมื่อสิ้นปีงบประมาณ")
"""How a move is signed that nobody made."""


@dataclass(frozen=True)
class Rolled:
    """What one turn did."""

    planned: int = 0
    """From the plan of a year that ended without money, to the province's decision."""
    deferred: int = 0
    """Put off to a later round, to the level that put them off."""
    refused: int = 0
    """Left as they are: somebody decided on them in that very moment, or the database refuses them."""
    more: bool = False
    """As many were found as are looked for: there may be more to do."""
    trouble: SQLAlchemyError | None = None
    """The first that the database refused, where it did."""

    def __bool__(self) -> bool:
        return bool(self.planned or self.deferred)

    def __add__(self, other: "Rolled") -> "Rolled":
        return Rolled(
            self.planned + other.planned,
            self.deferred + other.deferred,
            self.refused + other.refused,
            other.more,
            self.trouble or other.trouble,
        )


class Due(NamedTuple):
    """One item that the year's end moves."""

    proposal_id: int
    version: int
    """As it was found: what somebody did to it since then counts."""
    stage: Stage
    since: datetime
    year: int
    """Of the round into which it goes."""


def take_up(session: Session, province_code: str, found: Sequence[Due], at: datetime) -> Rolled:
    """Move these; one that somebody did something to since it was found stays.

    Taken in order of id as bulk decisions are, so that the two never wait for each other crosswise.
    """
    done = {Stage.PLANNED: 0, Stage.DEFERRED: 0}
    refused = 0
    for one in sorted(found):
        try:
            with session.begin_nested():
                _move(session, province_code, one, at)
        except PlanHubError:
            refused += 1
        else:
            done[one.stage] += 1
    return Rolled(done[Stage.PLANNED], done[Stage.DEFERRED], refused)


def provinces_with_rounds(session: Session) -> list[str]:
    """Provinces in which an open round may take something up."""
    found = select(PlanningRound.province_code).where(PlanningRound.is_open).distinct()
    return list(session.scalars(found.order_by(PlanningRound.province_code)))


def due(session: Session, province_code: str, at: datetime, *, after: Due | None = None) -> list[Due]:
    """What the year's end moves in a province, `LOOKED_FOR` at most, the longest waiting first.

    `after` passes by what was found before, so that what is refused stands in nobody's way.
    """
    this_year = fiscal_year(local_day(at))
    later = aliased(PlanningRound)
    its_year = func.coalesce(Proposal.plan_year, Proposal.fiscal_year)
    next_round = (
        select(func.min(later.fiscal_year))
        .where(
            later.province_code == Proposal.province_code,
            later.is_open,
            later.fiscal_year > its_year,
            later.fiscal_year >= this_year,
        )
        .correlate(Proposal)
        .scalar_subquery()
    )
    over = or_(
        # the year of its plan has ended, and it never got money: it would not be planned any more
        (Proposal.holder_code == province_code)
        & (Proposal.stage == Stage.PLANNED)
        & (Proposal.plan_year < this_year),
        # the round that put it off works no more: closed, or its year has begun
        (Proposal.stage == Stage.DEFERRED)
        & ((Proposal.fiscal_year <= this_year) | Proposal.fiscal_year.in_(_shut(session, province_code))),
    )
    found = (
        select(Proposal.id, Proposal.version, Proposal.stage, Proposal.stage_since, next_round.label("year"))
        .where(Proposal.province_code == province_code, over, next_round.is_not(None))
        .order_by(Proposal.stage_since, Proposal.id)
        .limit(LOOKED_FOR)
    )
    if after is not None:
        place = tuple_(Proposal.stage_since, Proposal.id)
        found = found.where(place > tuple_(after.since, after.proposal_id))
    rows = session.execute(found)
    return [Due(id_, version, Stage(stage), since, year) for id_, version, stage, since, year in rows]


def _shut(session: Session, province_code: str) -> Sequence[int]:
    """Years of what was put off in rounds that work no more: few, so that an index finds their items."""
    own = aliased(PlanningRound)
    still_open = exists().where(
        own.province_code == province_code, own.fiscal_year == Proposal.fiscal_year, own.is_open
    )
    put_off = Proposal.province_code == province_code, Proposal.stage == Stage.DEFERRED
    return session.scalars(select(Proposal.fiscal_year).where(*put_off, ~still_open).distinct()).all()


def _move(session: Session, province_code: str, one: Due, at: datetime) -> None:
    nobody = Hat(account_id=0, holding_id=0, role=Role.PLANNER, area_code=province_code)
    review(
        session,
        proposal_id=one.proposal_id,
        action=Action.ROLL_OVER,
        hat=nobody,
        capacity=BY_ITSELF,
        given=Given(plan_year=one.year),
        version=one.version,
        at=at,
        day=local_day(at),
    )
