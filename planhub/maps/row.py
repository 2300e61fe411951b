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
    funded: int = 0
    """Items that money was given to, whatever stage was chosen."""
    done: int = 0
    """Finished items, whatever stage was chosen."""
    waiting: int | None = None
    """Chosen items that wait for a decision; None: not told apart under these filters."""
    waited: int = 0
    """Seconds that these have waited, added up."""

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

    @property
    def days(self) -> Decimal | None:
        """Mean days in the present stage of what waits; None where nothing waits or nobody knows."""
        return Decimal(round(self.waited / self.waiting / 86_400)) if self.waiting else None

    def value(self, measure: Measure) -> Decimal | None:
        """What the map's colour shows; None for no data."""
        if measure is Measure.ITEMS:
            return Decimal(self.items)
        if measure is Measure.BAHT:
            return self.baht
        if measure is Measure.PER_HEAD:
            return self.per_head
        if measure is Measure.DAYS:
            return self.days
        parts = {Measure.SHARE: self.planned, Measure.FUNDED: self.funded, Measure.DONE: self.done}
        return share(parts[measure], self.counted)


def summed(rows: Iterable[Row], *, code: str, kind: str, name_th: str, name_en: str | None) -> Row:
    """The sum of several areas as one row; its population is known only when each one's is."""
    parts = list(rows)
    heads = [row.population for row in parts if row.kind != "rest"]
    known = [n for n in heads if n is not None]
    waits = [row.waiting for row in parts if row.waiting is not None]
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
        funded=sum(row.funded for row in parts),
        done=sum(row.done for row in parts),
        waiting=sum(waits) if len(waits) == len(parts) else None,
        waited=sum(row.waited for row in parts),
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
        funded=whole.funded - sum(row.funded for row in known),
        done=whole.done - sum(row.done for row in known),
        waiting=None if whole.waiting is None else whole.waiting - sum(row.waiting or 0 for row in known),
        waited=whole.waited - sum(row.waited for row in known),
    )
    return left if left.items or left.baht or left.counted else None
