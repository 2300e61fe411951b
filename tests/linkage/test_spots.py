"""The point of an item's words stands beside its facts too, whoever writes it, however it is moved."""

import random
from typing import Any

import pytest
from sqlalchemy import Select, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.linkage import spot_recounting
from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanVersion
from planhub.linkage.projecting import project
from planhub.maps.tile import Tile
from planhub.sources.undoing import undo
from tests.factories.plan_items import plan_item
from tests.factories.proposals import proposal
from tests.factories.sources import AT, names, row, run, source

POINT = (103.5, 14.9)
VERSION = select(PlanVersion.version).where(PlanVersion.province_code == "32")


def at(lon: float, lat: float) -> Any:
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)


def spots() -> Select[Any]:
    """Where each item stands by its facts and by its words."""
    of = (PlanItemText.province_code == PlanItem.province_code) & (PlanItemText.id == PlanItem.id)
    return (
        select(func.ST_AsText(PlanItem.spot), func.ST_AsText(PlanItemText.point))
        .join(PlanItemText, of)
        .order_by(PlanItem.external_id)
    )


def test_a_spot_follows_the_point_of_the_words(session: Session) -> None:
    moved = plan_item(session, point=POINT)
    taken = plan_item(session, "45010101", point=POINT)
    plan_item(session)
    before = session.scalar(VERSION)
    assert session.execute(spots()).all() == [("POINT(103.5 14.9)",) * 2] * 2 + [(None, None)]
    session.execute(update(PlanItemText).where(PlanItemText.id == moved).values(point=at(103.6, 14.8)))
    session.execute(update(PlanItemText).where(PlanItemText.id == taken).values(point=None))
    assert session.execute(spots()).all() == [("POINT(103.6 14.8)",) * 2, (None, None), (None, None)]
    assert session.scalar(VERSION) > before
    for province in ("32", "45"):  # and into another province's partition
        session.execute(update(PlanItem).where(PlanItem.id == moved).values(moving(province)))
        session.execute(update(PlanItemText).where(PlanItemText.id == moved).values(province_code=province))
        assert session.execute(spots()).all()[0] == ("POINT(103.6 14.8)",) * 2


def moving(province: str) -> dict[str, Any]:
    return {
        "province_code": province,
        "area_code": province,
        "district_code": None,
        "subdistrict_code": None,
    }


def test_what_is_born_here_has_its_spot_from_the_first_write(session: Session) -> None:
    written = proposal(session, "32010204")
    session.execute(update(Area).where(Area.code == "32010204").values(point=at(*POINT)))
    project(session, [written.id])
    assert session.execute(spots()).all() == [("POINT(103.5 14.9)",) * 2]
    assert session.scalar(VERSION) == 1  # nothing had to be put right
    project(session, [written.id])
    assert session.scalar(VERSION) == 1


def test_what_a_list_brings_has_its_spot_and_undoing_puts_it_back(session: Session) -> None:
    names(session)
    of = source(session)
    session.execute(update(Area).where(Area.code == "45010101").values(point=at(103.6, 16.1)))
    run(session, of, row("A", lat=14.9, lon=103.5), row("B", "45010101"))
    first = [("POINT(103.5 14.9)",) * 2, ("POINT(103.6 16.1)",) * 2]
    assert session.execute(spots()).all() == first
    second = run(session, of, row("A", lat=14.8, lon=103.6), row("B", "45010101", lat=16.0, lon=103.7))
    assert session.execute(spots()).all() == [("POINT(103.6 14.8)",) * 2, ("POINT(103.7 16)",) * 2]
    undo(session, second.run.id, by=None, at=AT)
    assert session.execute(spots()).all() == first


def test_a_row_from_an_older_server_gets_its_spot_with_its_words(replica: Session) -> None:
    identity = plan_item(replica, point=POINT)
    assert replica.execute(spots()).all() == [("POINT(103.5 14.9)",) * 2]
    replica.execute(update(PlanItemText).where(PlanItemText.id == identity).values(point=at(103.6, 14.8)))
    assert replica.execute(spots()).all() == [("POINT(103.6 14.8)",) * 2]
    replica.execute(text("set constraints all immediate"))  # as its commit would


def test_a_spot_gone_astray_is_found_and_mended(session: Session) -> None:
    astray = plan_item(session, point=POINT)
    plan_item(session, "45010101", point=POINT)
    assert spot_recounting.differences(session) == 0
    session.execute(update(PlanItem).where(PlanItem.id == astray).values(spot=None))
    assert spot_recounting.differences(session) == 1
    assert spot_recounting.repair(session) == 1
    assert spot_recounting.differences(session) == 0


@pytest.mark.parametrize("z", range(3, 19))
def test_the_keys_of_a_tile_are_those_of_the_points_in_it(session: Session, z: int) -> None:
    dice = random.Random(z)
    for _ in range(12):
        tile = Tile(z, dice.randrange(2**z), dice.randrange(2**z))
        west, south, east, north = tile.degrees
        first, last = tile.keys
        for _ in range(5):
            lon = west + (east - west) * dice.uniform(0.001, 0.999)
            lat = south + (north - south) * dice.uniform(0.001, 0.999)
            assert first <= (session.scalar(select(func.tile_key(at(lon, lat)))) or 0) <= last
        beside = session.scalar(select(func.tile_key(at(east + (east - west) * 0.1, (south + north) / 2))))
        assert tile.x + 1 == 2**z or not first <= (beside or 0) <= last


@pytest.mark.parametrize("place", [(0, 90), (0, -90), (180, 0), (-180, 85.06), (540, -200)])
def test_no_point_is_refused_for_lying_off_the_map(session: Session, place: tuple[float, float]) -> None:
    assert 0 <= (session.scalar(select(func.tile_key(at(*place)))) or 0) < 4**18


def test_words_without_facts_and_facts_without_words_disturb_nobody(session: Session) -> None:
    alone = plan_item(session, point=POINT)
    session.execute(delete(PlanItem).where(PlanItem.id == alone))
    session.execute(update(PlanItemText).where(PlanItemText.id == alone).values(point=at(103.6, 14.8)))
    values = {"province_code": "45", "title": "ถนน", "search_key": "ถนน", "point": at(*POINT)}
    session.execute(insert(PlanItemText).values(id=alone, **values))
    assert session.execute(spots()).all() == []
    assert spot_recounting.differences(session) == 0
