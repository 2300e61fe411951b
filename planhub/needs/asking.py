"""What we ask for, field by field, and how what was typed is read; pure, and it never raises.

The draft keeps what was typed; `read` turns it into values for the columns and, for each field that cannot
be used, one sentence. Field names here are the names in the forms and in `Need.typed`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from planhub.clock import full_year
from planhub.needs import answers
from planhub.needs.coordinates import read_place
from planhub.needs.plots import Plot, read_plot
from planhub.needs.questions import BY_NAME, FIELDS, ROWS, Field
from planhub.needs.tracks import Track, read_track
from planhub.needs.typed import text_of
from planhub.proposals.value_lists import BUDGET_SOURCES, LISTS
from planhub.thai.dates import read_date
from planhub.thai.folding import arabic_digits
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say

MOST_BAHT = Decimal("99999999999")
_MOST_BAHT_SAID = N_("มากเกินไป แต่ละรายการรับได้ไม่เกิน 99,999 ล้านบาท ตรวจจำนวนศูนย์อีกครั้ง")
_TWICE = N_("รายการที่ %(n)s ซ้ำปีและแหล่งเงินกับรายการที่ %(first)s รวมเป็นรายการเดียว")
_YEAR = N_("ปีงบประมาณ %(year)s รับไม่ได้ เลือกปี %(first)s ถึง %(last)s")
_NO_MONEY_BUT = N_("เลือก “ไม่ใช้งบประมาณ” แต่พิมพ์จำนวนเงินไว้ ลบจำนวนเงินหรือเลือกแหล่งเงินอื่น")
_FUTURE = N_("วันที่ประชาคมยังมาไม่ถึง พิมพ์วันที่ประชุมไปแล้ว")
_LONG_AGO = N_("วันที่ประชาคมนานเกินไป พิมพ์วันที่ของการประชุมครั้งล่าสุด")
_RANK = N_("ลำดับเริ่มจาก 1")
_ENDS_FIRST = N_("วันสิ้นสุดมาก่อนวันเริ่ม ตรวจวันอีกครั้ง")
_PLAIN = re.compile(r"-?[0-9]+\.[0-9]+")
"""Degrees as GPS and the map write them into each box."""
_SIZES = (("width_m", "กว้าง"), ("length_m", "ยาว"), ("thickness_m", "หนา"), ("depth_m", "ลึก"))
_NO_PIN = N_("ยังไม่ได้ปักหมุด ระบบจะใช้จุดกลางของพื้นที่แทน")
_NO_SUM = N_("ยังไม่ได้ระบุวงเงิน ส่งได้ แต่กรรมการจะถามภายหลัง")
_NO_HEARING = N_("ยังไม่ได้ระบุวันประชาคม ส่งได้ แต่กรรมการมักขอดู")


@dataclass
class Reading:
    """What was typed, as values for the columns, with a sentence for each field that cannot be used."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Sentence] = field(default_factory=dict)
    warnings: dict[str, Sentence] = field(default_factory=dict)
    """Said, never a reason to refuse."""

    @property
    def amount(self) -> Decimal:
        """Baht of all years and sources together."""
        return sum((row[2] for row in self.values.get("lines", ())), Decimal(0))


def read(typed: Mapping[str, Any], *, fiscal_year: int, day: date | None = None) -> Reading:
    """Read everything typed; `day` is today, for dates that cannot lie ahead. Never raises."""
    reading = Reading()
    for asked in FIELDS:
        if asked.kind in READERS:
            _one(reading, typed, asked)
    _title(reading, typed)
    _place(reading, typed)
    _money(reading, typed, fiscal_year)
    _hearing(reading, day)
    if reading.values.get("wish_rank") == 0:
        reading.errors["wish_rank"] = say(_RANK)
    start, end = reading.values.get("start_on"), reading.values.get("end_on")
    if start and end and end < start:
        reading.errors["end_on"] = say(_ENDS_FIRST)
    for asked in FIELDS:
        if asked.required and reading.values.get(asked.name) is None and asked.name not in reading.errors:
            reading.errors[asked.name] = say(asked.missing)
    reading.errors = {name: reading.errors[name] for name in _ordered(reading.errors)}
    return reading


def composed_title(typed: Mapping[str, Any]) -> str:
    """The title of work, what, place and size, as real project names are; "" when too little is known."""
    what = _soft(typed, "work_what")
    if not what:
        return ""
    work = LISTS["work_kind"].get(text_of(typed, "work_kind"), "")
    parts = [f"{work}{what}", _soft(typed, "work_place")]
    for name, words in _SIZES:
        size = _soft_number(typed, name)
        if size:
            parts.append(f"{words} {size:,f} เมตร")
    quantity, unit = _soft_number(typed, "quantity"), _soft(typed, "unit")
    if quantity and unit:
        parts.append(f"จำนวน {quantity:,f} {unit}")
    return arabic_digits(" ".join(part for part in parts if part))  # sizes are in them: one kind of digits


def title_faults(typed: Mapping[str, Any]) -> dict[str, Sentence]:
    """What cannot be read among the answers of which a title is made: it would lack them without a word."""
    names = ("work_kind", "work_what", "work_place", *(name for name, _words in _SIZES), "quantity", "unit")
    reading = Reading()
    for name in names:
        _one(reading, typed, BY_NAME[name])
    return reading.errors


def _one(reading: Reading, typed: Mapping[str, Any], asked: Field) -> None:
    try:
        value = READERS[asked.kind](text_of(typed, asked.name), asked)
    except Unreadable as error:
        reading.errors[asked.name] = error.sentence
        value = None
    reading.values[asked.name] = None if value == "" else value


