"""Where a need lies: a pin, a line, a piece of land; what lies outside is doubted, never blocked."""

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.value_lists import POINT_SOURCES
from planhub.workflow.roles import Hat
from tests.factories import areas
from tests.web.entry.typing_in import STEPS, begun, filled, hidden, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_a_pin_outside_warns_with_its_distance_and_never_blocks(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    boundary(session, schematic=True)
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/3").text
    assert "ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์ ราว 1.4 กม. (เส้นเขตเป็นแผนผัง" in page
    check = client.get(f"/needs/{draft}/check").text
    assert "#f-geom_reason" in check
    assert 'name="geom_reason"' in check, "the reason is asked for where one looks last"
    kept = send(client, f"/needs/{draft}/3", {"geom_reason": "อ่างอยู่ตำบลข้างเคียง", "back_to": "check"})
    assert kept.location.endswith("/check")
    assert 'name="geom_reason"' not in client.get(f"/needs/{draft}/check").text
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    need = session.get_one(Need, draft)
    assert need.geom_outside_m is not None
    assert 1_300 < need.geom_outside_m < 1_500
    assert need.geom_reason == "อ่างอยู่ตำบลข้างเคียง"


def test_of_drawn_lines_no_place_is_named_and_the_example_lies_in_the_own_area(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    boundary(session, schematic=True)
    areas.area(session, "320103", "แกใหญ่")
    box = func.ST_Multi(func.ST_MakeEnvelope(103.48, 14.85, 103.55, 14.95, 4326))
    session.add(AreaBoundary(area_code="320103", geom=box, simple=box, source="ทดสอบ", schematic=True))
    session.commit()
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/3").text
    assert "ราว 1.4 กม." in page
    assert "แกใหญ่" not in page, "we drew those lines: what lies behind them nobody knows"
    told = client.get(f"/needs/{draft}/place", query_string=STEPS[3]).json
    assert (told["there"], len(told["doubts"])) == ("", 1)
    lat, lon = re.search(r"รับทั้งองศา เช่น ([\d.]+) และ ([\d.]+)", page).groups()
    inside = client.get(f"/needs/{draft}/place", query_string={"lat": lat, "lon": lon}).json
    assert inside["doubts"] == []


def test_the_map_opens_where_the_area_lies_though_the_village_has_no_point(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    from planhub.areas.area import Area

    session.execute(update(Area).values(point=None))
    boundary(session, schematic=False)
    draft = begun(client, session)
    centre = re.search(r'data-centre="([\d.]+),([\d.]+)"', client.get(f"/needs/{draft}/3").text)
    assert centre, "a tap before the outline has come must not lie in another province"
    assert 14.80 < float(centre[1]) < 14.95
    assert 103.40 < float(centre[2]) < 103.48


def test_without_javascript_the_same_step_doubts_the_place_once(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    boundary(session, schematic=False)
    draft = begun(client, session)
    warned = send(client, f"/needs/{draft}/3", STEPS[3] | {"back_to": "check"})
    assert warned.location.endswith("/3?doubt=1&back_to=check")
    page = client.get(warned.location).text
    assert "หมุดอยู่ห่างจากขอบเขต ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์ 1.4 กม." in page
    assert re.search(r"data-pin-reason open>.*name=\"geom_reason\"", page, re.DOTALL)
    again = send(client, f"/needs/{draft}/3", STEPS[3] | {"told": hidden(page, "told")})
    assert again.location.endswith("/4"), "it never blocks"
    moved = send(client, f"/needs/{draft}/3", STEPS[3] | {"lat": "14.9", "told": hidden(page, "told")})
    assert moved.location.endswith("/3?doubt=1"), "another place is another doubt"
    explained = send(client, f"/needs/{draft}/3", STEPS[3] | {"geom_reason": "อ่างอยู่ตำบลข้างเคียง"})
    assert explained.location.endswith("/4")


def boundary(session: Session, *, schematic: bool) -> None:
    """The outline of the head's subdistrict."""
    box = func.ST_Multi(func.ST_MakeEnvelope(103.40, 14.80, 103.48, 14.95, 4326))
    session.add(AreaBoundary(area_code="320102", geom=box, simple=box, source="ทดสอบ", schematic=schematic))
    session.commit()


@pytest.mark.parametrize(
    ("asked", "point", "doubts"),
    [
        pytest.param(
            {"lat": "14.85", "lon": "103.45"}, [14.85, 103.45], [], id="inside there is nothing to say"
        ),
        pytest.param({"lat": "48P 333221 1642300"}, [14.85, 103.45], [], id="UTM, read for the map"),
        pytest.param(
            {"lat": "13.7563", "lon": "100.5018"}, [13.7563, 100.5018], ["กม. ตรวจพิกัดอีกครั้ง"], id="Bangkok"
        ),
        pytest.param(
            {"lat": "22.5", "lon": "103.45"},
            [22.5, 103.45],
            ["นอกประเทศไทย", "กม. ตรวจพิกัดอีกครั้ง"],
            id="abroad",
        ),
        pytest.param({"lat": "หน้าวัด"}, None, [], id="what nobody can read"),
        pytest.param({}, None, [], id="nothing at all"),
    ],
)
def test_a_place_is_looked_at_while_it_is_put(
    client: "FlaskClient",
    session: Session,
    head: Hat,
    asked: dict[str, str],
    point: list[float] | None,
    doubts: list[str],
) -> None:
    boundary(session, schematic=False)
    draft = begun(client, session)
    told = client.get(f"/needs/{draft}/place", query_string=asked).json
    assert told["point"] == (pytest.approx(point, abs=1e-3) if point else None)
    assert len(told["doubts"]) == len(doubts)
    assert all(words in said for words, said in zip(doubts, told["doubts"], strict=True))
    assert told["there"] == ("ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์" if point and not doubts else "")
    assert session.get_one(Need, draft).typed == {}, "looking keeps nothing"


def test_a_reservoir_is_a_piece_of_land(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = filled(client, session)
    corners = "14.9000 103.5000\r\n14.9000 103.5020\r\n14.9018 103.5020\r\n14.9018 103.5000"
    pond = {"lat": "", "lon": "", "point_source": "map", "line": corners, "shape": "area"}
    assert send(client, f"/needs/{draft}/3", pond).status_code == 303
    assert "4 จุด เนื้อที่ 26.9 ไร่ (43,015 ตร.ม.)" in client.get(f"/needs/{draft}/3").text
    check = client.get(f"/needs/{draft}/check").text
    assert "4 จุด เนื้อที่ 26.9 ไร่" in check
    assert "พื้นที่ เช่น หนองน้ำ อ่าง ป่า" in check
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    shape = session.scalar(select(func.ST_AsText(Need.geom)).where(Need.proposal_id == draft))
    assert shape == "POLYGON((103.5 14.9,103.502 14.9,103.502 14.9018,103.5 14.9018,103.5 14.9))"
    public = client.get(f"/n/{session.get_one(Proposal, draft).number}").text
    assert 'data-line="[[14.9, 103.5], [14.9, 103.502]' in public, "its outline is drawn"


LINE = "14.9020 103.5080\r\n14.9020 103.5180\r\n14.9060 103.5180"


@pytest.mark.parametrize(
    ("lat", "lon", "how", "accuracy"),
    [
        pytest.param("14.882000", "103.493000", "gps", 12, id="as GPS wrote it"),
        pytest.param("48P 337881 1645822", "", "typed", None, id="UTM typed over what GPS wrote"),
        pytest.param(
            "14°52'55\"N 103°29'35\"E", "", "typed", None, id="degrees, minutes, seconds typed over it"
        ),
        pytest.param("๑๔.๘๘๒๐", "๑๐๓.๔๙๓๐", "typed", None, id="Thai digits typed over it"),
    ],
)
def test_a_place_typed_over_gps_is_not_by_gps(
    client: "FlaskClient", session: Session, head: Hat, lat: str, lon: str, how: str, accuracy: int | None
) -> None:
    draft = filled(client, session)
    assert send(client, f"/needs/{draft}/3", STEPS[3] | {"lat": lat, "lon": lon}).status_code == 303
    check = client.get(f"/needs/{draft}/check").text
    assert (POINT_SOURCES["gps"] in check, POINT_SOURCES["typed"] in check) == (how == "gps", how == "typed")
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    need = session.get_one(Need, draft)
    assert (need.geom_how, need.geom_accuracy_m) == (how, accuracy)


def test_a_road_is_a_line_and_its_length_its_size(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = filled(client, session)
    road = {"lat": "", "lon": "", "point_source": "map", "line": LINE}
    answer = send(client, f"/needs/{draft}/3", STEPS[3] | road | {"help": "length"})
    assert answer.headers["Location"].endswith("/3#f-line")
    page = client.get(f"/needs/{draft}/3").text
    assert "3 จุด ยาว 1,519 เมตร" in page
    assert "ใส่ความยาว 1,519 เมตร ในขั้นที่ 2 แล้ว" in page
    assert 'value="1519"' in client.get(f"/needs/{draft}/2").text
    check = client.get(f"/needs/{draft}/check").text
    assert "3 จุด ยาว 1,519 เมตร" in check
    assert "ยังไม่ได้ปักหมุด" not in check, "a line is a place"
    assert send(client, f"/needs/{draft}/submit", {"version": "1"}).status_code == 303
    session.expire_all()
    need = session.get_one(Need, draft)
    assert need.geom_how == "map"
    assert need.size["length_m"] == "1519"
    shape = session.scalar(select(func.ST_AsText(Need.geom)).where(Need.proposal_id == draft))
    assert shape == "LINESTRING(103.508 14.902,103.518 14.902,103.518 14.906)"
    number = session.get_one(Proposal, draft).number
    public = client.get(f"/n/{number}").text
    assert 'data-line="[[14.902, 103.508], [14.902, 103.518], [14.906, 103.518]]"' in public


def test_a_line_that_cannot_be_read_is_told_by_its_row_and_kept(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/3", {"line": "14.9020 103.5080\nหน้าวัด"})
    assert answer.status_code == 422
    assert "จุดที่ 2: อ่านพิกัด “หน้าวัด” ไม่ได้" in answer.text
    assert "14.9020 103.5080\nหน้าวัด" in client.get(f"/needs/{draft}/3").text.replace("\r", "")
