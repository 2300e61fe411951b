"""The frame: nothing from other hosts, no data read as markup, code or template, always the same."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from planhub.maps.drawing import OfflineFigure, draw
from planhub.maps.drawn import Drawing, Frame, Pin, Polygon

SQUARE: dict[str, Any] = {
    "type": "MultiPolygon",
    "coordinates": [[[[101, 14], [102, 14], [102, 15], [101, 15], [101, 14]]]],
}
NASTY = [
    # a template's expression: branca would evaluate it
    "{{ 7 * 7 }}",
    # a template's statement: it would stop the rendering
    "{% raise %}{# #}",
    # the end of the script, and of the data block
    "</script><script>alert(1)</script>",
    "<!-- <img src=x onerror=alert(1)> -->",
    "' + alert(1) + \"",
    "${alert(1)}`",
    "ถนน\u2028สาย\\",
]


def asset(path: str) -> str:
    return f"/static/{path}?v=1"


def drawn(**more: Any) -> Frame:
    polygons = more.pop("polygons", [Polygon("32", SQUARE, "#a1dab4", "สุรินทร์", "7 รายการ", "/map/32")])
    return draw(Drawing("แผนที่", "th", polygons, **more), asset=asset)


def data_of(frame: Frame) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', frame.html, re.S)
    assert block
    found: dict[str, Any] = json.loads(block[1])
    return found


def script_of(frame: Frame) -> str:
    """The page's one inline script."""
    scripts = re.findall(r"<script>(.*?)</script>", frame.html, re.S)
    assert len(scripts) == 1
    return str(scripts[0])


def test_only_our_own_copies_are_asked_for() -> None:
    frame = drawn(pins=[Pin(14.5, 101.5, "#009e73", {"title": "x"})])
    addresses = re.findall(r'(?:src|href)="([^"]*)"', frame.html)
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)
    assert "://" not in frame.html.replace("http://www.w3.org/", "")
    assert [a.split("/")[-1].split("?")[0] for a in addresses] == [
        "leaflet.css",
        "MarkerCluster.css",
        "map-frame.css",
        "leaflet.js",
        "leaflet.markercluster.js",
        "map-names.js",
        "map-spots.js",
        "map-frame.js",
    ]


def test_a_library_that_we_have_no_copy_of_is_an_error() -> None:
    import folium
    from folium.plugins import Fullscreen

    figure, chart = OfflineFigure(), folium.Map(tiles=None)
    Fullscreen().add_to(chart)
    figure.add_child(chart)
    with pytest.raises(LookupError, match="no copy"):
        figure.document(lang="th", title="", data={}, asset=asset)


@pytest.mark.parametrize("nasty", NASTY)
def test_words_stay_words(nasty: str) -> None:
    polygon = Polygon("32", SQUARE, "#fff", nasty, nasty, "/map/32")
    card = {"title": nasty, "number": nasty, "stage": nasty, "money": nasty, "note": nasty, "url": "/p/1"}
    frame = drawn(
        polygons=[polygon],
        pins=[Pin(14.5, 101.5, "#fff", card)],
        notes=[nasty],
        credit=nasty,
        words={"open": nasty},
    )
    data = data_of(frame)
    assert data["areas"]["32"]["name"] == data["pins"][0]["title"] == data["notes"][0] == nasty
    # nothing of it went through folium, so nothing of it is in the script
    assert script_of(frame) == script_of(
        drawn(pins=[Pin(14.5, 101.5, "#fff", {})], polygons=[Polygon("32", SQUARE, "#fff", "", "")])
    )


def test_only_codes_go_through_folium() -> None:
    with pytest.raises(ValueError, match="only codes"):
        drawn(polygons=[Polygon("{{ 7 }}", SQUARE, "#fff", "x", "x")])


def test_the_same_drawing_is_the_same_page_in_every_process() -> None:
    # a browser that holds the page from one worker must fit the policy that another sends with its 304
    pins = [Pin(14.5, 101.5, "#fff", {"title": "x"})]
    first, second = drawn(pins=pins, outline=SQUARE), drawn(pins=pins, outline=SQUARE)
    assert first == second


def test_the_hash_is_that_of_the_only_inline_script() -> None:
    frame = drawn()
    digest = base64.b64encode(hashlib.sha256(script_of(frame).encode()).digest()).decode()
    assert frame.script_hash == f"sha256-{digest}"


def test_no_inline_style_and_no_handler_is_left() -> None:
    frame = drawn(pins=[Pin(14.5, 101.5, "#fff", {})])
    assert "<style" not in frame.html
    assert not re.search(r"<[a-z][^>]*\s(on[a-z]+|style)=", frame.html)
    # people may enlarge the page
    assert "user-scalable" not in frame.html


def test_a_place_without_lines_shows_its_points_and_without_points_the_country() -> None:
    with_points = draw(Drawing("x", "th", pins=[Pin(14.5, 101.5, "#fff", {})]), asset=asset)
    assert "fitBounds" in with_points.html
    bare = draw(Drawing("x", "th"), asset=asset)
    assert "fitBounds" not in bare.html
    assert '"zoom": 6' in bare.html


def test_an_area_without_a_number_is_dashed() -> None:
    assert "dashArray" in drawn(polygons=[Polygon("32", SQUARE, "#d0d3d8", "x", "", dashed=True)]).html
    assert "dashArray" not in drawn().html


def test_no_other_module_knows_folium() -> None:
    package = Path(__file__).parents[2] / "planhub"
    knows = [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"^\s*(import|from) (folium|branca)", path.read_text(), re.M)
    ]
    assert knows == ["drawing.py"]
