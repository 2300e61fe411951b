"""From which day money of a fiscal year may be kept over its end or let lapse. Pure."""

from datetime import date, timedelta

from planhub.clock import BUDDHIST_ERA
from planhub.wording import N_, Sentence, say

YEAR_END_DAYS = 60
"""Days before 30 September from which a year is closed: our own rule, an installation sets its own."""
CLOSING = {"carried": N_("กันเหลื่อมปี"), "lapsed": N_("ให้พับไป")}
"""Kinds that belong to the end of a year; money may be returned on any day."""


def closes_from(year: int, *, days: int = YEAR_END_DAYS) -> date:
    """The first day on which the money of a fiscal year may be kept over or let lapse."""
    return date(year - BUDDHIST_ERA, 9, 30) - timedelta(days=days)


def early_fault(kind: str, *, year: int, day: date, days: int = YEAR_END_DAYS) -> Sentence | None:
    """Why this cannot be done yet, with the day from which it can; None where it can."""
    first = closes_from(year, days=days)
    if kind not in CLOSING or day >= first:
        return None
    words = N_(
        "ปีงบประมาณ %(year)d สิ้นสุด 30 ก.ย. %(year)d %(kind)sได้ตั้งแต่วันที่ %(first)s ถ้าจะคืนเงินก่อนนั้นให้เลือกส่งคืน"
    )
    return say(words, year=year, kind=CLOSING[kind], first=first)
