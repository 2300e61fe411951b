"""Tiles and numbers of the explorer, open to the public: outlines for a year, items while they stand."""

import re
from collections.abc import Callable
from hashlib import sha256

from flask import Blueprint, Response, request

from planhub import clock
from planhub.database import db
from planhub.edge import public
from planhub.errors import Invalid
from planhub.maps import area_tiles, area_values, item_tiles, tile_scope
from planhub.maps.tile import tile_of
from planhub.maps.tile_shelf import Finished, finished, shelf
from planhub.maps.wanted import read_wanted
from planhub.wording import N_, say

pages = Blueprint("tiles", __name__, url_prefix="/tiles")

TYPE = "application/vnd.mapbox-vector-tile"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
LEVELS = "province, district, subdistrict"

_WITHIN = N_("รหัสจังหวัดใน within คั่นด้วยจุลภาค เช่น 32,45")


@pages.get(f"/areas/<any({LEVELS}):level>/<int:z>/<int:x>/<int:y>.mvt")
@public
def areas(level: str, z: int, x: int, y: int) -> Response:
    """Outlines and names; with the right version in the address they are never asked for again."""
    tile, session = tile_of(z, x, y), db.session()
    drawn = tile_scope.kept.drawn(session)
    lasting = request.args.get("v") == tag_of(drawn)
    key = ("areas", level, tile, drawn)
    return _answer(
        key, lambda: area_tiles.area_tile(session, level, tile), keep=FOR_EVER if lasting else ASK_AGAIN
    )


@pages.get("/items/<int:z>/<int:x>/<int:y>.mvt")
@public
def items(z: int, x: int, y: int) -> Response:
    """Plan items: sums by area far out, points near."""
    tile, wanted, session = tile_of(z, x, y), read_wanted(request.args), db.session()
    scope = tile_scope.scope_of(session, tile)
    key = ("items", tile, wanted, scope.version)
    return _answer(key, lambda: item_tiles.item_tile(session, tile, wanted, scope), keep=ASK_AGAIN)


@pages.get(f"/values/<any({LEVELS}):level>.json")
@public
def values(level: str) -> Response:
    """Numbers of all areas of a level that have any; of subdistricts those of the provinces named."""
    wanted, session, at = read_wanted(request.args), db.session(), clock.now()
    within = _provinces(request.args.get("within", ""))
    version = tile_scope.kept.scope(session, tile_scope.EVERYWHERE).version
    key = ("values", level, wanted, within, version, clock.local_day(at))  # days waited change with the day
    found = shelf.get(key)
    if found is None:
        body = area_values.area_values(session, level, wanted, within=within, at=at)
        found = finished(body.encode())
        shelf.put(key, found)
    return _sent(found, key, "application/json", ASK_AGAIN)


def tag_of(*marks: object) -> str:
    """A short text for these marks."""
    return sha256(repr(marks).encode()).hexdigest()[:20]


def _answer(key: tuple[object, ...], make: Callable[[], bytes], *, keep: str) -> Response:
    """A tile from the shelf, or made now; 304 without either when the client holds just that."""
    if request.if_none_match.contains_weak(tag_of(*key)):
        return _sent(Finished(b"", packed=False), key, TYPE, keep)
    found = shelf.get(key)
    if found is None:
        found = finished(make())
        shelf.put(key, found)
    return _sent(found, key, TYPE, keep)


def _sent(found: Finished, key: tuple[object, ...], kind: str, keep: str) -> Response:
    packs = bool(request.accept_encodings.quality("gzip"))
    body = found.body if packs else found.plain()
    response = Response(body, content_type=kind)
    if found.packed and packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = keep
    response.vary.add("Accept-Encoding")
    response.set_etag(tag_of(*key), weak=True)
    response.make_conditional(request)
    return response


def _provinces(typed: str) -> tuple[str, ...]:
    codes = tuple(sorted({code for code in typed.split(",") if code}))
    if not all(re.fullmatch(r"[0-9]{2}", code) for code in codes):
        raise Invalid({"within": say(_WITHIN)})
    return codes
