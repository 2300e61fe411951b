"""Which wider areas stand for outlines that are not loaded."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary
from planhub.maps.coarse import standing
from tests.factories.country import country

NOTHING: tuple[set[str], set[str], set[str]] = (set(), set(), set())


@pytest.mark.parametrize(
    ("without", "district", "subdistrict"),
    [
        # outlines taken away, then of each level: who stands as a whole, who in part, and for which areas
        ([], NOTHING, NOTHING),
        (["320201"], NOTHING, ({"3202"}, set(), set())),
        (["320101"], NOTHING, (set(), {"3201"}, {"320101"})),
        (["3202"], (set(), {"32"}, {"3202"}), NOTHING),  # its subdistricts are drawn all the same
        (["320201", "3202"], (set(), {"32"}, {"3202"}), (set(), {"32"}, {"320201"})),
        (["320101", "320102", "320201"], NOTHING, ({"3201", "3202"}, set(), set())),
        (["3201", "3202"], ({"32"}, set(), set()), NOTHING),
        (["3201", "3202", "320101"], ({"32"}, set(), set()), (set(), {"32"}, {"320101"})),
        (["3201", "3202", "320101", "320102", "320201"], ({"32"}, set(), set()), ({"32"}, set(), set())),
    ],
)
def test_the_nearest_wider_outline_stands_in(
    session: Session,
    without: list[str],
    district: tuple[set[str], set[str], set[str]],
    subdistrict: tuple[set[str], set[str], set[str]],
) -> None:
    country(session)
    session.execute(delete(AreaBoundary).where(AreaBoundary.area_code.in_(without)))
    found = {
        level: (
            {area.code for area in one.whole if area.code.startswith("32")},
            {area.code for area in one.part},
            set(one.lacking),
        )
        for level, one in standing(session).items()
    }
    assert found == {"district": district, "subdistrict": subdistrict}


def test_an_undivided_province_stands_for_all_and_bangkok_for_none(
    session: Session,
) -> None:
    country(session)
    for found in standing(session).values():
        known = {area.code for area in found.whole if len(area.code) == 2}
        assert {"20", "24", "45"} <= known
        assert len(known) == 75
        assert "10" not in known
