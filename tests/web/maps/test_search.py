"""Search for everybody: by number, by words, by place; forgiving, bounded, never a 500."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.areas.names import stored_keys
from planhub.maps import search as searching
from tests.factories.country import country, retired
from tests.factories.plan_items import plan_item


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    plan_item(session, "32010204", "planned", title="ก่อสร้างถนนเลียบคลองน้ำใส", number="32010204-2571-007")
    plan_item(session, "32010203", "rejected", title="ถนนลาดยางสายบ้านตาเกาว์", number="32010203-2571-001")
    plan_item(session, "45010101", "works", title="ขุดลอกหนองน้ำ", number="45010101-2571-001")
    session.flush()
    return session


def numbers(client: FlaskClient, typed: str, **more: str) -> list[str]:
    answer = client.get("/search", query_string={"q": typed, **more})
    assert answer.status_code == 200
    return re.findall(r'class="code" href="[^"]*">([^<]+)<', answer.text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # a number as printed, in Thai digits, with spaces, without dashes
        ("32010204-2571-007", ["32010204-2571-007"]),
        ("๓๒๐๑๐๒๐๔-๒๕๗๑-๐๐๗", ["32010204-2571-007"]),
        ("32010204 2571 007", ["32010204-2571-007"]),
        ("322571007", []),
        # words, also where the tone marks were left out; not agreed items are found too, with their word
        ("ขุดลอก", ["45010101-2571-001"]),
        ("คลองนำใส", ["32010204-2571-007"]),
        # several words in any order, all of them
        ("น้ำใส ถนน เลียบ", ["32010204-2571-007"]),
        ("ถนน ขุดลอก", []),
        # a percent sign is a character, not a wildcard
        ("%%%", []),
        ("___", []),
    ],
)
@pytest.mark.usefixtures("filled")
def test_items_are_found(client: FlaskClient, typed: str, found: list[str]) -> None:
    assert numbers(client, typed) == found


@pytest.mark.parametrize("born", [("excel", "planhub"), ("planhub", "excel")])
def test_a_number_is_ours_whatever_key_another_system_uses(
    client: FlaskClient, session: Session, born: tuple[str, str]
) -> None:
    country(session)
    number = "32010204-2571-009"
    for source in born:
        plan_item(session, "32010204", source_code=source, number=number, title=f"ถนนของ {source}")
    assert "ถนนของ planhub" in client.get("/search", query_string={"q": number}).text
    assert client.get(f"/api/v1/items/{number}").get_json()["title"] == "ถนนของ planhub"


@pytest.mark.usefixtures("filled")
def test_words_are_found_in_one_province_only_when_it_is_chosen(client: FlaskClient) -> None:
    assert len(numbers(client, "ถนน")) == 2
    assert numbers(client, "ถนน", within="45") == []
    # in a province two letters are enough
    assert numbers(client, "ขุ", within="45") == ["45010101-2571-001"]


@pytest.mark.usefixtures("filled")
def test_two_letters_nationwide_ask_for_a_third(client: FlaskClient) -> None:
    answer = client.get("/search?q=ขุ").text
    assert "อย่างน้อย 3 ตัวอักษร" in answer


def test_places_are_found_by_code_by_name_and_after_retirement(client: FlaskClient, filled: Session) -> None:
    for code in ("32", "3201"):
        row = filled.get_one(Area, code)
        row.search_key = stored_keys(row.kind, row.name_th, row.name_en)
    retired(filled, "3298", "3201")
    filled.flush()
    assert 'href="/map/3201"' in client.get("/search?q=3201").text
    assert 'href="/map/32"' in client.get("/search?q=สุรินทร์").text
    old = client.get("/search?q=3298").text
    assert "เลิกใช้แล้ว" in old
    assert 'href="/map/3201"' in old


@pytest.mark.parametrize(
    "typed", ["", " ", "'; drop table plan_item; --", "\x00", "9" * 500, "{{7*191}}", "<b>", "99"]
)
@pytest.mark.usefixtures("filled")
def test_whatever_is_typed_there_is_a_page(client: FlaskClient, typed: str) -> None:
    answer = client.get("/search", query_string={"q": typed, "within": "zz", "after": "x"})
    assert answer.status_code == 200
    assert "1337" not in answer.text.split("<main")[1]
    assert "<b>" not in answer.text.split("<main")[1]


def test_a_common_word_is_bounded_and_says_so(
    client: FlaskClient, filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_MATCHES", 5)
    monkeypatch.setattr(searching, "MOST_IN_PROVINCE", 7)
    for n in range(8):
        plan_item(filled, "32010204", title=f"ไฟส่องสว่าง {n}")
    assert "พบมากกว่า 5 รายการ" in client.get("/search?q=ไฟส่องสว่าง").text
    assert "พบมากกว่า 7 รายการ" in client.get("/search?q=ไฟส่องสว่าง&within=32").text
    assert "พบมากกว่า" not in client.get("/search?q=ไฟส่องสว่าง 3&within=32").text


@pytest.mark.parametrize(("province", "mode"), [("", "force_generic_plan"), ("32", "force_custom_plan")])
def test_the_search_is_planned_as_it_is_cheapest_and_nothing_else_is(
    filled: Session, province: str, mode: str
) -> None:
    """Left to itself PostgreSQL plans a rare word's 152 partitions anew each time."""
    seen: list[str] = []
    show = text("show plan_cache_mode")

    def look(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("WITH words"):
            cursor.execute("show plan_cache_mode")
            seen.append(cursor.fetchone()[0])

    event.listen(filled.connection(), "before_cursor_execute", look)
    searching.by_words(filled, "ขุดลอก", province=province)
    event.remove(filled.connection(), "before_cursor_execute", look)
    assert seen == [mode]
    assert filled.scalar(show) == "auto"


def test_results_go_on_page_by_page(client: FlaskClient, filled: Session) -> None:
    for n in range(70):
        plan_item(filled, "32010204", title=f"ไฟส่องสว่าง {n}")
    address, listed = "/search?q=ไฟส่องสว่าง", []
    while address:
        html = client.get(address).text
        listed.append([int(n) for n in re.findall(r"ไฟส่องสว่าง (\d+)<", html)])
        following = re.search(r'href="(/search[^"]*after=[^"]*)"', html)
        address = following[1].replace("&amp;", "&") if following else ""
    assert [len(page) for page in listed] == [25, 25, 20]
    assert sorted(n for page in listed for n in page) == list(range(70))


def test_misspelt_places_are_guessed_at_where_nothing_else_is_found(
    client: FlaskClient, filled: Session
) -> None:
    row = filled.get_one(Area, "3201")
    row.search_key = stored_keys(row.kind, row.name_th, row.name_en)
    filled.flush()
    place = 'href="/map/3201"'
    assert place in client.get("/search?q=เมืองสุรินทล์").text
    plan_item(filled, "32010204", title="ป้ายเมืองสุรินทล์")
    assert place not in client.get("/search?q=เมืองสุรินทล์").text
