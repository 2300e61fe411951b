"""Tiles over HTTP: kept as long as they may be, let go when something changed, the same for everybody."""

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem, PlanVersion
from planhub.maps import live_figures, tile_scope
from planhub.maps.summaries import national
from planhub.maps.tile_shelf import TileShelf, finished, shelf
from planhub.maps.wanted import read_wanted
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.maps.tiles import POINT, POLYGON, layers

ITEMS = "/tiles/items/8/201/117.mvt"


@pytest.fixture
def filled(session: Session) -> Iterator[Session]:
    country(session)
    here = func.ST_SetSRID(func.ST_MakePoint(103.55, 14.99), 4326)
    session.execute(update(Area).where(Area.code.like("32%")).values(point=here))
    plan_item(session, "32010204", "planned", amount=1_500_000, side="water")
    plan_item(session, "32010203", "funded", amount=500_000)
    plan_item(session, "3202", "district", amount=10)
    plan_item(session, "45", "completed", amount=7)
    clear()
    yield session
    clear()


def clear() -> None:
    tile_scope.kept.clear()
    shelf.clear()


def test_a_tile_is_asked_for_again_and_answered_304_until_something_in_it_changes(
    client: FlaskClient, filled: Session
) -> None:
    first = client.get(ITEMS)
    assert first.status_code == 200
    assert first.content_type == "application/vnd.mapbox-vector-tile"
    assert first.headers["Cache-Control"] == "public, no-cache"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(ITEMS, headers=tag).status_code == 304
    filled.execute(update(PlanItem).where(PlanItem.area_code == "32010203").values(stage="rejected"))
    second = client.get(ITEMS, headers=tag)
    assert second.status_code == 200
    told = [sum(f.properties["n"] for f in layers(answer.data)["items"]) for answer in (first, second)]
    assert told == [4, 3]


def test_after_a_restore_the_same_count_of_changes_is_another_tile(
    client: FlaskClient, filled: Session
) -> None:
    first = client.get(ITEMS)
    later = PlanVersion.changed_at + timedelta(seconds=1)
    filled.execute(update(PlanVersion).where(PlanVersion.province_code == "32").values(changed_at=later))
    assert client.get(ITEMS).headers["ETag"] != first.headers["ETag"]


def test_filters_make_another_tile(client: FlaskClient, filled: Session) -> None:
    every, water = client.get(ITEMS), client.get(f"{ITEMS}?side=water")
    assert every.headers["ETag"] != water.headers["ETag"]
    assert sum(f.properties["n"] for f in layers(water.data)["items"]) == 1


def test_nobodys_session_goes_with_a_tile(client: FlaskClient, filled: Session) -> None:
    answer = client.get(ITEMS)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("level", ["province", "district", "subdistrict"])
def test_areas_are_kept_for_ever_under_their_version(
    client: FlaskClient, filled: Session, level: str
) -> None:
    path = f"/tiles/areas/{level}/8/201/117.mvt"
    unversioned = client.get(path)
    assert unversioned.headers["Cache-Control"] == "public, no-cache"
    page = client.get("/explorer").get_data(as_text=True)
    version = page.partition(".mvt?v=")[2][:20]
    answer = client.get(f"{path}?v={version}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    found = layers(answer.data)
    assert {f.kind for f in found["areas"]} == {POLYGON}
    assert {f.kind for f in found["names"]} == {POINT}
    assert all(f.id == int(f.properties["code"]) for f in found["areas"])
    assert "32"[:2] in {f.properties["code"][:2] for f in found["areas"]}


def test_a_place_without_a_point_of_its_own_has_no_name_on_its_parents(
    client: FlaskClient, filled: Session
) -> None:
    def named() -> set[str]:
        clear()
        found = layers(client.get("/tiles/areas/subdistrict/8/201/117.mvt").data)
        return {f.properties["code"] for f in found["names"]}

    before = client.get("/explorer").get_data(as_text=True).partition(".mvt?v=")[2][:20]
    assert "320102" in named()
    filled.execute(update(Area).where(Area.code == "320102").values(point=None))
    assert named().isdisjoint({"320102"})
    assert client.get("/explorer").get_data(as_text=True).partition(".mvt?v=")[2][:20] != before


@pytest.mark.parametrize("lon", [103.55, 101.25 - 1e-7, 101.25, 101.25 + 1e-7])
def test_a_name_lies_in_one_tile_and_is_known_beside_it(
    client: FlaskClient, filled: Session, lon: float
) -> None:
    """On the edge of two tiles (101.25 at zoom 6), too: a map leaves out what lies beyond a tile."""
    here = func.ST_SetSRID(func.ST_MakePoint(lon, 14.99), 4326)
    filled.execute(update(Area).where(Area.code == "32").values(point=here))
    clear()
    found = []
    for x in (49, 50, 51):
        names = layers(client.get(f"/tiles/areas/province/6/{x}/29.mvt").data).get("names", [])
        found += [f.at for f in names if f.properties["code"] == "32"]
    inside = [at for at in found if 0 <= at[0] < 4096 and 0 <= at[1] < 4096]
    assert len(inside) == 1
    assert len(found) == (1 if lon > 102 else 2)


def test_who_unpacks_gets_it_packed(client: FlaskClient, filled: Session) -> None:
    path = "/tiles/areas/province/5/25/14.mvt"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)


