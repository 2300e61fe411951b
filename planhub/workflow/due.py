"""When a work must be heard of: by month or quarter of the fiscal year; when its silence is stale. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from planhub.clock import BUDDHIST_ERA, fiscal_year
from planhub.thai.dates import MONTHS
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import Stage

REPORTED = frozenset({Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.LOCAL, Stage.JOINT})
"""Stages in which reports are due: the money is there, or an office took the work upon itself."""
MONTH_OPENS = 21
"""Day of a month from which it may be reported on."""
MOST_MONTHS, MOST_QUARTERS = 6, 4
"""How far back a report may still be handed in."""


class Rhythm(StrEnum):
    """How often a work must be reported on."""

    MONTH = "month"
    QUARTER = "quarter"


class Hearing(StrEnum):
    """Whether a work was heard of."""

    HEARD = "heard"
    DUE = "due"
    """Its window is open and nothing came yet."""
    STALE = "stale"
    """The window closed without a word."""


@dataclass(frozen=True)
class DueRules:
    """How often, and how many days after the period's end the window closes."""

    every: Rhythm = Rhythm.QUARTER
    days: int = 15


@dataclass(frozen=True, order=True)
class Period:
    """A month, or a quarter named by its third month, of a fiscal year (month 1 is October)."""

    fiscal_year: int
    month: int
    by_quarter: bool = False

    @property
    def quarter(self) -> int:
        """1 is October to December."""
        return (self.month + 2) // 3

    @property
    def calendar_month(self) -> int:
        """1 is January; of a quarter its last."""
        return (self.month + 8) % 12 + 1

    @property
    def calendar_year(self) -> int:
        """Year of the common era in which its last month lies."""
        return self.fiscal_year - BUDDHIST_ERA - (self.month <= 3)

    @property
    def opens(self) -> date:
        """First day on which it may be reported on: late in the month, in the last month of a quarter."""
        return date(self.calendar_year, self.calendar_month, 1 if self.by_quarter else MONTH_OPENS)

    @property
    def last_day(self) -> date:
        """The day with which it ends."""
        year, month = self.calendar_year, self.calendar_month
        return date(year, month, monthrange(year, month)[1])

    def closes(self, days: int) -> date:
        """Last day of its window."""
        return self.last_day + timedelta(days=days)

    def before(self) -> "Period":
        """The one that came before it."""
        step = 3 if self.by_quarter else 1
        if self.month > step:
            return Period(self.fiscal_year, self.month - step, self.by_quarter)
        return Period(self.fiscal_year - 1, 12, self.by_quarter)

    @property
    def key(self) -> str:
        """How a form names it: 2570-02, 2570-03q."""
        return f"{self.fiscal_year}-{self.month:02}{'q' if self.by_quarter else ''}"


def period_of(day: date, *, by_quarter: bool) -> Period:
    """The month or quarter in which a day lies."""
    month = (day.month - 10) % 12 + 1
    return Period(fiscal_year(day), -(-month // 3) * 3 if by_quarter else month, by_quarter)


def last_opened(day: date, *, by_quarter: bool) -> Period:
    """The newest period that may be reported on."""
    period = period_of(day, by_quarter=by_quarter)
    return period if period.opens <= day else period.before()


def last_closed(day: date, rules: DueRules) -> Period:
    """The newest period whose window has closed."""
    period = period_of(day, by_quarter=rules.every is Rhythm.QUARTER)
    while period.closes(rules.days) >= day:
        period = period.before()
    return period


def offered(day: date, rules: DueRules, *, since: date | None = None) -> list[Period]:
    """Periods that a report may be of, those that are asked for first, the newest first of each kind.

    Of a work that began on `since` none from before it; where none has opened since, the one that runs.
    """
    months = _since(_back(last_opened(day, by_quarter=False), MOST_MONTHS), since, day)
    quarters = _since(_back(last_opened(day, by_quarter=True), MOST_QUARTERS), since, day)
    return [*quarters, *months] if rules.every is Rhythm.QUARTER else [*months, *quarters]


def hearing(*, since: date, told: date | None, day: date, rules: DueRules) -> Hearing:
    """Whether a work was heard of, from the day it became one and the day of its last report.

    A report counts from the day on which the window opened, and a late one counts too; a work that is younger
    than the window owes nothing yet.
    """
    if owes(last_closed(day, rules), since=since, told=told):
        return Hearing.STALE
    now = last_opened(day, by_quarter=rules.every is Rhythm.QUARTER)
    return Hearing.DUE if owes(now, since=since, told=told) else Hearing.HEARD


def owes(period: Period, *, since: date, told: date | None) -> bool:
    """Whether nothing was told of a period by a work that was one when its window opened."""
    return since < period.opens and (told is None or told < period.opens)


def _since(periods: list[Period], since: date | None, day: date) -> list[Period]:
    kept = [period for period in periods if since is None or since <= period.last_day]
    return kept or [period_of(day, by_quarter=periods[0].by_quarter)]


def _back(period: Period, n: int) -> list[Period]:
    found = [period]
    while len(found) < n:
        found.append(found[-1].before())
    return found


_QUARTER = N_("ไตรมาส %(n)s ปีงบประมาณ %(year)s")
_MONTH = N_("เดือน%(month)s %(year)s")


def period_words(period: Period) -> Sentence:
    """ไตรมาส 4 ปีงบประมาณ 2569; เดือนตุลาคม 2569."""
    if period.by_quarter:
        return say(_QUARTER, n=period.quarter, year=period.fiscal_year)
    return say(
        _MONTH,
        month=MONTHS[period.calendar_month - 1],
        year=str(period.calendar_year + BUDDHIST_ERA),
    )
