"""Paths through the table of moves, and the days on which their steps are taken."""

from datetime import UTC, datetime
from random import Random

import pytest

from planhub.clock import BANGKOK
from planhub.sampling.opening import Season
from planhub.sampling.stories import CURRENT, EARLIER, LAST, LOOKED_AT, PATHS, ends_at, moments, steps
from planhub.workflow.stages import Stage

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SEASON = Season(AT)

# where each kind of path leads, told by its steps
ENDS = [
    ("", Stage.DRAFT),
    ("submit return", Stage.DRAFT),
    ("submit classify align forward return", Stage.SUBDISTRICT),
    ("submit classify align forward refer", Stage.AGENCY),
    ("submit classify align forward refer opine", Stage.DISTRICT),
    ("submit classify align forward forward refer opine", Stage.PROVINCE),
    ("submit reject reopen:district", Stage.DISTRICT),
    ("submit classify align forward forward include allocate procure start_works complete", Stage.COMPLETED),
]


@pytest.mark.parametrize(("path", "stage"), ENDS)
def test_a_path_ends_where_the_table_leads(path: str, stage: Stage) -> None:
    assert ends_at(path) is stage


def test_the_running_round_and_those_before_reach_every_stage() -> None:
    assert {ends_at(path) for path in (*CURRENT, *LAST, *EARLIER, *LOOKED_AT)} == set(Stage)


def test_a_step_that_the_table_does_not_know_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        steps("submit include")
    with pytest.raises(ValueError, match="say the level"):
        steps("submit reject reopen")


@pytest.mark.parametrize("year", SEASON.years)
def test_people_work_on_weekdays_in_office_hours_and_in_order(year: int) -> None:
    paths = PATHS[SEASON.age(year)]
    for n, path in enumerate(paths):
        began, done = moments(Random(n), steps(path), SEASON.span(year))
        whole = [began, *done]
        assert whole == sorted(whole)
        assert whole[-1] < AT
        assert all(moment.astimezone(BANGKOK).weekday() < 5 for moment in whole)


def test_money_of_a_year_is_not_given_before_the_year_begins() -> None:
    path = "submit classify align forward forward include allocate procure"
    for n in range(50):
        _, done = moments(Random(n), steps(path), SEASON.span(2570))
        assert (
            done[-2].astimezone(BANGKOK).date().isoformat() >= "2026-09-29"
        )  # the last Friday before, at most
