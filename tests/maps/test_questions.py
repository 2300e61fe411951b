"""Filters of an address: forgiving in form, named when they make no sense."""

import pytest

from planhub.errors import Invalid
from planhub.maps.choice import COUNTED, Choice, Measure, share, stages_named
from planhub.maps.questions import read_choice, read_measure, read_sort, usual_sort
from planhub.workflow.stages import NOT_COUNTED, Stage


@pytest.mark.parametrize(
    ("given", "choice"),
    [
        # nothing chosen: everything that counts
        ({}, Choice()),
        ({"year": "", "stage": "", "side": ""}, Choice()),
        # a year in four ways
        ({"year": "2571"}, Choice(year=2571)),
        ({"year": "๒๕๗๑"}, Choice(year=2571)),
        ({"year": "71"}, Choice(year=2571)),
        ({"year": "2028"}, Choice(year=2571)),
        # one stage, a group of stages, a side, no side
        ({"stage": "works"}, Choice(stage="works")),
        ({"stage": "in_plan", "side": "water"}, Choice(stage="in_plan", side="water")),
        ({"side": "-"}, Choice(side="-")),
    ],
)
def test_a_choice_is_read(given: dict[str, str], choice: Choice) -> None:
    assert read_choice(given) == choice


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"year": "abc"}, "year"),
        ({"year": "1"}, "year"),
        ({"year": "99999"}, "year"),
        ({"year": "-2571"}, "year"),
        ({"stage": "dreaming"}, "stage"),
        ({"side": "'; drop table plan_item; --"}, "side"),
        ({"measure": "height"}, "measure"),
        ({"sort": "height"}, "sort"),
        ({"sort": "--items"}, "sort"),
    ],
)
def test_what_makes_no_sense_is_named(given: dict[str, str], field: str) -> None:
    def read_all() -> None:
        read_choice(given)
        read_sort(given, usual_sort(read_measure(given), "province"))

    with pytest.raises(Invalid) as wrong:
        read_all()
    assert list(wrong.value.fields) == [field]


def test_the_usual_order_is_the_measure_and_of_villages_their_number() -> None:
    assert read_sort({}, usual_sort(Measure.BAHT, "district")) == "-baht"
    assert read_sort({}, usual_sort(Measure.BAHT, "village")) == "name"
    assert read_sort({"sort": "share"}, "name") == "share"


def test_groups_of_stages_and_what_counts() -> None:
    assert stages_named("in_plan") == {Stage.PLANNED, Stage.FUNDED}
    assert stages_named("planned") == {Stage.PLANNED}
    assert stages_named("nonsense") == frozenset()
    assert Choice().stages == COUNTED == frozenset(Stage) - NOT_COUNTED
    # a stage that does not count may still be asked for by name
    assert Choice(stage="rejected").stages == {Stage.REJECTED}


def test_a_share_of_nothing_is_unknown_not_zero() -> None:
    assert share(0, 0) is None
    assert share(1, 3) is not None
    assert str(share(1, 3)) == "33.3"
