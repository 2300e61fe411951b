"""A year's money is kept over or lapses near its end, not at its beginning; a return is never early."""

from datetime import date

import pytest

from planhub.money.year_days import closes_from, early_fault

RULES = [
    # the year has begun only: the newcomer's slip
    ("lapsed", date(2026, 11, 21), 60, date(2027, 8, 1)),
    ("carried", date(2026, 11, 21), 60, date(2027, 8, 1)),
    # the last day before, and the first day
    ("lapsed", date(2027, 7, 31), 60, date(2027, 8, 1)),
    ("lapsed", date(2027, 8, 1), 60, None),
    # an installation waits until the last day
    ("carried", date(2027, 9, 29), 0, date(2027, 9, 30)),
    ("carried", date(2027, 9, 30), 0, None),
    # long after its end
    ("lapsed", date(2029, 1, 1), 60, None),
    # money goes back, and is spent, on any day
    ("returned", date(2026, 11, 21), 60, None),
    ("disbursed", date(2026, 11, 21), 60, None),
]


@pytest.mark.parametrize(("kind", "day", "days", "first"), RULES)
def test_the_day_from_which_a_year_is_closed(kind: str, day: date, days: int, first: date | None) -> None:
    fault = early_fault(kind, year=2570, day=day, days=days)
    assert (fault.values["first"] if fault else None) == first


def test_sixty_days_before_the_end() -> None:
    assert closes_from(2570) == date(2027, 8, 1)
