"""What goes wrong among a province's works: late, silent, over its money, without a contract."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import SOURCE
from planhub.oversight.narrowed import GROUP_STAGES, Group, Narrowed, of_narrowed
from planhub.progress.silence import unheard
from planhub.proposals.proposal import Proposal
from planhub.wording import N_
from planhub.workflow.due import REPORTED, Period
from planhub.workflow.stages import Stage

PAGE = 50


class Trouble(StrEnum):
    """The lists, by their names in addresses."""

    LATE = "late"
    STALE = "stale"
    OVER = "over"
    NO_CONTRACT = "no-contract"


TROUBLE_WORD = {
    Trouble.LATE: N_("เลยกำหนดแล้วเสร็จ"),
    Trouble.STALE: N_("ไม่มีรายงานความก้าวหน้า"),
    Trouble.OVER: N_("เงินเกินวงเงิน"),
    Trouble.NO_CONTRACT: N_("ได้เงินแล้วยังไม่ทำสัญญา"),
}


@dataclass(frozen=True)
class Limits:
    """From which day on something is a trouble."""

    day: date
    """Today, in Thailand."""
    closed: Period
    """The newest month or quarter of which no report may come in time any more."""
    contract_days: int
    """Days from the money to the contract."""


@dataclass(frozen=True)
class Found:
    """A plan item in trouble."""

    id: UUID
    number: str | None
    title: str
    stage: Stage
    amount: Decimal
    area_code: str
    agency: str | None
    allocated: Decimal | None
    committed: Decimal | None
    disbursed: Decimal | None
    physical: int | None
    reported_at: datetime | None
    funded_on: date | None
    due_on: date | None
    stage_since: datetime
    proposal_id: int | None
    """Of an item born here."""
    troubles: frozenset[Trouble]

    def days(self, trouble: Trouble, day: date) -> int | None:
        """How many days it has been late, silent or without a contract; None for money."""
        if trouble is Trouble.LATE:
            return (day - self.due_on).days if self.due_on else None
        if trouble is Trouble.STALE:
            since = self.funded_on or local_day(self.stage_since)
            return (day - (local_day(self.reported_at) if self.reported_at else since)).days
        if trouble is Trouble.NO_CONTRACT:
            return (day - self.funded_on).days if self.funded_on else None
        return None

    @property
    def excess(self) -> Decimal:
        """Baht over what it may spend, or over what was planned, whichever is more."""
        spent = (self.committed or Decimal(0)) + (self.disbursed or Decimal(0))
        allowed = self.allocated or Decimal(0)
        return max(spent - allowed, allowed - self.amount, Decimal(0))


_DOING = PlanItem.stage.in_(sorted(GROUP_STAGES[Group.DOING]))
_UNBOUND = PlanItem.stage.in_([Stage.FUNDED, Stage.PROCUREMENT])
_spent = func.coalesce(PlanItem.committed, 0) + func.coalesce(PlanItem.disbursed, 0)
# where no report ever came, silence begins with the money, or with the stage it stands in
_GIVEN = func.timezone("Asia/Bangkok", cast(PlanItem.funded_on, DateTime(False)), type_=DateTime(True))
_heard = func.coalesce(PlanItem.reported_at, _GIVEN, PlanItem.stage_since)
_EXCESS = func.greatest(_spent - PlanItem.allocated, PlanItem.allocated - PlanItem.amount)


def condition(trouble: Trouble, limits: Limits) -> ColumnElement[bool]:
    """Whether an item has it; never null."""
    if trouble is Trouble.LATE:
        return func.coalesce(and_(PlanItem.due_on < limits.day, _DOING), False)
    if trouble is Trouble.STALE:
        # on what was born elsewhere nobody can report here
        ours = and_(PlanItem.source_code == SOURCE, PlanItem.stage.in_(sorted(REPORTED)))
        silent = unheard(
            limits.closed,
            funded_on=PlanItem.funded_on,
            stage_since=PlanItem.stage_since,
            reported_at=PlanItem.reported_at,
        )
        return and_(silent, ours)
    if trouble is Trouble.OVER:
        beyond = and_(PlanItem.amount > 0, PlanItem.allocated > PlanItem.amount)
        return func.coalesce(or_(_spent > PlanItem.allocated, beyond), False)
    last = limits.day - timedelta(days=limits.contract_days)
    waits = and_(PlanItem.contracted_on.is_(None), PlanItem.funded_on < last, _UNBOUND)
    return func.coalesce(waits, False)


KEYS: dict[Trouble, Any] = {
    Trouble.LATE: PlanItem.due_on,
    Trouble.STALE: _heard,
    Trouble.OVER: -_EXCESS,
    Trouble.NO_CONTRACT: PlanItem.funded_on,
}
"""What each list is ordered by, the worst first."""

_READ: dict[Trouble, Callable[[str], Any]] = {
    Trouble.LATE: date.fromisoformat,
    Trouble.STALE: lambda typed: _moment(typed),
    Trouble.OVER: lambda typed: _sum(typed),
    Trouble.NO_CONTRACT: date.fromisoformat,
}


def troubled(
    session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits, *, after: str = ""
) -> tuple[list[Found], str]:
    """A page of items in this trouble, the worst first, and where the next begins ("" at the end)."""
    key = KEYS[trouble].label("key")
    here = select(PlanItem.id, key).where(*of_narrowed(narrowed), condition(trouble, limits))
    mark = _mark(trouble, after)
    if mark is not None:
        here = here.where(tuple_(KEYS[trouble], PlanItem.id) > tuple_(*map(literal, mark)))
    keys = here.order_by(key, PlanItem.id).limit(PAGE + 1).subquery()
    query = _items(narrowed, limits).join(keys, PlanItem.id == keys.c.id)
    rows = session.execute(query.add_columns(keys.c.key).order_by(keys.c.key, PlanItem.id)).all()
    more = len(rows) > PAGE
    last = rows[PAGE - 1] if more else None
    return [_found(row) for row in rows[:PAGE]], after_it(last.key, last.id) if last else ""


def those(session: Session, narrowed: Narrowed, limits: Limits, ids: Sequence[UUID]) -> list[Found]:
    """The items of these ids, in their order."""
    rows = session.execute(_items(narrowed, limits).where(PlanItem.id.in_(ids)))
    found = {row.id: _found(row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def after_it(key: Any, id_: UUID) -> str:
    """The mark of a page that begins behind an item of this key."""
    return f"{key.isoformat() if isinstance(key, date) else key}~{id_}"


def every(session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits) -> Iterator[Found]:
    """All items in this trouble, the worst first, as they come from the database."""
    query = _items(narrowed, limits).where(*of_narrowed(narrowed), condition(trouble, limits))
    query = query.order_by(KEYS[trouble], PlanItem.id).execution_options(yield_per=PAGE * 10)
    return (_found(row) for row in session.execute(query))


def worst(session: Session, narrowed: Narrowed, limits: Limits, *, most: int = 10) -> list[Found]:
    """Items with the most troubles at once, those of most baht first."""
    count = sum((cast(condition(trouble, limits), Integer) for trouble in Trouble), literal(0))
    some = or_(*(condition(trouble, limits) for trouble in Trouble))
    keys = (
        select(PlanItem.id, count.label("troubles"))
        .where(*of_narrowed(narrowed), some)
        .order_by(count.desc(), PlanItem.amount.desc(), PlanItem.id)
        .limit(most)
        .subquery()
    )
    query = _items(narrowed, limits).join(keys, PlanItem.id == keys.c.id)
    order = (keys.c.troubles.desc(), PlanItem.amount.desc(), PlanItem.id)
    return [_found(row) for row in session.execute(query.order_by(*order))]


def _items(narrowed: Narrowed, limits: Limits) -> Select[Any]:
    words = and_(PlanItemText.province_code == narrowed.province, PlanItemText.id == PlanItem.id)
    ours = and_(PlanItem.source_code == SOURCE, Proposal.uid == PlanItem.id)
    columns: list[Any] = [
        PlanItem.id,
        PlanItemText.number,
        PlanItemText.title,
        PlanItem.stage,
        PlanItem.amount,
        PlanItem.area_code,
        PlanItemText.agency,
        PlanItem.allocated,
        PlanItem.committed,
        PlanItem.disbursed,
        PlanItem.physical,
        PlanItem.reported_at,
        PlanItem.funded_on,
        PlanItem.due_on,
        PlanItem.stage_since,
        Proposal.id.label("proposal_id"),
        *(condition(trouble, limits).label(trouble.name) for trouble in Trouble),
    ]
    query: Select[Any] = select(*columns).join(PlanItemText, words)
    query = query.outerjoin(Proposal, ours)
    return query.where(PlanItem.province_code == narrowed.province)


def _found(row: Any) -> Found:
    troubles = frozenset(trouble for trouble in Trouble if getattr(row, trouble.name))
    told: Sequence[Any] = (*row[:3], Stage(row.stage), *row[4:16], troubles)
    return Found(*told)


def _mark(trouble: Trouble, after: str) -> Sequence[Any] | None:
    """(key, id) where a page begins; None for an empty or broken one, which begins at the top."""
    key, _sep, id_ = after.rpartition("~")
    try:
        return (_READ[trouble](key), UUID(id_)) if key else None
    except ValueError:
        return None


def _moment(typed: str) -> datetime:
    moment = datetime.fromisoformat(typed)
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _sum(typed: str) -> Decimal:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", typed, re.ASCII):
        raise ValueError("no sum")
    return Decimal(typed)
