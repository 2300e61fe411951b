"""The words of the sample fit the lists of the program and read as Thai titles."""

from random import Random

import pytest

from planhub.needs import asking
from planhub.proposals.value_lists import SIDES, UNITS, WORK_KINDS
from planhub.sampling.needs import make_up
from planhub.sampling.places import Place
from planhub.sampling.words import Kind, agency_kinds, issues_served, kinds, kinds_of, reasons, said_of_works
from planhub.workflow.stages import Action

VILLAGE = Place("32010204", "village", "หมู่ที่ 4 ตำบลตั้งใจ")


def test_every_side_has_kinds_and_serves_an_issue() -> None:
    assert {kind.side for kind in kinds()} == set(SIDES)
    assert all(issues_served(side) for side in SIDES)


def test_every_kind_speaks_of_works_units_and_offices_that_we_know() -> None:
    offices = {kind.id for kind in agency_kinds()}
    for kind in kinds():
        assert kind.work in WORK_KINDS
        assert kind.unit in UNITS
        assert kind.agencies
        assert set(kind.agencies) <= offices


def test_what_the_flow_wants_a_reason_for_always_has_one() -> None:
    for action in (Action.RETURN, Action.REJECT, Action.DEFER, Action.REOPEN, Action.RESUME):
        assert all(reasons(action))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: f"{kind.side}-{kind.what or 'pond'}")
def test_a_need_names_work_and_place_and_costs_a_village_sum(kind: Kind) -> None:
    for n in range(20):
        made = make_up(Random(n), kind, VILLAGE)
        assert made.title.startswith(WORK_KINDS[kind.work])
        assert VILLAGE.words in made.title
        assert 15_000 <= made.amount <= 60_000_000
        assert made.quantity > 0
        assert not set("{}") & set(made.title + made.problem + made.request + made.result)


def test_the_usual_sum_lies_between_a_hundred_thousand_and_five_million_baht() -> None:
    chance = Random(1)
    here, weights = kinds_of("32")
    sums = [
        make_up(chance, chance.choices(here, cum_weights=weights)[0], VILLAGE).amount for _ in range(2_000)
    ]
    usual = sum(100_000 <= one <= 5_000_000 for one in sums)
    assert usual > 0.85 * len(sums)


def test_hills_have_no_harbour() -> None:
    names = {kind.what for kind in kinds_of("50")[0]}
    assert not any("ท่าเทียบเรือ" in name for name in names)
    assert any("ท่าเทียบเรือ" in kind.what for kind in kinds_of("81")[0])


def test_what_was_typed_is_read_without_a_complaint() -> None:
    # a returned need of the sample can be mended and sent again
    from planhub.sampling.papers import Paper, write_words
    from planhub.sampling.storing import Sheaf
    from tests.sampling.test_filling import AT

    kept: list[dict[str, str]] = []

    class Keeping(Sheaf):
        def add(self, table: object, **values: object) -> None:  # type: ignore[override]
            kept.append(values["typed"])  # type: ignore[arg-type]

    for n, kind in enumerate(kinds()):
        words = make_up(Random(n), kind, VILLAGE)
        paper = Paper(VILLAGE, 2571, words.title, words, AT, 1, "open", (103.5, 14.9))
        write_words(Keeping(), Random(n), proposal_id=1, paper=paper)
    for typed in kept:
        reading = asking.read(typed, fiscal_year=2571)
        assert reading.errors == {}, typed
        assert reading.values["title"] == typed["title"]


@pytest.mark.parametrize("occasion", ["good", "bad", "unused", "missing"])
def test_what_is_said_of_a_result_fits_its_side(occasion: str) -> None:
    said = {side: set(said_of_works(occasion, side)) - {""} for side in SIDES}
    assert not any("น้ำ" in words for words in said["health"])
    assert not any("ระยะ" in words or "เดินทาง" in words for words in said["health"] | said["water"])
    assert len({len(said_of_works(occasion, side)) for side in SIDES}) == 1, (
        "or the draw of chance would differ"
    )
