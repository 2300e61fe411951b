"""/api/v1/areas: the way up, what is inside, retired and divided codes, Bangkok, wrong codes."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories.country import country, retired


@pytest.fixture
def gazetteer(session: Session) -> Session:
    country(session)
    retired(session, "3298", "3201")
    retired(session, "3297", None, split_into=["3201", "3202"])
    return session


@pytest.mark.usefixtures("gazetteer")
def test_a_village_with_its_way_up(client: FlaskClient) -> None:
    found = client.get("/api/v1/areas/32010204").get_json()
    assert [step["code"] for step in found["chain"]] == ["32", "3201", "320102"]
    assert found["address"] == "หมู่ที่ 4 บ้านตั้งใจ ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์"
    assert found["moo"] == 4
    assert found["retired"] is False


@pytest.mark.usefixtures("gazetteer")
def test_the_links_lead_somewhere(client: FlaskClient) -> None:
    found = client.get("/api/v1/areas/3201").get_json()
    inside = client.get(found["children"]).get_json()["areas"]
    assert {area["code"] for area in inside} == {"320101", "320102"}
    page = client.get(found["items"]).get_json()
    assert (page["next"], page["items"]) == (None, [])


@pytest.mark.usefixtures("gazetteer")
def test_a_retired_code_answers_with_its_successor(client: FlaskClient) -> None:
    found = client.get("/api/v1/areas/3298").get_json()
    assert (found["asked"], found["code"], found["retired"]) == ("3298", "3201", True)
    assert "เลิกใช้แล้ว" in found["note"]


@pytest.mark.usefixtures("gazetteer")
def test_a_divided_code_names_all_that_followed(client: FlaskClient) -> None:
    found = client.get("/api/v1/areas/3297").get_json()
    assert (found["code"], found["retired"], found["successor"]) == ("3297", True, None)
    assert found["split_into"] == ["3201", "3202"]


@pytest.mark.usefixtures("gazetteer")
def test_bangkok_is_in_the_gazetteer_and_outside_the_76(client: FlaskClient) -> None:
    found = client.get("/api/v1/areas/10").get_json()
    assert (found["in_76"], found["items"]) == (False, None)
    provinces = client.get("/api/v1/areas").get_json()["areas"]
    assert sum(area["in_76"] for area in provinces) == 76


@pytest.mark.parametrize(
    ("code", "status"),
    [
        # nine digits of the health system and "TH" of COD-AB are read
        ("TH3201", 200),
        ("๓๒", 200),
        # unknown
        ("3299", 404),
        ("99", 404),
        # no code at all
        ("abc", 422),
        ("123", 422),
        ("32010200", 422),
    ],
)
@pytest.mark.usefixtures("gazetteer")
def test_codes_as_people_type_them(client: FlaskClient, code: str, status: int) -> None:
    answer = client.get(f"/api/v1/areas/{code}")
    assert answer.status_code == status
    assert status == 200 or answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("gazetteer")
def test_an_answer_is_sent_once(client: FlaskClient) -> None:
    first = client.get("/api/v1/areas/32")
    assert client.get("/api/v1/areas/32", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
