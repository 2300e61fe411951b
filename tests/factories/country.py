"""A country small enough to count by hand: 77 real provinces with their outlines, Surin down to villages."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

import geothai
from sqlalchemy import String, Table, bindparam, func
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.areas.clusters import SEEDS, province_facts
from planhub.maps import frames, outline_picture
from tests.factories.areas import area, areas

AREA, BOUNDARY = cast(Table, Area.__table__), cast(Table, AreaBoundary.__table__)
DISTRICTS = {"3201": "เมืองสุรินทร์", "3202": "ชุมพลบุรี"}
SUBDISTRICTS = {"320101": "ในเมือง", "320102": "ตั้งใจ", "320201": "ชุมพลบุรี"}
VILLAGES = {"32010203": "บ้านตาเกาว์", "32010204": "บ้านตั้งใจ", "32020101": "บ้านหนองเรือ"}
BOXES = {
    "3201": (103.3, 14.6, 103.7, 15.1),
    "3202": (103.7, 14.6, 104.0, 15.1),
    "320101": (103.3, 14.6, 103.5, 15.1),
    "320102": (103.5, 14.6, 103.7, 15.1),
    "320201": (103.7, 14.6, 104.0, 15.1),
}
"""Schematic outlines of Surin's areas: west, south, east, north in degrees."""


def country(session: Session) -> None:
    """Provinces (Bangkok too) with outlines and population; Surin's areas with schematic squares."""
    frames.shelf.clear()
    outline_picture.kept.clear()
    session.flush()
    point = func.ST_SetSRID(func.ST_MakePoint(103.5, 14.9), 4326)
    # in one go: many tests begin with a country
    session.connection().execute(pg.insert(AREA).values(point=point).on_conflict_do_nothing(), provinces())
    areas(session, DISTRICTS | SUBDISTRICTS | VILLAGES)
    outline(session, outlines().items(), source="Natural Earth", schematic=False)
    boxes = [(code, _square(*box)) for code, box in BOXES.items()]
    outline(session, boxes, source="เส้นสมมติ", schematic=True)


@cache
def outlines() -> dict[str, str]:
    """Code to GeoJSON of the 77."""
    features = json.loads((SEEDS / "province_outlines.geojson").read_text())["features"]
    return {each["properties"]["code"]: json.dumps(each["geometry"]) for each in features}


@cache
def provinces() -> list[dict[str, Any]]:
    """The rows of the 77."""
    names = {province.code: province for province in geothai.provinces()}
    rows = []
    for code in outlines():
        facts = province_facts().get(code)
        rows.append(
            {
                "code": code,
                "kind": "province",
                "name_th": names[code].name_th,
                "name_en": names[code].name_en,
                "search_key": f" {names[code].name_th} ",
                "in_76": code != "10",
                "population": facts.population if facts else None,
                "region": facts.cluster.region_th if facts else None,
                "cluster": facts.cluster.name_th if facts else None,
            }
        )
    return rows


def outline(session: Session, shapes: Iterable[tuple[str, str]], *, source: str, schematic: bool) -> None:
    """Boundaries from (code, GeoJSON)."""
    shape = func.ST_Multi(func.ST_SetSRID(func.ST_GeomFromGeoJSON(bindparam("shape", type_=String)), 4326))
    insert = BOUNDARY.insert().values(geom=shape, simple=shape, source=source, schematic=schematic)
    session.flush()
    session.connection().execute(insert, [{"area_code": code, "shape": text} for code, text in shapes])


def retired(session: Session, code: str, successor: str | None, **more: object) -> Area:
    """A code that is no longer in use."""
    from datetime import date

    row = area(session, code, "ชื่อเก่า")
    row.valid_to, row.successor_code = date(2020, 1, 1), successor
    for name, value in more.items():
        setattr(row, name, value)
    session.flush()
    return row


def _square(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})
