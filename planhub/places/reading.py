"""Read texts, names in columns and codes into areas: to the finest level they prove and no further. Pure.

gazetteer = places.gazetteer.load(session)
read("ตำบลพุทเลา อำเภอบางปะหัน จังหวัดพระนครศรีอยุธยา", gazetteer).places  # 140715
"""

from collections.abc import Collection

from planhub.areas import codes
from planhub.errors import Invalid
from planhub.places import doubts
from planhub.places.claims import claims_of
from planhub.places.columns import one_line
from planhub.places.folded import fold
from planhub.places.gazetteer import Gazetteer, Known, level_of
from planhub.places.place import Doubt, Place, Reading, Why

__all__ = ["Doubt", "Place", "Reading", "Why", "read", "read_code", "read_names"]

_LONGEST = 10_000
_REMEMBERED = 50_000
"""Texts whose reading is kept; then all are forgotten at once."""


def read(text: str, gazetteer: Gazetteer, *, within: str = "", near: Collection[str] = ()) -> Reading:
    """The places that a text names.

    With `within` (a code) nothing outside it is claimed. `near` (codes, such as that of the list's province)
    decides between areas of one name that the text itself leaves open; what the text says goes before it.
    Of a very long text the first 10,000 letters are read.
    """
    asked = (text, within, tuple(near))
    known: Reading | None = gazetteer.memo.get(asked)
    if known is None:
        known = claims_of(fold(text[:_LONGEST]), gazetteer, within, tuple(near))
        if len(gazetteer.memo) >= _REMEMBERED:
            gazetteer.memo.clear()
        gazetteer.memo[asked] = known
    return known


def read_names(
    *,
    gazetteer: Gazetteer,
    province: str | None = None,
    district: str | None = None,
    subdistrict: str | None = None,
    moo: str | int | None = None,
    village: str | None = None,
    within: str = "",
    near: Collection[str] = (),
) -> Reading:
    """The places that separate cells name, with or without จังหวัด, อ., ต., หมู่ที่ before the names.

    Empty cells, " - " and "ทุกตำบล" say nothing; several names in a cell are several places.
    """
    line = one_line(
        province=province or "",
        district=district or "",
        subdistrict=subdistrict or "",
        moo="" if moo is None else str(moo),
        village=village or "",
    )
    return read(line, gazetteer, within=within, near=near)


def read_code(typed: str, gazetteer: Gazetteer, *, within: str = "") -> Reading:
    """The place that a code means today: a retired one answers its successor, or a doubt if it has several.

    Of a village that the gazetteer does not know, because it knows none there, the subdistrict is answered.
    """
    try:
        code = codes.read_code(typed)
    except Invalid as error:
        return Reading(doubt=Doubt(Why.UNREAD, error.fields["code"], typed))
    areas = _areas_today(code, gazetteer)
    if len(areas) != 1:
        retired = code in gazetteer.successors
        known = [Known(code, areas)]
        return Reading(
            doubt=doubts.several(typed, known, gazetteer) if retired else doubts.unread(typed, gazetteer)
        )
    inside = (
        codes.province_of(areas[0]).startswith(within)
        if codes.is_community(areas[0])
        else areas[0].startswith(within)
    )
    if not inside:
        return Reading(doubt=doubts.outside(typed, areas[0], within, gazetteer))
    return Reading((Place(areas[0], level_of(areas[0]), typed),))


def _areas_today(code: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    if gazetteer.knows(code):
        return (code,)
    if code in gazetteer.successors:
        return gazetteer.successors[code]
    if len(code) != 8:
        return ()
    subdistricts = _areas_today(code[:6], gazetteer)
    if len(subdistricts) != 1:
        return ()
    villages = gazetteer.villages.get(subdistricts[0])
    if not villages:
        return subdistricts
    village = villages.get(int(code[6:]))
    return (village.code,) if village else ()
