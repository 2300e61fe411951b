"""Who stands above the office that reports, and who allows a change."""

import pytest

from planhub.workflow import above
from planhub.workflow.judging import Facts
from planhub.workflow.roles import Hat, Role
from planhub.workflow.stages import Stage

SEAT = {Role.DISTRICT_CHIEF: "3201", Role.DISTRICT_SECRETARY: "3201", Role.SUBDISTRICT_SECRETARY: "320102"}

CASES = [
    # the province looks at everything and allows everything
    (Stage.WORKS, "agency", Role.PLANNER, True, True),
    (Stage.LOCAL, "self", Role.PLANNER, True, True),
    # the governor allows
    (Stage.WORKS, "agency", Role.GOVERNOR, True, True),
    # the district looks at what a local authority does, and not at an agency of the province
    (Stage.LOCAL, "self", Role.DISTRICT_SECRETARY, True, False),
    (Stage.WORKS, "agency", Role.DISTRICT_SECRETARY, False, False),
    # with the province's money a local authority's work is looked at by the district, changed by the province
    (Stage.WORKS, "self", Role.DISTRICT_CHIEF, True, False),
    # what it took upon itself, the district chief allows to be changed
    (Stage.LOCAL, "self", Role.DISTRICT_CHIEF, True, True),
    (Stage.JOINT, "joint", Role.DISTRICT_CHIEF, True, True),
    # nobody looks at his own reports
    (Stage.LOCAL, "self", Role.SUBDISTRICT_SECRETARY, False, False),
    (Stage.WORKS, "agency", Role.AGENCY_OFFICER, False, False),
]


@pytest.mark.parametrize(("stage", "classification", "role", "reviews", "decides"), CASES)
def test_the_level_above(stage: Stage, classification: str, role: Role, reviews: bool, decides: bool) -> None:
    facts = Facts(stage=stage, area_code="32010204", place_code="32010204", classification=classification)
    hat = Hat(account_id=1, holding_id=1, role=role, area_code=SEAT.get(role, "32"))
    assert above.reviews(facts, hat) is reviews
    assert above.decides(facts, hat) is decides
