"""What goes wrong with a work: late, silent, over its money, without a contract; and how bad that is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, and_, cast, func, or_

from planhub.clock import local_day
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.projecting import SOURCE
from planhub.oversight.narrowed import GROUP_STAGES, Group
from planhub.progress.silence import unheard
from planhub.wording import N_
from planhub.workflow.due import REPORTED, Period
from planhub.workflow.stages import Stage


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
