"""How far, as people say it."""

import pytest

from planhub.areas.area import Area
from planhub.areas.finding import Distance
from planhub.needs.distances import distance_words
from planhub.needs.whereabouts import outside_words
from planhub.wording import Name


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        # what is apart is never said to touch
        (0.4, "1 เมตร"),
        (1, "1 เมตร"),
        (35.4, "35 เมตร"),
        # beyond a hundred in tens
        (99.6, "100 เมตร"),
        (644.9, "640 เมตร"),
        (994.9, "990 เมตร"),
        # never a thousand metres
        (995, "1 กม."),
        (1000, "1 กม."),
        (1049, "1 กม."),
        (3_249, "3.2 กม."),
        (99_940, "99.9 กม."),
        (99_960, "100 กม."),
        (128_400, "128 กม."),
        (1_234_567, "1,235 กม."),
    ],
)
def test_metres_near_by_and_kilometres_far_away(metres: float, words: str) -> None:
    said = distance_words(metres)
    assert said.text % said.values == words


@pytest.mark.parametrize(
    ("metres", "schematic", "words"),
    [
        (640, False, "หมุดอยู่ห่างจากขอบเขต ต.ตั้งใจ 640 เมตร ถ้าตั้งใจปักตรงนั้น บอกเหตุผลไว้ให้กรรมการทราบ"),
        (3_249, True, "หมุดอยู่ห่างจากขอบเขต ต.ตั้งใจ ราว 3.2 กม. (เส้นเขตเป็นแผนผัง ไม่ใช่เขตจริง)"
         " ถ้าตั้งใจปักตรงนั้น บอกเหตุผลไว้"),
        # so far that a digit is more likely wrong
        (540_000, True, "หมุดอยู่ไกลจากขอบเขต ต.ตั้งใจ ถึง 540 กม. ตรวจพิกัดอีกครั้ง ถ้าตั้งใจปักตรงนั้น บอกเหตุผลไว้"),
    ],
)  # fmt: skip
def test_the_warning_for_a_pin_outside(metres: float, schematic: bool, words: str) -> None:
    place = Distance(Area(code="320102"), metres, schematic)
    assert str(outside_words(place, Name("ต.ตั้งใจ", "Tang Chai Subdistrict"))) == words
