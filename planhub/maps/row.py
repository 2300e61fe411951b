"""One line of a map's table: an area with its items, baht, share planned and baht per head."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from planhub.areas.addresses import name_of
from planhub.maps.choice import Measure, per_head, share
from planhub.wording import Name


@dataclass(frozen=True)
class Row:
    """Numbers of one area, region or cluster under one choice of filters."""

    code: str
    kind: str
    """province, district, subdistrict, village, community; country, region, cluster; rest."""
    name_th: str
    name_en: str | None
    items: int
    baht: Decimal
    planned: int
    """Items in the plan, whatever stage was chosen."""
    counted: int
    """Items that count, whatever stage was chosen."""
    population: int | None = None
    moo: int | None = None
    retired: bool = False
    region: str | None = None
    cluster: str | None = None

    @property
    def name(self) -> Name:
        """Bare, as tables have it; villages and ชุมชน with their number or word."""
        if self.kind in ("village", "community"):
            return name_of(self.kind, self.name_th, self.name_en, self.moo)
        return Name(self.name_th, self.name_en or self.name_th)

    @property
    def share(self) -> Decimal | None:
        """Percent of the counted items that are in the plan."""
        return share(self.planned, self.counted)

    @property
    def per_head(self) -> Decimal | None:
        """Baht for each registered person."""
        return per_head(self.baht, self.population)

    def value(self, measure: Measure) -> Decimal | None:
        """What the map's colour shows; None for no data."""
        if measure is Measure.ITEMS:
            return Decimal(self.items)
        if measure is Measure.BAHT:
            return self.baht
        return self.share if measure is Measure.SHARE else self.per_head


def summed(rows: Iterable[Row], *, code: str, kind: str, name_th: str, name_en: str | None) -> Row:
    """The sum of several areas as one row; its population is known only when each one's is."""
    parts = list(rows)
    heads = [row.population for row in parts if row.kind != "rest"]
    known = [n for n in heads if n is not None]
    return Row(
        code=code,
        kind=kind,
        name_th=name_th,
        name_en=name_en,
        items=sum(row.items for row in parts),
        baht=sum((row.baht for row in parts), Decimal(0)),
        planned=sum(row.planned for row in parts),
        counted=sum(row.counted for row in parts),
        population=sum(known) if known and len(known) == len(heads) else None,
    )


def rest(whole: Row, parts: Iterable[Row]) -> Row | None:
    """What the whole has beyond its parts: items whose finer place nobody knows; None when there are none."""
    known = list(parts)
    left = Row(
        code="",
        kind="rest",
        name_th="",
        name_en=None,
        items=whole.items - sum(row.items for row in known),
        baht=whole.baht - sum((row.baht for row in known), Decimal(0)),
        planned=whole.planned - sum(row.planned for row in known),
        counted=whole.counted - sum(row.counted for row in known),
    )
    return left if left.items or left.baht or left.counted else None
