"""Days as people type them and as offices print them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.thai.dates import fiscal_year_label, read_date, thai_date, thai_datetime, thai_time
from planhub.thai.money import Unreadable

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    [
        "21/11/2569", "21/11/69", "๒๑/๑๑/๒๕๖๙", "21-11-2569", "21.11.2569", "21 11 2569", "21 / 11 / 2569",
        "21 พ.ย. 2569", "21พ.ย.69", "21 พย 69", "21 พ. ย. 2569", "21 พฤศจิกายน 2569", "21 พฤศจิกายน พ.ศ. 2569",
        "วันที่ 21 พฤศจิกายน 2569", "วันเสาร์ที่ 21 พฤศจิกายน พ.ศ. ๒๕๖๙", "21/11/2026", "2026-11-21", "2569-11-21",
        "2026-11-21T10:42:00", "2026-11-21 00:00:00", "21 Nov 2026", "21 November 2026", "21 พ.ย. ค.ศ. 2026",
        "\u200b21/11/2569 ", DAY,
    ],
)  # fmt: skip
def test_one_day_typed_in_many_ways(typed: str) -> None:
    assert read_date(typed) == DAY


@pytest.mark.parametrize("typed", ["", "  ", "-", None])
def test_a_blank_is_no_day(typed: str | None) -> None:
    assert read_date(typed) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("29/2/2566", "มี 28 วัน", id="29 February of a common year"),
        pytest.param("31/4/2569", "มี 30 วัน", id="31 April"),
        pytest.param("0/4/2569", "ไม่มีวันที่ 0", id="day nought"),
        pytest.param("11/21/2569", "เดือนที่ 21", id="American order"),
        pytest.param("21/11/1569", "1569", id="a year of another time"),
        pytest.param("21/11/9999", "9999", id="a year too far"),
        pytest.param("21/11/569", "อ่าน", id="three-digit year"),
        pytest.param("พรุ่งนี้", "อ่าน", id="a word"),
        pytest.param("21 ตตต 2569", "อ่าน", id="no such month"),
        pytest.param("2569", "อ่าน", id="a year alone"),
        pytest.param("21/11", "อ่าน", id="no year"),
        pytest.param("x" * 3000, "อ่าน", id="a flood"),
    ],
)
def test_what_cannot_be_a_day_is_answered_by_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        read_date(typed)
    assert said in str(trouble.value.sentence)
    assert len(str(trouble.value.sentence)) < 250


def test_29_february_of_a_leap_year_is_a_day() -> None:
    assert read_date("29/2/2567") == date(2024, 2, 29)
    assert thai_date(date(2024, 2, 29), long=True) == "29 กุมภาพันธ์ พ.ศ. 2567"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_what_is_printed_is_read_back(day: date) -> None:
    assert read_date(thai_date(day)) == read_date(thai_date(day, long=True)) == day
    assert read_date(thai_date(day, locale="en")) == day


@given(st.text(max_size=25))
def test_no_text_breaks_the_reader(typed: str) -> None:
    with suppress(Unreadable):
        read = read_date(typed)
        assert read is None or read.year > 1800


def test_days_are_printed_short_long_and_in_english() -> None:
    assert thai_date(DAY) == "21 พ.ย. 2569"
    assert thai_date(DAY, long=True) == "21 พฤศจิกายน พ.ศ. 2569"
    assert thai_date(DAY, locale="en") == "21 Nov 2026"
    assert thai_date(DAY, long=True, locale="en") == "21 November 2026"
    assert thai_date(None) == thai_datetime(None) == "–"


def test_a_time_is_shown_by_the_clocks_of_thailand() -> None:
    evening = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
    assert thai_datetime(evening) == "21 พ.ย. 2569 01:05 น."
    assert thai_datetime(evening, locale="en") == "21 Nov 2026 01:05"
    assert thai_date(evening) == "21 พ.ย. 2569"
    assert read_date(evening) == DAY
    assert thai_time(evening + timedelta(hours=9)) == "10:05 น."


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        thai_datetime(datetime(2026, 11, 21, 10, 42))


def test_fiscal_years_have_a_label() -> None:
    assert fiscal_year_label(2570) == "ปีงบประมาณ พ.ศ. 2570"
    assert fiscal_year_label(2570, locale="en") == "fiscal year 2027 (B.E. 2570)"
