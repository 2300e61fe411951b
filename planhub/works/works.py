"""Which works are an office's, and how they stand: the list behind the page of works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import within
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import Stage
from planhub.works.work import Work

PAGE = 50
UNDERWAY = (
    Stage.PLANNED,
    Stage.FUNDED,
    Stage.PROCUREMENT,
    Stage.WORKS,
    Stage.LOCAL,
    Stage.JOINT,
    Stage.COMPLETED,
    Stage.EVALUATED,
)
"""Stages in which a proposal is a work, or waits to become one."""


@dataclass(frozen=True)
class Row:
    """One work of the list."""

    id: int
    number: str
    title: str
    place_code: str
    stage: Stage
    stage_since: datetime
    amount: Decimal
    physical: int | None
    reported_at: datetime | None
    due_on: date | None
    problem_code: str | None
    funded_on: date | None
    """Day of its first money; reports are due from there."""


def mine(hat: Hat) -> ColumnElement[bool]:
    """The WHERE of an office's works: its area's; of an agency those it carries out."""
    if hat.level is Level.AGENCY:
        return Proposal.agency_code == hat.agency_code
    if hat.level in (Level.SUBDISTRICT, Level.VILLAGE):
        return or_(within(hat.area_code), Proposal.area_code == hat.area_code)
    return within(hat.area_code)


def works(
    session: Session,
    *,
    hat: Hat,
    stages: Sequence[Stage] = UNDERWAY,
    after: tuple[datetime, int] | None = None,
) -> list[Row]:
    """A page of works, those longest in their stage first; one more than PAGE where more follow."""
    query = (
        select(Proposal, Need.title, Work)
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .where(and_(mine(hat), Proposal.stage.in_(stages)))
        .order_by(Proposal.stage_since, Proposal.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(Proposal.stage_since, Proposal.id) > after)
    return [
        Row(
            id=proposal.id,
            number=proposal.number or "",
            title=title,
            place_code=proposal.place_code,
            stage=Stage(proposal.stage),
            stage_since=proposal.stage_since,
            amount=proposal.amount,
            physical=work.physical if work else None,
            reported_at=work.reported_at if work else None,
            due_on=work.ends_on if work else None,
            problem_code=work.problem_code if work else None,
            funded_on=work.funded_on if work else None,
        )
        for proposal, title, work in session.execute(query)
    ]
