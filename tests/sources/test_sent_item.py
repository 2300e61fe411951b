"""What a sender gets wrong is told, and no more of it than can be of use."""

import pytest

from planhub.errors import Invalid
from planhub.lists.description_json import read_description
from planhub.maps.questions import read_choice
from planhub.sources.sent_item import MOST_FAULTS, SentItem, read
from tests.lists.described import one


def test_names_that_a_sender_makes_up_do_not_make_the_answer_longer_than_the_question() -> None:
    given = read(1, {"external_id": "P-1", **{f"x{n}": 1 for n in range(10_000)}})
    assert len(given.prepared.faults) == MOST_FAULTS >= len(SentItem.model_fields)
    assert given.prepared.key == "P-1"


def test_choices_are_told_without_a_word_of_english_between_them() -> None:
    sent = {"external_id": "P-1", "title": "ถนน", "fiscal_year": 2571, "stage": "done", "area_code": "32"}
    (fault,) = read(1, sent).prepared.faults
    assert str(fault.sentence).endswith("rejected, withdrawn")
    assert " or " not in str(fault.sentence)


YEARS = [(2539, False), (2540, True), (2600, True), (2601, True), (2640, True), (2641, False)]


@pytest.mark.parametrize(("year", "taken"), YEARS)
def test_a_fiscal_year_is_taken_from_a_list_as_from_a_system_and_may_be_asked_for(
    year: int, taken: bool
) -> None:
    sent = {"external_id": "P-1", "title": "ถนน", "fiscal_year": year, "stage": "planned", "area_code": "32"}
    assert (read(1, sent).prepared.faults == ()) is taken
    row = one(year=str(year))
    assert (row.values.fiscal_year == year, row.wrong) == (taken, not taken)
    for read_year in (
        lambda: read_description({"columns": {}, "year": year}, draft=True).year,
        lambda: read_choice({"year": str(year)}).year,
    ):
        if taken:
            assert read_year() == year
        else:
            with pytest.raises(Invalid):
                read_year()
