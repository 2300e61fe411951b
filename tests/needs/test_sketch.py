"""The small drawing of where a need lies: a pin as a pin, a road as a line, a piece of land as a piece."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func
from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary
from planhub.needs.sketch import sketch
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from tests.factories import areas, proposals
from tests.web.committees.deciding import SECRETARY, enter

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ROAD = "LINESTRING(103.44 14.85,103.45 14.86,103.46 14.86)"
LAND = "POLYGON((103.44 14.85,103.46 14.85,103.46 14.87,103.44 14.85))"
FAR = "LINESTRING(99 18,99.1 18.1)"


@pytest.fixture
def village(session: Session) -> Proposal:
    """A need of a subdistrict whose outline is a box."""
    areas.surin(session)
    box = func.ST_Multi(func.ST_MakeEnvelope(103.40, 14.80, 103.48, 14.95, 4326))
    session.add(AreaBoundary(area_code="320102", geom=box, simple=box, source="ทดสอบ", schematic=True))
    return proposals.proposal(session)


def lay(session: Session, row: Proposal, shape: str) -> None:
    session.get_one(Need, row.id).geom = func.ST_GeomFromText(shape, 4326)
    session.flush()


SHAPES = [
    # a road: all its points, north upward
    (ROAD, "M 103.44 -14.85 L 103.45 -14.86 103.46 -14.86", False),
    # a piece of land: round, and closed
    (LAND, "M 103.44 -14.85 L 103.46 -14.85 103.46 -14.87 Z", True),
]


@pytest.mark.parametrize(("shape", "path", "is_area"), SHAPES)
def test_a_line_is_drawn_as_a_line(
    session: Session, village: Proposal, shape: str, path: str, is_area: bool
) -> None:
    lay(session, village, shape)
    drawn = sketch(session, proposal_id=village.id, place_code=village.place_code)
    assert drawn is not None
    assert drawn.shape is not None
    assert (drawn.shape.path, drawn.shape.is_area) == (path, is_area)
    assert drawn.pin is not None, "a short line is found by its halo"


def test_a_point_has_no_shape(session: Session, village: Proposal) -> None:
    lay(session, village, "POINT(103.44 14.85)")
    drawn = sketch(session, proposal_id=village.id, place_code=village.place_code)
    assert drawn is not None
    assert (drawn.shape, drawn.pin is not None) == (None, True)


def test_what_lies_far_outside_is_not_drawn(session: Session, village: Proposal) -> None:
    lay(session, village, FAR)
    drawn = sketch(session, proposal_id=village.id, place_code=village.place_code)
    assert drawn is not None
    assert (drawn.shape, drawn.pin) == (None, None)


WORDS = [(ROAD, "เส้นส้มคือแนวที่ขีดไว้"), (LAND, "พื้นที่สีส้มคือขอบเขตที่ขีดไว้"), ("POINT(103.44 14.85)", "จุดส้มคือที่ตั้งที่ปักไว้")]


@pytest.mark.parametrize(("shape", "words"), WORDS)
def test_the_committees_page_says_what_the_drawing_shows(
    client: "FlaskClient", session: Session, village: Proposal, shape: str, words: str
) -> None:
    lay(session, village, shape)
    enter(client, session, SECRETARY)
    page = client.get(f"/items/{village.id}").text
    assert words in page
    assert ("data-shape" in page) == (not shape.startswith("POINT"))
