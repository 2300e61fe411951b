"""The governor's numbers: done, in progress, waiting for money; by place, side, source, agency. One pass."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery, case, func, select, tuple_
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanVersion
from planhub.maps.kept import Kept
from planhub.oversight.narrowed import GROUP_STAGES, SHOWN, Group, Narrowed, of_narrowed
from planhub.oversight.trend import Quarter, trend
from planhub.oversight.troubles import Limits, Trouble, condition

KEPT = 256
"""Pages' numbers kept in each process; one is a few dozen lines."""

BY = ("areas", "sides", "sources", "agencies")
"""The tables, in the order of the grouping columns."""


@dataclass(frozen=True)
class Sum:
    """Items added up."""

    items: int = 0
    amount: Decimal = Decimal(0)
    """Baht planned."""
    allocated: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    disbursed: Decimal = Decimal(0)
    late: int = 0
    stale: int = 0
    over: int = 0
    no_contract: int = 0
    with_money: int = 0
    """Of how many an allocation is known."""
    with_due: int = 0
    """Of how many the day by which to finish is known."""

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sum)))

    def troubled(self, trouble: Trouble) -> int:
        """How many are in that trouble."""
        found: int = getattr(self, trouble.name.lower())
        return found


@dataclass(frozen=True)
class Line:
    """One line of a table: what has this code ("" where none is known), by group."""

    code: str
    groups: dict[Group, Sum] = field(default_factory=dict)

    def of(self, group: Group) -> Sum:
        """The sum of a group."""
        return self.groups.get(group, Sum())

    @property
    def all(self) -> Sum:
        """All groups but what is still considered."""
        return added(self.of(group) for group in SHOWN)


@dataclass(frozen=True)
class Governed:
    """All numbers of one page."""

    whole: Line
    areas: tuple[Line, ...]
    """By district, or by subdistrict once a district is chosen."""
    sides: tuple[Line, ...]
    sources: tuple[Line, ...]
    agencies: tuple[Line, ...]
    quarters: tuple[Quarter, ...]

    @property
    def empty(self) -> bool:
        """Nothing done, doing or waiting for money under these filters."""
        return not self.whole.all.items


kept: Kept[Governed] = Kept(KEPT)


def added(sums: Iterable[Sum]) -> Sum:
    """Several sums as one."""
    return sum(sums, Sum())


def version_of(session: Session, province: str) -> str:
    """Changes whenever an item of the province does."""
    query = select(PlanVersion.version, PlanVersion.changed_at).where(PlanVersion.province_code == province)
    found = session.execute(query).one_or_none()
    return f"{found.version}.{found.changed_at.timestamp():.6f}" if found else "0"


def governed(session: Session, narrowed: Narrowed, limits: Limits, *, version: str | None = None) -> Governed:
    """The numbers of a page, counted anew only after the province changed, or the day did."""
    version = version_of(session, narrowed.province) if version is None else version
    key = (narrowed, limits, version)
    return kept.get(key) or kept.put(key, _read(session, narrowed, limits))


def _read(session: Session, narrowed: Narrowed, limits: Limits) -> Governed:
    tables: dict[str, dict[str, dict[Group, Sum]]] = {name: {} for name in ("whole", *BY)}
    for row in session.execute(_cube(_items(narrowed, limits))):
        shown, grouped, *codes = row[:6]
        # one bit for each column, set where the line is not told apart by it
        at = next((n for n in range(len(BY)) if not shown & 1 << (len(BY) - 1 - n)), None)
        name, code = ("whole", "") if at is None else (BY[at], codes[at] or "")
        values: list[Any] = [
            _told(one.default, value) for one, value in zip(fields(Sum), row[6:], strict=True)
        ]
        sums = Sum(*values)
        tables[name].setdefault(code, {})[Group(grouped)] = sums
    lines = {name: _in_order(Line(code, groups) for code, groups in tables[name].items()) for name in BY}
    whole = Line("", tables["whole"].get("", {}))
    return Governed(whole=whole, **lines, quarters=trend(session, narrowed, limits.day))


def _told(nothing: Any, value: Any) -> Any:
    """Counts as whole numbers, sums exact; nothing where no item had any."""
    return nothing if value is None else type(nothing)(value)


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The most works first; what nobody knows last. Lines of what is only considered are left out."""
    shown = [line for line in lines if line.all.items]
    return tuple(sorted(shown, key=lambda line: (not line.code, -line.all.items, line.code)))


def _items(narrowed: Narrowed, limits: Limits) -> Subquery:
    """What the tables are made of, each item once."""
    grouped = case(
        *((PlanItem.stage.in_(sorted(stages)), group.value) for group, stages in GROUP_STAGES.items())
    )
    area = PlanItem.subdistrict_code if narrowed.by_subdistrict else PlanItem.district_code
    known = [Group(narrowed.group)] if narrowed.group else list(Group)
    stages = sorted(stage for group in known for stage in GROUP_STAGES[group])
    return (
        select(
            grouped.label("grouped"),
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
        .where(*of_narrowed(narrowed, stages=False), PlanItem.stage.in_(stages))
        .subquery("items")
    )


def _cube(items: Subquery) -> Any:
    """Sums by group, and by group with each of the tables' columns."""
    own = items.c
    columns = [own.area, own.side, own.source, own.agency]
    sets = [tuple_(own.grouped), *(tuple_(own.grouped, column) for column in columns)]
    return select(
        func.grouping(*columns),
        own.grouped,
        *columns,
        func.count(),
        func.sum(own.amount),
        func.sum(own.allocated),
        func.sum(own.committed),
        func.sum(own.disbursed),
        *(func.count().filter(own[trouble.name.lower()]) for trouble in Trouble),
        func.count(own.allocated),
        func.count(own.due_on),
    ).group_by(func.grouping_sets(*sets))
