"""What each way of buying allows, as tables: a sentence a row."""

from datetime import date
from decimal import Decimal

import pytest

from planhub.workflow.procurement import (
    METHODS,
    STEPS,
    STEPS_OF,
    Limits,
    actual_fault,
    appeal_fault,
    days_late,
    division_fault,
    fine_of,
    guarantee_of,
    invited_fault,
    last_day,
    planned_days,
    sum_fault,
    working_days_after,
)

SUMS = [
    # method, ground, baht, the words of the rule that refuses it
    ("specific", "small", "500000", None, "one supplier may be asked alone up to half a million"),
    ("specific", "small", "500000.01", "56 (2) (ข)", "a satang more asks for an open invitation"),
    ("specific", None, "600000", "56 (2) (ข)", "without a ground said, it is that of a small sum"),
    ("specific", "urgent", "9000000", None, "a flood has no ceiling"),
    ("specific", "failed", "2000000", None, "nor has a tender to which nobody came"),
    ("ebidding", None, "500000", "ข้อ 30", "an open invitation is for more than half a million"),
    ("ebidding", None, "500000.01", None, "from a satang more on it is allowed"),
    ("emarket", None, "400000", "ข้อ 30", "standard goods of a small sum are not auctioned"),
    ("price_quote", None, "500000", "ข้อ 30", "a quotation is for more than half a million"),
    ("price_quote", None, "5000000", None, "up to five million"),
    ("price_quote", None, "5000000.01", "ข้อ 32", "and not a satang more"),
    ("selection", None, "100", None, "a selection has no ceiling and no floor"),
    ("selection", None, "99000000", None, "however much it is"),
]


@pytest.mark.parametrize(("method", "ground", "baht", "rule", "why"), SUMS)
def test_sums_a_method_allows(method: str, ground: str | None, baht: str, rule: str | None, why: str) -> None:
    fault = sum_fault(method, Decimal(baht), ground=ground)
    assert (fault is None) == (rule is None), why
    assert rule is None or rule in str(fault), why


def test_ceilings_are_settings() -> None:
    higher = Limits(small=Decimal(1_000_000))
    assert sum_fault("specific", Decimal(900_000), limits=higher) is None
    assert sum_fault("ebidding", Decimal(900_000), limits=higher) is not None
    assert planned_days("specific", date(2026, 11, 2), limits=Limits(days={"tor": 1}))["tor"] == date(
        2026, 11, 3
    )


INVITED = [
    ("selection", 3, True, "three are enough"),
    ("selection", 2, False, "two are too few"),
    ("selection", None, False, "nobody said how many"),
    ("specific", None, True, "where one is asked alone nobody counts"),
]


@pytest.mark.parametrize(("method", "invited", "well", "why"), INVITED)
def test_how_many_are_invited(method: str, invited: int | None, well: bool, why: str) -> None:
    assert (invited_fault(method, invited) is None) == well, why


@pytest.mark.parametrize("method", METHODS)
def test_every_method_ends_in_a_contract_and_its_days_go_forward(method: str) -> None:
    steps = STEPS_OF[method]
    assert steps[-1] == "contract"
    assert set(steps) <= set(STEPS)
    days = list(planned_days(method, date(2026, 11, 21)).values())
    assert days == sorted(days)
    assert len(days) == len(steps)


def test_nothing_is_announced_for_one_supplier_alone() -> None:
    assert not {"notice", "invite", "appeal"} & set(STEPS_OF["specific"])


def test_planned_days_of_an_open_invitation() -> None:
    days = planned_days("ebidding", date(2026, 11, 2))
    assert days == {
        "tor": date(2026, 11, 9),
        "approve": date(2026, 11, 14),
        "notice": date(2026, 12, 5),
        "receive": date(2026, 12, 6),
        "weigh": date(2026, 12, 13),
        "winner": date(2026, 12, 16),
        "appeal": date(2026, 12, 25),  # seven working days after a Wednesday
        "contract": date(2027, 1, 8),
    }


WORKING = [
    (date(2026, 11, 20), 1, date(2026, 11, 23), "after a Friday comes Monday"),
    (date(2026, 11, 21), 1, date(2026, 11, 23), "after a Saturday too"),
    (date(2026, 11, 16), 7, date(2026, 11, 25), "one week end lies between"),
    (date(2026, 11, 16), 0, date(2026, 11, 16), "no days are no days"),
]