def test_the_numbers_of_provinces_are_those_of_the_map(client: FlaskClient, filled: Session) -> None:
    for query in ("", "?side=water", "?stage=in_plan", "?stage=district&year=2571"):
        told = client.get(f"/tiles/values/province.json{query}").get_json()
        sums = zip(told["items"], told["baht"], strict=True)
        rows = dict(zip(told["code"], sums, strict=True))
        args = dict(part.split("=") for part in query[1:].split("&")) if query else {}
        for row in national(filled, read_wanted(args).choice):
            assert rows.get(row.code, (0, 0)) == (row.items, round(row.baht)), (query, row.code)


def test_shares_days_and_people_come_with_them(client: FlaskClient, filled: Session) -> None:
    told = client.get("/tiles/values/district.json").get_json()
    first = {name: told[name][told["code"].index("3201")] for name in told if name != "waits"}
    assert (first["counted"], first["funded"], first["done"], first["days"]) == (2, 1, 0, None)
    assert told["days"][told["code"].index("3202")] >= 0
    provinces = client.get("/tiles/values/province.json").get_json()
    assert provinces["people"][provinces["code"].index("32")] > 1_000_000
    one = client.get("/tiles/values/subdistrict.json?within=32").get_json()
    assert one["code"] == ["320102"]


def test_an_area_whose_last_item_went_has_no_numbers(client: FlaskClient, filled: Session) -> None:
    path = "/tiles/values/subdistrict.json?within=32"
    filled.execute(delete(PlanItem).where(PlanItem.area_code.like("320102%")))
    for query in ("", "&side=water"):  # the pyramid tells the one, the summary the other
        assert client.get(path + query).get_json()["code"] == [], query


BAD = [
    ("/tiles/items/30/0/0.mvt", 404),
    ("/tiles/items/5/99/0.mvt", 404),
    ("/tiles/areas/village/8/201/117.mvt", 404),
    (f"{ITEMS}?year=soon", 422),
    (f"{ITEMS}?stage=lost", 422),
    (f"{ITEMS}?words=ก", 422),
    (f"{ITEMS}?source=%27%3B--", 422),
    ("/tiles/values/subdistrict.json", 422),
    ("/tiles/values/subdistrict.json?within=x", 422),
]


@pytest.mark.parametrize(("path", "status"), BAD)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    client: FlaskClient, filled: Session, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


def test_a_source_with_a_side_is_counted_while_few_and_unknown_by_area_when_many(
    client: FlaskClient, filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/tiles/values/province.json?source=test&side=water"
    told = client.get(address).get_json()
    assert (told["code"], told["items"], told["baht"]) == (["32"], [1], [1_500_000])
    shelf.clear()
    monkeypatch.setattr(live_figures, "MOST", 0)
    assert client.get(address).get_json()["code"] is None


def test_colours_obey_words_while_few_match_and_say_so_when_they_do_not(
    client: FlaskClient, filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_item(filled, "32010204", "district", title="ขุดลอกหนองน้ำ")
    address = "/tiles/values/district.json?words=ขุดลอก"
    told = client.get(address).get_json()
    assert (told["code"], told["items"], told["waits"]) == (["3201"], [1], True)
    assert "all_words" not in told
    shelf.clear()
    monkeypatch.setattr(live_figures, "MOST", 0)
    told = client.get(address).get_json()
    assert told["all_words"] is True
    assert dict(zip(told["code"], told["items"], strict=True))["3201"] == 3


@pytest.mark.parametrize(
    ("query", "waits"),
    [
        # all that waits, and that group
        ("", True),
        ("?stage=waiting", True),
        # a group and a single stage of which nothing waits: known to be none
        ("?stage=in_plan", False),
        ("?stage=works", False),
        # a side or a single stage that waits: the kept sums cannot tell
        ("?side=water", None),
        ("?stage=district", None),
    ],
)
def test_days_under_a_filter_are_those_of_the_filter_or_none(
    client: FlaskClient, filled: Session, query: str, waits: bool | None
) -> None:
    told = client.get(f"/tiles/values/province.json{query}").get_json()
    assert told["waits"] is waits
    assert any(days is not None for days in told["days"]) is (waits is True)


def test_the_shelf_keeps_no_more_than_it_may() -> None:
    small = TileShelf(most=1000)
    for n in range(10):
        small.put(n, finished(bytes([n]) * 300))
    assert [n for n in range(10) if small.get(n)] == [7, 8, 9]
    small.put(9, finished(b"x" * 900))
    assert small.get(9) is not None
    small.clear()
    assert small.get(9) is None
