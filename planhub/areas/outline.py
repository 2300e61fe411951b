"""The outline of an area for a small map: its own, or of the nearest wider area that has one."""

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import AreaBoundary
from planhub.areas.finding import area_at, full_address

PLACES = 5
"""Decimal places of degrees: about a metre."""


def outline_of(session: Session, code: str) -> dict[str, Any]:
    """A GeoJSON FeatureCollection, empty where no boundary is known. Raises NotFound for no such area."""
    area = area_at(session, code)
    base = area.parent_code or "" if area.kind == "community" else area.code
    row = session.execute(
        select(
            AreaBoundary.area_code,
            AreaBoundary.schematic,
            AreaBoundary.source,
            func.ST_AsGeoJSON(AreaBoundary.simple, PLACES).label("shape"),
        )
        .where(AreaBoundary.area_code.in_([*codes.ancestors_of(base), base]))
        .order_by(func.length(AreaBoundary.area_code).desc())
        .limit(1)
    ).first()
    features = []
    if row is not None:
        features.append(
            {
                "type": "Feature",
                "geometry": json.loads(row.shape),
                "properties": {
                    "code": row.area_code,
                    "name": full_address(session, row.area_code),
                    "schematic": row.schematic,
                    "source": row.source,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}
