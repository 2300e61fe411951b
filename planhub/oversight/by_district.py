"""What a page's numbers are made of, a part for each district: only what changed is counted anew.

A part holds all groups, so that a click on one of the three numbers counts nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.oversight.narrowed import GROUP_STAGES, Group, Narrowed, of_narrowed
from planhub.oversight.sums import NOTHING, Sum, Values
from planhub.oversight.trend import quarters
from planhub.oversight.troubles import Limits, Trouble, condition

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
    moves: dict[Move, tuple[int, Decimal]] = field(default_factory=dict)


def parts(
    session: Session, narrowed: Narrowed, limits: Limits, *, only: Collection[str] | None = None
) -> dict[str, Part]:
    """By district, "" of items without one; those named, or all. A district without items has no part."""
    here = [*of_narrowed(narrowed, stages=False), *_only(only)]
    found: dict[str, Part] = {}
    for row in session.execute(_cube(_items(narrowed, limits, here))):
        shown, district, grouped, *codes = row[:7]
        # one bit for each column, set where the line is not told apart by it
        at = next(n for n in range(len(BY)) if not shown & 1 << (len(BY) - 1 - n))
        told = tuple(_told(one, value) for one, value in zip(NOTHING, row[7:], strict=True))
        found.setdefault(district, Part()).cells[BY[at], codes[at], Group(grouped)] = told
    for district, grouped, move, quarter, items, baht in session.execute(_moves(here, limits)):
        found.setdefault(district, Part()).moves[Group(grouped), move, quarter - 1] = (items, baht)
    return found


def _told(nothing: Any, value: Any) -> Any:
    """Counts as whole numbers, sums exact; nothing where no item had any."""
    return nothing if value is None else value


def _only(districts: Collection[str] | None) -> list[ColumnElement[bool]]:
    if districts is None:
        return []
    named = PlanItem.district_code.in_(sorted(code for code in districts if code))
    return [or_(named, PlanItem.district_code.is_(None)) if "" in districts else named]


def _grouped(column: Any) -> ColumnElement[str]:
    whens: Mapping[str, Group] = {stage: group for group, stages in GROUP_STAGES.items() for stage in stages}
    return case(dict(sorted(whens.items())), value=column)


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
    """Items and baht by district, group, move and quarter."""
    begins = quarters(limits.day)
    since = cast(func.timezone("Asia/Bangkok", PlanItem.stage_since), Date)
    works = Group.DONE, Group.DOING, Group.MONEY
    shown = PlanItem.stage.in_(sorted(stage for group in works for stage in GROUP_STAGES[group]))
    done = PlanItem.stage.in_(sorted(GROUP_STAGES[Group.DONE]))

    def moved(move: str, day: Any, stages: ColumnElement[bool]) -> Select[Any]:
        return select(
            func.coalesce(PlanItem.district_code, "").label("district"),
            _grouped(PlanItem.stage).label("grouped"),
            literal(move).label("move"),
            func.width_bucket(day, literal(begins, ARRAY(Date))).label("quarter"),
            PlanItem.amount,
        ).where(*here, stages, and_(day >= begins[0], day <= limits.day))

    moves = union_all(
        moved("funded", PlanItem.funded_on, shown),
        moved("contracted", PlanItem.contracted_on, shown),
        # of items born elsewhere: since when they stand as finished
        moved("completed", func.coalesce(PlanItem.completed_on, since), done),
    ).subquery("moves")
    own = moves.c
    key = (own.district, own.grouped, own.move, own.quarter)
    return select(*key, func.count(), func.sum(own.amount)).group_by(*key)
