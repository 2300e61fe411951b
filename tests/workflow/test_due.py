"""When a work must be heard of, and when its silence is stale."""

from datetime import date

import pytest

from planhub.workflow.due import (
    DueRules,
    Hearing,
    Period,
    Rhythm,
    hearing,
    last_closed,
    last_opened,
    offered,
    period_of,
    period_words,
)

QUARTERLY = DueRules(Rhythm.QUARTER, 15)
MONTHLY = DueRules(Rhythm.MONTH, 15)
D = date

PERIODS = [
    # October opens the fiscal year
    (D(2026, 10, 1), Period(2570, 1), Period(2570, 3, True)),
    # December ends its first quarter
    (D(2026, 12, 31), Period(2570, 3), Period(2570, 3, True)),
    # January is the fourth month, in the next year of the common era
    (D(2027, 1, 1), Period(2570, 4), Period(2570, 6, True)),
    # September is the last
    (D(2027, 9, 30), Period(2570, 12), Period(2570, 12, True)),
]


@pytest.mark.parametrize(("day", "month", "quarter"), PERIODS)
def test_the_month_and_quarter_of_a_day(day: date, month: Period, quarter: Period) -> None:
    assert period_of(day, by_quarter=False) == month
    assert period_of(day, by_quarter=True) == quarter
    assert month.opens <= month.last_day
    assert quarter.last_day >= day


WINDOWS = [
    # the first quarter is asked for from December and closes in the middle of January
    (Period(2570, 3, True), D(2026, 12, 1), D(2026, 12, 31), D(2027, 1, 15)),
    # the last one closes in the next fiscal year
    (Period(2569, 12, True), D(2026, 9, 1), D(2026, 9, 30), D(2026, 10, 15)),
    # a month is asked for from its 21st day; February of a leap year has 29
    (Period(2571, 5), D(2028, 2, 21), D(2028, 2, 29), D(2028, 3, 15)),
]


@pytest.mark.parametrize(("period", "opens", "last", "closes"), WINDOWS)
def test_the_window_of_a_period(period: Period, opens: date, last: date, closes: date) -> None:
    assert (period.opens, period.last_day, period.closes(15)) == (opens, last, closes)


CLOSED = [
    # on the last day the window is still open
    (D(2026, 10, 15), QUARTERLY, Period(2569, 9, True)),
    # the day after it has closed
    (D(2026, 10, 16), QUARTERLY, Period(2569, 12, True)),
    # by the month: October closed on 15 November
    (D(2026, 11, 15), MONTHLY, Period(2569, 12)),
    (D(2026, 11, 16), MONTHLY, Period(2570, 1)),
    # a wait longer than a quarter reaches back over two
    (D(2026, 11, 21), DueRules(Rhythm.QUARTER, 100), Period(2569, 9, True)),
    # no days of grace: it closes with the period
    (D(2027, 1, 1), DueRules(Rhythm.QUARTER, 0), Period(2570, 3, True)),
]


@pytest.mark.parametrize(("day", "rules", "period"), CLOSED)
def test_the_newest_window_that_has_closed(day: date, rules: DueRules, period: Period) -> None:
    assert last_closed(day, rules) == period


HEARD = [
    # funded before September, never told: the window of the last quarter closed on 15 October
    (D(2026, 8, 1), None, D(2026, 11, 21), QUARTERLY, Hearing.STALE),
    # told in September, when the window was open: heard until December
    (D(2026, 8, 1), D(2026, 9, 20), D(2026, 11, 21), QUARTERLY, Hearing.HEARD),
    # told in August, before the window opened: that was the quarter before
    (D(2026, 5, 1), D(2026, 8, 30), D(2026, 11, 21), QUARTERLY, Hearing.STALE),
    # told late, after the window: no longer silent
    (D(2026, 5, 1), D(2026, 10, 30), D(2026, 11, 21), QUARTERLY, Hearing.HEARD),
    # funded after the window had opened: owes nothing yet
    (D(2026, 9, 2), None, D(2026, 11, 21), QUARTERLY, Hearing.HEARD),
    # the window is open and nothing came yet
    (D(2026, 9, 2), None, D(2026, 12, 5), QUARTERLY, Hearing.DUE),
    # its last day is still not too late, the next one is
    (D(2026, 9, 2), None, D(2027, 1, 15), QUARTERLY, Hearing.DUE),
    (D(2026, 9, 2), None, D(2027, 1, 16), QUARTERLY, Hearing.STALE),
    # by the month October is due until 15 November
    (D(2026, 9, 2), D(2026, 10, 15), D(2026, 11, 15), MONTHLY, Hearing.DUE),
    (D(2026, 9, 2), D(2026, 10, 15), D(2026, 11, 16), MONTHLY, Hearing.STALE),
    (D(2026, 9, 2), D(2026, 10, 21), D(2026, 11, 16), MONTHLY, Hearing.HEARD),
    # from the 21st the running month is asked for
    (D(2026, 9, 2), D(2026, 11, 2), D(2026, 11, 21), MONTHLY, Hearing.DUE),
]


@pytest.mark.parametrize(("since", "told", "day", "rules", "found"), HEARD)
def test_whether_a_work_was_heard_of(
    since: date, told: date | None, day: date, rules: DueRules, found: Hearing
) -> None:
    assert hearing(since=since, told=told, day=day, rules=rules) is found


def test_what_is_offered_is_open_or_past_and_what_is_asked_for_comes_first() -> None:
    day = D(2026, 11, 21)
    periods = offered(day, QUARTERLY)
    assert all(period.opens <= day for period in periods)
    assert periods[0] == Period(2569, 12, True) == last_opened(day, by_quarter=True)
    assert offered(day, MONTHLY)[0] == Period(2570, 2)
    assert len({period.key for period in periods}) == len(periods)


YOUNG = [
    # money of today: the quarter and the month that run
    (D(2026, 11, 21), D(2026, 11, 21), ["2570-03q", "2570-02"]),
    # of the last month: the running quarter, which has not opened, and both months
    (D(2026, 10, 5), D(2026, 11, 21), ["2570-03q", "2570-02", "2570-01"]),
    # of the last day of the quarter before
    (D(2026, 9, 30), D(2026, 11, 21), ["2569-12q", "2570-02", "2570-01", "2569-12"]),
    # before its month opens, too
    (D(2026, 11, 3), D(2026, 11, 20), ["2570-03q", "2570-02"]),
]


@pytest.mark.parametrize(("since", "day", "keys"), YOUNG)
def test_nothing_is_told_of_a_time_before_the_work(since: date, day: date, keys: list[str]) -> None:
    assert [period.key for period in offered(day, QUARTERLY, since=since)] == keys


def test_a_period_is_told_in_words() -> None:
    assert str(period_words(Period(2569, 12, True))) == "ไตรมาส 4 ปีงบประมาณ 2569"
    assert str(period_words(Period(2570, 1))) == "เดือนตุลาคม 2569"
    assert str(period_words(Period(2570, 4))) == "เดือนมกราคม 2570"
