"""The outlines of all children of an area as one GeoJSON text, built by PostGIS, with a version."""

from dataclasses import dataclass

from sqlalchemy import Subquery, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary

DIGITS = 5
"""Decimals of a degree kept: about a metre."""


@dataclass(frozen=True)
class Outlines:
    """A FeatureCollection; each feature has code, name_th, name_en, kind, in_76 and schematic."""

    version: str
    geojson: str
    schematic: bool
    """Some line is drawn by us: the map must say so."""
    sources: tuple[str, ...]


def outlines_version(session: Session, parent: str) -> str:
    """Changes when a name or a shape does, fit for an ETag; cheaper than the outlines themselves."""
    child = _children(parent)
    mark = func.concat_ws(
        "|",
        child.c.code,
        child.c.name_th,
        child.c.name_en,
        child.c.schematic,
        child.c.source,
        func.md5(func.ST_AsBinary(child.c.simple)),
    )
    marks = func.string_agg(mark, aggregate_order_by(literal_column("','"), child.c.code))
    return str(session.scalar(select(func.md5(func.coalesce(marks, "")))))


def outlines_inside(session: Session, parent: str) -> Outlines:
    """Simplified shapes of the living children of an area ("" for the country) that have a boundary."""
    child = _children(parent)
    told = ("code", "name_th", "name_en", "kind", "in_76", "schematic")
    properties = func.json_build_object(*(part for name in told for part in (name, child.c[name])))
    feature = func.json_build_object(
        "type",
        "Feature",
        "id",
        child.c.code,
        "properties",
        properties,
        "geometry",
        cast(func.ST_AsGeoJSON(child.c.simple, DIGITS), JSON),
    )
    features = func.json_agg(aggregate_order_by(feature, child.c.code))
    collection = func.json_build_object(
        "type", "FeatureCollection", "features", func.coalesce(features, func.json_build_array())
    )
    row = session.execute(
        select(
            cast(collection, Text),
            func.coalesce(func.bool_or(child.c.schematic), False),
            func.array_remove(func.array_agg(child.c.source.distinct()), None),
        )
    ).one()
    return Outlines(outlines_version(session, parent), row[0], row[1], tuple(row[2] or ()))


def _children(parent: str) -> Subquery:
    query = (
        select(
            Area.code,
            Area.name_th,
            Area.name_en,
            Area.kind,
            Area.in_76,
            AreaBoundary.simple,
            AreaBoundary.schematic,
            AreaBoundary.source,
        )
        .join(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(Area.valid_to.is_(None))
    )
    if parent:
        return query.where(Area.parent_code == parent).subquery()
    return query.where(Area.kind == "province").subquery()
