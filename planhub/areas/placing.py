"""Give areas a point: inside their boundary, and for the sample's villages somewhere in their subdistrict."""

from collections.abc import Collection

from sqlalchemy import func, text, update
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area, AreaBoundary
from planhub.areas.staging import among

WEST, SOUTH, EAST, NORTH = 95.0, 4.0, 108.0, 22.0
"""A box around Thailand, in degrees: what lies outside was read in the wrong coordinates."""

_STREW = text(
    """
    with villages as (
        select code, parent_code, row_number() over (partition by parent_code order by code) as n
        from area
        where kind = 'village' and schematic_name and valid_to is null and code >= :lo and code < :hi
    ),
    counted as (select parent_code, count(*)::integer as villages from villages group by parent_code),
    points as (
        select parent_code, dumped.path[1] as n, dumped.geom
        from counted join area_boundary on area_code = parent_code,
            lateral ST_Dump(ST_GeneratePoints(area_boundary.geom, villages, parent_code::integer)) dumped
    )
    update area set point = points.geom
    from villages join points using (parent_code, n)
    where area.code = villages.code and ST_AsBinary(area.point) is distinct from ST_AsBinary(points.geom)
    """
)


def put_points_inside(session: Session, area_codes: Collection[str]) -> None:
    """Set the point of each area to one that surely lies inside its boundary."""
    session.execute(
        update(Area)
        .where(Area.code == AreaBoundary.area_code, among(Area.code, area_codes))
        .values(point=func.ST_PointOnSurface(AreaBoundary.geom))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def put_villages_inside(session: Session, province: str) -> None:
    """Strew the sample's villages ("หมู่ที่ n") over their subdistricts; always the same for the same lines."""
    session.execute(_STREW, dict(zip(("lo", "hi"), codes.bounds(province), strict=True)))
    session.expire_all()
