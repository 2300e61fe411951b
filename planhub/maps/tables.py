"""The table beside a map: rows of the place's children, sorted, with the classes of the chosen measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.maps.choice import WHOLE, Choice, Measure
from planhub.maps.groups import group_rows
from planhub.maps.palette import Scale, scale
from planhub.maps.places import Place
from planhub.maps.row import Row, summed
from planhub.maps.summaries import TooMany, national, within
from planhub.maps.wanted import Wanted, as_wanted, wider


@dataclass(frozen=True)
class Table:
    """What a map and its table show, the same numbers for both."""

    place: Place
    wanted: Wanted
    told: Wanted
    """What the numbers are of: less than is wanted where so much matches that nobody counts it."""
    measure: Measure
    whole: Row
    rows: tuple[Row, ...]
    """The children; last, where there is one, the row of what lies in no child."""
    groups: tuple[Row, ...]
    """Regions and clusters; on the country's map only."""
    scale: Scale

    @property
    def choice(self) -> Choice:
        """Year, stage and side that are wanted."""
        return self.wanted.choice

    @property
    def empty(self) -> bool:
        """Nothing to show under these filters."""
        return not self.whole.items


def table(
    session: Session,
    place: Place,
    asked: Choice | Wanted,
    measure: Measure,
    sort: str = "name",
    *,
    at: datetime | None = None,
) -> Table:
    """Read the numbers of a place and its children; how long things wait is told for a time only."""
    wanted = as_wanted(asked)
    told, whole, rows, grouped = _read(session, place, wanted, at)
    values = [row.value(measure) for row in rows if row.kind != "rest"]
    return Table(
        place=place,
        wanted=wanted,
        told=told,
        measure=measure,
        whole=whole,
        rows=tuple(in_order(rows, sort)),
        groups=tuple(grouped),
        scale=scale(values, whole=measure in WHOLE),
    )


def _read(
    session: Session, place: Place, wanted: Wanted, at: datetime | None
) -> tuple[Wanted, Row, list[Row], list[Row]]:
    """What the numbers are of, the whole, its children, and regions and clusters."""
    for told in wider(wanted):
        try:
            if place.area is not None:
                return told, *within(session, place.area, told, at=at), []
            provinces = national(session, told, at=at)
        except TooMany:
            continue
        rows = [row for row in provinces if not place.provinces or row.code in place.provinces]
        here = place.here
        whole = summed(rows, code=here.code, kind=here.kind, name_th=here.name_th, name_en=here.name_en)
        return told, whole, rows, group_rows(provinces) if place.kind == "country" else []
    raise LookupError("the kept sums tell what is asked for last")


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """Sorted by a column ("-" before it: falling); no number comes after all numbers, the rest row last.

    Rows come in Thai order and equal ones keep it.
    """
    column, falling = sort.removeprefix("-"), sort.startswith("-")
    known = [row for row in rows if row.kind != "rest"]
    left = [row for row in rows if row.kind == "rest"]
    if column == "name":
        return [*(reversed(known) if falling else known), *left]
    if column == "code":
        return [*sorted(known, key=lambda row: row.code, reverse=falling), *left]
    measure = Measure(column)

    def key(row: Row) -> tuple[bool, Decimal]:
        value = row.value(measure)
        if value is None:
            return (True, Decimal(0))
        return (False, -value if falling else value)

    return [*sorted(known, key=key), *left]
