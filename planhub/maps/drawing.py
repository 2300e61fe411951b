"""The only module that knows folium: a map as one page for a frame, with nothing from any other host.

Branca reads what its elements rendered as a template once more, so no word of the data may pass through
it: folium gets geometry, colours and codes only, and names, titles and sums travel beside it as a block of
JSON that `static/js/map-frame.js` puts into the page as text.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.plugins import FastMarkerCluster

from planhub.maps.drawn import Asset, Drawing, Frame, Polygon

OURS = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "leaflet_css": "vendor/leaflet/leaflet.css",
    "markerclusterjs": "vendor/markercluster/leaflet.markercluster.js",
    "markerclustercss": "vendor/markercluster/MarkerCluster.css",
    "markerclusterdefaultcss": None,
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
    "glyphicons_css": None,
}
"""Where each library that folium asks for lies with us; None: left out. Any other name is an error."""

_CODE = re.compile(r"[0-9A-Za-z-]{1,20}")
_STYLE = {"color": "#3d4a5c", "weight": 1}
_DASHED = {"dashArray": "4 4"}
_OUTLINE = {"color": "#15264d", "weight": 2.5, "fill": False}
_SHEET = {**_OUTLINE, "fill": True, "fillColor": "#ffffff", "fillOpacity": 0.75}

# without tiles folium hands no limits on, and clusters need one
_ZOOMS: dict[str, Any] = {"maxZoom": 18, "minZoom": 4, "zoomSnap": 0.1}

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{links}
</head>
<body>
<main aria-label="{title}">
{html}
</main>
<script type="application/json" id="map-data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


class OfflineFigure(Figure):
    """A figure that uses our copies of the libraries, and fails on one it does not know."""

    def document(self, *, lang: str, title: str, data: Mapping[str, Any], asset: Asset) -> Frame:
        """The whole page, the same text for the same drawing in every process."""
        for n, element in enumerate(_all(self)):
            element._id = str(n)
        for child in list(self._children.values()):
            child.render()
        maps = [child.get_name() for child in self._children.values()]
        links = "\n".join(self._links(asset))
        script = self.script.render() + "".join(f"\nplanhub.ready({name});" for name in maps)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        html = _PAGE.format(
            lang=escape(lang),
            title=escape(title),
            links=links,
            html=self.html.render(),
            # nothing in the block may end it or begin a comment
            data=text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
            script=script,
        )
        return Frame(html, "sha256-" + b64encode(sha256(script.encode()).digest()).decode())

    def _links(self, asset: Asset) -> list[str]:
        """Our own addresses of what folium asked for, then our own two files."""
        found = []
        for name, child in self.header._children.items():
            if isinstance(child, CssLink | JavascriptLink):
                if name not in OURS:
                    raise LookupError(f"folium asks for {name}, of which we have no copy")
                path = OURS[name]
                if path:
                    found.append(path)
        paths = [*(p for p in found if p.endswith(".css")), "css/map-frame.css"]
        paths += [*(p for p in found if p.endswith(".js")), "js/map-names.js", "js/map-spots.js"]
        paths.append("js/map-frame.js")
        return [
            f'<link rel="stylesheet" href="{escape(asset(p))}">'
            if p.endswith(".css")
            else f'<script src="{escape(asset(p))}"></script>'
            for p in paths
        ]


def draw(drawing: Drawing, *, asset: Asset) -> Frame:
    """The page of a frame; `asset` gives the address of a file of static/."""
    chart = folium.Map(
        location=[13.5, 101.0],
        zoom_start=6,
        tiles=None,
        scroll_wheel_zoom=False,
        **_ZOOMS,
    )
    if drawing.tiles:
        folium.TileLayer(tiles=drawing.tiles, attr=" ").add_to(chart)
    shapes = [_feature(p.code, p.geometry, _look(p, 0.75 if drawing.tiles else 1)) for p in drawing.polygons]
    if shapes:
        layer = folium.GeoJson(_collection(shapes), on_each_feature=folium.JsCode("planhub.area"))
        layer.add_to(chart)
    if drawing.outline:
        line = _feature("outline", drawing.outline, _OUTLINE if shapes else _SHEET)
        folium.GeoJson(_collection([line]), interactive=False).add_to(chart)
    bounds, space = None, 4 if shapes or drawing.outline else 30
    if shapes or drawing.outline:
        bounds = _wide_enough(chart.get_bounds())
    elif drawing.pins:
        lats, lons = [p.lat for p in drawing.pins], [p.lon for p in drawing.pins]
        bounds = _wide_enough([[min(lats), min(lons)], [max(lats), max(lons)]])
    if bounds:
        fit = folium.FitBounds(bounds, padding=(space, space))
        fit.options["animate"] = False  # or it would still be on its way when map-frame.js fits it again
        fit.add_to(chart)
    if drawing.pins:  # after the bounds, or the clusters of the whole country would be seen falling apart
        rows = [[pin.lat, pin.lon, n] for n, pin in enumerate(drawing.pins)]
        options = {"max_cluster_radius": 50, "show_coverage_on_hover": False}
        FastMarkerCluster(rows, callback="planhub.pin", **options).add_to(chart)  # type: ignore[no-untyped-call]
    figure = OfflineFigure()
    figure.add_child(chart)
    view = {"bounds": bounds, "space": space}
    return figure.document(lang=drawing.lang, title=drawing.title, data=_data(drawing) | view, asset=asset)


def _data(drawing: Drawing) -> dict[str, Any]:
    """Every word that the frame shows; map-frame.js writes them as text, never as markup."""
    return {
        "areas": {p.code: {"name": p.name, "say": p.say, "url": p.url} for p in drawing.polygons},
        "spots": [[spot.lat, spot.lon, spot.items, spot.name] for spot in drawing.spots],
        "pins": [{**pin.card, "colour": pin.colour} for pin in drawing.pins],
        "notes": list(drawing.notes),
        "credit": drawing.credit,
        "words": dict(drawing.words),
    }


def _look(polygon: Polygon, opacity: float) -> dict[str, Any]:
    return {
        **_STYLE,
        "fillColor": polygon.fill,
        "fillOpacity": opacity,
        **(_DASHED if polygon.dashed else {}),
    }


def _feature(code: str, geometry: Mapping[str, Any], style: Mapping[str, Any]) -> dict[str, Any]:
    if not _CODE.fullmatch(code):
        raise ValueError("only codes go through folium")
    return {
        "type": "Feature",
        "id": code,
        "properties": {"code": code, "style": dict(style)},
        "geometry": dict(geometry),
    }


def _collection(features: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _wide_enough(bounds: Any) -> list[list[float]]:
    """At least some two kilometres, so that a single point is seen in its surroundings."""
    (south, west), (north, east) = bounds
    grow_lat, grow_lon = max(0.0, 0.02 - (north - south)) / 2, max(0.0, 0.02 - (east - west)) / 2
    return [[south - grow_lat, west - grow_lon], [north + grow_lat, east + grow_lon]]


def _all(element: Element) -> list[Element]:
    return [element, *(e for child in element._children.values() for e in _all(child))]
