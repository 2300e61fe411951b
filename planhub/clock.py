"""Time: the only reader of the system's clock, the Buddhist year and the Thai fiscal year."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_ERA = 543


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The day in Thailand at that moment."""
    return moment.astimezone(BANGKOK).date()


def today() -> date:
    """Today in Thailand."""
    return local_day(now())


FIRST_YEAR, LAST_YEAR = 2540, 2640
"""Buddhist fiscal years that a plan item may have, from wherever it comes, and that may be asked for."""


def fiscal_year(day: date) -> int:
    """Buddhist fiscal year of a day: October opens the next (30 Sep 2026 → 2569, 1 Oct 2026 → 2570)."""
    return day.year + BUDDHIST_ERA + (day.month >= 10)


def full_year(typed: int) -> int:
    """A year as people type it (69, 2569, 2026) as a four-digit Buddhist year."""
    if typed < 100:
        return 2500 + typed
    return typed + BUDDHIST_ERA if 1900 <= typed < 2400 else typed
