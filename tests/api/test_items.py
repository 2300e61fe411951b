"""/api/v1/items: every filter, every page once, public fields only, wrong parameters by name."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub import clock
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.node_report import NodeReport
from planhub.workflow.stages import Stage
from tests.factories.areas import surin
from tests.factories.country import country
from tests.factories.plan_items import NOW, plan_item
from tests.factories.proposals import proposal

FIELDS = set(
    "id number title objective fiscal_year province_code district_code subdistrict_code area_code places"
    " stage stage_since counted in_plan envelope side agency amount point source updated_at".split()
)


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    plan_item(
        session, "32010204", "planned", title="ขุดลอกหนองน้ำ", side="water", point=(103.6, 14.9), number="a"
    )
    plan_item(session, "32020101", "works", title="ถนนดินลูกรัง", fiscal_year=2570, number="b")
    plan_item(session, "32", "rejected", title="ศาลากลาง", side=None, number="c")
    plan_item(
        session, "45010101", "subdistrict", title="ถนนลาดยาง", updated_at=NOW.replace(month=1), number="d"
    )
    return session


def listed(client: FlaskClient, **query: Any) -> list[str]:
    answer = client.get("/api/v1/items", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    return sorted(item["number"] for item in answer.get_json()["items"])


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        # everything, whatever its stage
        ({}, "abcd"),
        # a province, a district, a subdistrict, a village
        ({"area": "32"}, "abc"),
        ({"area": "3201"}, "a"),
        ({"area": "320201"}, "b"),
        ({"area": "32010204"}, "a"),
        ({"area": "๓๒"}, "abc"),
        # a year, a stage, a group, a side, no side
        ({"year": "2570"}, "b"),
        ({"stage": "rejected"}, "c"),
        ({"stage": "in_plan"}, "a"),
        ({"side": "water"}, "a"),
        ({"side": "-"}, "c"),
        # a box of the map
        ({"bbox": "103.5,14.8,103.7,15.0"}, "a"),
        ({"bbox": "100,10,101,11"}, ""),
        # what changed: by day, by time with its zone
        ({"changed_since": "2026-11-01"}, "abc"),
        ({"changed_since": "2026-11-21T10:00:00+07:00"}, "abc"),
        ({"changed_since": "2026-11-21T10:00:01+07:00"}, ""),
        # words: folded; two letters only inside an area
        ({"words": "ถนน"}, "bd"),
        ({"words": "หนองนำ"}, "a"),
        ({"words": "ถน", "area": "45"}, "d"),
        ({"words": "ถนน", "area": "32", "year": "2570", "stage": "works"}, "b"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_filters(client: FlaskClient, query: dict[str, str], numbers: str) -> None:
    assert listed(client, **query) == list(numbers)


@pytest.mark.parametrize(
    ("query", "items"),
    [
        # province after province
        ("year=2571", 43),
        # in one province
        ("area=45", 14),
        # few of all: the rest of a province, then everything behind it
        ("source=test", 44),
    ],
)
def test_every_page_once_and_no_item_twice(
    client: FlaskClient, filled: Session, query: str, items: int
) -> None:
    for n in range(40):
        plan_item(filled, ["32010204", "45010101", "96010101"][n % 3])
    seen, address = [], f"/api/v1/items?limit=7&{query}"
    while address:
        answer = client.get(address).get_json()
        assert len(answer["items"]) <= 7
        seen += [item["id"] for item in answer["items"]]
        address = answer["next"]
        assert address is None or parse_qs(query).items() <= parse_qs(urlsplit(address).query).items()
    assert len(seen) == len(set(seen)) == items


@pytest.mark.usefixtures("filled")
def test_fields_are_the_public_ones(client: FlaskClient) -> None:
    items = {item["number"]: item for item in client.get("/api/v1/items").get_json()["items"]}
    assert all(set(item) == FIELDS for item in items.values())
    assert items["a"]["point"] == {"lon": 103.6, "lat": 14.9, "how": "map"}
    assert items["b"]["point"] is None
    assert [items[n]["counted"] for n in "abcd"] == [True, True, False, True]
    assert [items[n]["in_plan"] for n in "abcd"] == [True, True, False, False]


def test_nothing_personal_and_no_draft_leaves_the_office(client: FlaskClient, session: Session) -> None:
    surin(session)
    private = {"proposer_phone": "0812345678", "proposer_title": "นายลับ", "land_permission": "หนังสือลับ"}
    proposal(session, "32010204", need=private)
    proposal(session, "32010203", Stage.DRAFT, title="ยังเป็นร่าง")
    session.commit()
    for address in (
        "/api/v1/items",
        "/map/320102",
        "/map/frame/320102",
        "/search?q=ก่อสร้าง",
        "/search?q=ยังเป",
    ):
        text = client.get(address).text
        for secret in (*private.values(), "ยังเป็นร่าง"):
            assert secret not in text
    assert len(client.get("/api/v1/items").get_json()["items"]) == 1


def test_one_item_by_number_and_by_id(client: FlaskClient, session: Session) -> None:
    country(session)
    identity = plan_item(session, "32010204", number="32010204-2571-007")
    for name in ("32010204-2571-007", "๓๒๐๑๐๒๐๔-๒๕๗๑-๐๐๗", str(identity)):
        answer = client.get(f"/api/v1/items/{name}")
        assert answer.status_code == 200
        assert answer.get_json()["id"] == str(identity)


@pytest.mark.parametrize(
    "name",
    ["32010204-2571-999", "nonsense", "64a6a132-df5f-4639-aaa1-25c4ca6c1300", "%00", "10010101-2571-001"],
)
def test_an_unknown_item_is_a_problem_document(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/api/v1/items/{name}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"area": "999"}, "area"),
        ({"area": "10"}, "area"),
        ({"area": "32010200"}, "area"),
        ({"year": "soon"}, "year"),
        ({"stage": "x"}, "stage"),
        ({"side": "x"}, "side"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "5,5,4,4"}, "bbox"),
        ({"bbox": "nan,0,1,1"}, "bbox"),
        ({"bbox": "inf,0,1,1"}, "bbox"),
        ({"changed_since": "yesterday"}, "changed_since"),
        ({"changed_since": "0001-01-01"}, "changed_since"),
        ({"changed_since": "9999-12-31T23:59:59-23:00"}, "changed_since"),
        ({"words": "ถน"}, "words"),
        ({"after": "32"}, "after"),
        # a typing error must not look like an answer
        ({"yaer": "2571"}, "yaer"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: dict[str, str], field: str) -> None:
    answer = client.get("/api/v1/items", query_string=query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = answer.get_json()
    assert body["status"] == 422
    assert [error["field"] for error in body["errors"]] == [field]
    assert body["errors"][0]["detail"]


def test_an_answer_is_sent_once(client: FlaskClient, filled: Session) -> None:
    first = client.get("/api/v1/items")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/items", headers=held).status_code == 304
    plan_item(filled, "32010204")
    assert client.get("/api/v1/items", headers=held).status_code == 200


def test_the_answer_says_from_when_on_to_ask_again(client: FlaskClient, filled: Session) -> None:
    before = clock.now()
    for address in ("items", "items.geojson", "files/items.csv?area=32", "files/items.geojson?area=32"):
        answer = client.get(f"/api/v1/{address}")
        again = datetime.fromisoformat(answer.headers["Ask-Again-From"])
        assert before - timedelta(days=1) < again <= clock.now() - timedelta(minutes=59)
        assert "Ask-Again-From" in answer.headers["Access-Control-Expose-Headers"]
        if "files" not in address:
            assert answer.get_json()["ask_again_from"] == answer.headers["Ask-Again-From"]
    # work that began before the answer and ended after it
    again = datetime.fromisoformat(client.get("/api/v1/items").get_json()["ask_again_from"])
    plan_item(filled, "32010204", number="late", updated_at=before - timedelta(minutes=30))
    assert "late" in listed(client, changed_since=again.isoformat())


def node(session: Session, code: str, *, counted: timedelta) -> None:
    now = clock.now()
    session.add(NodeLink(province_code=code, address="x", joined_at=now - timedelta(days=90)))
    counts: dict[str, Any] = {"items": {}, "baht": 0, "texts": 0, "program": "0", "revision": "0"}
    session.add(NodeReport(province_code=code, reported_at=now, counted_at=now - counted, **counts))
    session.flush()


def test_what_a_node_sends_days_late_is_found_by_who_asks_again(client: FlaskClient, filled: Session) -> None:
    node(filled, "32", counted=timedelta(minutes=1))
    node(filled, "45", counted=timedelta(days=3))
    again = {
        area: client.get(f"/api/v1/items?area={area}").get_json()["ask_again_from"] for area in ("32", "")
    }
    assert datetime.fromisoformat(again["32"]) > clock.now() - timedelta(days=1)  # only its own node counts
    # made at the cut-off node two days ago, arrives now
    plan_item(filled, "45010101", number="late", updated_at=clock.now() - timedelta(days=2))
    assert "late" in listed(client, changed_since=again[""])


@pytest.mark.parametrize("what", ["join", "import"])
def test_a_province_that_came_in_whole_is_told_whole(client: FlaskClient, filled: Session, what: str) -> None:
    again = client.get("/api/v1/items").get_json()["ask_again_from"]
    old = {"updated_at": clock.now() - timedelta(days=400)}
    plan_item(filled, "96010203", number="x", **old)
    assert "x" not in listed(client, changed_since=again)
    filled.add(NodeEvent(province_code="96", at=clock.now(), what=what, by="test"))
    filled.flush()
    assert "x" in listed(client, changed_since=again)
    assert "d" not in listed(client, changed_since=again)
    assert "x" not in listed(client, changed_since=(clock.now() + timedelta(hours=1)).isoformat())
