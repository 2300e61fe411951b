"""Plan items as vector tiles: sums by area far out, points near; public fields only, never cut in silence.

Each tile has a layer `items` and, where anything is in it, a layer `meta` with one feature: `n` items,
`baht`, and `more` = 1 when there is more in the tile than was looked at (the explorer says so).
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Numeric,
    Select,
    String,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.plan_pyramid import PlanPyramid
from planhub.maps.area_sums import GROUPS, Cell, cells, from_pyramid, of_pyramid
from planhub.maps.area_tiles import encoded
from planhub.maps.conditions import of_wanted
from planhub.maps.plan_items import JOINED
from planhub.maps.tile import BOX, EXTENT, FIRST_KEY, LAST_KEY, METRES, Tile
from planhub.maps.tile_area import NOT_VILLAGES, TileArea
from planhub.maps.tile_scope import Scope, by_index
from planhub.maps.wanted import Wanted
from planhub.workflow.stages import STAGE_GROUP, Stage

POINTS_FROM = 12
"""The zoom from which items are points at their own place."""
MOST_ITEMS = 20_000
"""Items looked at for one tile of points; at some six microseconds each."""
MOST_MATCHES = 2_000
"""Matches of words looked at for one tile."""
FEW = 2_500
"""Points up to which a tile tells each item's id; with more it only tells how many stand where."""
KEPT = 200
"""Statements kept ready: one for each set of filters."""
PIXEL, BLOCK, FIELD = 8, 64, 256
"""Sides in units of the squares whose items are one feature: near, near with many, far with words."""

GROUP_LETTERS = dict(zip(("w", "k", "g", "d", "e"), GROUPS, strict=True))
"""Names of the groups' counts in a feature."""
COLUMNS = ("n", "baht", *GROUP_LETTERS)

_PROVINCES: ColumnElement[Any] = bindparam("provinces", type_=ARRAY(String(collation="C")))


def grain_of(z: int) -> int:
    """Digits of the areas that items are counted by at a zoom: a finger's breadth between two of them."""
    return 2 if z <= 5 else 4 if z <= 7 else 6 if z <= 9 else 8


def item_tile(session: Session, tile: Tile, wanted: Wanted, scope: Scope) -> bytes:
    """The tile of the items wanted."""
    if not scope.provinces:
        return b""
    with by_index(session):
        return _tile(session, tile, wanted, scope)


def _tile(session: Session, tile: Tile, wanted: Wanted, scope: Scope) -> bytes:
    if tile.z < POINTS_FROM and wanted.from_pyramid:
        return _sent(session, _from_pyramid(wanted, grain_of(tile.z)), tile, wanted)
    if tile.z < POINTS_FROM and wanted.from_summary:
        return _sent(session, _finished(_placed(_from_summary(session, tile, wanted, scope))), tile, wanted)
    return _sent(session, _points(wanted, tile.z >= POINTS_FROM), tile, wanted, scope)


def _sent(
    session: Session, query: Select[Any], tile: Tile, wanted: Wanted, scope: Scope | None = None
) -> bytes:
    values: dict[str, Any] = dict(tile.values)
    if scope is not None:
        values |= {"provinces": list(scope.provinces), "most": MOST_MATCHES if wanted.words else MOST_ITEMS}
    return bytes(session.scalar(query, values) or b"")


@lru_cache(KEPT)  # building a statement costs more than all else of a tile that Python does
def _from_pyramid(wanted: Wanted, grain: int) -> Select[Any]:
    """Sums by area; areas that share a point (villages without one of their own) share a feature."""
    sums = from_pyramid(wanted)
    query = (
        select(
            _holding(TileArea.code).label("code"),
            _in(TileArea.spot).label("geom"),
            *[_small(value, name) for name, value in zip(COLUMNS, sums, strict=True)],
        )
        .join(PlanPyramid, PlanPyramid.area_code == TileArea.code)
        .where(PlanPyramid.grain == grain, TileArea.spot.op("&&")(METRES), *of_pyramid(wanted))
        .group_by(TileArea.spot)
        .having(sums[0] > 0)
    )
    return _finished(query.where(text(NOT_VILLAGES)) if grain < 8 else query)


def _from_summary(session: Session, tile: Tile, wanted: Wanted, scope: Scope) -> list[Cell]:
    grain = min(grain_of(tile.z), 6)
    if grain < 6:
        return cells(session, wanted.choice, grain=grain, provinces=scope.provinces)
    inside = (text(NOT_VILLAGES), TileArea.spot.op("&&")(tile.metres))
    known = list(session.scalars(select(TileArea.code).where(*inside)))
    here = {code for code in known if len(code) == 2}
    near = {code[:4] for code in known if len(code) >= 4}
    return cells(session, wanted.choice, grain=6, provinces=here, districts=near)


def _placed(found: list[Cell]) -> Select[Any]:
    """Sums at their areas' points, those outside the tile left out."""
    types = (Integer, Numeric, *[Integer] * len(GROUPS))
    arrays: list[Any] = [
        literal([cell.counts[at] for cell in found], ARRAY(kind)) for at, kind in enumerate(types)
    ]
    codes = literal([cell.code for cell in found], ARRAY(String(collation="C")))
    given = func.unnest(codes, *arrays).table_valued("code", *COLUMNS, name="given").render_derived()
    return (
        select(
            TileArea.code,
            _in(TileArea.spot).label("geom"),
            *[_small(given.c[name], name) for name in COLUMNS],
        )
        .join(given, given.c.code.collate("C") == TileArea.code)
        .where(TileArea.spot.op("&&")(METRES))
    )


