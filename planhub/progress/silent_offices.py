"""Offices and how long nothing was heard of their works: the table of a province."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, func, literal, select
from sqlalchemy.orm import Session

from planhub.progress import silence
from planhub.proposals.proposal import Proposal
from planhub.workflow.due import DueRules, last_closed
from planhub.workflow.roles import Hat
from planhub.works.work import Work
from planhub.works.works import mine

MOST = 100
"""Offices shown: the worst of them by the chosen column."""
SORTS = ("stale", "works", "silent", "told", "office")
"""Columns by which the table can be sorted."""


@dataclass(frozen=True)
class Office:
    """How an office's works are told of."""

    code: str
    """An agency, a subdistrict, or the province itself."""
    works: int
    stale: int
    silent_since: date | None
    """Of its stale works the day from which nothing was heard longest; None where none is stale."""
    told_at: datetime | None
    """Its last word about any of them."""

    def days(self, day: date) -> int | None:
        """How long that is."""
        return (day - self.silent_since).days if self.silent_since else None


@dataclass(frozen=True)
class Offices:
    """The rows shown, and how many there are in all."""

    rows: list[Office]
    offices: int
    silent: int
    """Offices with at least one stale work."""


def silent_offices(
    session: Session,
    *,
    hat: Hat,
    day: date,
    rules: DueRules,
    sort: str = "stale",
    up: bool = False,
    most: int | None = MOST,
) -> Offices:
    """The offices below a hat that carry works out, sorted by one of SORTS: the first of them, or all."""
    stale = silence.owes(last_closed(day, rules))
    heard = func.coalesce(silence.told_on(), silence.work_since())
    code = silence.office_code().label("code")
    table = (
        select(
            code,
            func.count().label("works"),
            func.count().filter(stale).label("stale"),
            func.min(heard).filter(stale).label("silent_since"),
            func.max(Work.reported_at).label("told_at"),
        )
        .select_from(Proposal)
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .where(mine(hat), silence.reported())
        .group_by(code)
        .subquery()
    )
    columns: Mapping[str, ColumnElement[Any]] = {
        "stale": table.c.stale,
        "works": table.c.works,
        "silent": _days(table.c.silent_since, day),
        "told": table.c.told_at,
        "office": table.c.code,
    }
    wanted = columns[sort if sort in SORTS else "stale"]
    order = wanted.asc().nulls_first() if up else wanted.desc().nulls_last()
    rows = session.execute(select(table).order_by(order, table.c.stale.desc(), table.c.code).limit(most))
    offices, silent = session.execute(
        select(func.count(), func.count().filter(table.c.stale > 0)).select_from(table)
    ).one()
    return Offices([Office(*row) for row in rows], offices, silent)


def _days(since: ColumnElement[date], day: date) -> ColumnElement[Any]:
    return literal(day, Date) - since
