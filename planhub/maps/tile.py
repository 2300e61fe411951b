"""One square of the world's map at a zoom, as every map library numbers them. Pure."""

from dataclasses import dataclass
from math import atan, degrees, pi, sinh
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, bindparam, func

from planhub.errors import NotFound
from planhub.wording import N_

EXTENT = 4096
"""Units across a tile; eight of them are a pixel where a tile is drawn 512 pixels wide."""
FURTHEST, NEAREST = 3, 18
"""Zooms that are answered."""
_HALF = pi * 6_378_137
"""Half the width of the world in EPSG:3857, in metres."""

_NONE = N_("ไม่มีแผ่นแผนที่นี้ ใช้ระดับ 3 ถึง 18 และตำแหน่งที่อยู่ในระดับนั้น")
_KEYS = 18
"""Zoom whose tiles the database's `tile_key` numbers."""
_SIDES = tuple(f"{side}_{unit}" for unit in ("m", "d") for side in ("west", "south", "east", "north"))
METRES: ColumnElement[Any] = func.ST_MakeEnvelope(
    *[bindparam(side, type_=Float) for side in _SIDES[:4]], 3857
)
BOX: ColumnElement[Any] = func.ST_MakeEnvelope(*[bindparam(side, type_=Float) for side in _SIDES[4:]], 4326)
"""The square of a tile in metres and in degrees, its sides given with the statement."""
FIRST_KEY, LAST_KEY = (bindparam(name, type_=BigInteger) for name in ("first_key", "last_key"))
"""The keys (`tile_key` in the database) of the points in a tile, both ends included."""


@dataclass(frozen=True)
class Tile:
    """A tile by zoom, column from the west and row from the north."""

    z: int
    x: int
    y: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """west, south, east, north in metres of EPSG:3857."""
        side = 2 * _HALF / 2**self.z
        west, north = self.x * side - _HALF, _HALF - self.y * side
        return west, north - side, west + side, north

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """west, south, east, north in degrees: exactly the same square."""
        west, south, east, north = self.bounds
        return _longitude(west), _latitude(south), _longitude(east), _latitude(north)

    @property
    def values(self) -> dict[str, float]:
        """Of METRES, BOX and the two keys, for a statement built once for all tiles."""
        named: dict[str, float] = dict(zip(_SIDES, (*self.bounds, *self.degrees), strict=True))
        first, last = self.keys
        return named | {"first_key": first, "last_key": last}

    @property
    def keys(self) -> tuple[int, int]:
        """The first and the last key of points in it: bits of column and row in turn, so that they follow."""
        key = sum(
            (self.x >> bit & 1) << 2 * bit | (self.y >> bit & 1) << 2 * bit + 1 for bit in range(self.z)
        )
        inside = 2 * (_KEYS - self.z)
        return key << inside, (key + 1 << inside) - 1

    @property
    def metres(self) -> ColumnElement[Any]:
        """The square in EPSG:3857 for a statement."""
        return func.ST_MakeEnvelope(*self.bounds, 3857)

    @property
    def box(self) -> ColumnElement[Any]:
        """The square in EPSG:4326 for a statement."""
        return func.ST_MakeEnvelope(*self.degrees, 4326)


def tile_of(z: int, x: int, y: int) -> Tile:
    """The tile of an address; NotFound for one that does not exist."""
    if not (FURTHEST <= z <= NEAREST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(_NONE)
    return Tile(z, x, y)


def _longitude(metres: float) -> float:
    return degrees(metres / 6_378_137)


def _latitude(metres: float) -> float:
    return degrees(atan(sinh(metres / 6_378_137)))
