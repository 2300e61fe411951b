"""A field of an item, where the item stands, and who looks at it: edited, asked about, or left."""

import pytest

from planhub.workflow.authority import TABLE, Permission
from planhub.workflow.judging import Facts
from planhub.workflow.powers import OVER, POWERS, Way, allows, power, way
from planhub.workflow.roles import Hat, Role
from planhub.workflow.stages import Stage

SEAT = {
    Role.VILLAGE_HEAD: "32010204",
    Role.SUBDISTRICT_SECRETARY: "320102",
    Role.DISTRICT_SECRETARY: "3201",
    Role.DISTRICT_CHIEF: "3201",
}


def hat(role: Role, agency: str | None = None) -> Hat:
    return Hat(1, 1, role, SEAT.get(role, "32"), agency_code=agency)


def facts(stage: Stage) -> Facts:
    own = stage in (Stage.LOCAL, Stage.JOINT)
    return Facts(
        stage=stage,
        area_code="32010204",
        place_code="32010204",
        classification="self" if own else "agency",
        agency_code=None if own else "dpt32",
    )


HEAD, CLERK, CHIEF = hat(Role.VILLAGE_HEAD), hat(Role.SUBDISTRICT_SECRETARY), hat(Role.DISTRICT_CHIEF)
DISTRICT, PLANNER, GOVERNOR = hat(Role.DISTRICT_SECRETARY), hat(Role.PLANNER), hat(Role.GOVERNOR)
AGENCY, OTHER = hat(Role.AGENCY_OFFICER, "dpt32"), hat(Role.AGENCY_OFFICER, "rid32")
WORDS = ("amount", "place", "scope")
UNDER = ("contract", "contractor")

WAYS = [
    # a draft is its proposer's: sum, place and words are typed
    (WORDS, Stage.DRAFT, HEAD, False, Way.EDIT),
    (WORDS, Stage.DRAFT, CLERK, False, Way.EDIT),
    (WORDS, Stage.DRAFT, PLANNER, False, Way.NO),
    # submitted, they stay; a committee returns the draft
    (WORDS, Stage.DISTRICT, HEAD, False, Way.NO),
    (WORDS, Stage.PLANNED, PLANNER, False, Way.NO),
    # technical days and sums are filled in by the offices until money comes
    (("dates", "estimate"), Stage.DISTRICT, DISTRICT, False, Way.EDIT),
    (("dates", "estimate"), Stage.PLANNED, PLANNER, False, Way.EDIT),
    (("dates", "estimate"), Stage.PLANNED, AGENCY, False, Way.EDIT),
    (("dates", "estimate"), Stage.PLANNED, HEAD, False, Way.NO),
    # before the money there is no contract to change
    (UNDER, Stage.PLANNED, PLANNER, False, Way.NO),
    # once it is funded everything is asked for, by who carries it out or by the province
    *(
        ((*WORDS, *UNDER, "dates", "estimate"), stage, one, True, Way.ASK)
        for stage in (Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS)
        for one in (AGENCY, PLANNER)
    ),
    # and by nobody else
    *(
        ((*WORDS, *UNDER, "dates", "estimate"), Stage.WORKS, one, True, Way.NO)
        for one in (HEAD, CLERK, DISTRICT, CHIEF, OTHER, GOVERNOR)
    ),
    # a local authority's own item is asked about too
    ((*WORDS, "dates"), Stage.LOCAL, CLERK, True, Way.ASK),
    ((*WORDS, "dates"), Stage.LOCAL, HEAD, True, Way.NO),
    # its sums among the details are typed until money came
    (("estimate",), Stage.LOCAL, CLERK, False, Way.EDIT),
    (("estimate",), Stage.LOCAL, CLERK, True, Way.ASK),
    # what is done stays as it was done
    ((*WORDS, *UNDER, "dates", "estimate"), Stage.COMPLETED, PLANNER, True, Way.NO),
    (WORDS, Stage.REJECTED, PLANNER, False, Way.NO),
    (("dates", "estimate"), Stage.WITHDRAWN, PLANNER, False, Way.NO),
]


@pytest.mark.parametrize(("fields", "stage", "who", "funded", "expected"), WAYS)
def test_the_way_of_a_change(
    fields: tuple[str, ...], stage: Stage, who: Hat, funded: bool, expected: Way
) -> None:
    assert {field: way(field, facts(stage), who, funded=funded) for field in fields} == dict.fromkeys(
        fields, expected
    )


ALLOWED = [
    # the province allows everything
    *((field, Stage.WORKS, one, False, True) for field in POWERS for one in (PLANNER, GOVERNOR)),
    # an agency the days and the contractor of its own work
    ("dates", Stage.WORKS, AGENCY, False, True),
    ("contractor", Stage.WORKS, AGENCY, False, True),
    # neither of another's, nor sum and place of its own
    ("dates", Stage.WORKS, OTHER, False, False),
    *((field, Stage.WORKS, AGENCY, False, False) for field in (*WORDS, "contract")),
    # the district chief what a local authority took upon itself
    *((field, Stage.LOCAL, CHIEF, False, True) for field in POWERS),
    *((field, Stage.WORKS, CHIEF, False, False) for field in POWERS),
    # nobody at the same level as who asks
    ("dates", Stage.LOCAL, CLERK, False, False),
    ("dates", Stage.LOCAL, DISTRICT, False, False),
    # a sum over the envelope is the governor's alone
    ("amount", Stage.WORKS, PLANNER, True, False),
    ("amount", Stage.WORKS, GOVERNOR, True, True),
    ("amount", Stage.LOCAL, CHIEF, True, False),
    # and no other field is
    ("place", Stage.WORKS, PLANNER, True, True),
]


@pytest.mark.parametrize(("field", "stage", "who", "over", "expected"), ALLOWED)
def test_who_allows(field: str, stage: Stage, who: Hat, over: bool, expected: bool) -> None:
    assert allows(field, facts(stage), who, over=over) is expected


def test_every_power_names_who_and_its_source() -> None:
    assert all(row.who and row.source for row in (*POWERS.values(), OVER))
    assert power("amount", facts(Stage.WORKS), over=True) is OVER


def test_whoever_may_allow_something_may_open_the_page_for_it() -> None:
    deciders = {
        role
        for role in Role
        for field in POWERS
        for stage in (Stage.WORKS, Stage.LOCAL)
        if allows(field, facts(stage), hat(role, "dpt32" if role is Role.AGENCY_OFFICER else None))
    }
    assert deciders == TABLE[Permission.CHANGE_DECIDE]
