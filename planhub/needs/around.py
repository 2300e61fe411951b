"""The ground under a pin where no map tiles are: the area, its neighbours with their names, its villages."""

import json
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.addresses import addresses
from planhub.areas.area import Area, AreaBoundary
from planhub.areas.finding import area_at
from planhub.wording import Name

PLACES = 4
"""Decimal places of degrees: about eleven metres, and half the letters on the way to a phone."""
MARGIN = 0.35
"""How far around the area the neighbours are looked for, in parts of its own size."""
FINE, COARSE = 300, 120
"""Parts of their own size to which outlines are drawn: the area and its neighbours, those around them."""
MOST_VILLAGES = 100

Feature = dict[str, Any]
"""GeoJSON; `role` is own, beside, around, village or mine."""


def around(session: Session, code: str) -> list[tuple[Feature, Name]]:
    """GeoJSON features with their names, from the widest to the villages. Raises NotFound for no such area.

    Its own outline, or that of the nearest wider area that has one; [] where no boundary is known. `at` is
    where a feature's name goes: a neighbour's within reach of the area itself.
    """
    area = area_at(session, code)
    base = area.parent_code or "" if area.kind == "community" else area.code
    own = _own(session, base)
    if own is None:
        return []
    villages = _villages(session, base[:6], area.code)
    features = [*_wider(session, own), *_neighbours(session, own), _feature("own", own.code, own), *villages]
    named = addresses(session, [feature["properties"]["code"] for feature in features])
    return [(feature, named[feature["properties"]["code"]].own) for feature in features]


def _own(session: Session, base: str) -> Row[Any] | None:
    size = _size(AreaBoundary.simple)
    window = func.ST_Expand(AreaBoundary.simple, size * MARGIN)
    return session.execute(
        select(
            AreaBoundary.area_code.label("code"),
            _shape(AreaBoundary.simple, size / FINE),
            *_point(func.ST_PointOnSurface(AreaBoundary.simple)),
            AreaBoundary.schematic,
            size.label("size"),
            func.ST_AsText(window).label("window"),
        )
        .where(AreaBoundary.area_code.in_([*codes.ancestors_of(base), base]))
        .order_by(func.length(AreaBoundary.area_code).desc())
        .limit(1)
    ).first()


def _neighbours(session: Session, own: Row[Any]) -> list[Feature]:
    window = func.ST_GeomFromText(own.window, 4326)
    here = func.ST_Intersection(func.ST_MakeValid(AreaBoundary.simple), window)
    rows = session.execute(
        select(
            AreaBoundary.area_code.label("code"),
            _shape(AreaBoundary.simple, own.size / FINE),
            *_point(func.ST_PointOnSurface(here)),
            AreaBoundary.schematic,
        )
        .join(Area, Area.code == AreaBoundary.area_code)
        .where(
            AreaBoundary.geom.op("&&")(window),
            func.ST_Intersects(AreaBoundary.simple, window),
            func.length(AreaBoundary.area_code) == len(own.code),
            AreaBoundary.area_code != own.code,
            Area.valid_to.is_(None),
        )
        .order_by(AreaBoundary.area_code)
    )
    return [_feature("beside", row.code, row) for row in rows]


def _wider(session: Session, own: Row[Any]) -> list[Feature]:
    rows = session.execute(
        select(
            AreaBoundary.area_code.label("code"),
            _shape(AreaBoundary.simple, _size(AreaBoundary.simple) / COARSE),
            *_point(func.ST_PointOnSurface(AreaBoundary.simple)),
            AreaBoundary.schematic,
        )
        .where(AreaBoundary.area_code.in_(codes.ancestors_of(own.code)))
        .order_by(AreaBoundary.area_code)
    )
    return [_feature("around", row.code, row) for row in rows]


def _villages(session: Session, subdistrict: str, mine: str) -> list[Feature]:
    """Villages and ชุมชน of the subdistrict that have a point, the proposer's own last: it is drawn on top."""
    rows = session.execute(
        select(Area.code, func.ST_X(Area.point).label("x"), func.ST_Y(Area.point).label("y"))
        .where(
            Area.parent_code == subdistrict,
            Area.kind.in_(("village", "community")),
            Area.point.is_not(None),
            Area.valid_to.is_(None),
        )
        .order_by(Area.code != mine, Area.moo, Area.code)
        .limit(MOST_VILLAGES)
    ).all()
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(row.x, PLACES), round(row.y, PLACES)]},
            "properties": {"role": "mine" if row.code == mine else "village", "code": row.code},
        }
        for row in reversed(rows)
    ]


def _feature(role: str, code: str, row: Row[Any]) -> Feature:
    at = [round(row.y, PLACES), round(row.x, PLACES)] if row.x is not None else None
    properties = {"role": role, "code": code, "at": at, "schematic": row.schematic}
    return {"type": "Feature", "geometry": json.loads(row.shape), "properties": properties}


def _size(shape: Any) -> ColumnElement[float]:
    """Degrees of the larger side."""
    return func.greatest(func.ST_XMax(shape) - func.ST_XMin(shape), func.ST_YMax(shape) - func.ST_YMin(shape))


def _shape(shape: Any, tolerance: Any) -> ColumnElement[str]:
    return func.ST_AsGeoJSON(func.ST_SimplifyPreserveTopology(shape, tolerance), PLACES).label("shape")


def _point(point: Any) -> Any:
    return func.ST_X(point).label("x"), func.ST_Y(point).label("y")
