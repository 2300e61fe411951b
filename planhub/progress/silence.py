"""Which works were not heard of in their window: conditions on dates, computed when read, kept nowhere."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from planhub.clock import BANGKOK, local_day
from planhub.proposals.proposal import Proposal
from planhub.workflow.due import REPORTED, DueRules, Hearing, Period, Rhythm, last_closed, last_opened
from planhub.workflow.due import hearing as judged
from planhub.workflow.roles import Hat
from planhub.works.work import Work
from planhub.works.works import mine

_ZONE = "Asia/Bangkok"


@dataclass(frozen=True)
class Owed:
    """How many works an office must report on."""

    due: int
    """Window open, nothing came yet."""
    stale: int


def work_since() -> ColumnElement[date]:
    """The day from which reports are due: its first money, or its coming into the stage."""
    return func.coalesce(Work.funded_on, cast(func.timezone(_ZONE, Proposal.stage_since), Date))


def told_on() -> ColumnElement[date]:
    """The day of the last report."""
    return cast(func.timezone(_ZONE, Work.reported_at), Date)


def reported() -> ColumnElement[bool]:
    """Works on which reports are due at all."""
    return Proposal.stage.in_(sorted(REPORTED))


def unheard(period: Period, *, funded_on: Any, stage_since: Any, reported_at: Any) -> ColumnElement[bool]:
    """Whether a report of the period is owed: workflow.due.owes, in SQL, of works or of their plan items."""
    opens = datetime.combine(period.opens, time(), BANGKOK)
    began = case((funded_on.is_not(None), funded_on < period.opens), else_=stage_since < opens)
    return and_(began, or_(reported_at.is_(None), reported_at < opens))


def owes(period: Period) -> ColumnElement[bool]:
    """The work owes a report of the period. Ask with Work joined from outside."""
    return unheard(
        period, funded_on=Work.funded_on, stage_since=Proposal.stage_since, reported_at=Work.reported_at
    )


def owed(session: Session, *, hat: Hat, day: date, rules: DueRules) -> Owed:
    """How many of an office's works wait for a report, and of how many nothing came in time."""
    stale = owes(last_closed(day, rules))
    due = owes(last_opened(day, by_quarter=rules.every is Rhythm.QUARTER))
    row = session.execute(
        select(func.count().filter(and_(due, ~stale)), func.count().filter(stale))
        .select_from(Proposal)
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .where(mine(hat), reported())
    ).one()
    return Owed(*row)


def hearing_of(proposal: Proposal, work: Work | None, *, day: date, rules: DueRules) -> Hearing:
    """Whether one work was heard of; one on which no report is due is."""
    if proposal.stage not in REPORTED:
        return Hearing.HEARD
    return judged(since=since_of(proposal, work), told=told_of(work), day=day, rules=rules)


def since_of(proposal: Proposal, work: Work | None) -> date:
    """The same as work_since(), of rows that were read."""
    return work.funded_on if work and work.funded_on else local_day(proposal.stage_since)


def began_on(proposal: Proposal, work: Work | None) -> date:
    """The first day of which a report can tell: of its money, its contract, or its beginning."""
    days = [work.funded_on, work.contracted_on, work.started_on] if work else []
    return min((day for day in days if day), default=local_day(proposal.stage_since))


def told_of(work: Work | None) -> date | None:
    """The day of its last report."""
    return local_day(work.reported_at) if work and work.reported_at else None


def office_code() -> ColumnElement[str]:
    """The office that carries a work out: the agency named, the local authority, or the province."""
    own = or_(Proposal.stage.in_(("local", "joint")), Proposal.classification.in_(("self", "joint")))
    return case(
        (Proposal.agency_code.is_not(None), Proposal.agency_code),
        (own, Proposal.subdistrict_code),
        else_=Proposal.province_code,
    )
