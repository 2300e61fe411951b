"""What moved on in each quarter: money given, contracts signed, works finished. Eight quarters, no more."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Select, and_, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from planhub.clock import fiscal_year
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.projecting import SOURCE
from planhub.oversight.narrowed import GROUP_STAGES, Group, Narrowed, of_narrowed
from planhub.proposals.proposal import Proposal
from planhub.wording import N_
from planhub.works.work import Work

QUARTERS = 8
MOVE_WORD = {
    "funded": N_("ได้รับเงิน"),
    "contracted": N_("ทำสัญญา"),
    "completed": N_("แล้วเสร็จ"),
}
"""The moves, in the order of the way."""


@dataclass(frozen=True)
class Quarter:
    """A quarter of the fiscal year (October opens the first) and what moved on in it."""

    begins: date
    moved: dict[str, tuple[int, Decimal]]
    """By move: items and planned baht; a move that none made is not in it."""

    @property
    def number(self) -> int:
        """1 to 4, of the fiscal year."""
        return (self.begins.month + 2) // 3 % 4 + 1

    @property
    def year(self) -> int:
        """Buddhist fiscal year."""
        return fiscal_year(self.begins)

    @property
    def short(self) -> str:
        """1/70."""
        return f"{self.number}/{self.year % 100:02}"

    def items(self, move: str) -> int:
        """How many made that move."""
        return self.moved.get(move, (0, Decimal(0)))[0]

    def baht(self, move: str) -> Decimal:
        """What these were planned to cost."""
        return self.moved.get(move, (0, Decimal(0)))[1]


def quarters(day: date, n: int = QUARTERS) -> list[date]:
    """First days of the last n quarters, the one that runs included, the oldest first."""
    first = day.year * 4 + (day.month - 1) // 3
    return [date(q // 4, q % 4 * 3 + 1, 1) for q in range(first - n + 1, first + 1)]


def trend(session: Session, narrowed: Narrowed, day: date) -> tuple[Quarter, ...]:
    """The quarters up to that day."""
    begins = quarters(day)
    moves = union_all(
        _moves("funded", PlanItem.funded_on, narrowed),
        _moves("contracted", PlanItem.contracted_on, narrowed),
        _completed(narrowed),
    ).subquery("moves")
    quarter = cast(func.date_trunc("quarter", moves.c.day), Date).label("quarter")
    rows = session.execute(
        select(moves.c.move, quarter, func.count(), func.sum(moves.c.amount))
        .where(moves.c.day >= begins[0], moves.c.day <= day)
        .group_by(moves.c.move, quarter)
    )
    found: dict[date, dict[str, tuple[int, Decimal]]] = {one: {} for one in begins}
    for move, begun, items, baht in rows:
        found[begun][move] = (items, baht)
    return tuple(Quarter(one, moved) for one, moved in found.items())


def _moves(move: str, day: Any, narrowed: Narrowed) -> Select[Any]:
    query: Select[Any] = select(literal(move).label("move"), day.label("day"), PlanItem.amount)
    return query.where(*of_narrowed(narrowed), day.is_not(None))


def _completed(narrowed: Narrowed) -> Select[Any]:
    """When the work says it was finished; of items born elsewhere, since when they stand as finished."""
    since = cast(func.timezone("Asia/Bangkok", PlanItem.stage_since), Date)
    day = func.coalesce(Work.completed_on, since).label("day")
    columns: list[Any] = [literal("completed").label("move"), day, PlanItem.amount]
    return (
        select(*columns)
        .outerjoin(Proposal, and_(PlanItem.source_code == SOURCE, Proposal.uid == PlanItem.id))
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .where(*of_narrowed(narrowed), PlanItem.stage.in_(sorted(GROUP_STAGES[Group.DONE])))
    )
