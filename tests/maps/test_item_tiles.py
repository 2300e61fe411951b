"""Tiles of items: each item once at every zoom and under every filter, nothing but public fields."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select, text, update
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.maps import item_tiles, tile_scope
from planhub.maps.item_tiles import grain_of, item_tile
from planhub.maps.tile import Tile
from planhub.maps.tile_area import TileArea
from planhub.maps.wanted import read_wanted
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.maps.tiles import Feature, layers

SURIN = {
    5: (25, 14),
    6: (50, 29),
    8: (201, 117),
    9: (403, 234),
    10: (806, 468),
    11: (1613, 937),
    12: (3226, 1875),
}
"""A tile at each zoom that holds the items below."""
PLACE = (103.55, 14.99)
PUBLIC = {"id", "province", "code", "n", "baht", "w", "k", "g", "d", "e", "more"}


@pytest.fixture
def filled(session: Session) -> Iterator[Session]:
    """Seven items near the town of Surin, known to a village, a subdistrict, a district and the province."""
    country(session)
    here = func.ST_SetSRID(func.ST_MakePoint(*PLACE), 4326)
    session.execute(update(Area).where(Area.code.like("32%")).values(point=here))
    at = {"point": PLACE}
    plan_item(session, "32010204", "planned", amount=100, side="water", **at)
    plan_item(session, "32010204", "works", amount=20, fiscal_year=2570, **at)
    plan_item(session, "32010203", "subdistrict", amount=3, side="water", point=(103.551, 14.991))
    plan_item(session, "320102", "completed", amount=7, source_code="dopa", **at)
    plan_item(session, "3201", "deferred", amount=5, side=None, title="ขุดลอกหนองน้ำสาธารณะ", **at)
    plan_item(session, "32", "rejected", amount=9000, **at)
    plan_item(session, "32", "district", amount=1, **at)
    tile_scope.kept.clear()
    yield session
    tile_scope.kept.clear()


def drawn(session: Session, z: int, **filters: str) -> dict[str, list[Feature]]:
    tile = Tile(z, *SURIN[z])
    wanted = read_wanted(filters)
    return layers(item_tile(session, tile, wanted, tile_scope.scope_of(session, tile)))


FILTERS: list[tuple[str, dict[str, str], int, int]] = [
    ("all that count: the rejected one does not", {}, 6, 136),
    ("one year", {"year": "2570"}, 1, 20),
    ("a group of stages, which the pyramid knows", {"stage": "in_plan"}, 1, 100),
    ("a single stage of a group, which only the summary knows", {"stage": "subdistrict"}, 1, 3),
    ("a stage that does not count, when it is asked for", {"stage": "rejected"}, 1, 9000),
    ("a side", {"side": "water"}, 2, 103),
    ("no side", {"side": "-"}, 1, 5),
    ("a side and a year that exclude each other", {"side": "water", "year": "2570"}, 0, 0),
    ("a source", {"source": "dopa"}, 1, 7),
    ("a source and a side: a bounded look at the items", {"source": "test", "side": "water"}, 2, 103),
    ("words", {"words": "หนองน้ำ"}, 1, 5),
    ("words and a stage", {"words": "หนองน้ำ", "stage": "done"}, 0, 0),
]


@pytest.mark.parametrize("z", SURIN)
def test_a_tile_leaves_the_planner_as_it_was(filled: Session, z: int) -> None:
    settings = "hashjoin", "mergejoin"
    drawn(filled, z)
    tile_scope.kept.gazetteer(filled)
    assert [filled.scalar(text(f"show enable_{name}")) for name in settings] == ["on", "on"]
    assert filled.scalar(text("show plan_cache_mode")) == "auto"
    assert filled.scalar(text("show max_parallel_workers_per_gather")) != "0"


@pytest.mark.parametrize(("why", "filters", "n", "baht"), FILTERS)
def test_every_item_is_there_once_at_every_zoom(
    filled: Session, why: str, filters: dict[str, str], n: int, baht: int
) -> None:
    for z in SURIN:
        found = drawn(filled, z, **filters)
        assert sum(f.properties["n"] for f in found.get("items", [])) == n, (why, z)
        assert sum(f.properties["baht"] for f in found.get("items", [])) == baht, (why, z)
        meta = [f.properties for f in found.get("meta", [])]
        assert meta == ([{"n": n, "baht": baht, "more": 0}] if n else []), (why, z)


def test_where_the_last_item_has_gone_on_nothing_is_drawn(filled: Session) -> None:
    item = PlanItem.area_code == "32010203"
    filled.execute(update(PlanItem).where(item).values(stage="deferred"))
    for z in SURIN:  # the stage is told by the summary alone, in which a row of zeros stays
        assert drawn(filled, z, stage="subdistrict") == {}, z


def test_a_tile_has_public_fields_only(filled: Session) -> None:
    for z in SURIN:
        for layer in drawn(filled, z).values():
            for feature in layer:
                assert set(feature.properties) <= PUBLIC


def test_far_out_sums_stand_under_the_code_of_their_area(filled: Session) -> None:
    (country_wide,) = drawn(filled, 5)["items"]
    assert country_wide.properties["code"] == "32"
    assert {k: country_wide.properties[k] for k in "wkgd"} == {"w": 3, "k": 1, "g": 1, "d": 1}


def test_what_is_known_to_the_district_only_stands_under_the_district(filled: Session) -> None:
    filled.execute(
        update(TileArea)
        .where(TileArea.code == "320102")
        .values(spot=func.ST_Translate(TileArea.spot, 9000, 0))
    )
    found = {f.properties["code"]: f.properties["n"] for f in drawn(filled, 8)["items"]}
    assert found == {"32": 2, "320102": 4}  # district and province share a point here
    by_side = {f.properties["code"]: f.properties["n"] for f in drawn(filled, 8, side="water")["items"]}
    assert by_side == {"320102": 2}


@pytest.mark.parametrize(
    ("z", "one", "other", "holding"),
    [
        (9, "32010204", "320201", "32"),  # subdistricts on the point of their province
        (11, "32010204", "320201", "32"),
        (9, "32010204", "320101", "3201"),
        (11, "32010204", "32010203", "320102"),
        (11, "32010204", "32010204", "32010204"),
    ],
)
def test_areas_on_one_point_stand_under_the_area_that_holds_them_all(
    filled: Session, z: int, one: str, other: str, holding: str
) -> None:
    for code in (one, other):
        plan_item(filled, code, "planned")
    there = [code[: grain_of(z)] for code in (one, other)]
    east = func.ST_Translate(TileArea.spot, 3000, 0)
    filled.execute(update(TileArea).where(TileArea.code.in_(there)).values(spot=east))
    shared = max(drawn(filled, z)["items"], key=lambda feature: feature.at)
    assert shared.properties["code"] == holding


def test_near_an_item_alone_tells_its_id_and_several_on_one_spot_their_number(filled: Session) -> None:
    found = {f.properties["n"]: f.properties for f in drawn(filled, 12)["items"]}
    assert set(found) == {1, 5}
    alone = filled.scalar(select(PlanItem.id).where(PlanItem.area_code == "32010203"))
    assert found[1]["id"] == str(alone)
    assert found[1]["province"] == "32"
    assert found[1]["w"] == 1
    assert "id" not in found[5]
    assert {k: found[5][k] for k in "wkgd"} == {"w": 2, "k": 1, "g": 1, "d": 1}


def test_a_tile_of_points_shows_what_a_look_at_every_point_would(filled: Session) -> None:
    dice = random.Random(14)
    west, south, east, north = Tile(12, *SURIN[12]).degrees
    for _ in range(150):
        place = (dice.uniform(west - 0.02, east + 0.02), dice.uniform(south - 0.02, north + 0.02))
        plan_item(filled, "32010204", dice.choice(["planned", "works", "rejected"]), point=place)
    shown = PlanItem.stage != "rejected", PlanItemText.id == PlanItem.id
    seen = 0
    for z in (12, 13, 15):  # the tiles of the same square
        x, y = (SURIN[12][0] << z - 12, SURIN[12][1] << z - 12)
        side = range(2 ** (z - 12))
        for tile in [Tile(z, x + right, y + down) for right in side for down in side]:
            found = layers(item_tile(filled, tile, read_wanted({}), tile_scope.scope_of(filled, tile)))
            inside = select(func.count()).where(*shown, PlanItemText.point.op("&&")(tile.box))
            n = sum(feature.properties["n"] for feature in found.get("items", []))
            assert n == filled.scalar(inside)
            seen += n
    assert seen > 100


def test_a_tile_of_points_asks_one_index_and_no_table(filled: Session) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    connection = filled.connection()
    event.listen(connection, "before_cursor_execute", listen)
    drawn(filled, 12, year="2571", side="water", stage="in_plan")
    event.remove(connection, "before_cursor_execute", listen)
    ((statement, values),) = [one for one in asked if "ST_AsMVT(" in one[0]]
    for way in ("seqscan", "bitmapscan"):  # a table of seven rows needs no index
        filled.execute(text(f"set local enable_{way} = off"))
    filled.execute(text("set local plan_cache_mode = force_custom_plan"))
    plan = connection.exec_driver_sql(f"explain {statement}", values).scalars().all()
    read = [line for line in plan if " on plan_item_" in line]
    assert read
    assert all("Index Only Scan" in line and "_tile_key_" in line for line in read), read


def test_more_than_is_looked_at_is_said(filled: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_tiles, "MOST_ITEMS", 4)
    found = drawn(filled, 12)
    assert sum(f.properties["n"] for f in found["items"]) == 5
    assert found["meta"][0].properties["more"] == 1


def test_the_version_changes_with_what_changes_in_the_tile_alone(filled: Session) -> None:
    here, far = Tile(12, *SURIN[12]), Tile(12, 3190, 1950)
    before = [tile_scope.scope_of(filled, tile).version for tile in (here, far)]
    filled.execute(update(PlanItem).where(PlanItem.area_code == "32").values(stage="planned"))
    after = [tile_scope.scope_of(filled, tile).version for tile in (here, far)]
    assert after[0] != before[0]
    assert after[1] == before[1]
    filled.execute(update(PlanItemText).values(title="อื่น"))
    assert tile_scope.scope_of(filled, here).version != after[0]
    filled.execute(delete(PlanItem))
    assert drawn(filled, 12) == {}


def test_an_area_without_a_point_counts_at_its_parents_and_follows_it(session: Session) -> None:
    country(session)
    session.execute(update(Area).where(Area.code.in_(["320102", "32010204"])).values(point=None))

    def spots() -> list[Any]:
        query = select(func.ST_AsText(TileArea.spot)).where(TileArea.code.in_(["3201", "320102", "32010204"]))
        return list(session.scalars(query))

    assert len(set(spots())) == 1
    moved = func.ST_SetSRID(func.ST_MakePoint(103.6, 14.8), 4326)
    session.execute(update(Area).where(Area.code == "3201").values(point=moved))
    assert len(set(spots())) == 1
    assert spots()[0].startswith("POINT(1153269")
    assert Decimal(spots()[0].split("(")[1].split()[0]) > 0
