"""Which wider areas stand for outlines that are not loaded."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary
from planhub.maps.coarse import standing
from tests.factories.country import country


@pytest.mark.parametrize(
    ("without", "district", "subdistrict"),
    [
        # outlines taken away, then: does Surin stand for its districts; what stands for its subdistricts
        ([], False, set()),
        (["320201"], False, {"3202"}),
        (["320201", "3202"], False, set()),  # a district without its own has nothing to show
        (["320101", "320102", "320201"], False, {"3201", "3202"}),
        (["3201", "3202"], True, set()),
        (["3201", "3202", "320101", "320102", "320201"], True, {"32"}),
    ],
)
def test_the_nearest_wider_outline_stands_in(
    session: Session, without: list[str], district: bool, subdistrict: set[str]
) -> None:
    country(session)
    session.execute(delete(AreaBoundary).where(AreaBoundary.area_code.in_(without)))
    found = standing(session)
    assert ("32" in {area.code for area in found["district"]}) is district
    assert {area.code for area in found["subdistrict"] if area.code.startswith("32")} == subdistrict


def test_an_undivided_province_stands_for_all_and_bangkok_for_none(
    session: Session,
) -> None:
    country(session)
    for areas in standing(session).values():
        known = {area.code for area in areas if len(area.code) == 2}
        assert {"20", "24", "45"} <= known
        assert len(known) == 75
        assert "10" not in known
