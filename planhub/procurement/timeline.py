"""Plan against fact on one scale of days: the steps of a purchase, the contract and its instalments. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planhub.procurement.purchase import Agreed, Purchase
from planhub.wording import N_, Sentence, say
from planhub.workflow.procurement import STEPS, USUAL, Limits

Span = tuple[date, date]
TICKS_MOST = 9


@dataclass(frozen=True)
class Bar:
    """One line of the picture and of its table."""

    words: Sentence
    planned: Span | None
    fact: Span | None
    """What was done; of something still running, up to today."""
    running: bool = False
    skipped: str = ""

    @property
    def late(self) -> int:
        """Days by which the fact ends after the plan; 0 when not late, or not known."""
        if not self.planned or not self.fact:
            return 0
        return max(0, (self.fact[1] - self.planned[1]).days)


@dataclass(frozen=True)
class Timeline:
    """The lines, and the days between which they lie."""

    bars: list[Bar]
    first: date
    last: date
    today: date

    def at(self, day: date) -> float:
        """Where a day lies, 0 at the first day and 1 at the end of the last."""
        whole = (self.last - self.first).days + 1
        return min(1.0, max(0.0, (day - self.first).days / whole))

    def stretch(self, span: Span) -> tuple[float, float]:
        """Where a span begins, and how wide it is."""
        begins, ends = self.at(span[0]), self.at(span[1] + timedelta(days=1))
        return begins, ends - begins

    @property
    def shows_today(self) -> bool:
        """Whether today lies on the scale."""
        return self.first <= self.today <= self.last

    def ticks(self) -> list[date]:
        """First days of months on the scale, no more than a picture can name."""
        months, day = [], self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first:
                months.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        every = -(-len(months) // TICKS_MOST) or 1
        return months[::every]


def timeline_of(purchase: Purchase, *, today: date, limits: Limits = USUAL) -> Timeline | None:
    """The timeline of a purchase; None while nothing is planned or done."""
    bars = list(_steps(purchase, limits))
    if purchase.contract is not None:
        bars += _contract(purchase.contract, today)
    days = [day for bar in bars for span in (bar.planned, bar.fact) if span for day in span]
    if not days:
        return None
    return Timeline(bars, min(days), max(days), today)


def _steps(purchase: Purchase, limits: Limits) -> Iterator[Bar]:
    planned_from: date | None = None
    done_from: date | None = None
    for step in purchase.order:
        row = purchase.steps.get(step)
        planned = fact = None
        if row is not None and row.planned_on:
            begins = planned_from or row.planned_on - timedelta(days=limits.days_of(step))
            planned = (min(begins, row.planned_on), row.planned_on)
            planned_from = row.planned_on
        if row is not None and row.actual_on:
            begins = done_from or (planned[0] if planned else row.actual_on)
            fact = (min(begins, row.actual_on), row.actual_on)
            done_from = row.actual_on
        yield Bar(say(STEPS[step].word), planned, fact, skipped=row.skipped if row else "")


def _contract(contract: Agreed, today: date) -> Iterator[Bar]:
    row = contract.row
    ends = contract.changes[0].ends_before if contract.changes else row.ends_on
    done = max((one.accepted_on for one in contract.instalments if one.accepted_on), default=None)
    running = not contract.accepted
    until = max(today, row.starts_on) if running else done or row.starts_on
    fact = (row.starts_on, max(until, row.starts_on)) if row.starts_on <= today or done else None
    words = say(N_("ทำงานตามสัญญา %(number)s"), number=row.number)
    yield Bar(words, (min(row.starts_on, ends), ends), fact, running=running)
    before = row.starts_on
    for one in contract.instalments:
        due = (min(before, one.due_on), one.due_on) if one.due_on else None
        came = one.delivered_on
        fact = (min(due[0] if due else came, came), came) if came else None
        yield Bar(say(N_("งวดที่ %(no)d"), no=one.no), due, fact)
        before = one.due_on or before
