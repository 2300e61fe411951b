"""Money in baht: read as people type it and as Excel holds it, written as offices print it."""

import re
from decimal import ROUND_HALF_UP, Decimal

from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

MOST = Decimal("999999999999.99")
"""The largest sum that a column numeric(14,2) holds."""
_SATANG = Decimal("0.01")
_MILLION = Decimal(1_000_000)

_TIMES = {
    "ล้าน": 10**6, "ลบ.": 10**6, "ล.": 10**6, "million": 10**6, "mb": 10**6, "m": 10**6,
    "แสน": 10**5, "หมื่น": 10**4, "พัน": 10**3, "ร้อย": 100,
}  # fmt: skip
_CURRENCY = re.compile(r"บาท(ถ้วน)?|baht|thb|฿", re.IGNORECASE)
_NO_SATANG = re.compile(r"\s*(\.-|,-|\.–|/=|\.=)$")
_PART = re.compile(
    r"\s*(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(?P<times>"
    + "|".join(re.escape(word) for word in sorted(_TIMES, key=len, reverse=True))
    + r")?\s*",
    re.IGNORECASE | re.ASCII,
)
_NOTHING = {"", "-", "–", "—", "--", "ไม่มี"}


class Unreadable(ValueError):
    """Typed text that cannot be read; `sentence` tells what is wrong and what to type."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def read_baht(typed: str | int | float | Decimal | None) -> Decimal | None:
    """The sum that was typed, in baht with two places; None for a blank or the " - " of a ledger.

    Reads ๑,๒๕๐,๐๐๐.๕๐ บาท, 1 250 000, 1,250,000.-, 1.25 ล้าน and 1 ล้าน 2 แสน. A number cell of a
    workbook is rounded to satang; typed text with a part of a satang is refused. Raises Unreadable.
    """
    if typed is None:
        return None
    if isinstance(typed, str):
        text = visible(arabic_digits(typed))
        if _CURRENCY.sub("", text).strip() in _NOTHING:
            return None
        sum_ = _read_text(text)
    else:
        sum_ = Decimal(str(typed))
        if sum_.is_finite() and abs(sum_) <= MOST:
            sum_ = sum_.quantize(_SATANG, ROUND_HALF_UP)
    return _within(sum_, typed)


def _read_text(text: str) -> Decimal:
    bare = _NO_SATANG.sub("", _CURRENCY.sub(" ", text).strip())
    bare = re.sub(r"\s*,\s*", ",", bare)
    negative = bool(re.match(r"^[-−–(]", bare))
    bare = bare.lstrip("-−–+( ").rstrip(") ")
    parts, at, before = Decimal(0), 0, None
    while at < len(bare):
        part = _PART.match(bare, at)
        times = _TIMES[(part["times"] or "").lower()] if part and part["times"] else 1
        # "1 ล้าน 2 แสน" goes down from part to part; "5 6" or "2 แสน 1 ล้าน" is no sum
        if part is None or (before is not None and times >= before):
            raise _no_number(text)
        parts += Decimal(re.sub("[, ]", "", part["number"])) * times
        at, before = part.end(), times
    if not bare:
        raise _no_number(text)
    return -parts if negative else parts


def _within(sum_: Decimal, typed: object) -> Decimal:
    if not sum_.is_finite():
        raise _no_number(str(typed))
    if sum_ < 0:
        raise Unreadable(say(N_("จำนวนเงินติดลบไม่ได้ พิมพ์จำนวนตั้งแต่ 0 บาทขึ้นไป เช่น 1,250,000")))
    if sum_ > MOST:
        raise Unreadable(say(N_("จำนวนเงินมากเกินไป รับได้ไม่เกิน 999,999,999,999.99 บาท ตรวจจำนวนศูนย์อีกครั้ง")))
    exact = sum_.quantize(_SATANG)
    if exact != sum_:
        raise Unreadable(
            say(N_("จำนวนเงินมีทศนิยมได้ไม่เกิน 2 ตำแหน่ง (สตางค์) พิมพ์ใหม่ เช่น %(sum)s"), sum=baht(exact))
        )
    return exact


def _no_number(typed: str) -> Unreadable:
    shown = typed if len(typed) <= 40 else typed[:39] + "…"
    return Unreadable(
        say(
            N_("อ่าน “%(typed)s” เป็นจำนวนเงินไม่ได้ พิมพ์เป็นตัวเลข เช่น 1,250,000 หรือ 1.25 ล้าน"),
            typed=shown,
        )
    )


def number(value: int | float | Decimal | None) -> str:
    """A count with thousands separators; a dash when there is none."""
    return "–" if value is None else f"{value:,}"


def baht(sum_: Decimal | int | None, *, satang: bool = False) -> str:
    """1,250,000 or 1,250,000.50; with `satang` always two places, as forms print it; a dash for no amount."""
    if sum_ is None:
        return "–"
    exact = Decimal(sum_).quantize(_SATANG, ROUND_HALF_UP)
    return f"{exact:,.2f}" if satang or exact % 1 else f"{exact:,.0f}"


def baht_short(sum_: Decimal | int | None, locale: str = "th") -> str:
    """With its unit, in millions from a million up, as cabinet papers do: 1.25 ล้านบาท, 250,000 บาท."""
    if sum_ is None:
        return "–"
    english, exact = locale == "en", Decimal(sum_)
    if abs(exact) < _MILLION:
        return f"{baht(exact)} {'baht' if english else 'บาท'}"
    millions = f"{(exact / _MILLION).quantize(_SATANG, ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
    return f"{millions} {'million baht' if english else 'ล้านบาท'}"


_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")


def baht_words(sum_: Decimal | int) -> str:
    """The sum in words, as on a cheque: หนึ่งล้านบาทถ้วน; zero is ศูนย์บาทถ้วน."""
    exact = Decimal(sum_)
    satang_total = int((abs(exact) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    whole, satang = divmod(satang_total, 100)
    if not satang_total:
        return "ศูนย์บาทถ้วน"
    words = "ลบ" if exact < 0 else ""
    if whole:
        words += _read_aloud(whole) + "บาท"
    return words + (_read_aloud(satang) + "สตางค์" if satang else "ถ้วน")


def _read_aloud(n: int) -> str:
    """A positive whole number in Thai words: 21 ยี่สิบเอ็ด, 101 หนึ่งร้อยเอ็ด, 1,000,000 หนึ่งล้าน."""
    if n >= 10**6:
        rest = n % 10**6
        tail = "เอ็ด" if rest == 1 else _read_aloud(rest) if rest else ""
        return _read_aloud(n // 10**6) + "ล้าน" + tail
    words = ""
    for place in range(5, -1, -1):
        digit = n // 10**place % 10
        if not digit:
            continue
        if place == 0 and digit == 1 and n > 10:
            words += "เอ็ด"
        elif place == 1 and digit <= 2:
            words += ("" if digit == 1 else "ยี่") + _PLACES[1]
        else:
            words += _DIGITS[digit] + _PLACES[place]
    return words
