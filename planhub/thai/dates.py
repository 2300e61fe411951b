"""Days and times as Thai offices write them (พ.ศ.), and days read as people type them."""

import re
from calendar import monthrange
from datetime import date, datetime

from planhub.clock import BANGKOK, BUDDHIST_ERA, full_year
from planhub.thai.folding import arabic_digits, search_key, visible
from planhub.thai.money import Unreadable
from planhub.wording import N_, say

MONTHS = (
    N_("มกราคม"), N_("กุมภาพันธ์"), N_("มีนาคม"), N_("เมษายน"), N_("พฤษภาคม"), N_("มิถุนายน"),
    N_("กรกฎาคม"), N_("สิงหาคม"), N_("กันยายน"), N_("ตุลาคม"), N_("พฤศจิกายน"), N_("ธันวาคม"),
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EARLIEST, LATEST = 2400, 2700
"""Buddhist years that a development plan can have to do with."""


def _month_key(word: str) -> str:
    return search_key(word).replace(".", "")


_MONTH_OF = {
    key: n
    for n, names in enumerate(zip(MONTHS, SHORT_MONTHS, ENGLISH_MONTHS, strict=True), start=1)
    for key in (*map(_month_key, names), _month_key(names[2])[:3])
} | {"เมษา": 4, "กันยา": 9, "ตุลา": 10, "ธันวา": 12, "มกรา": 1, "กุมภา": 2, "สิงหา": 8, "sept": 9}

_PREFIX = re.compile(r"^(วัน[ก-๙]*?ที่|วันที่|on)\s*", re.IGNORECASE)
_ERA = re.compile(r"(?<![ก-๙.])(พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|be|b\.e\.|ce|a\.?d\.?)(?=\s*\d)", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})([ T]\d.*)?$")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{2}|\d{4})$")
_WORDS = re.compile(r"^(\d{1,2})\s*[-/ ]?\s*([^\d\s]+?(?:\s*\.?[^\d\s]+)?)\s*[-/, ]?\s*(\d{2}|\d{4})$")


def read_date(typed: str | date | datetime | None) -> date | None:
    """The day that was typed; None for a blank. Two-digit years are Buddhist (69 is 2569).

    Reads 21/11/2569, ๒๑-๑๑-๖๙, 21 พ.ย. 2569, 21 พฤศจิกายน พ.ศ. 2569, 21 Nov 2026 and 2026-11-21.
    Raises money.Unreadable with a sentence.
    """
    if typed is None:
        return None
    if isinstance(typed, datetime):
        return _local(typed).date() if typed.tzinfo else typed.date()
    if isinstance(typed, date):
        return typed
    text = visible(arabic_digits(typed))
    if text in ("", "-", "–"):
        return None
    bare = _ERA.sub(" ", _PREFIX.sub("", text)).strip()
    iso, numbers, words = _ISO.match(bare), _NUMBERS.match(bare), _WORDS.match(bare)
    if iso:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif numbers:
        day, month, year = int(numbers[1]), int(numbers[2]), int(numbers[3])
    elif words and (named := _MONTH_OF.get(_month_key(words[2]))):
        day, month, year = int(words[1]), named, int(words[3])
    else:
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise Unreadable(
            say(
                N_("อ่าน “%(typed)s” เป็นวันที่ไม่ได้ พิมพ์วัน/เดือน/ปี พ.ศ. เช่น 21/11/2569 หรือ 21 พ.ย. 2569"),
                typed=shown,
            )
        )
    return _day(full_year(year), month, day)


def _day(year: int, month: int, day: int) -> date:
    """A day of a Buddhist year, or the sentence that says which part cannot be."""
    if not EARLIEST <= year <= LATEST:
        raise Unreadable(say(N_("ปี %(year)s ไม่น่าใช่ พิมพ์ปี พ.ศ. สี่หลัก เช่น 2569"), year=year))
    if not 1 <= month <= 12:
        raise Unreadable(say(N_("เดือนที่ %(month)s ไม่มี พิมพ์วันก่อน แล้วเดือน แล้วปี เช่น 21/11/2569"), month=month))
    most = monthrange(year - BUDDHIST_ERA, month)[1]
    if not 1 <= day <= most:
        raise Unreadable(
            say(
                N_("เดือน%(month)s %(year)s มี %(most)s วัน ไม่มีวันที่ %(day)s ตรวจวันอีกครั้ง"),
                month=MONTHS[month - 1],
                year=year,
                most=most,
                day=day,
            )
        )
    return date(year - BUDDHIST_ERA, month, day)


def _local(moment: datetime) -> datetime:
    """That moment on Thailand's clocks; a time without a zone is a mistake of the caller."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return moment.astimezone(BANGKOK)


def thai_date(day: date | datetime | None, *, long: bool = False, locale: str = "th") -> str:
    """21 พ.ย. 2569, long 21 พฤศจิกายน พ.ศ. 2569; English 21 Nov 2026; a dash for no day."""
    if day is None:
        return "–"
    if isinstance(day, datetime):
        day = _local(day).date()
    if locale == "en":
        name = ENGLISH_MONTHS[day.month - 1]
        return f"{day.day} {name if long else name[:3]} {day.year}"
    name = MONTHS[day.month - 1] + " พ.ศ." if long else SHORT_MONTHS[day.month - 1]
    return f"{day.day} {name} {day.year + BUDDHIST_ERA}"


def thai_datetime(moment: datetime | None, *, long: bool = False, locale: str = "th") -> str:
    """21 พ.ย. 2569 10:42 น., by the clocks of Thailand; English 21 Nov 2026 10:42."""
    if moment is None:
        return "–"
    local = _local(moment)
    return f"{thai_date(local, long=long, locale=locale)} {thai_time(moment, locale=locale)}"


def thai_time(moment: datetime, *, locale: str = "th") -> str:
    """10:42 น."""
    return f"{_local(moment):%H:%M}" + ("" if locale == "en" else " น.")


def fiscal_year_label(year: int, *, locale: str = "th") -> str:
    """ปีงบประมาณ พ.ศ. 2570; English fiscal year 2027 (B.E. 2570)."""
    if locale == "en":
        return f"fiscal year {year - BUDDHIST_ERA} (B.E. {year})"
    return f"ปีงบประมาณ พ.ศ. {year}"
