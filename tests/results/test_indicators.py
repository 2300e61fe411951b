"""What a need promised, read from its own words."""

from decimal import Decimal

import pytest

from planhub.proposals.need import Need
from planhub.results.indicators import Indicator, number_in, promised

LINES = [
    # a name, a value and its unit at the end of the line
    ("ถนนมาตรฐานชั้น 4 ยาว 850 เมตร", Indicator("ถนนมาตรฐานชั้น 4 ยาว", "850", "", "เมตร")),
    # Thai digits and commas
    ("ประชาชนได้ประโยชน์ ๑,๒๕๐ คน", Indicator("ประชาชนได้ประโยชน์", "1,250", "", "คน")),
    # a value without a unit
    ("ร้อยละความพึงพอใจ 80", Indicator("ร้อยละความพึงพอใจ", "80", "", "")),
    # words alone are the name
    ("น้ำไม่ท่วมถนนอีก", Indicator("น้ำไม่ท่วมถนนอีก")),
]


@pytest.mark.parametrize(("line", "indicator"), LINES)
def test_a_line_is_read_as_name_value_and_unit(line: str, indicator: Indicator) -> None:
    assert promised(Need(title="ถนน", later={"indicators": line})) == [indicator]


def test_the_size_asked_for_comes_first_and_nothing_twice() -> None:
    need = Need(
        title="ขุดลอกหนอง",
        request="ขุดลอกหนอง",
        quantity=Decimal("1250.00"),
        unit="ลูกบาศก์เมตร",
        later={"indicators": "มีน้ำใช้ 12 เดือน\nมีน้ำใช้ 12 เดือน"},
        expected_result="มีน้ำทำนา",
    )
    assert promised(need) == [
        Indicator("ขุดลอกหนอง", "1,250", "", "ลูกบาศก์เมตร"),
        Indicator("มีน้ำใช้", "12", "", "เดือน"),
        Indicator("มีน้ำทำนา"),
    ]


@pytest.mark.parametrize(
    ("target", "actual", "share"),
    [
        ("850", "๘๐๐", 94),
        ("1,000", "1,200", 120),
        # words are no number, and nothing is divided by nothing
        ("ทุกเดือน", "12", None),
        ("0", "5", None),
        ("850", "", None),
    ],
)
def test_how_much_of_the_target_was_reached(target: str, actual: str, share: int | None) -> None:
    assert Indicator("ยาว", target, actual).share == share


def test_no_odd_number_breaks_it() -> None:
    assert number_in("NaN") is None
    assert number_in("Infinity") is None