@lru_cache(KEPT)
def _points(wanted: Wanted, close: bool) -> Select[Any]:
    """Items one by one, those that stand on the same spot together; close by, or further out with words."""
    most = bindparam("most", type_=Integer)
    near = _near(wanted).limit(most + 1).cte("near").prefix_with("materialized")
    looked_at = select(func.count()).select_from(near).scalar_subquery()
    far = BLOCK if close else FIELD
    side = case((looked_at <= FEW, PIXEL if close else FIELD), else_=far)
    column, row = func.floor(func.ST_X(near.c.at) / side), func.floor(func.ST_Y(near.c.at) / side)
    alone = func.count() == 1
    groups = [func.count().filter(near.c.stage_group == group) for group in GROUPS]
    query = (
        select(
            func.ST_Point(func.avg(func.ST_X(near.c.at)), func.avg(func.ST_Y(near.c.at))).label("geom"),
            case((alone, func.min(cast(near.c.id, Text)))).label("id"),
            case((alone, func.min(near.c.province_code))).label("province"),
            *[
                _small(value, name)
                for name, value in zip(COLUMNS, (func.count(), func.sum(near.c.amount), *groups), strict=True)
            ],
        )
        .where(near.c.at.is_not(None))
        .group_by(column, row)
    )
    return _finished(query, more=looked_at > most)


def _near(wanted: Wanted) -> Select[Any]:
    """Items of a tile: by the index of tiles alone, or with words by the place of these."""
    point: Any = PlanItemText.point if wanted.words else PlanItem.spot
    items = select(
        _in(func.ST_Transform(point, 3857)).label("at"),
        PlanItem.province_code,
        PlanItem.id,
        PlanItem.amount,
        _group().label("stage_group"),
    )
    if wanted.words:
        return items.join(PlanItemText, JOINED).where(*inside(wanted), PlanItemText.point.op("&&")(BOX))
    of_tile = func.tile_key(PlanItem.spot).between(FIRST_KEY, LAST_KEY)
    return items.where(*_of_facts(wanted), PlanItem.spot.is_not(None), of_tile)


def inside(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Conditions on both halves of an item; `provinces` are given with the statement.

    They are said of each half, so that few partitions open.
    """
    return [*_of_facts(wanted), PlanItemText.province_code == func.any(_PROVINCES)]


def _of_facts(wanted: Wanted) -> list[ColumnElement[bool]]:
    stages = PlanItem.stage.in_(sorted(wanted.choice.stages))
    return [PlanItem.province_code == func.any(_PROVINCES), stages, *of_wanted(wanted)]


def _finished(rows: Select[Any], *, more: ColumnElement[bool] | None = None) -> Select[Any]:
    items = rows.cte("items").prefix_with("materialized")
    flag: ColumnElement[Any] = literal(0) if more is None else cast(more, Integer)
    total = (
        select(
            func.ST_Point(EXTENT / 2, EXTENT / 2).label("geom"),
            cast(func.sum(items.c.n), BigInteger).label("n"),
            cast(func.sum(items.c.baht), BigInteger).label("baht"),
            func.max(flag).label("more"),
        )
        .having(func.count() > 0)
        .subquery("meta")
    )
    return select(encoded(items, "items").concat(encoded(total, "meta")))


def _in(point: Any) -> ColumnElement[Any]:
    found: ColumnElement[Any] = func.ST_AsMVTGeom(point, METRES, EXTENT, 0, False)
    return found


def _small(value: Any, name: str) -> ColumnElement[Any]:
    """A number as a tile holds it: whole; of the groups' counts zero is left out."""
    whole = cast(func.round(value), Integer) if name != "baht" else cast(func.round(value), BigInteger)
    return (func.nullif(whole, 0) if name in GROUP_LETTERS else whole).label(name)


def _holding(code: Any) -> ColumnElement[Any]:
    """Of several areas at one point the nearest one that holds them all, among them or not."""
    listed = func.array_agg(aggregate_order_by(code, func.length(code), code), type_=ARRAY(String))
    ours = code.not_like("C-%")  # a code in dispute holds nothing
    low, high = func.min(code).filter(ours), func.max(code).filter(ours)
    shared = [(_same(low, high, n), func.left(low, n)) for n in (6, 4)]
    return case(
        (
            low != high,
            case(*shared, else_=func.left(low, 2)),
        ),
        else_=listed[1],
    )


def _same(low: Any, high: Any, digits: int) -> ColumnElement[bool]:
    same: ColumnElement[bool] = func.left(low, digits) == func.left(high, digits)
    return same


def _group() -> ColumnElement[Any]:
    by_group: dict[str, list[str]] = {group: [] for group in GROUPS}
    for stage in Stage:
        if STAGE_GROUP[stage] in by_group:
            by_group[STAGE_GROUP[stage]].append(stage.value)
    return case(*[(PlanItem.stage.in_(stages), group) for group, stages in by_group.items()])
