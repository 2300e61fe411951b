"""Money as people type it and as offices print it."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.thai.money import MOST, Unreadable, baht, baht_short, baht_words, number, read_baht


@pytest.mark.parametrize(
    ("typed", "sum_"),
    [
        pytest.param("1250000", "1250000.00", id="digits alone"),
        pytest.param("1,250,000.50", "1250000.50", id="thousands separators and satang"),
        pytest.param("๑,๒๕๐,๐๐๐.๕๐ บาท", "1250000.50", id="Thai digits with the unit"),
        pytest.param("  1 250 000  ", "1250000.00", id="spaces for thousands"),
        pytest.param("1, 250, 000", "1250000.00", id="commas followed by spaces"),
        pytest.param("1\u00a0250\u00a0000", "1250000.00", id="no-break spaces"),
        pytest.param("\u200b500\ufeff", "500.00", id="zero-width marks around"),
        pytest.param("1,250,000.-", "1250000.00", id="the dash that stands for no satang"),
        pytest.param("฿500", "500.00", id="baht sign"),
        pytest.param("หนึ่ง", None, id="words are not read"),
        pytest.param("1.25 ล้าน", "1250000.00", id="millions"),
        pytest.param("1.25ล้านบาท", "1250000.00", id="millions of baht, no space"),
        pytest.param("๒ แสน", "200000.00", id="hundred thousands"),
        pytest.param("1 ล้าน 2 แสน 5 หมื่น", "1250000.00", id="parts going down"),
        pytest.param("1.25 million baht", "1250000.00", id="English millions"),
        pytest.param("0", "0.00", id="zero is an amount"),
        pytest.param(".50", "0.50", id="satang alone"),
        pytest.param("999,999,999,999.99", "999999999999.99", id="the largest that fits"),
        pytest.param(1250000, "1250000.00", id="a whole-number cell"),
        pytest.param(0.1 + 0.2, "0.30", id="a floating cell is rounded to satang"),
        pytest.param(Decimal("2.5"), "2.50", id="a decimal"),
    ],
)
def test_a_sum_is_read_as_it_was_meant(typed: str, sum_: str | None) -> None:
    if sum_ is None:
        with pytest.raises(Unreadable):
            read_baht(typed)
    else:
        read = read_baht(typed)
        assert str(read) == sum_


@pytest.mark.parametrize("typed", ["", "   ", "-", " -   ", "–", "- บาท", "บาท", None])
def test_a_blank_or_the_dash_of_a_ledger_is_no_amount(typed: str | None) -> None:
    assert read_baht(typed) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("-5", "ติดลบ", id="negative"),
        pytest.param("−5,000", "ติดลบ", id="negative with a minus sign"),
        pytest.param("(5,000)", "ติดลบ", id="negative in brackets"),
        pytest.param(-0.01, "ติดลบ", id="negative cell"),
        pytest.param("1000000000000", "มากเกินไป", id="one satang too many for the column"),
        pytest.param("9" * 60, "มากเกินไป", id="absurdly huge"),
        pytest.param("5 ล้านล้าน", "ไม่ได้", id="unit of a unit"),
        pytest.param("ประมาณ 5 แสน", "ไม่ได้", id="words around"),
        pytest.param("12,50,000", "ไม่ได้", id="separators out of place"),
        pytest.param("1.250.000,00", "ไม่ได้", id="European separators"),
        pytest.param("5 6", "ไม่ได้", id="two numbers"),
        pytest.param("2 แสน 1 ล้าน", "ไม่ได้", id="parts going up"),
        pytest.param("1e6", "ไม่ได้", id="scientific"),
        pytest.param("nan", "ไม่ได้", id="not a number"),
        pytest.param(float("nan"), "ไม่ได้", id="not-a-number cell"),
        pytest.param(float("inf"), "ไม่ได้", id="infinite cell"),
        pytest.param("(", "ไม่ได้", id="a lone bracket"),
        pytest.param("12.345", "2 ตำแหน่ง", id="part of a satang"),
        pytest.param("٥٠٠", "ไม่ได้", id="digits of another script"),
    ],
)
def test_what_cannot_be_a_sum_is_answered_by_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        read_baht(typed)
    assert said in str(trouble.value.sentence)


def test_a_long_text_is_not_said_back_whole() -> None:
    with pytest.raises(Unreadable) as trouble:
        read_baht("ก" * 5000)
    assert len(str(trouble.value.sentence)) < 200


@given(st.decimals(min_value=0, max_value=MOST, places=2))
def test_what_is_printed_is_read_back(sum_: Decimal) -> None:
    assert read_baht(baht(sum_)) == sum_
    assert read_baht(baht(sum_, satang=True) + " บาท") == sum_


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(typed: str) -> None:
    with suppress(Unreadable):
        read = read_baht(typed)
        assert read is None or 0 <= read <= MOST


@pytest.mark.parametrize(
    ("sum_", "long", "short", "english"),
    [
        (Decimal("1250000"), "1,250,000", "1.25 ล้านบาท", "1.25 million baht"),
        (Decimal("1250000.50"), "1,250,000.50", "1.25 ล้านบาท", "1.25 million baht"),
        (Decimal("43740000000"), "43,740,000,000", "43,740 ล้านบาท", "43,740 million baht"),
        (Decimal("999999"), "999,999", "999,999 บาท", "999,999 baht"),
        (Decimal("10000000"), "10,000,000", "10 ล้านบาท", "10 million baht"),
        (0, "0", "0 บาท", "0 baht"),
        (None, "–", "–", "–"),
    ],
)
def test_sums_are_shown_long_and_short(sum_: Decimal | None, long: str, short: str, english: str) -> None:
    assert (baht(sum_), baht_short(sum_), baht_short(sum_, "en")) == (long, short, english)


def test_forms_print_satang_always() -> None:
    assert baht(Decimal("1234567"), satang=True) == "1,234,567.00"


def test_counts_have_separators() -> None:
    assert (number(75207), number(None)) == ("75,207", "–")


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("110", "หนึ่งร้อยสิบบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("11000000", "สิบเอ็ดล้านบาทถ้วน"),
        ("1250000.50", "หนึ่งล้านสองแสนห้าหมื่นบาทห้าสิบสตางค์"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("0.01", "หนึ่งสตางค์"),
        ("121.21", "หนึ่งร้อยยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์"),
        ("-5", "ลบห้าบาทถ้วน"),
        (
            "999999999999.99",
            "เก้าแสนเก้าหมื่นเก้าพันเก้าร้อยเก้าสิบเก้าล้านเก้าแสนเก้าหมื่นเก้าพันเก้าร้อยเก้าสิบเก้าบาทเก้าสิบเก้าสตางค์",
        ),
    ],
)
def test_sums_are_written_in_words(sum_: str, words: str) -> None:
    assert baht_words(Decimal(sum_)) == words
