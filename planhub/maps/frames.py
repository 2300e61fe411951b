"""The page inside a map's frame: shapes in the colours of the table's numbers, items as points."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.clock import local_day
from planhub.maps import drawing
from planhub.maps.choice import Choice, Measure
from planhub.maps.drawn import Drawing, Frame, Polygon
from planhub.maps.item_marks import item_pins, item_spots
from planhub.maps.manner import Manner, name_in
from planhub.maps.palette import NO_DATA
from planhub.maps.places import Place
from planhub.maps.shapes import Shape, shapes
from planhub.maps.tables import Table, table
from planhub.maps.versions import changed_at, version_of
from planhub.maps.wanted import Wanted, as_wanted
from planhub.maps.wording import KIND_WORD, name_of, value_words
from planhub.thai.dates import thai_date
from planhub.wording import N_, say

KEPT = 48
"""Rendered frames kept in each process; the country's is about a tenth of a megabyte."""

_SCHEMATIC = N_("เส้นแบ่งภายในเป็นเส้นสมมติ ไม่ใช่แนวเขตที่สำรวจ")
_NO_LINES = N_("ยังไม่มีแนวเขตของ%(kind)sในพื้นที่นี้ ดูตัวเลขจากตาราง")
_BANGKOK = N_("ไม่อยู่ในแผนของ 76 จังหวัด")
_CREDIT = N_("แนวเขต: %(source)s · ข้อมูลแผน ณ %(date)s")
_CREDIT_LINES = N_("แนวเขต: %(source)s")
_CHILD_WORD = {"district": N_("อำเภอ"), "subdistrict": N_("ตำบล"), "province": N_("จังหวัด")}


class Shelf:
    """A few finished frames by key, the longest unused thrown out first; safe for threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._frames: OrderedDict[tuple[Any, ...], Frame] = OrderedDict()
        self._lock, self._most = Lock(), most

    def get(self, key: tuple[Any, ...]) -> Frame | None:
        """The frame, now the latest used."""
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
            return self._frames.get(key)

    def put(self, key: tuple[Any, ...], frame: Frame) -> None:
        """Keep a frame."""
        with self._lock:
            self._frames[key] = frame
            while len(self._frames) > self._most:
                self._frames.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._frames.clear()


shelf = Shelf()


def frame(
    session: Session,
    place: Place,
    asked: Choice | Wanted,
    measure: Measure,
    manner: Manner,
    *,
    at: datetime | None = None,
) -> Frame:
    """The frame of a place under these filters, drawn anew only after something changed.

    How long things wait is told for a time, and changes with its day.
    """
    version = version_of(session, place.provinces)
    day = local_day(at) if at and measure is Measure.DAYS else None
    key = (place.code, as_wanted(asked), measure, manner.locale, manner.tiles, manner.items, version, day)
    kept = shelf.get(key)
    if kept is None:
        numbers = table(session, place, asked, measure, at=at)
        kept = drawing.draw(_drawing(session, numbers, manner), asset=manner.asset)
        shelf.put(key, kept)
    return kept


def _drawing(session: Session, numbers: Table, manner: Manner) -> Drawing:
    place, tell = numbers.place, manner.tell
    wanted = [row.code for row in numbers.rows if row.kind != "rest"]
    edge = around(place)
    outlines = shapes(session, [*wanted, edge, codes.BANGKOK])
    children = [outlines[code] for code in wanted if code in outlines]
    sums = item_spots(session, numbers, manner)
    near = manner.items != "no" and (not children or len(place.code) >= 4)
    pins, notes = item_pins(session, numbers, manner, shown=near and not sums)
    own = outlines.get(edge)
    sources = children or ([own] if own else [])
    if any(shape.schematic for shape in sources):
        notes.insert(0, tell(_SCHEMATIC))
    elif place.child_kind in _CHILD_WORD and not children:
        notes.insert(0, tell(say(_NO_LINES, kind=tell(_CHILD_WORD[place.child_kind]))))
    polygons = _polygons(numbers, outlines, manner)
    if place.kind == "country" and codes.BANGKOK in outlines:
        polygons.append(_bangkok(session, outlines[codes.BANGKOK], manner))
    return Drawing(
        title=tell(N_("แผนที่")) + " " + name_in(manner, place.here.name_th, place.here.name_en),
        lang=manner.locale,
        polygons=polygons,
        outline=own.geometry if own and _belongs(own, children) else None,
        pins=pins,
        spots=sums,
        notes=notes,
        credit=_credit(sources, changed_at(session, place.provinces), manner),
        words={
            "open": tell(N_("กดเพื่อดูข้างใน")),
            "more": tell(N_("ดูเรื่องนี้")),
            "zoom_in": tell(N_("ขยายแผนที่")),
            "zoom_out": tell(N_("ย่อแผนที่")),
            "items": tell(N_("วงกลมคือจำนวนรายการของแต่ละ%(kind)s"))
            % {"kind": tell(KIND_WORD[place.child_kind])}
            if sums
            else "",
        },
        tiles=manner.tiles,
    )


def around(place: Place) -> str:
    """The area whose line is drawn: of a village or ชุมชน its subdistrict's."""
    steps = [step.code for step in place.steps if step.kind not in ("village", "community")]
    return steps[-1]


def _belongs(own: Shape, children: Sequence[Shape]) -> bool:
    """Whether an area's line runs along its children's: not where they come from different surveys."""
    return all(child.schematic or child.source == own.source for child in children)


def _polygons(numbers: Table, outlines: dict[str, Shape], manner: Manner) -> list[Polygon]:
    found = []
    for row in numbers.rows:
        if row.code not in outlines or row.kind == "rest":
            continue
        value = row.value(numbers.measure)
        found.append(
            Polygon(
                code=row.code,
                geometry=outlines[row.code].geometry,
                fill=numbers.scale.colour(value),
                name=name_of(row, manner.tell),
                say=value_words(value, numbers.measure, manner.tell, manner.locale),
                url=manner.area_url(row.code),
                dashed=value is None,
            )
        )
    return sorted(found, key=lambda polygon: polygon.code)


def _bangkok(session: Session, shape: Shape, manner: Manner) -> Polygon:
    area = session.scalars(select(Area).where(Area.code == codes.BANGKOK)).one()
    name = name_in(manner, area.name_th, area.name_en)
    return Polygon(codes.BANGKOK, shape.geometry, NO_DATA, name, manner.tell(_BANGKOK), dashed=True)


def _credit(sources: Sequence[Shape], changed: datetime | None, manner: Manner) -> str:
    named = "; ".join(dict.fromkeys(manner.tell(shape.source) for shape in sources)) or "–"
    if changed is None:
        return manner.tell(say(_CREDIT_LINES, source=named))
    return manner.tell(say(_CREDIT, source=named, date=thai_date(changed, locale=manner.locale)))