def _title(reading: Reading, typed: Mapping[str, Any]) -> None:
    if reading.values.get("title") is None and "title" not in reading.errors:
        reading.values["title"] = composed_title(typed) or None


def _place(reading: Reading, typed: Mapping[str, Any]) -> None:
    try:
        place = read_place(answers.storable(text_of(typed, "lat")), answers.storable(text_of(typed, "lon")))
    except Unreadable as error:
        reading.errors["lat"] = error.sentence
        place = None
    reading.values["place"] = place
    track: Track | Plot | None = _shape(reading, typed)
    if track is not None:
        place = reading.values["place"] = track.middle
    how = reading.values.get("point_source") or "typed"
    if track is None and not all(_PLAIN.fullmatch(text_of(typed, name).strip()) for name in ("lat", "lon")):
        how = "typed"  # GPS and the map give plain degrees: anything else was typed over them
    reading.values["point_source"] = how if place else None
    if place is None or place.from_utm or how == "typed" or track is not None:
        reading.values["accuracy_m"] = None
    if place is not None and place.warning:
        reading.warnings["lat"] = place.warning
    elif place is None and "lat" not in reading.errors:
        reading.warnings["lat"] = say(_NO_PIN)


def _shape(reading: Reading, typed: Mapping[str, Any]) -> Track | Plot | None:
    """The points as a line, or as a piece of land where that was chosen."""
    shape: Track | Plot | None = None
    try:
        points = answers.storable(text_of(typed, "line"))
        shape = read_plot(points) if reading.values["shape"] == "area" else read_track(points)
    except Unreadable as error:
        reading.errors["line"] = error.sentence
    reading.values["line"] = shape
    return shape


def _money(reading: Reading, typed: Mapping[str, Any], fiscal_year: int) -> None:
    lines: list[tuple[int, str, Decimal]] = []
    seen: dict[tuple[int, str], int] = {}
    for n in range(1, ROWS + 1):
        before = len(reading.errors)
        amount = _amount(reading, f"amount_{n}", text_of(typed, f"amount_{n}"))
        year = _year(reading, f"year_{n}", text_of(typed, f"year_{n}"), fiscal_year)
        source = text_of(typed, f"source_{n}") or "open"
        if source not in BUDGET_SOURCES:
            reading.errors[f"source_{n}"] = say(N_("เลือกข้อหนึ่งจากรายการ"))
        if source == "none" and amount:
            reading.errors[f"source_{n}"] = say(_NO_MONEY_BUT)
        if source == "none" and amount is None:
            amount = Decimal(0)
        if len(reading.errors) > before or amount is None:
            continue
        if (year, source) in seen:
            reading.errors[f"amount_{n}"] = say(_TWICE, n=n, first=seen[year, source])
            continue
        seen[year, source] = n
        lines.append((year, source, amount))
    reading.values["lines"] = lines
    if not lines and not any(name.startswith("amount_") for name in reading.errors):
        reading.warnings["amount_1"] = say(_NO_SUM)


def _amount(reading: Reading, name: str, text: str) -> Decimal | None:
    try:
        amount = read_baht(answers.storable(text))
    except Unreadable as error:
        reading.errors[name] = error.sentence
        return None
    if amount is not None and amount > MOST_BAHT:
        reading.errors[name] = say(_MOST_BAHT_SAID)
        return None
    return amount


def _year(reading: Reading, name: str, text: str, fiscal_year: int) -> int:
    try:
        typed = answers.count(text, most=9999, example=str(fiscal_year))
    except Unreadable as error:
        reading.errors[name] = error.sentence
        return fiscal_year
    if typed is None:
        return fiscal_year
    year = full_year(typed)
    if not fiscal_year <= year <= fiscal_year + 4:
        reading.errors[name] = say(_YEAR, year=typed, first=fiscal_year, last=fiscal_year + 4)
    return year


def _hearing(reading: Reading, day: date | None) -> None:
    held = reading.values.get("hearing_on")
    if held is None:
        if "hearing_on" not in reading.errors:
            reading.warnings["hearing_on"] = say(_NO_HEARING)
    elif day is not None and held > day:
        reading.errors["hearing_on"] = say(_FUTURE)
    elif day is not None and held.year < day.year - 10:
        reading.errors["hearing_on"] = say(_LONG_AGO)


def _ordered(errors: Mapping[str, Sentence]) -> list[str]:
    places = {asked.name: n for n, asked in enumerate(FIELDS)}
    return sorted(errors, key=lambda name: places.get(name, len(places)))


def _soft(typed: Mapping[str, Any], name: str) -> str:
    """A line of text for the title; "" when it is not readable, for its own field says so."""
    try:
        return answers.line(text_of(typed, name), most=BY_NAME[name].most)
    except Unreadable:
        return ""


def _soft_number(typed: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        value = READERS[BY_NAME[name].kind](text_of(typed, name), BY_NAME[name])
    except Unreadable:
        return None
    return value.normalize() if isinstance(value, Decimal) and value else None


READERS: dict[str, Any] = {
    "line": lambda text, asked: answers.line(text, most=asked.most),
    "long": lambda text, asked: answers.paragraphs(text, most=asked.most),
    "choice": lambda text, asked: answers.choice(text, LISTS[asked.name]),
    "count": lambda text, asked: answers.count(text, most=asked.most, example=asked.example or "120"),
    "number": lambda text, asked: answers.number(
        text, most=Decimal(asked.most), example=asked.example or "12"
    ),
    "metres": lambda text, asked: answers.metres(
        text, most=Decimal(asked.most), example=asked.example or "12"
    ),
    "baht": lambda text, asked: read_baht(answers.storable(text)),
    "date": lambda text, asked: read_date(answers.storable(text)),
    "phone": lambda text, asked: answers.phone(text),
}
