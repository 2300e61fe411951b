"""A page begins where its address says, and at the top where the address is bent."""

from datetime import UTC, date, datetime

import pytest

from planhub.web.paging import day_marked, mark, moment_marked
from planhub.web.records import id_in

DAY, MOMENT = date(2026, 11, 21), datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_a_mark_is_read_as_it_was_written() -> None:
    assert day_marked(mark(DAY, 17)) == (DAY, 17)
    assert moment_marked(mark(MOMENT, 17)) == (MOMENT, 17)


@pytest.mark.parametrize(
    "text",
    [
        # nothing, half of it, and the halves the other way round
        "", "2026-11-21", "2026-11-21~", "~17", "17~2026-11-21",
        # no day, no number, and one too long for any record
        "2026-13-01~17", "2026-11-21~x", "2026-11-21~๑๗", "2026-11-21~-1", f"2026-11-21~{10**18}",
    ],
)  # fmt: skip
def test_a_bent_mark_begins_at_the_top(text: str) -> None:
    assert day_marked(text) is None
    assert moment_marked(text) is None


def test_a_moment_without_its_zone_is_no_mark() -> None:
    assert moment_marked("2026-11-21T09:30:00~17") is None


@pytest.mark.parametrize(
    ("text", "id_"),
    [("17", 17), ("9" * 18, 10**18 - 1), ("", None), (" 17", None), ("1" * 19, None), ("²", None)],
)
def test_an_id_is_plain_digits_that_a_record_can_have(text: str, id_: int | None) -> None:
    assert id_in(text) == id_
