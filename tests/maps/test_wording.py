"""Legends and numbers as people read them."""

from decimal import Decimal

import pytest

from planhub.maps.choice import Measure
from planhub.maps.palette import scale
from planhub.maps.wording import figure, legend, millions, value_words


def in_thai(sentence: object) -> str:
    return str(sentence)


@pytest.mark.parametrize(
    ("measure", "values", "words"),
    [
        # counts: the class ends before the next one begins
        (
            Measure.ITEMS,
            range(1, 11),
            ["1–2 รายการ", "3–4 รายการ", "5–6 รายการ", "7–8 รายการ", "9–10 รายการ"],
        ),
        # a class of one number says that number
        (Measure.ITEMS, (1, 2, 3), ["1 รายการ", "2 รายการ", "3 รายการ"]),
        # millions when the largest is a million or more
        (Measure.BAHT, (1_200_000, 3_400_000), ["1.2–3.4 ล้านบาท", "3.4 ล้านบาท"]),
        # else plain baht with thousands apart
        (Measure.BAHT, (12_000, 34_000), ["12,000–34,000 บาท", "34,000 บาท"]),
        (Measure.SHARE, (10, 20), ["10–20%", "20%"]),
        (Measure.PER_HEAD, (55, 1_250), ["55–1,200 บาทต่อคน", "1,200–1,300 บาทต่อคน"]),
    ],
)
def test_a_legend_says_limits_with_units(measure: Measure, values: range, words: list[str]) -> None:
    made = scale([Decimal(v) for v in values], whole=measure is Measure.ITEMS)
    assert [said for _, said, _ in legend(made, measure, in_thai)] == words


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        (Decimal(12), Measure.ITEMS, "12 รายการ"),
        (Decimal("1250000"), Measure.BAHT, "1.25 ล้านบาท"),
        (Decimal("34.5"), Measure.SHARE, "34.5%"),
        (Decimal("100.0"), Measure.SHARE, "100%"),
        (Decimal("1250.5"), Measure.PER_HEAD, "1,250.50 บาทต่อคน"),
        # nobody knows the population
        (None, Measure.PER_HEAD, "ไม่มีข้อมูลประชากร"),
    ],
)
def test_one_value_in_words(value: Decimal | None, measure: Measure, words: str) -> None:
    assert value_words(value, measure, in_thai) == words


def test_large_sums_drop_their_decimals_and_small_ones_are_not_called_nothing() -> None:
    assert figure(Decimal("3376982640")) == ("3,377", "ล้านบาท")
    assert figure(Decimal("269102491")) == ("269.1", "ล้านบาท")
    assert figure(Decimal(250_000)) == ("250,000", "บาท")
    assert [millions(Decimal(n)) for n in (0, 3_000, 54_245_000)] == ["0.00", "<0.01", "54.25"]
