"""Items on a drawn map: each as a point where they are few, sums at the areas' points where they are many."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.maps import plan_items
from planhub.maps.drawn import Pin, Spot
from planhub.maps.manner import Manner
from planhub.maps.palette import STAGE_COLOUR
from planhub.maps.tables import Table
from planhub.maps.tile_area import TileArea
from planhub.maps.wording import name_of
from planhub.thai.money import baht_short
from planhub.wording import N_, say
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD, Stage

_SOME = N_("แสดง %(shown)s จาก %(all)s รายการ")
_LATEST = N_("คำค้นตรงกับรายการมากเกินกว่าจะนับ แสดง %(n)s รายการที่เปลี่ยนล่าสุด")
_UNPLACED = N_("%(n)s รายการไม่มีพิกัด จึงอยู่ในตารางเท่านั้น")
_ABOUT_HERE = N_("ตำแหน่งโดยประมาณ (จุดกลางพื้นที่)")


def item_pins(
    session: Session, numbers: Table, manner: Manner, *, shown: bool
) -> tuple[list[Pin], list[str]]:
    """Points of the items and what the map must say about them."""
    area = numbers.place.area
    if area is None or not shown or not numbers.whole.items:
        return [], []
    here = plan_items.in_area(area.code, area.kind, area.parent_code)
    found = plan_items.points(session, here, numbers.wanted)
    total, notes = numbers.whole.items, []
    if numbers.told != numbers.wanted:
        return [_pin(item, manner) for item in found], [manner.tell(say(_LATEST, n=f"{len(found):,}"))]
    if len(found) == plan_items.MOST_POINTS < total:
        notes.append(manner.tell(say(_SOME, shown=f"{len(found):,}", all=f"{total:,}")))
    elif len(found) < total:
        notes.append(manner.tell(say(_UNPLACED, n=f"{total - len(found):,}")))
    return [_pin(item, manner) for item in found], notes


def item_spots(session: Session, numbers: Table, manner: Manner) -> list[Spot]:
    """How many items each child has, at its own point: far out, and where there are too many points."""
    far = len(numbers.place.code) < 4 and manner.items == "yes"
    crowded = manner.items != "no" and numbers.place.kind == "district"
    if not far and not (crowded and numbers.whole.items > plan_items.MOST_POINTS):
        return []
    if numbers.told != numbers.wanted:  # these sums would be of more than is wanted
        return []
    known = {row.code: row for row in numbers.rows if row.items and row.kind != "rest"}
    degrees = func.ST_Transform(TileArea.spot, 4326)
    where = select(TileArea.code, func.ST_Y(degrees), func.ST_X(degrees)).where(TileArea.code.in_(known))
    return [
        Spot(round(lat, 5), round(lon, 5), known[code].items, name_of(known[code], manner.tell))
        for code, lat, lon in session.execute(where.where(TileArea.spot.is_not(None)).order_by(TileArea.code))
    ]


def _pin(item: plan_items.Item, manner: Manner) -> Pin:
    stage = Stage(item.stage)
    return Pin(
        lat=round(item.lat or 0, 6),
        lon=round(item.lon or 0, 6),
        colour=STAGE_COLOUR[STAGE_GROUP[stage]],
        card={
            "title": item.title,
            "number": item.number or "",
            "stage": manner.tell(STAGE_WORD[stage]),
            "money": baht_short(item.amount, manner.locale),
            "note": manner.tell(_ABOUT_HERE) if item.point_how == "area" else "",
            "url": manner.item_url(item.number) if item.number else "",
        },
    )
