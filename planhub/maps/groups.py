"""Regions and clusters: provinces taken together, from rows already read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from planhub.areas.clusters import clusters, province_facts
from planhub.maps.row import Row, summed

REGION_ID = {
    "Central": "C",
    "East": "E",
    "Northeast": "NE",
    "North": "N",
    "South": "S",
    "Southern Border": "SB",
}
"""Ids of the six planning regions, for addresses of pages; of a cluster its own (NE-L1)."""


@dataclass(frozen=True)
class Group:
    """A region (NE) or a cluster (NE-L1)."""

    id: str
    kind: str
    name_th: str
    name_en: str
    region: str
    """Id of its region; of a region its own."""
    provinces: frozenset[str]


@cache
def groups() -> dict[str, Group]:
    """All regions and clusters by id, each region followed by its clusters where it has more than one."""
    members: dict[str, set[str]] = {}
    for code, facts in province_facts().items():
        members.setdefault(facts.cluster.id, set()).add(code)
    found: dict[str, Group] = {}
    for name_en, region in REGION_ID.items():
        own = [c for c in clusters().values() if c.region_en == name_en]
        parts = [Group(c.id, "cluster", c.name_th, c.name_en, region, frozenset(members[c.id])) for c in own]
        whole = frozenset().union(*(part.provinces for part in parts))
        found[region] = Group(region, "region", own[0].region_th, name_en, region, whole)
        if len(parts) > 1:
            found |= {part.id: part for part in parts}
    return found


def group_rows(provinces: Sequence[Row]) -> list[Row]:
    """Regions and clusters with their sums, each region followed by its clusters."""
    return [
        summed(
            [row for row in provinces if row.code in group.provinces],
            code=group.id,
            kind=group.kind,
            name_th=group.name_th,
            name_en=group.name_en,
        )
        for group in groups().values()
    ]
