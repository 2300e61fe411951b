"""The table beside a map: rows of the place's children, sorted, with the classes of the chosen measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.maps.choice import Choice, Measure
from planhub.maps.groups import group_rows
from planhub.maps.palette import Scale, scale
from planhub.maps.places import Place
from planhub.maps.row import Row, summed
from planhub.maps.summaries import national, within


@dataclass(frozen=True)
class Table:
    """What a map and its table show, the same numbers for both."""

    place: Place
    choice: Choice
    measure: Measure
    whole: Row
    rows: tuple[Row, ...]
    """The children; last, where there is one, the row of what lies in no child."""
    groups: tuple[Row, ...]
    """Regions and clusters; on the country's map only."""
    scale: Scale

    @property
    def empty(self) -> bool:
        """Nothing to show under these filters."""
        return not self.whole.items


def table(session: Session, place: Place, choice: Choice, measure: Measure, sort: str = "name") -> Table:
    """Read the numbers of a place and its children."""
    grouped: list[Row] = []
    if place.area is None:
        provinces = national(session, choice)
        grouped = group_rows(provinces) if place.kind == "country" else []
        rows = [row for row in provinces if not place.provinces or row.code in place.provinces]
        here = place.here
        whole = summed(rows, code=here.code, kind=here.kind, name_th=here.name_th, name_en=here.name_en)
    else:
        whole, rows = within(session, place.area, choice)
    values = [row.value(measure) for row in rows if row.kind != "rest"]
    return Table(
        place=place,
        choice=choice,
        measure=measure,
        whole=whole,
        rows=tuple(in_order(rows, sort)),
        groups=tuple(grouped),
        scale=scale(values, whole=measure is Measure.ITEMS),
    )


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
