"""What the pages of the map say: legend, filters, names of places, and what the numbers leave out."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from planhub.areas import addresses
from planhub.database import db
from planhub.edge import tell
from planhub.edge.wording import language
from planhub.maps import explored, tables, versions, wording
from planhub.maps.choice import MEASURE_WORD, NO_SIDE, STAGE_CHOICES, Measure
from planhub.maps.conditions import years
from planhub.maps.palette import ZERO
from planhub.maps.places import Place, Step
from planhub.proposals.value_lists import SIDES
from planhub.thai.dates import thai_date
from planhub.thai.money import number
from planhub.web.whose import sample_mark
from planhub.wording import N_, Name, say

FURTHER = {
    Measure.FUNDED: N_("ได้รับงบ"),
    Measure.DONE: N_("แล้วเสร็จ"),
    Measure.DAYS: N_("วันที่รอ"),
}
"""Heads of a column that the table has only while the colours show it."""

_ALL_SIDES = N_(
    "รายการของแหล่งข้อมูลนี้มากเกินกว่าจะนับแยกตามด้านหรือสถานะย่อย ตัวเลขและสีจึงนับทุกด้านและทุกสถานะ เลือกจังหวัดหรืออำเภอก่อน"
)
_ALL_WORDS = N_("คำค้นตรงกับรายการมากเกินกว่าจะนับ ตัวเลขและสีจึงนับทุกคำ เลือกจังหวัดหรืออำเภอก่อน หรือพิมพ์คำค้นให้ยาวขึ้น")
_NOT_APART = N_("วันที่รอไม่แยกตามด้านหรือสถานะย่อย ล้างตัวกรองนั้นเพื่อดูสี")
_NONE_WAITS = N_("ไม่มีรายการที่รอพิจารณาตามที่เลือก จึงไม่มีวันที่รอให้แสดง")


def legend(numbers: tables.Table) -> dict[str, Any]:
    """The classes of the colours in words, each with how many areas are in it."""
    child = tell(wording.KIND_WORD[numbers.place.child_kind]) if numbers.place.child_kind else ""
    measure, scale = numbers.measure, numbers.scale

    def counted(words: str, n: int) -> str:
        return _("%(words)s (%(n)s %(kind)s)", words=words, n=number(n), kind=child) if child else words

    classes = [(colour, counted(words, n)) for colour, words, n in wording.legend(scale, measure, tell)]
    if scale.zeros:
        classes.insert(0, (ZERO, counted(tell(wording.ZERO_WORD[measure]), scale.zeros)))
    unknown = counted(tell(wording.NO_NUMBER[measure]), scale.unknown) if scale.unknown else None
    return {"title": tell(MEASURE_WORD[measure]), "classes": classes, "unknown": unknown}


def choices(chosen: int | None = None, source: str = "") -> dict[str, list[tuple[str, str]]]:
    """What each filter offers; a year that is chosen is offered though nothing is of it."""
    known = years(db.session())
    listed = sorted({*known, chosen} if chosen else known, reverse=True)
    return {
        "year": [("", _("ทุกปีงบประมาณ")), *((str(y), str(y)) for y in listed)],
        "stage": [("", _("ทุกสถานะที่นับ")), *((key, tell(word)) for key, word in STAGE_CHOICES.items())],
        "side": [
            ("", _("ทุกด้าน")),
            *((key, tell(word)) for key, word in SIDES.items()),
            (NO_SIDE, _("ไม่ระบุด้าน")),
        ],
        "source": [("", _("ทุกแหล่งข้อมูล")), *explored.sources_of_items(db.session(), source).items()],
    }


def step_name(step: Step, *, long: bool = False) -> str:
    """The name of a place with the word for its kind, in the reader's language: จ.สุรินทร์, long จังหวัดสุรินทร์."""
    if step.kind in ("country", "region", "cluster"):
        return tell(Name(tell(step.name_th), step.name_en or step.name_th))
    named = addresses.name_of(step.kind, step.name_th, step.name_en, step.moo)
    if long and step.kind in ("province", "district", "subdistrict"):
        named = replace(named, th=wording.KIND_WORD[step.kind] + step.name_th)
    return tell(named)


def filters_said(numbers: tables.Table, words: str = "") -> list[str]:
    """The filters of the numbers, and what these left out."""
    wanted, choice = numbers.wanted, numbers.choice
    year = tell(say(N_("ปีงบประมาณ %(year)s"), year=choice.year)) if choice.year else _("ทุกปีงบประมาณ")
    stage = tell(STAGE_CHOICES.get(choice.stage, "")) or _("ทุกสถานะที่นับ")
    side = _("ไม่ระบุด้าน") if choice.side == NO_SIDE else tell(SIDES.get(choice.side, "")) or _("ทุกด้าน")
    said = [year, stage, side]
    if wanted.source:
        said.append(
            _("แหล่งข้อมูล: %(name)s", name=explored.sources(db.session()).get(wanted.source, wanted.source))
        )
    if wanted.words:
        said.append(_("คำในชื่อ: %(words)s", words=words or wanted.words))
    return [" · ".join(said), *filter(None, [left_out(numbers)])]


def left_out(numbers: tables.Table) -> str:
    """Which filter the numbers do not obey, and why."""
    if numbers.told == numbers.wanted:
        return ""
    return tell(_ALL_SIDES if numbers.told.choice != numbers.choice else _ALL_WORDS)


def without_days(numbers: tables.Table) -> str:
    """Why nobody knows how long things wait under these filters; "" where it is known."""
    if numbers.measure is not Measure.DAYS or numbers.whole.waiting:
        return ""
    return tell(_NOT_APART if numbers.whole.waiting is None else _NONE_WAITS)


def said_at(found: Place) -> str:
    """The date of the data."""
    changed = versions.changed_at(db.session(), found.provinces)
    said = tell(say(N_("ข้อมูล ณ %(date)s ที่มา: PlanHub"), date=thai_date(changed, locale=language())))
    return f"{said}{sample_mark()}"
