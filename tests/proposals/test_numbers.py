"""A number is written in one way and read in every way people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.errors import Invalid
from planhub.proposals.numbers import read_number, written


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        # as printed
        ("32010204-2571-007", "32010204-2571-007"),
        # Thai digits, spaces for dashes
        ("๓๒๐๑๐๒๐๔ ๒๕๗๑ ๐๐๗", "32010204-2571-007"),
        # without anything between
        ("320102042571007", "32010204-2571-007"),
        # a subdistrict's own, and a long dash
        ("320102–2571–012", "320102-2571-012"),
        # a thousand passed
        ("32010204-2571-1203", "32010204-2571-1203"),
        # a ชุมชน
        ("c-5320103-001-2571-004", "C-5320103-001-2571-004"),
    ],
)
def test_is_read(typed: str, number: str) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "32010204", "32010204-1999-001", "hello", "3201020-2571-007", "1" * 300]
)
def test_is_answered_with_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_number(typed)
    assert "เลขที่" in str(refused.value.fields["number"])


@given(
    st.sampled_from(["32010204", "320102", "C-5320103-001"]), st.integers(2560, 2599), st.integers(1, 9999)
)
def test_what_is_written_is_read_back(area: str, year: int, running: int) -> None:
    number = written(area, year, running)
    assert read_number(number) == number
    assert read_number(number.replace("-", " ")) == number
    assert read_number(number.replace("-", "")) == number


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_a_sentence(typed: str) -> None:
    try:
        number = read_number(typed)
    except Invalid:
        return
    assert read_number(number) == number
