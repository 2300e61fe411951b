"""What a frame shows of a place, how it is kept, and when it is drawn anew."""

import re
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.maps import frames, plan_items
from planhub.maps.choice import Choice, Measure
from planhub.maps.drawn import Frame
from planhub.maps.manner import Manner
from planhub.maps.palette import NO_DATA, SEQUENCE, STAGE_COLOUR, ZERO
from planhub.maps.places import place_of
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.maps.test_drawing import data_of

MANNER = Manner("th", str, "/map/{}".format, "/p/{}".format, "/static/{}".format)


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    plan_item(session, "32010204", "planned", point=(103.6, 14.9), title="ขุดลอกหนองน้ำ", amount=1_250_000)
    plan_item(session, "32010203", "works", point=(103.55, 14.85))
    plan_item(session, "32020101", "works")
    return session


def shown(session: Session, code: str, measure: Measure = Measure.ITEMS, **choice: Any) -> Frame:
    return frames.frame(session, place_of(session, code), Choice(**choice), measure, MANNER)


def fills(frame: Frame) -> dict[str, str]:
    """Code to colour, as folium wrote them."""
    found = re.findall(r'"code": "(\w+)", "style": \{[^}]*"fillColor": "(#\w+)"', frame.html)
    return dict(found)


def test_the_country_is_coloured_by_its_numbers(filled: Session) -> None:
    frame = shown(filled, "")
    colours = fills(frame)
    assert len(colours) == 77
    # the only province with items; those with none; Bangkok, which is none of the 76
    assert (colours["32"], colours["11"], colours["10"]) == (SEQUENCE[2], ZERO, NO_DATA)
    data = data_of(frame)
    assert data["areas"]["32"] == {"name": "สุรินทร์", "say": "3 รายการ", "url": "/map/32"}
    assert data["areas"]["10"]["url"] == ""
    assert "Natural Earth" in data["credit"]
    assert "ข้อมูลแผน ณ" in data["credit"]
    assert data["pins"] == []


def test_inner_lines_that_we_drew_say_so_on_the_map(filled: Session) -> None:
    assert data_of(shown(filled, ""))["notes"] == []
    assert data_of(shown(filled, "32"))["notes"] == ["เส้นแบ่งภายในเป็นเส้นสมมติ ไม่ใช่แนวเขตที่สำรวจ"]


def test_a_village_lies_in_the_line_of_its_subdistrict(filled: Session) -> None:
    frame = shown(filled, "32010204")
    assert '"code": "outline"' in frame.html
    assert data_of(frame)["credit"].startswith("แนวเขต: เส้นสมมติ")


def test_a_province_without_inner_lines_says_so_and_shows_its_points(filled: Session) -> None:
    plan_item(filled, "45010101", point=(103.7, 16.0))
    data = data_of(shown(filled, "45"))
    assert data["notes"] == ["ยังไม่มีแนวเขตของอำเภอในพื้นที่นี้ ดูตัวเลขจากตาราง"]
    assert len(data["pins"]) == 1


def test_a_district_shows_its_items_as_cards(filled: Session) -> None:
    data = data_of(shown(filled, "3201"))
    cards = {pin["title"]: pin for pin in data["pins"]}
    card = cards["ขุดลอกหนองน้ำ"]
    assert card["stage"] == "บรรจุในแผนแล้ว"
    assert card["money"] == "1.25 ล้านบาท"
    assert card["colour"] == STAGE_COLOUR["in_plan"]
    assert card["url"] == f"/p/{card['number']}"
    assert set(data["areas"]) == {"320101", "320102"}


def test_items_without_a_place_are_told_not_hidden(filled: Session) -> None:
    data = data_of(shown(filled, "320201"))
    assert data["pins"] == []
    assert data["notes"][-1] == "1 รายการไม่มีพิกัด จึงอยู่ในตารางเท่านั้น"


def test_no_more_points_than_a_phone_can_hold_and_it_says_how_many(
    filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_items, "MOST_POINTS", 2)
    monkeypatch.setattr(plan_items.points, "__kwdefaults__", {"limit": 2})
    plan_item(filled, "32010204", point=(103.6, 14.9))
    data = data_of(shown(filled, "320102"))
    assert len(data["pins"]) == 2
    assert data["notes"][-1] == "แสดง 2 จาก 3 รายการ"
    # a district is told as sums of its subdistricts then, so that all are counted
    filled.execute(update(Area).where(Area.code == "320102").values(point=func.ST_Point(103.6, 14.9, 4326)))
    data = data_of(shown(filled, "3201"))
    assert (data["pins"], data["spots"]) == ([], [[14.9, 103.6, 3, "ตั้งใจ"]])


def test_no_population_is_no_data_and_not_zero(filled: Session) -> None:
    frame = shown(filled, "32", Measure.PER_HEAD)
    assert set(fills(frame).values()) == {NO_DATA}
    assert data_of(frame)["areas"]["3201"]["say"] == "ไม่มีข้อมูลประชากร"


def test_a_frame_is_drawn_once_until_something_changes(
    filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []
    really = frames.drawing.draw
    monkeypatch.setattr(frames.drawing, "draw", lambda *a, **k: (times.append(1), really(*a, **k))[1])
    first = shown(filled, "32")
    assert shown(filled, "32") is first
    assert shown(filled, "32", year=2571) is not first
    assert len(times) == 2
    plan_item(filled, "32010204", "planned")
    second = shown(filled, "32")
    assert data_of(second)["areas"]["3201"]["say"] == "3 รายการ"
    # another province's change leaves it alone
    plan_item(filled, "45010101")
    assert shown(filled, "32") is second


def test_the_shelf_keeps_only_so_many() -> None:
    shelf = frames.Shelf(most=2)
    for name in "abc":
        shelf.put((name,), Frame(name, ""))
        shelf.get(("a",))
    assert [shelf.get((name,)) is not None for name in "abc"] == [True, False, True]


def test_a_name_of_the_gazetteer_cannot_break_the_page(filled: Session) -> None:
    filled.get_one(Area, "3201").name_th = "</script>{{ 7 }}"
    filled.flush()
    frames.shelf.clear()
    frame = shown(filled, "32")
    assert "</script>{{" not in frame.html
    assert data_of(frame)["areas"]["3201"]["name"] == "</script>{{ 7 }}"
