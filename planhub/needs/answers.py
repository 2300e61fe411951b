"""One typed answer to one value: text that a page can bear, counts, lengths, choices. Pure."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import NoReturn

from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable
from planhub.wording import N_, say

MOST_MARKS = 3
"""Marks over or under one letter; Thai needs two (กี่, น้ำ typed in parts)."""

_NOTHING = ("", "-", "–", "—", "ไม่มี", "ไม่ระบุ")
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<unit>.*)", re.ASCII)
_CENTIMETRE = Decimal("0.01")
_METRES: dict[str, Decimal] = {
    **dict.fromkeys(("", "ม", "เมตร", "m"), Decimal(1)),
    **dict.fromkeys(("กม", "กิโลเมตร", "กิโล", "km"), Decimal(1000)),
    **dict.fromkeys(("ซม", "เซนติเมตร", "เซน", "cm"), _CENTIMETRE),
}

_TOO_LONG = N_("ยาว %(n)s ตัวอักษร รับได้ไม่เกิน %(most)s ตัดส่วนที่เกิน หรือย้ายไปช่องรายละเอียด")
_STACKED = N_("มีสระหรือวรรณยุกต์ซ้อนกันเกินไปจนอ่านไม่ออก ลบตัวที่ซ้อนแล้วพิมพ์ใหม่")
_NO_LETTER = N_("ไม่มีตัวอักษรที่อ่านได้ พิมพ์เป็นข้อความ")
_NOT_A_NUMBER = N_("อ่าน “%(typed)s” เป็นตัวเลขไม่ได้ พิมพ์ตัวเลข เช่น %(example)s")
_NOT_WHOLE = N_("“%(typed)s” ต้องเป็นจำนวนเต็ม ไม่มีทศนิยม เช่น %(example)s")
_NEGATIVE = N_("ติดลบไม่ได้ พิมพ์จำนวนตั้งแต่ 0 ขึ้นไป")
_TOO_MUCH = N_("%(typed)s มากเกินไป รับได้ไม่เกิน %(most)s ตรวจจำนวนศูนย์และหน่วยอีกครั้ง")
_NO_CHOICE = N_("เลือกข้อหนึ่งจากรายการ")
_NO_PHONE = N_("เบอร์โทรศัพท์มี 9 หรือ 10 หลัก ขึ้นต้นด้วย 0 เช่น 081 234 5678")


def storable(typed: str) -> str:
    """The text as typed, without what no database text can hold (NUL, halves of surrogate pairs)."""
    return typed.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def letters(text: str) -> int:
    """How many letters a reader sees: marks above and below count with the letter that bears them."""
    return sum(not _is_mark(c) for c in text)


def line(typed: str, *, most: int) -> str:
    """One line of text, spaces put right. Raises Unreadable when too long or not readable."""
    return _readable(visible(storable(typed)), most)


def paragraphs(typed: str, *, most: int) -> str:
    """Text with its line breaks, each line put right, no more than one empty line together."""
    rows = [visible(row) for row in storable(typed).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _readable(re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip(), most)


def _readable(text: str, most: int) -> str:
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Co", "Cn"))
    if not text:
        return ""
    if len(text) > most:
        _refuse(_TOO_LONG, n=f"{len(text):,}", most=f"{most:,}")
    stacked, marks = 0, 0
    for c in text:
        marks = marks + 1 if _is_mark(c) else 0
        stacked = max(stacked, marks)
    if stacked > MOST_MARKS or _is_mark(text[0]):
        _refuse(_STACKED)
    if not any(c.isalnum() for c in text):
        _refuse(_NO_LETTER)
    return text


def _is_mark(c: str) -> bool:
    return unicodedata.category(c) in ("Mn", "Me")


def number(typed: str, *, most: Decimal, example: str = "12") -> Decimal | None:
    """A number from 0, two decimals; None for a blank or " - "."""
    found = _number(typed, example)
    return None if found is None else _within(found[0], typed, most)


def count(typed: str, *, most: int, example: str = "120") -> int | None:
    """A whole number from 0: heads, households; the word behind it (คน, ครัวเรือน) may stay."""
    found = _number(typed, example)
    if found is None:
        return None
    value = _within(found[0], typed, Decimal(most))
    if value != value.to_integral_value():
        _refuse(_NOT_WHOLE, typed=_short(typed), example=example)
    return int(value)


def metres(typed: str, *, most: Decimal, example: str = "1,200") -> Decimal | None:
    """A length in metres; กม. and ซม. behind the number are understood."""
    found = _number(typed, example)
    if found is None:
        return None
    unit = found[1].lower().rstrip(".").replace(".", "").strip()
    if unit not in _METRES:
        _refuse(_NOT_A_NUMBER, typed=_short(typed), example=example)
    return _within(found[0] * _METRES[unit], typed, most)


def choice(typed: str, options: Collection[str]) -> str | None:
    """One of a list's ids; None for nothing chosen."""
    chosen = visible(storable(typed))
    if not chosen:
        return None
    if chosen not in options:
        _refuse(_NO_CHOICE)
    return chosen


def phone(typed: str) -> str | None:
    """A Thai telephone number as digits."""
    text = arabic_digits(visible(storable(typed)))
    if text in _NOTHING:
        return None
    digits = re.sub(r"[\s\-().]", "", text)
    digits = "0" + digits[3:] if digits.startswith("+66") else digits
    if not re.fullmatch(r"0\d{8,9}", digits, re.ASCII):
        _refuse(_NO_PHONE)
    return digits


def _number(typed: str, example: str) -> tuple[Decimal, str] | None:
    text = arabic_digits(visible(storable(typed)))
    if text in _NOTHING:
        return None
    if re.match(r"[-−–]\s*[\d.]", text):
        _refuse(_NEGATIVE)
    found = _NUMBER.fullmatch(re.sub(r"\s*,\s*(?=\d{3})", ",", text.removeprefix("ประมาณ").strip()))
    unit = found["unit"].strip() if found else ""
    if found is None or len(found["number"]) > 40 or any(c.isdigit() for c in unit) or len(unit) > 20:
        _refuse(_NOT_A_NUMBER, typed=_short(text), example=example)
    return Decimal(re.sub("[, ]", "", found["number"])), unit


def _within(value: Decimal, typed: str, most: Decimal) -> Decimal:
    if value > most:
        _refuse(_TOO_MUCH, typed=_short(visible(typed)), most=f"{most:,}")
    return value.quantize(Decimal("0.01")) if value % 1 else value.quantize(Decimal(1))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _refuse(sentence: str, **values: str) -> NoReturn:
    raise Unreadable(say(sentence, **values))
