"""Numbers of a map as people read them: legends with real limits and units, areas with their names."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from planhub.maps.choice import SHARES, WHOLE, Measure
from planhub.maps.palette import Class, Scale
from planhub.maps.row import Row
from planhub.thai.money import baht, baht_short
from planhub.wording import N_, Name, Sentence, say

Tell = Callable[[Sentence | Name | str], str]
"""Puts a sentence into the reader's language."""

MILLION = Decimal(1_000_000)
NO_NUMBER = {
    Measure.ITEMS: N_("ไม่มีข้อมูล"),
    Measure.BAHT: N_("ไม่มีข้อมูล"),
    Measure.SHARE: N_("ไม่มีรายการให้คิดร้อยละ"),
    Measure.PER_HEAD: N_("ไม่มีข้อมูลประชากร"),
    Measure.FUNDED: N_("ไม่มีรายการให้คิดร้อยละ"),
    Measure.DONE: N_("ไม่มีรายการให้คิดร้อยละ"),
    Measure.DAYS: N_("ไม่มีรายการที่รอพิจารณา"),
}
ZERO_WORD = {
    Measure.ITEMS: N_("ไม่มีรายการ"),
    Measure.BAHT: N_("0 บาท"),
    Measure.SHARE: N_("0% ยังไม่มีรายการในแผน"),
    Measure.PER_HEAD: N_("0 บาทต่อคน"),
    Measure.FUNDED: N_("0% ยังไม่มีรายการที่ได้รับงบประมาณ"),
    Measure.DONE: N_("0% ยังไม่มีรายการที่แล้วเสร็จ"),
    Measure.DAYS: N_("0 วัน"),
}
REST_WORD = {
    "": N_("ไม่ระบุจังหวัด"),
    "province": N_("ไม่ระบุอำเภอ"),
    "district": N_("ไม่ระบุตำบล"),
    "subdistrict": N_("ไม่ระบุหมู่บ้าน (ตำบลเป็นผู้เสนอ)"),
}
KIND_WORD = {
    "country": N_("ประเทศ"),
    "region": N_("ภาค"),
    "cluster": N_("กลุ่มจังหวัด"),
    "province": N_("จังหวัด"),
    "district": N_("อำเภอ"),
    "subdistrict": N_("ตำบล"),
    "village": N_("หมู่บ้าน"),
    "community": N_("ชุมชน"),
}


def value_words(value: Decimal | None, measure: Measure, tell: Tell, locale: str = "th") -> str:
    """One value with its unit: 12 รายการ, 1.25 ล้านบาท, 34.5%, 1,250 บาทต่อคน."""
    if value is None:
        return tell(NO_NUMBER[measure])
    if measure is Measure.BAHT:
        return baht_short(value, locale)
    if measure is Measure.ITEMS:
        return tell(say(N_("%(n)s รายการ"), n=_plain(value)))
    if measure in SHARES:
        return f"{_plain(value)}%"
    if measure is Measure.DAYS:
        return tell(say(N_("%(n)s วัน"), n=_plain(value)))
    return tell(say(N_("%(n)s บาทต่อคน"), n=baht(value)))


def figure(sum_: Decimal, locale: str = "th") -> tuple[str, str]:
    """A large sum as (number, unit), without decimals from a thousand million up."""
    sum_ = round(sum_, -6) if sum_ >= 1000 * MILLION else sum_
    shown, unit = baht_short(sum_, locale).split(" ", 1)
    return shown, unit


def millions(sum_: Decimal) -> str:
    """Baht in millions with two decimals, for columns whose head names the unit."""
    small = 0 < sum_ < MILLION / 100
    return "<0.01" if small else f"{(sum_ / MILLION).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def legend(scale: Scale, measure: Measure, tell: Tell) -> list[tuple[str, str, int]]:
    """(colour, words with unit, how many areas) of each class from low to high."""
    in_millions = bool(scale.classes) and measure is Measure.BAHT and scale.classes[-1].high >= MILLION
    return [(c.colour, _range(c, measure, in_millions, tell), c.areas) for c in scale.classes]


def name_of(row: Row, tell: Tell, parent_kind: str = "") -> str:
    """The name of a row as a table shows it; what lies in no child is said to."""
    return tell(REST_WORD[parent_kind] if row.kind == "rest" else row.name)


def _range(band: Class, measure: Measure, in_millions: bool, tell: Tell) -> str:
    low, high = band.low, band.high
    if measure in WHOLE and not band.last:
        high -= 1  # whole numbers: the class ends before the next one's first
    if in_millions:
        low, high = low / MILLION, high / MILLION
    numbers = _plain(low) if low == high else f"{_plain(low)}–{_plain(high)}"
    unit = {
        Measure.ITEMS: N_("%(n)s รายการ"),
        Measure.BAHT: N_("%(n)s ล้านบาท") if in_millions else N_("%(n)s บาท"),
        Measure.SHARE: "%(n)s%%",
        Measure.PER_HEAD: N_("%(n)s บาทต่อคน"),
        Measure.FUNDED: "%(n)s%%",
        Measure.DONE: "%(n)s%%",
        Measure.DAYS: N_("%(n)s วัน"),
    }[measure]
    return tell(say(unit, n=numbers))


def _plain(value: Decimal) -> str:
    """1,250 or 0.35: thousands apart, no zeros at the end."""
    return f"{value.normalize():,f}"
