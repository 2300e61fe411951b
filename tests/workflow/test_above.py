"""Who stands above the office that reports."""

import pytest

from planhub.workflow import above
from planhub.workflow.judging import Facts
from planhub.workflow.roles import Hat, Role
from planhub.workflow.stages import Stage

SEAT = {Role.DISTRICT_CHIEF: "3201", Role.DISTRICT_SECRETARY: "3201", Role.SUBDISTRICT_SECRETARY: "320102"}

CASES = [
    # the province looks at everything
    (Stage.WORKS, "agency", Role.PLANNER, True),
    (Stage.LOCAL, "self", Role.PLANNER, True),
    (Stage.WORKS, "agency", Role.GOVERNOR, True),
    # the district looks at what a local authority does, and not at an agency of the province
    (Stage.LOCAL, "self", Role.DISTRICT_SECRETARY, True),
    (Stage.WORKS, "agency", Role.DISTRICT_SECRETARY, False),
    # with the province's money a local authority's work is looked at by the district
    (Stage.WORKS, "self", Role.DISTRICT_CHIEF, True),
    # as is what it took upon itself
    (Stage.LOCAL, "self", Role.DISTRICT_CHIEF, True),
    (Stage.JOINT, "joint", Role.DISTRICT_CHIEF, True),
    # nobody looks at his own reports
    (Stage.LOCAL, "self", Role.SUBDISTRICT_SECRETARY, False),
    (Stage.WORKS, "agency", Role.AGENCY_OFFICER, False),
]


@pytest.mark.parametrize(("stage", "classification", "role", "reviews"), CASES)
def test_the_level_above(stage: Stage, classification: str, role: Role, reviews: bool) -> None:
    facts = Facts(stage=stage, area_code="32010204", place_code="32010204", classification=classification)
    hat = Hat(account_id=1, holding_id=1, role=role, area_code=SEAT.get(role, "32"))
    assert above.reviews(facts, hat) is reviews
