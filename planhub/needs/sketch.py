"""A small drawing of where a need lies: its area's outline, the pin or line, as SVG numbers; no map tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.proposals.need import Need

DIGITS = 4
"""Decimals of a degree: about eleven metres."""
FINE = 5
"""The same for what is drawn of the need itself: about one metre."""


@dataclass(frozen=True)
class Dot:
    """A place on the drawing."""

    id: int
    x: float
    y: float


@dataclass(frozen=True)
class Shape:
    """A road, a canal, a piece of land."""

    path: str
    is_area: bool


@dataclass(frozen=True)
class Sketch:
    """Everything an <svg> needs; y grows downward, one unit is a degree."""

    area_code: str
    path: str
    view_box: str
    unit: float
    """A hundredth of the drawing's larger side, for strokes and dots."""
    pin: Dot | None
    """The need's point; of a line or a piece of land one that lies on it."""
    shape: Shape | None
    """The line or the piece of land itself; None for a point."""
    others: list[Dot]
    schematic: bool
    source: str


def sketch(
    session: Session, *, proposal_id: int, place_code: str, others: Sequence[int] = ()
) -> Sketch | None:
    """The smallest area around a need that has an outline, with its pin and those of others; None without."""
    codes = [place_code[:n] for n in (8, 6, 4, 2) if len(place_code) >= n]
    outline = session.execute(
        select(
            AreaBoundary.area_code,
            func.ST_AsSVG(AreaBoundary.simple, 0, DIGITS).label("path"),
            func.ST_XMin(AreaBoundary.simple).label("west"),
            func.ST_YMin(AreaBoundary.simple).label("south"),
            func.ST_XMax(AreaBoundary.simple).label("east"),
            func.ST_YMax(AreaBoundary.simple).label("north"),
            AreaBoundary.schematic,
            AreaBoundary.source,
        )
        .where(AreaBoundary.area_code.in_(codes))
        .order_by(func.length(AreaBoundary.area_code).desc())
        .limit(1)
    ).one_or_none()
    if outline is None:
        return None
    drawn = _drawn(session, proposal_id, others)
    dots = {row.id: Dot(row.id, round(row.x, DIGITS), round(-row.y, DIGITS)) for row in drawn}
    shape = next((Shape(row.path, row.dimension == 2) for row in drawn if row.path), None)
    width, height = outline.east - outline.west, outline.north - outline.south
    margin = max(width, height) * 0.06
    left, top = outline.west - margin, -outline.north - margin
    right, bottom = outline.east + margin, -outline.south + margin

    def inside(dot: Dot) -> bool:
        return bool(left <= dot.x <= right and top <= dot.y <= bottom)

    pin = dots.pop(proposal_id, None)
    return Sketch(
        area_code=outline.area_code,
        path=outline.path,
        view_box=f"{left:.4f} {top:.4f} {right - left:.4f} {bottom - top:.4f}",
        unit=round(max(right - left, bottom - top) / 100, 6),
        pin=pin if pin and inside(pin) else None,
        shape=shape if pin and inside(pin) else None,
        others=[dot for dot in dots.values() if inside(dot)],
        schematic=outline.schematic,
        source=outline.source,
    )


def _drawn(session: Session, proposal_id: int, others: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """A point of each that has a place, and the path of the need itself where it is more than a point."""
    point, dimension = func.ST_PointOnSurface(Need.geom), func.ST_Dimension(Need.geom)
    own = (Need.proposal_id == proposal_id) & (dimension > 0)
    return session.execute(
        select(
            Need.proposal_id.label("id"),
            func.ST_X(point).label("x"),
            func.ST_Y(point).label("y"),
            dimension.label("dimension"),
            case((own, func.ST_AsSVG(Need.geom, 0, FINE))).label("path"),
        ).where(Need.proposal_id.in_([proposal_id, *others]), Need.geom.is_not(None))
    ).all()


def point_of(session: Session, proposal_id: int, area_code: str) -> tuple[float, float, bool] | None:
    """Latitude, longitude, and whether it is only the middle of the area; None where neither is known."""
    own = func.ST_PointOnSurface(Need.geom)
    row = session.execute(
        select(func.ST_Y(own), func.ST_X(own), func.ST_Y(Area.point), func.ST_X(Area.point))
        .select_from(Need)
        .outerjoin(Area, Area.code == area_code)
        .where(Need.proposal_id == proposal_id)
    ).one_or_none()
    if row is None:
        return None
    lat, lon, area_lat, area_lon = row
    if lat is not None:
        return lat, lon, False
    return (area_lat, area_lon, True) if area_lat is not None else None
