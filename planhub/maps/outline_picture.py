"""A choropleth as plain paths: for pages without a map library, for a big screen, for paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

from sqlalchemy.orm import Session

from planhub.maps.kept import Kept
from planhub.maps.shapes import Shape, shapes

SIZE = 640
"""Units of the longer side."""
EDGE = 6

Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """One area as an SVG path, and where its name stands."""

    code: str
    path: str
    x: float
    y: float
    room: float
    """Width of its largest part, in units."""


@dataclass(frozen=True)
class Picture:
    """Areas side by side, in units of the viewBox."""

    width: float
    height: float
    areas: tuple[Outline, ...]
    schematic: bool
    sources: tuple[str, ...]


kept: Kept[tuple[Picture | None]] = Kept(64)


def picture(session: Session, area_codes: Sequence[str], *, version: str) -> Picture | None:
    """The areas of a place that have an outline; None if none has. `version` is that of the gazetteer."""
    key = (tuple(sorted(area_codes)), version)
    found = kept.get(key)
    if found is None:
        outlines = shapes(session, area_codes)
        found = kept.put(key, (drawn(list(outlines.values())) if outlines else None,))
    return found[0]


def drawn(outlines: Sequence[Shape]) -> Picture:
    """Longitude shortened by the latitude's cosine: true enough for a province."""
    rings = {shape.code: list(_rings(shape.geometry)) for shape in outlines}
    lons = [lon for parts in rings.values() for ring in parts for lon, _ in ring]
    lats = [lat for parts in rings.values() for ring in parts for _, lat in ring]
    west, north = min(lons), max(lats)
    narrow = cos(radians((north + min(lats)) / 2))
    across, down = (max(lons) - west) * narrow, north - min(lats)
    scale = SIZE / max(across, down, 1e-6)

    def at(lon: float, lat: float) -> Point:
        return round((lon - west) * narrow * scale + EDGE, 1), round((north - lat) * scale + EDGE, 1)

    areas = tuple(
        _outline(code, [[at(*corner) for corner in ring] for ring in parts]) for code, parts in rings.items()
    )
    return Picture(
        width=round(across * scale + 2 * EDGE, 1),
        height=round(down * scale + 2 * EDGE, 1),
        areas=areas,
        schematic=any(shape.schematic for shape in outlines),
        sources=tuple(dict.fromkeys(shape.source for shape in outlines)),
    )


def _outline(code: str, rings: Sequence[Sequence[Point]]) -> Outline:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _middle(largest)
    across = [corner[0] for corner in largest]
    path = "".join(_path(ring) for ring in rings)
    return Outline(code, path, round(x, 1), round(y, 1), round(max(across) - min(across), 1))


def _path(ring: Sequence[Point]) -> str:
    corners = [ring[0]]
    corners += [corner for before, corner in pairwise(ring) if corner != before]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[Point]]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for part in parts:
        for ring in part:
            yield [(corner[0], corner[1]) for corner in ring]


def _area(ring: Sequence[Point]) -> float:
    pairs = pairwise(ring)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of mass; of a ring without an area its first corner."""
    area = _area(ring)
    if not area:
        return ring[0]
    pairs = list(pairwise(ring))
    x = sum((x0 + x1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    y = sum((y0 + y1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6 * area)
    return x, y