@pytest.mark.parametrize(("day", "n", "then", "why"), WORKING)
def test_working_days(day: date, n: int, then: date, why: str) -> None:
    assert working_days_after(day, n) == then, why


TODAY = date(2026, 11, 21)
ACTUAL = [
    # step, day, what is recorded, a word of the refusal
    ("approve", date(2026, 11, 20), {"tor": date(2026, 11, 20)}, None, "two steps of one day"),
    ("approve", date(2026, 11, 19), {"tor": date(2026, 11, 20)}, "ก่อน", "before the step that comes before"),
    ("weigh", date(2026, 11, 19), {"tor": date(2026, 11, 20)}, "ก่อน", "before one further back"),
    ("tor", date(2026, 11, 20), {"approve": date(2026, 11, 19)}, "หลัง", "after the step that comes after"),
    ("tor", date(2026, 11, 22), {}, "ยังมาไม่ถึง", "tomorrow has not been done"),
    ("tor", TODAY, {}, None, "today has"),
]


@pytest.mark.parametrize(("step", "day", "done", "word", "why"), ACTUAL)
def test_steps_are_done_in_order(
    step: str, day: date, done: dict[str, date], word: str | None, why: str
) -> None:
    fault = actual_fault(step, day, today=TODAY, done=done, method="ebidding")
    assert (fault is None) == (word is None), why
    assert word is None or word in str(fault), why


APPEALS = [
    (
        "ebidding",
        date(2026, 11, 2),
        False,
        date(2026, 11, 11),
        True,
        "the seventh working day is still theirs",
    ),
    ("ebidding", date(2026, 11, 2), False, date(2026, 11, 12), False, "the day after it is not"),
    ("ebidding", date(2026, 11, 2), True, date(2026, 11, 3), False, "skipped with its reason"),
    ("ebidding", None, False, date(2026, 11, 3), False, "when the winner was named nobody knows"),
    ("specific", date(2026, 11, 2), False, date(2026, 11, 3), False, "there is nobody to appeal"),
]


@pytest.mark.parametrize(("method", "winner", "skipped", "signed", "refused", "why"), APPEALS)
def test_who_lost_may_appeal_before_it_is_signed(
    method: str, winner: date | None, skipped: bool, signed: date, refused: bool, why: str
) -> None:
    fault = appeal_fault(method, winner_on=winner, appeal_skipped=skipped, signed_on=signed)
    assert (fault is not None) == refused, why


LATE = [
    (date(2026, 11, 10), date(2026, 11, 10), [], 0, "on its day"),
    (date(2026, 11, 10), date(2026, 11, 15), [], 5, "five days after"),
    (None, date(2026, 11, 15), [], 0, "no day was set"),
    (
        date(2026, 11, 10), date(2026, 11, 20), [(date(2026, 11, 5), date(2026, 11, 15))], 5,
        "days for which another instalment was fined count once",
    ),
    (
        date(2026, 11, 10), date(2026, 11, 12), [(date(2026, 11, 5), date(2026, 11, 15))], 0,
        "all of them were fined already",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("due", "came", "fined", "days", "why"), LATE)
def test_days_late(due: date | None, came: date, fined: list[tuple[date, date]], days: int, why: str) -> None:
    assert days_late(due, came, fined=fined) == days, why


def test_sums_of_a_contract() -> None:
    assert fine_of(5, Decimal("480.55")) == Decimal("2402.75")
    assert fine_of(5, None) == 0
    assert guarantee_of(Decimal("480555.50")) == Decimal("24027.78")  # five percent, to the satang
    assert last_day(date(2026, 11, 22), 90) == date(2027, 2, 19)


DIVISIONS = [
    (["100", "200"], "300", None, "all of it"),
    (["100", "199.99"], "300", "ขาด", "a satang short"),
    (["100", "200.01"], "300", "เกิน", "a satang over"),
    ([], "300", "ขาด", "nothing of it"),
]


@pytest.mark.parametrize(("parts", "whole", "word", "why"), DIVISIONS)
def test_instalments_are_the_contracts_sum(parts: list[str], whole: str, word: str | None, why: str) -> None:
    fault = division_fault([Decimal(part) for part in parts], Decimal(whole))
    assert (fault is None) == (word is None), why
    assert word is None or word in str(fault), why
