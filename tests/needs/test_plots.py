"""A piece of land as people type it: a corner a row, the last side leads back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.needs.plots import Plot, plot_words, read_plot
from planhub.thai.money import Unreadable

POND = "14.9000 103.5000\n14.9000 103.5020\n14.9018 103.5020\n14.9018 103.5000"
BAY = """14.90 103.50\n14.90 103.54\n14.94 103.54\n14.94 103.53
14.91 103.53\n14.91 103.51\n14.94 103.51\n14.94 103.50"""
"""Like a U: the middle of its corners lies outside."""


def test_a_plot_has_its_corners_its_size_and_its_way_around() -> None:
    plot = read_plot(POND)
    assert plot is not None
    assert len(plot.points) == 4
    # 215 m by 200 m
    assert plot.square_metres == pytest.approx(214.9 * 200.2, rel=0.002)
    assert plot.metres == pytest.approx(2 * (214.9 + 200.2), rel=0.002)
    assert plot.wkt.startswith("POLYGON((103.5 14.9, 103.502 14.9, ")
    assert plot.wkt.endswith(", 103.5 14.9))")
    assert str(plot_words(plot)) == "4 จุด เนื้อที่ 26.9 ไร่ (43,015 ตร.ม.)"


def test_a_ring_that_was_closed_by_hand_is_the_same() -> None:
    assert read_plot(POND + "\n14.9000 103.5000") == read_plot(POND)


@pytest.mark.parametrize("typed", [POND, BAY, "14.9 103.5\n14.9 103.51\n14.91 103.505"])
def test_its_middle_lies_in_it_and_its_size_is_the_database_s(session: Session, typed: str) -> None:
    plot = read_plot(typed)
    assert plot is not None
    shape = func.ST_GeomFromText(plot.wkt, 4326)
    point = func.ST_SetSRID(func.ST_MakePoint(plot.middle.lon, plot.middle.lat), 4326)
    metres = func.ST_Area(func.geography(shape))
    valid, inside, size = session.execute(
        select(func.ST_IsValid(shape), func.ST_Contains(shape, point), metres)
    ).one()
    assert (valid, inside) == (True, True)
    assert plot.square_metres == pytest.approx(size, rel=0.01)


@pytest.mark.parametrize("typed", ["", "  \n\r\n ", "-"])
def test_nothing_typed_is_no_plot(typed: str) -> None:
    assert read_plot(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("14.9 103.5\nหน้าวัด", "จุดที่ 2: อ่านพิกัด", id="a row that is no point"),
        pytest.param("14.9 103.5\n14.9 103.51", "อย่างน้อยสามจุด", id="two corners"),
        pytest.param("14.9 103.5\n14.9 103.51\n14.9 103.5", "อย่างน้อยสามจุด", id="there and back"),
        pytest.param("14.9 103.5\n14.9 103.51\n14.9 103.52", "อย่างน้อยสามจุด", id="corners in one line"),
        pytest.param(
            "14.90 103.50\n14.91 103.51\n14.91 103.50\n14.90 103.51", "ตัดกันเองหลังจุดที่ 1", id="an eight"
        ),
        pytest.param(
            "14.90 103.50\n14.90 103.52\n14.90 103.51\n14.91 103.51",
            "ตัดกันเองหลังจุดที่ 1",
            id="a side folded back",
        ),
        pytest.param("13.0 101.0\n16.0 101.0\n16.0 103.0", "กว้างเกินไป", id="wider than a province"),
    ],
)
def test_what_cannot_be_a_plot_is_told(typed: str, words: str) -> None:
    with pytest.raises(Unreadable) as told:
        read_plot(typed)
    assert words in str(told.value.sentence)


GRID = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=8)


@given(GRID)
def test_what_is_taken_has_a_middle_and_a_size(corners: list[tuple[int, int]]) -> None:
    typed = "\n".join(f"{14.9 + y / 100:.2f} {103.5 + x / 100:.2f}" for x, y in corners)
    plot: Plot | None = None
    with suppress(Unreadable):
        plot = read_plot(typed)
    if plot is not None:
        assert plot.square_metres > 1
        assert min(p.lon for p in plot.points) < plot.middle.lon < max(p.lon for p in plot.points)
