"""Who mends what was typed wrong of a signed contract, and who mends what fines are reckoned from."""

import pytest

from planhub.workflow.authority import TABLE, Permission
from planhub.workflow.roles import Role
from planhub.workflow.slips import AFTER_ITS_END, OF_GUARANTEE, SLIPS, WEIGHTY, mends, mends_weighty
from planhub.workflow.stages import Stage
from tests.workflow.test_powers import AGENCY, CHIEF, CLERK, DISTRICT, GOVERNOR, HEAD, OTHER, PLANNER, facts

WHO = [
    # the agency mends its own contract, but not what fines are reckoned from
    (Stage.WORKS, AGENCY, True, False),
    (Stage.COMPLETED, AGENCY, True, False),
    # another agency nothing
    (Stage.WORKS, OTHER, False, False),
    # the province stands above it
    (Stage.WORKS, PLANNER, True, True),
    (Stage.WORKS, GOVERNOR, True, True),
    # the district does not stand above an agency of the province
    (Stage.WORKS, CHIEF, False, False),
    (Stage.WORKS, CLERK, False, False),
    # a local authority's own contract: its clerk, above him district and province
    (Stage.LOCAL, CLERK, True, False),
    (Stage.LOCAL, DISTRICT, True, True),
    (Stage.LOCAL, CHIEF, True, True),
    (Stage.LOCAL, PLANNER, True, True),
    (Stage.LOCAL, HEAD, False, False),
]


@pytest.mark.parametrize(("stage", "who", "words", "weighty"), WHO)
def test_who_mends_a_slip(stage: Stage, who: object, words: bool, weighty: bool) -> None:
    assert mends(facts(stage), who) is words  # type: ignore[arg-type]
    assert mends_weighty(facts(stage), who, recorded_by=99) is weighty  # type: ignore[arg-type]


def test_who_recorded_it_never_mends_what_fines_are_reckoned_from() -> None:
    assert mends(facts(Stage.WORKS), PLANNER)
    assert not mends_weighty(facts(Stage.WORKS), PLANNER, recorded_by=PLANNER.account_id)
    assert mends_weighty(facts(Stage.WORKS), PLANNER, recorded_by=None), "nobody knows who it was"


def test_whoever_may_mend_may_read_the_page() -> None:
    assert TABLE[Permission.SLIP_WRITE] <= TABLE[Permission.WORK_READ]
    assert Role.VILLAGE_HEAD not in TABLE[Permission.SLIP_WRITE]


def test_the_groups_are_of_the_values() -> None:
    assert SLIPS.keys() >= (AFTER_ITS_END | OF_GUARANTEE | WEIGHTY)
    assert "amount" not in SLIPS, "what money was bound by is asked for"
