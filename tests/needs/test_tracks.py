"""A line as people type it: a point a row, in any way a point is typed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.needs.tracks import MOST_POINTS, read_track, track_words
from planhub.thai.money import Unreadable

ROAD = "14.9000 103.5000\n14.9000 103.5100\n14.9050 103.5100"


def test_a_line_has_its_points_its_length_and_its_middle() -> None:
    track = read_track(ROAD)
    assert track is not None
    assert [(p.lat, p.lon) for p in track.points] == [(14.9, 103.5), (14.9, 103.51), (14.905, 103.51)]
    assert track.metres == pytest.approx(1074.6 + 556.0, rel=0.001)
    # half of 1,631 m lies on the first piece
    assert track.middle.lat == pytest.approx(14.9)
    assert track.middle.lon == pytest.approx(103.5 + 0.01 * 815.3 / 1074.6, abs=1e-5)
    assert track.wkt == "LINESTRING(103.5 14.9, 103.51 14.9, 103.51 14.905)"
    assert str(track_words(track)) == "3 จุด ยาว 1,631 เมตร"


@pytest.mark.parametrize(
    "typed",
    [
        # Thai digits, commas, empty rows, Windows line ends
        "๑๔.๙, ๑๐๓.๕\r\n\r\n14.9 103.51\r\n",
        # degrees and minutes, and UTM
        "14°54'00\"N 103°30'00\"E\n48P 339732 1647826",
        # the same point twice is one
        "14.9 103.5\n14.9 103.5\n14.9 103.51",
    ],
)
def test_any_way_of_typing_a_point_will_do(typed: str) -> None:
    track = read_track(typed)
    assert track is not None
    assert len(track.points) == 2
    assert track.metres == pytest.approx(1074.6, rel=0.01)


@pytest.mark.parametrize("typed", ["", "  \n\r\n ", "-"])
def test_nothing_typed_is_no_line(typed: str) -> None:
    assert read_track(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("14.9 103.5\nหน้าวัด", "จุดที่ 2: อ่านพิกัด"),
        ("14.9 103.5\n103.51, 14.9", "จุดที่ 2: ละติจูดกับลองจิจูดสลับกัน"),
        ("14.9 103.5", "อย่างน้อยสองจุด"),
        ("14.9 103.5\n14.9 103.5", "อย่างน้อยสองจุด"),
        ("14.9 103.5\n" * (MOST_POINTS + 1), "201 จุด รับได้ไม่เกิน 200 จุด"),
        ("6.0 101.0\n19.0 100.0", "ยาวเกินไป"),
    ],
)
def test_what_cannot_be_a_line_is_told_by_its_row(typed: str, words: str) -> None:
    with pytest.raises(Unreadable) as told:
        read_track(typed)
    assert words in str(told.value.sentence)


@given(st.text(max_size=200))
def test_no_text_makes_it_fail_in_any_other_way(typed: str) -> None:
    track = None
    with suppress(Unreadable):
        track = read_track(typed)
    assert track is None or len(track.points) > 1
