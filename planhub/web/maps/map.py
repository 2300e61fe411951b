"""The map, open to the public: country, region, cluster, province, district, subdistrict, village."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _

from planhub import clock
from planhub.areas import addresses
from planhub.database import db
from planhub.edge import public, tell
from planhub.edge.naming import name_file
from planhub.edge.wording import language
from planhub.errors import NotFound
from planhub.maps import downloads, explored, frames, plan_items, questions, tables, versions, wording
from planhub.maps.choice import GROUP_WORD, MEASURE_WORD, Measure
from planhub.maps.manner import Manner
from planhub.maps.places import COUNTRY, Place, place_of
from planhub.web.maps import words
from planhub.web.maps.links import asked, asset, item_url
from planhub.web.maps.map_tables import map_tables
from planhub.web.whose import this

pages = Blueprint("map", __name__)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.get("/map")
@public
def country() -> str:
    """The country by provinces, with regions and clusters."""
    return _page(place_of(db.session(), COUNTRY))


@pages.get("/map/<code>")
@public
def place(code: str) -> str | Response:
    """A region, cluster or area; a retired code says what became of it."""
    found = place_of(db.session(), code)
    if found.note:
        return make_response(render_template("map/retired.html", place=found, name=words.step_name), 410)
    return _page(found)


@pages.get("/map/frame/<code>")
@public
def frame(code: str) -> Response:
    """The drawn map alone, for the frame of a page."""
    found, links = _living(code), asked(code, request.args)
    tiles = current_app.config["SETTINGS"].tiles_url
    manner = Manner(language(), tell, links.to, item_url, asset, tiles, links.items)
    drawn = frames.frame(db.session(), found, links.wanted, links.measure, manner, at=clock.now())
    response = make_response(drawn.html)
    response.headers["Content-Security-Policy"] = _policy(drawn.script_hash, tiles)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@pages.get("/map/<code>/table.<any(csv, xlsx):form>")
@public
def table(code: str, form: str) -> Response:
    """The table of a place as a file."""
    found, links = _living(code), asked(code, request.args)
    sort = questions.read_sort(request.args, questions.usual_sort(links.measure, found.child_kind))
    numbers = tables.table(db.session(), found, links.wanted, links.measure, sort, at=clock.now())
    rows = downloads.lines(numbers, tell, language())
    title = f"{_('แผนพัฒนา')} {words.step_name(numbers.place.here)}"
    content = (
        downloads.as_csv(rows)
        if form == "csv"
        else downloads.as_workbook(
            rows, title=title, notes=[*words.filters_said(numbers), words.said_at(numbers.place)]
        )
    )
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[form]
    return name_file(response, f"planhub-{numbers.place.code}-{links.wanted.choice.year or 'all'}.{form}")


def _living(code: str) -> Place:
    """The place of a code in use; a retired one is not drawn."""
    found = place_of(db.session(), code)
    if found.note:
        raise NotFound(found.note)
    return found


def _page(found: Place) -> str:
    session, links = db.session(), asked(found.code, request.args)
    measure = links.measure
    usual = questions.usual_sort(measure, found.child_kind)
    links = replace(links, sort=questions.read_sort(request.args, usual), usual=usual)
    links = replace(links, at=explored.at_of(session, found))
    shown = map_tables(session, found, links, at=clock.now())
    numbers = shown.numbers
    return render_template(
        "map/place.html",
        place=found,
        numbers=numbers,
        tables=shown,
        links=links,
        title=words.step_name(found.here, long=True),
        crumbs=[
            (links.to(step.code), words.step_name(step)) for step in found.steps[bool(this().province) :]
        ],
        legend=words.legend(numbers),
        line_sources="; ".join(tell(source) for source in shown.lines.sources),
        stage_words=[(group, tell(word)) for group, word in GROUP_WORD.items()],
        figure=lambda sum_: wording.figure(sum_, language()),
        choices=words.choices(numbers.choice.year, links.wanted.source),
        measures=[
            {"url": links.colouring(m), "label": tell(MEASURE_WORD[m]), "current": m is measure}
            for m in Measure
        ],
        said=words.filters_said(numbers, links.words),
        left_out=words.left_out(numbers),
        shows_items=links.items == "yes" or (not links.items and len(found.code) >= 4),
        without_days=words.without_days(numbers),
        changed=versions.changed_at(session, found.provinces),
        **_items(numbers),
    )


def _items(numbers: tables.Table) -> dict[str, Any]:
    """The list under the map, from the district down; each page begins after the last one's end."""
    area = numbers.place.area
    if area is None or area.kind == "province":
        return {"items": None}
    here = plan_items.in_area(area.code, area.kind, area.parent_code)
    found, after = plan_items.listed(db.session(), here, numbers.wanted, after=request.args.get("after", ""))
    return {
        "items": found,
        "next_page": after,
        "paged": bool(request.args.get("after")),
        "item_url": item_url,
        "places": addresses.full_names(db.session(), {item.area_code for item in found}),
    }


def _policy(script_hash: str, tiles: str) -> str:
    """The frame's own policy: our files, its one script by hash, nothing sent anywhere."""
    host = urlsplit(tiles.replace("{s}", "a"))
    images = "'self' data:" + (f" {host.scheme}://{host.netloc}" if host.netloc else "")
    return (
        f"default-src 'none'; script-src 'self' '{script_hash}'; style-src 'self'; img-src {images};"
        " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
