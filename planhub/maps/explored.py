"""The explorer's words for what its tiles draw: one item's card, the items of a small box, the sources."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from planhub.areas import codes, finding
from planhub.errors import Invalid, NotFound
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.plan_pyramid import PHASE_STAGES, PlanPyramid
from planhub.linkage.projecting import SOURCE
from planhub.maps import plan_items
from planhub.maps.item_tiles import MOST_ITEMS, inside
from planhub.maps.places import COUNTRY, Place
from planhub.maps.plan_items import JOINED, Item
from planhub.maps.tile_area import TileArea
from planhub.maps.tile_scope import Extent, by_index, kept
from planhub.maps.wanted import Wanted
from planhub.sources.source import Source
from planhub.wording import N_, say

SHOWN = 50
"""Items of one list."""
CLOSER = ((6, 10.5), (4, 8.7), (2, 6.2))
"""Digits of the area in the middle of a view, and the zoom from which the view is of it."""
WIDEST = 0.8
"""Degrees; a wider box is looked at by areas, not by items."""
BANDS = {
    "region": (4.0, 6.1),
    "cluster": (4.0, 6.1),
    "province": (6.2, 8.6),
    "district": (8.7, 10.4),
    "subdistrict": (10.5, 13.0),
    "village": (14.0, 14.0),
}
"""Zooms, least and most, at which a view is of an area of a kind: see CLOSER."""
WINDOW = 520
"""Pixels of the map that an area shall fit into."""
WORLD, TILE = 2 * math.pi * 6_378_137, 512
"""Metres around the equator, and the pixels that they are at zoom 0."""

_BOX = N_("กรอบแผนที่อ่านไม่ได้ ใช้ ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา เช่น 103.4,14.8,103.6,15.0")
_WIDE = N_("กรอบนี้กว้างเกินไปสำหรับรายชื่อ ขยายแผนที่เข้าไปอีก")
_GONE = N_("ไม่พบรายการนี้แล้ว ข้อมูลอาจเปลี่ยนไป ลองเปิดแผนที่ใหม่")


@dataclass(frozen=True)
class Shown:
    """An item and where it was born."""

    item: Item
    source: str
    """Code of its source."""

    @property
    def number(self) -> str | None:
        """Its number, where the number has a page of ours."""
        return self.item.number if self.source == SOURCE else None


@dataclass(frozen=True)
class InBox:
    """Items of a box, the latest changed first."""

    shown: Sequence[Shown]
    counted: int
    more: bool
    """There is more in the box than was looked at."""


def read_box(typed: str) -> tuple[float, float, float, float]:
    """west, south, east, north in degrees; Invalid says what is wrong."""
    try:
        west, south, east, north = (float(part) for part in typed.split(","))
    except ValueError as wrong:
        raise Invalid({"box": say(_BOX)}) from wrong
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise Invalid({"box": say(_BOX)})
    if east - west > WIDEST or north - south > WIDEST:
        raise Invalid({"box": say(_WIDE)})
    return west, south, east, north


def read_at(typed: str) -> tuple[float, float, float] | None:
    """Zoom, latitude and longitude of an address; None where it says no place that there is."""
    try:
        zoom, lat, lon = (float(part) for part in typed.split("/"))
    except ValueError:
        return None
    return (zoom, lat, lon) if -85 <= lat <= 85 and -180 <= lon <= 180 else None


def at_of(session: Session, place: Place) -> str:
    """Zoom, latitude and longitude of the view that is of this place, as addresses have them; "": of all."""
    if place.kind not in BANDS:
        return ""
    codes_of = [place.code] if place.area is not None else sorted(place.provinces)
    box = func.ST_Extent(func.coalesce(TileArea.shape, TileArea.spot))
    degrees = func.ST_Transform(func.ST_SetSRID(func.ST_Centroid(box), 3857), 4326)
    lat, lon, wide, high = session.execute(
        select(
            func.ST_Y(degrees),
            func.ST_X(degrees),
            func.ST_XMax(box) - func.ST_XMin(box),
            func.ST_YMax(box) - func.ST_YMin(box),
        ).where(TileArea.code.in_(codes_of))
    ).one()
    if lat is None:
        return ""
    least, most = BANDS[place.kind]
    side = max(wide, high)
    zoom = math.log2(WORLD / TILE * WINDOW / side) if side else most
    return f"{min(max(zoom, least), most):.2f}/{lat:.4f}/{lon:.4f}"


def area_under(session: Session, at: tuple[float, float, float] | None) -> str:
    """The area that a view is of: the country far out, nearer the province, district or subdistrict."""
    digits = next((n for n, zoom in CLOSER if at and at[0] >= zoom), 0)
    area = finding.by_point(session, at[2], at[1]) if at and digits else None
    return COUNTRY if area is None or codes.in_bangkok(area.code) else area.code[:digits]


def in_box(session: Session, wanted: Wanted, box: tuple[float, float, float, float]) -> InBox:
    """What lies in a box; at most MOST_ITEMS are looked at."""
    square = func.ST_MakeEnvelope(*box, 4326)
    edges = func.ST_Transform(square, 3857)
    row = session.execute(
        select(func.ST_XMin(edges), func.ST_YMin(edges), func.ST_XMax(edges), func.ST_YMax(edges))
    ).one()
    extent: Extent = (row[0], row[1], row[2], row[3])
    provinces = kept.scope(session, extent).provinces
    near = (
        select(*plan_items.columns(), PlanItem.source_code)
        .join(PlanItemText, JOINED)
        .where(*inside(wanted), PlanItemText.point.op("&&")(square))
        .limit(MOST_ITEMS + 1)
        .cte("near")
        .prefix_with("materialized")
    )
    n = select(func.count()).select_from(near).scalar_subquery()
    latest = select(near, n).order_by(near.c.updated_at.desc(), near.c.id.desc()).limit(SHOWN)
    with by_index(session):
        rows = session.execute(latest, {"provinces": list(provinces)}).all()
    counted = rows[0][-1] if rows else 0
    return InBox([_shown(row[:-1]) for row in rows], min(counted, MOST_ITEMS), counted > MOST_ITEMS)


def one(session: Session, province: str, identity: UUID) -> Shown:
    """An item by the two halves of its key; NotFound when it is gone."""
    row = session.execute(
        select(*plan_items.columns(), PlanItem.source_code)
        .join(PlanItemText, JOINED)
        .where(
            PlanItem.province_code == province,
            PlanItemText.province_code == province,
            PlanItem.id == identity,
        )
    ).first()
    if row is None:
        raise NotFound(say(_GONE))
    return _shown(row)


def sources(session: Session) -> dict[str, str]:
    """Code to name of every system that items were born in, ours first."""
    named = session.execute(select(Source.code, Source.name).order_by(Source.name))
    return {SOURCE: "PlanHub", **{code: name for code, name in named}}


def sources_of_items(session: Session, chosen: str = "") -> dict[str, str]:
    """The same, but only systems of which there is any item, ours, and one that is chosen."""
    offered = {SOURCE, chosen, *session.scalars(_used())}
    return {code: name for code, name in sources(session).items() if code in offered}


@cache
def _used() -> Select[str]:
    # a source whose items were all taken back has nothing but zeros left
    any_ = or_(*[getattr(PlanPyramid, phase) != 0 for phase in PHASE_STAGES])
    return select(PlanPyramid.source_code).where(PlanPyramid.grain == 2, any_).distinct()


def _shown(row: Any) -> Shown:
    return Shown(plan_items.item(row), row[-1])
