"""Fines of a late delivery: what a day may cost by kind of contract, and how many days are fined. Pure.

After ข้อ 162 of the Finance Ministry's rules of 2560; extension and remission after มาตรา 102 of the Act.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planhub.thai.money import baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.procurement import days_late


@dataclass(frozen=True)
class Rate:
    """Percent of the contract's sum that a day's fine may be."""

    word: str
    least: Decimal
    most: Decimal
    floor: Decimal = Decimal(0)
    """Baht a day that it is at least, whatever the sum."""


RATES = {
    "supply": Rate(N_("ซื้อหรือจ้างที่ส่งมอบแยกกันได้"), Decimal("0.01"), Decimal("0.20")),
    "whole": Rate(
        N_("จ้างที่ต้องสำเร็จทั้งหมดพร้อมกัน เช่น งานก่อสร้าง"), Decimal("0.01"), Decimal("0.10"), Decimal(100)
    ),
    "traffic": Rate(N_("ก่อสร้างสาธารณูปโภคที่กระทบการจราจร"), Decimal("0.25"), Decimal("0.25")),
}
_SATANG = Decimal("0.01")
_ANY = Rate("", Decimal("0.01"), Decimal("0.25"), Decimal(100))
"""Where nobody has said of which kind it is."""


def rate_fault(kind: str | None, *, amount: Decimal, fine_per_day: Decimal | None) -> Sentence | None:
    """Why a day's fine (baht) is none that the rules allow; None when it is, or none was said."""
    if fine_per_day is None:
        return None
    rate = RATES.get(kind or "", _ANY)
    least, most = _share(amount, rate.least), _share(amount, rate.most)  # a satang where it is less
    # of a small contract the floor is above the percents: then it is the fine
    least = max(least, rate.floor) if kind in RATES else min(least, rate.floor)
    most = max(most, least, rate.floor)
    if least <= fine_per_day <= most:
        return None
    shown = {"from": str(rate.least), "to": str(rate.most), "least": baht(least), "most": baht(most)}
    if least < most:
        words = N_(
            "ค่าปรับของสัญญานี้ต้องเป็นวันละ %(least)s ถึง %(most)s บาท "
            "(ร้อยละ %(from)s–%(to)s ของวงเงินสัญญา ระเบียบกระทรวงการคลังฯ 2560 ข้อ 162)"
        )
    elif rate.floor:
        words = N_(
            "ค่าปรับของสัญญานี้ต้องเป็นวันละ %(most)s บาท (ร้อยละ %(from)s–%(to)s ของวงเงินสัญญา "
            "แต่ไม่ต่ำกว่านี้ ระเบียบกระทรวงการคลังฯ 2560 ข้อ 162)"
        )
    elif rate.least < rate.most:  # of a sum so small that its percents come to the same satang
        words = N_(
            "ค่าปรับของสัญญานี้ต้องเป็นวันละ %(most)s บาท "
            "(ร้อยละ %(from)s–%(to)s ของวงเงินสัญญา คิดได้ไม่ถึงหนึ่งสตางค์ ระเบียบกระทรวงการคลังฯ 2560 ข้อ 162)"
        )
    else:
        words = N_(
            "ค่าปรับของสัญญานี้ต้องเป็นวันละ %(most)s บาท "
            "(ร้อยละ %(to)s ของวงเงินสัญญา ระเบียบกระทรวงการคลังฯ 2560 ข้อ 162)"
        )
    return say(words, **shown)


def fined_days(
    due_on: date | None,
    delivered_on: date,
    *,
    excused: int = 0,
    fined: Iterable[tuple[date, date]] = (),
) -> int:
    """Days late that are fined: those after the due day (extensions are in it) less those excused."""
    return max(0, days_late(due_on, delivered_on, fined=fined) - excused)


def excuse_fault(excused: int, late: int) -> Sentence | None:
    """Why so many days cannot be excused: more than it was late."""
    if excused <= late:
        return None
    return say(N_("ส่งมอบช้า %(late)d วัน งดค่าปรับได้ไม่เกินนี้"), late=late)


def _share(amount: Decimal, percent: Decimal) -> Decimal:
    return max((amount * percent / 100).quantize(_SATANG), _SATANG)
