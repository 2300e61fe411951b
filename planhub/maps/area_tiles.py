"""Areas as vector tiles: geometry and names only, so that they can be kept for a year; values come apart."""

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, select
from sqlalchemy import Integer as Whole
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.errors import NotFound
from planhub.maps.tile import EXTENT, Tile
from planhub.maps.tile_area import TileArea
from planhub.wording import N_

WHOLE_FROM = {"province": 7, "district": 9, "subdistrict": 10}
"""Levels, and the zoom from which each has its whole outline: there the simplified one is a pixel off."""
BUFFER = 64
"""Units around a tile, so that an outline does not end at its edge."""

_LEVEL = N_("ไม่มีแผนที่ระดับนี้ ใช้ province, district หรือ subdistrict")


def area_tile(session: Session, level: str, tile: Tile) -> bytes:
    """Layers `areas` (polygons; id and code) and `names` (a point each, with the names)."""
    if level not in WHOLE_FROM:
        raise NotFound(_LEVEL)
    outlines = _whole(level, tile) if tile.z >= WHOLE_FROM[level] else _simple(level, tile)
    layers = [
        encoded(outlines.subquery("areas"), "areas", identity="id"),
        encoded(_names(level, tile).subquery("names"), "names", identity="id"),
    ]
    return b"".join(bytes(session.scalar(select(layer)) or b"") for layer in layers)


def encoded(rows: Any, layer: str, *, identity: str | None = None) -> ColumnElement[bytes]:
    """A subquery's rows (geometry in `geom`) as one layer of a tile."""
    named = [layer, EXTENT, "geom", *([identity] if identity else [])]
    found: ColumnElement[bytes] = select(func.ST_AsMVT(rows.table_valued(), *named)).scalar_subquery()
    return found


def _simple(level: str, tile: Tile) -> Select[Any]:
    return _outlines(level, tile, TileArea.shape).where(TileArea.shape.op("&&")(_wide(tile)))


def _whole(level: str, tile: Tile) -> Select[Any]:
    degrees = func.ST_Transform(_wide(tile), 4326)
    return (
        _outlines(level, tile, func.ST_Transform(AreaBoundary.geom, 3857))
        .join(AreaBoundary, AreaBoundary.area_code == TileArea.code)
        .where(AreaBoundary.geom.op("&&")(degrees))
    )


def _outlines(level: str, tile: Tile, geom: Any) -> Select[Any]:
    return (
        select(
            cast(TileArea.code, Whole).label("id"),
            TileArea.code.label("code"),
            func.ST_AsMVTGeom(geom, tile.metres, EXTENT, BUFFER, True).label("geom"),
        )
        .join(Area, Area.code == TileArea.code)
        .where(TileArea.kind == level, Area.valid_to.is_(None))
    )


def _names(level: str, tile: Tile) -> Select[Any]:
    # A name on its parent's point would stand there for a place that is elsewhere. Points near an edge are in
    # both tiles: who draws them takes each from the tile that it lies in, and one on the edge is not lost.
    return (
        select(
            cast(TileArea.code, Whole).label("id"),
            TileArea.code.label("code"),
            Area.name_th.label("th"),
            Area.name_en.label("en"),
            func.ST_AsMVTGeom(TileArea.spot, tile.metres, EXTENT, BUFFER, True).label("geom"),
        )
        .join(Area, Area.code == TileArea.code)
        .where(TileArea.kind == level, Area.valid_to.is_(None))
        .where(TileArea.spot.op("&&")(_wide(tile)), TileArea.borrowed.is_(False))
    )


def _wide(tile: Tile) -> ColumnElement[Any]:
    """The tile with its buffer."""
    west, south, east, north = tile.bounds
    more = (east - west) * BUFFER / EXTENT
    return func.ST_MakeEnvelope(west - more, south - more, east + more, north + more, 3857)
