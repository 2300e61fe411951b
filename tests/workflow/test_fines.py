"""What a late day may cost, and which days are fined."""

from datetime import date
from decimal import Decimal

import pytest

from planhub.workflow.fines import RATES, excuse_fault, fined_days, rate_fault
from planhub.workflow.procurement import fine_of

DUE = date(2026, 11, 10)

RATED = [
    # goods that come apart: 0.01 to 0.20 percent of the sum
    ("supply", 440_000, 43, False),
    ("supply", 440_000, 44, True),
    ("supply", 440_000, 880, True),
    ("supply", 440_000, 881, False),
    # works to be whole at once: 0.01 to 0.10 percent
    ("whole", 2_000_000, 199, False),
    ("whole", 2_000_000, 200, True),
    ("whole", 2_000_000, 2_000, True),
    ("whole", 2_000_000, 2_001, False),
    # and never below a hundred baht a day, however small the contract
    ("whole", 440_000, 99, False),
    ("whole", 440_000, 100, True),
    ("whole", 50_000, 100, True),
    ("whole", 50_000, 101, False),
    # works that stop the traffic: a quarter of a percent
    ("traffic", 400_000, 1_000, True),
    ("traffic", 400_000, 999, False),
    # where the kind was not said, what any kind allows
    (None, 440_000, 440, True),
    (None, 440_000, 1_100, True),
    (None, 440_000, 1_101, False),
    (None, 440_000, 0, False),
]


@pytest.mark.parametrize(("kind", "amount", "fine", "allowed"), RATED)
def test_the_rate_of_a_day(kind: str | None, amount: int, fine: int, allowed: bool) -> None:
    said = rate_fault(kind, amount=Decimal(amount), fine_per_day=Decimal(fine))
    assert (said is None) is allowed
    assert said is None or "ข้อ 162" in str(said)


ONE_SUM = [
    # the floor of a small contract, and the one percent of works that stop the traffic
    ("whole", 95_000, "วันละ 100 บาท (ร้อยละ 0.01–0.10 ของวงเงินสัญญา แต่ไม่ต่ำกว่านี้"),
    ("traffic", 400_000, "วันละ 1,000 บาท (ร้อยละ 0.25 ของวงเงินสัญญา"),
    # of a sum so tiny that all of the percents are less than a satang, a satang
    ("supply", 3, "วันละ 0.01 บาท (ร้อยละ 0.01–0.20 ของวงเงินสัญญา คิดได้ไม่ถึงหนึ่งสตางค์"),
    ("supply", 40, "วันละ 0.01 ถึง 0.08 บาท (ร้อยละ 0.01–0.20 ของวงเงินสัญญา"),
    ("supply", 440_000, "วันละ 44 ถึง 880 บาท (ร้อยละ 0.01–0.20 ของวงเงินสัญญา"),
]


@pytest.mark.parametrize(("kind", "amount", "words"), ONE_SUM)
def test_where_one_sum_alone_is_allowed_it_is_said_once(kind: str, amount: int, words: str) -> None:
    assert words in str(rate_fault(kind, amount=Decimal(amount), fine_per_day=Decimal(2)))


@pytest.mark.parametrize("kind", [None, *RATES])
def test_no_rate_need_be_said(kind: str | None) -> None:
    assert rate_fault(kind, amount=Decimal(1), fine_per_day=None) is None


LATE = [
    # in time, and early
    (DUE, date(2026, 11, 10), 0, (), 0),
    (DUE, date(2026, 11, 1), 0, (), 0),
    # a day late is a day's fine
    (DUE, date(2026, 11, 11), 0, (), 1),
    (DUE, date(2026, 11, 20), 0, (), 10),
    # the extension is in the due day
    (date(2026, 11, 15), date(2026, 11, 20), 0, (), 5),
    (date(2026, 11, 25), date(2026, 11, 20), 0, (), 0),
    # days excused by a document are not fined; all of them: nothing is
    (DUE, date(2026, 11, 20), 4, (), 6),
    (DUE, date(2026, 11, 20), 10, (), 0),
    # a day that another instalment was fined for counts once
    (DUE, date(2026, 11, 20), 0, ((date(2026, 11, 14), date(2026, 11, 18)),), 6),
    (DUE, date(2026, 11, 20), 4, ((date(2026, 11, 14), date(2026, 11, 18)),), 2),
    # no due day, no fine
    (None, date(2026, 11, 20), 0, (), 0),
]


@pytest.mark.parametrize(("due", "delivered", "excused", "others", "days"), LATE)
def test_days_that_are_fined(
    due: date | None, delivered: date, excused: int, others: tuple[tuple[date, date], ...], days: int
) -> None:
    fined = fined_days(due, delivered, excused=excused, fined=others)
    assert fined == days
    assert fine_of(fined, Decimal("440.50")) == Decimal("440.50") * days


@pytest.mark.parametrize(
    ("excused", "late", "allowed"), [(0, 0, True), (3, 5, True), (5, 5, True), (6, 5, False)]
)
def test_no_more_is_excused_than_was_late(excused: int, late: int, allowed: bool) -> None:
    assert (excuse_fault(excused, late) is None) is allowed
