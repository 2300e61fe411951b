"""Outlines of the children of an area, for maps."""

import json

from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.areas.outlines import outlines_inside, outlines_version


def test_the_provinces_come_as_one_feature_collection(gazetteer: Session) -> None:
    outlines = outlines_inside(gazetteer, "")
    features = json.loads(outlines.geojson)["features"]
    assert len(features) == 77
    assert [f["id"] for f in features if not f["properties"]["in_76"]] == ["10"]
    assert {f["geometry"]["type"] for f in features} == {"MultiPolygon"}
    [surin] = [f for f in features if f["id"] == "32"]
    assert surin["properties"] == {
        "code": "32",
        "name_th": "สุรินทร์",
        "name_en": "Surin",
        "kind": "province",
        "in_76": True,
        "schematic": False,
    }
    assert outlines.schematic is False
    assert len(outlines.sources) == 1


def test_where_no_boundary_is_known_the_collection_is_empty(gazetteer: Session) -> None:
    outlines = outlines_inside(gazetteer, "3201")
    assert json.loads(outlines.geojson) == {"type": "FeatureCollection", "features": []}
    assert (outlines.schematic, outlines.sources) == (False, ())


def test_the_version_stays_until_a_name_or_a_shape_changes(gazetteer: Session) -> None:
    first = outlines_version(gazetteer, "")
    assert outlines_inside(gazetteer, "").version == first
    gazetteer.get_one(Area, "32").population = 1
    gazetteer.flush()
    assert outlines_version(gazetteer, "") == first
    gazetteer.get_one(AreaBoundary, "32").schematic = True
    gazetteer.flush()
    second = outlines_inside(gazetteer, "")
    assert second.version != first
    assert second.schematic is True
    gazetteer.get_one(Area, "32").name_en = "Surin Province"
    gazetteer.flush()
    assert outlines_version(gazetteer, "") not in (first, second.version)
