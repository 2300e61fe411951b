"""Divide a shape into as many plausible pieces as asked, always the same: the geometry of `drawing`.

The shape is cut into small Voronoi cells around points that PostGIS strews by a fixed seed; k-means gathers
the cells into groups of about equal size; a group's stray part goes to the neighbour it borders longest.
All pieces are unions of the same cells, so neighbours share every corner.
"""

from collections.abc import Sequence

from geoalchemy2 import Geometry
from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary
from planhub.areas.staging import table_of

SEED = 2571
_GRID = 1e-7
_ROUNDS = 4

_SHEET = Table(
    "sketch",
    MetaData(),
    Column("id", Integer),
    Column("cell", Geometry("POLYGON", srid=4326, spatial_index=False)),
    Column("point", Geometry("POINT", srid=4326, spatial_index=False)),
    Column("district", String(collation="C")),
    Column("subdistrict", String(collation="C")),
    Column("piece", Integer),
    prefixes=["temporary"],
)
_CUT = text(
    """
    insert into sketch (id, cell, point, district)
    with region as (select ST_GeomFromEWKB(:region) as geom),
    cells as (
        select (ST_Dump(ST_VoronoiPolygons(
            ST_GeneratePoints(geom, :cells, :seed), 0, ST_Expand(geom, 0.1)))).geom as cell
        from region
    ),
    clipped as (
        select ST_CollectionExtract(ST_SnapToGrid(ST_Intersection(cell, geom), :grid), 3) as shape
        from cells cross join region
    ),
    parts as (select (ST_Dump(shape)).geom as part from clipped)
    select row_number() over (order by ST_XMin(part), ST_YMin(part), ST_Area(part)), part,
        ST_PointOnSurface(part), :district
    from parts where ST_Area(part) > 0
    """
)
_GATHER = text(
    """
    with ordered as materialized (
        select id, point from sketch where district = :district order by id
    ),
    gathered as materialized (select id, ST_ClusterKMeans(point, :pieces) over () as piece from ordered)
    update sketch set piece = gathered.piece from gathered
    where gathered.id = sketch.id and district = :district
    """
)
_SETTLE = text(
    """
    with parts as materialized (
        select piece, (ST_Dump(ST_Union(cell order by id))).geom as part
        from sketch where district = :district group by piece
    ),
    ranked as materialized (
        select piece, part, row_number() over (partition by piece order by ST_Area(part) desc) as rank
        from parts
    ),
    moves as materialized (
        select distinct on (stray.part) stray.part, main.piece as target
        from ranked stray join ranked main
            on main.rank = 1 and main.piece <> stray.piece and ST_Intersects(main.part, stray.part)
        where stray.rank > 1 and ST_Length(ST_Intersection(main.part, stray.part)) > 0
        order by stray.part, ST_Length(ST_Intersection(main.part, stray.part)) desc, main.piece
    )
    update sketch set piece = moves.target from moves
    where district = :district and ST_Contains(moves.part, sketch.point)
    returning sketch.id
    """
)
# The capital lies nearest the middle, the others go round it clockwise from the north.
_ORDER = text(
    """
    with pieces as (
        select piece, ST_Centroid(ST_Union(cell order by id)) as centre
        from sketch where district = :district group by piece
    ),
    middle as (select ST_Centroid(ST_Collect(centre)) as point from pieces),
    ranked as (
        select piece, centre, row_number() over (order by ST_Distance(centre, point), piece) as nearness
        from pieces cross join middle
    )
    select piece from ranked cross join middle
    order by nearness > 1, case when ST_Equals(point, centre) then 0 else ST_Azimuth(point, centre) end, piece
    """
)


class Sketch:
    """A sheet of cells, divided first into districts, each then into subdistricts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        session.execute(text("set local jit = off"))  # PostGIS costs look dear; compiling costs more
        _SHEET.create(session.connection())

    def close(self) -> None:
        """Throw the sheet away."""
        _SHEET.drop(self._session.connection())

    def cut(self, region: bytes, cells: int, *, district: str = "") -> None:
        """Lay a region (EWKB) on the sheet, cut into about so many cells; `district` if it is known."""
        values = {"region": region, "cells": cells, "seed": SEED, "grid": _GRID, "district": district}
        self._session.execute(_CUT, values)
        self._session.execute(text("analyze sketch"))  # or the planner thinks it empty and loops

    def leave_out(self, district: str, area_codes: Sequence[str]) -> None:
        """Take the cells off the sheet that lie in boundaries already known."""
        within = exists().where(
            AreaBoundary.area_code.in_(area_codes), func.ST_Covers(AreaBoundary.geom, _SHEET.c.point)
        )
        self._session.execute(delete(_SHEET).where(_SHEET.c.district == district, within))

    def into_districts(self, area_codes: Sequence[str]) -> None:
        """Divide what has no district among these codes."""
        for code, piece in self._pieces("", area_codes):
            self._name(_SHEET.c.district == "", piece, district=code)

    def into_subdistricts(self, district: str, area_codes: Sequence[str]) -> None:
        """Divide a district of the sheet among these codes."""
        for code, piece in self._pieces(district, area_codes):
            self._name(_SHEET.c.district == district, piece, subdistrict=code)

    def store(self, kind: str, area_codes: Sequence[str], source: str) -> None:
        """Keep the pieces of these codes as schematic boundaries; a real one is never overwritten."""
        column = _SHEET.c[kind]
        union = func.ST_Union(aggregate_order_by(_SHEET.c.cell, _SHEET.c.id))
        drawn = (
            select(column.label("code"), func.ST_Multi(union).label("shape"))
            .where(column.in_(area_codes))
            .group_by(column)
            .subquery()
        )
        statement = insert(table_of(AreaBoundary)).from_select(
            ["area_code", "geom", "simple", "source", "schematic"],
            select(drawn.c.code, drawn.c.shape, drawn.c.shape, literal(source), true()),
        )
        new = statement.excluded
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["area_code"],
                set_={"geom": new.geom, "simple": new.simple, "source": new.source},
                where=and_(
                    AreaBoundary.schematic,
                    func.ST_AsBinary(AreaBoundary.geom) != func.ST_AsBinary(new.geom),
                ),
            )
        )

    def _pieces(self, district: str, area_codes: Sequence[str]) -> list[tuple[str, int]]:
        scope = _SHEET.c.district == district
        cells = self._session.scalar(select(func.count()).select_from(_SHEET).where(scope)) or 0
        if cells < 2 * len(area_codes):
            return []
        self._session.execute(_GATHER, {"district": district, "pieces": len(area_codes)})
        for _ in range(_ROUNDS):
            if not self._session.scalars(_SETTLE, {"district": district}).all():
                break
        pieces = self._session.scalars(_ORDER, {"district": district}).all()
        return list(zip(sorted(area_codes), pieces, strict=False))

    def _name(self, scope: ColumnElement[bool], piece: int, **names: str) -> None:
        self._session.execute(update(_SHEET).where(scope, _SHEET.c.piece == piece).values(**names))
