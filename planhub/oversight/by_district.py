"""What a page's numbers are made of, a part for each district: only what changed is counted anew.

A part holds all groups, so that a click on one of the three numbers counts nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from decimal import Decimal
from operator import add, sub
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.oversight.narrowed import GROUP_STAGES, SHOWN, Group, Narrowed, of_narrowed
from planhub.oversight.sums import NOTHING, Sum, Values
from planhub.oversight.trend import MOVE_WORD, Moved, quarters
from planhub.oversight.trouble import Limits, Trouble, condition

BY = ("areas", "sides", "sources", "agencies")
"""The tables, in the order of the grouping columns."""

Cell = tuple[str, str, Group]
"""Table, code, group."""
Move = tuple[Group, str, int]
"""Group, move, place of the quarter among those that are shown."""


@dataclass(frozen=True)
class Part:
    """One district under some filters, with every group."""

    cells: dict[Cell, Values] = field(default_factory=dict)
    moves: dict[Move, Moved] = field(default_factory=dict)

    def instead(self, before: "Part | None", now: "Part | None") -> "Part":
        """A whole with another part in the place of one, or with one more, or one less."""
        cells, moves = dict(self.cells), dict(self.moves)
        for part, change in ((before, sub), (now, add)):
            if part:
                for cell, values in part.cells.items():
                    cells[cell] = tuple(map(change, cells.get(cell, NOTHING), values))
                for move, moved in part.moves.items():
                    items, baht = moves.get(move, (0, Decimal(0)))
                    moves[move] = change(items, moved[0]), change(baht, moved[1])
        return Part(
            {cell: values for cell, values in cells.items() if values[0]},
            {move: moved for move, moved in moves.items() if moved[0]},
        )


def parts(
    session: Session, narrowed: Narrowed, limits: Limits, *, only: Collection[str] | None = None
) -> dict[str, Part]:
    """By district, "" of items without one; those named, or all. A district without items has no part."""
    here = [*of_narrowed(narrowed, stages=False), *of_districts(only)]
    found: dict[str, Part] = {}
    for row in session.execute(_cube(_items(narrowed, limits, here))):
        shown, district, grouped, *codes = row[:7]
        at = _column(shown, len(BY))
        told = tuple(_told(one, value) for one, value in zip(NOTHING, row[7:], strict=True))
        found.setdefault(district, Part()).cells[BY[at], codes[at], Group(grouped)] = told
    moves = list(MOVE_WORD)
    for row in session.execute(_moves(here, limits)):
        shown, district, grouped, *places = row[:-2]
        at = _column(shown, len(moves))
        if places[at]:  # 0 is before the first of the quarters
            found.setdefault(district, Part()).moves[Group(grouped), moves[at], places[at] - 1] = (
                row[-2],
                row[-1],
            )
    return found


def _told(nothing: Any, value: Any) -> Any:
    """Counts as whole numbers, sums exact; nothing where no item had any."""
    return nothing if value is None else value


def of_districts(districts: Collection[str] | None) -> list[ColumnElement[bool]]:
    """The districts as a condition, "" of items without one; None for all."""
    if districts is None:
        return []
    named = PlanItem.district_code.in_(sorted(code for code in districts if code))
    return [or_(named, PlanItem.district_code.is_(None)) if "" in districts else named]


def _grouped(column: Any) -> ColumnElement[str]:
    """The group of a stage; of one that none of the three has, what is considered."""
    whens: Mapping[str, Group] = {stage: group for group in SHOWN for stage in sorted(GROUP_STAGES[group])}
    return case(whens, value=column, else_=Group.CONSIDERED.value)


def _items(narrowed: Narrowed, limits: Limits, here: Collection[ColumnElement[bool]]) -> Subquery:
    """What the tables are made of, each item once."""
    area = PlanItem.subdistrict_code if narrowed.by_subdistrict else PlanItem.district_code
    return (
        select(
            func.coalesce(PlanItem.district_code, "").label("district"),
            _grouped(PlanItem.stage).label("grouped"),
            func.coalesce(area, "").label("area"),
            func.coalesce(PlanItem.side, "").label("side"),
            func.coalesce(PlanItem.budget_source, "").label("source"),
            func.coalesce(PlanItem.agency_code, "").label("agency"),
            PlanItem.amount,
            PlanItem.allocated,
            PlanItem.committed,
            PlanItem.disbursed,
            PlanItem.due_on,
            *(condition(trouble, limits).label(trouble.name.lower()) for trouble in Trouble),
        )
        .where(*here, PlanItem.stage.in_(sorted(stage for group in GROUP_STAGES.values() for stage in group)))
        .subquery("items")
    )


def _cube(items: Subquery) -> Select[Any]:
    """Sums by district and group with each of the tables' columns; in the order of a sum's fields."""
    own = items.c
    columns = [own.area, own.side, own.source, own.agency]
    sums: dict[str, ColumnElement[Any]] = {
        "items": func.count(),
        **{name: func.sum(own[name]) for name in ("amount", "allocated", "committed", "disbursed")},
        **{trouble.name.lower(): func.count().filter(own[trouble.name.lower()]) for trouble in Trouble},
        "with_money": func.count(own.allocated),
        "with_due": func.count(own.due_on),
    }
    return select(
        func.grouping(*columns),
        own.district,
        own.grouped,
        *columns,
        *(sums[one.name] for one in fields_of(Sum)),
    ).group_by(func.grouping_sets(*(tuple_(own.district, own.grouped, column) for column in columns)))


def _moves(here: Collection[ColumnElement[bool]], limits: Limits) -> Select[Any]:
    """Items and baht by district, group and the quarter of each move, in the order of the moves' words."""
    begins = literal(quarters(limits.day), ARRAY(Date))
    since = cast(func.timezone("Asia/Bangkok", PlanItem.stage_since), Date)
    shown = sorted(stage for group in SHOWN for stage in GROUP_STAGES[group])
    done = PlanItem.stage.in_(sorted(GROUP_STAGES[Group.DONE]))
    days: dict[str, Any] = {
        "funded": PlanItem.funded_on,
        "contracted": PlanItem.contracted_on,
        # of items born elsewhere: since when they stand as finished
        "completed": case((done, func.coalesce(PlanItem.completed_on, since))),
    }
    own = (
        select(
            func.coalesce(PlanItem.district_code, "").label("district"),
            _grouped(PlanItem.stage).label("grouped"),
            *(
                case((day <= limits.day, func.width_bucket(day, begins))).label(move)
                for move, day in days.items()
            ),
            PlanItem.amount,
        )
        .where(*here, PlanItem.stage.in_(shown))
        .subquery("moves")
        .c
    )
    key = (own.district, own.grouped)
    columns = [own[move] for move in MOVE_WORD]
    return select(func.grouping(*columns), *key, *columns, func.count(), func.sum(own.amount)).group_by(
        func.grouping_sets(*(tuple_(*key, column) for column in columns))
    )


def _quarter(day: Any, begins: ColumnElement[Any], limits: Limits) -> ColumnElement[int | None]:
    """Its place, from 1; 0 before the first of them, None after today."""
    return case((day <= limits.day, func.width_bucket(day, begins)))


def _column(shown: int, columns: int) -> int:
    """Which of the columns told a line apart: one bit for each, set where it did not."""
    return next(n for n in range(columns) if not shown & 1 << (columns - 1 - n))
