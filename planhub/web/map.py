"""The map, open to the public: country, region, cluster, province, district, subdistrict, village."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _

from planhub.areas import addresses
from planhub.database import db
from planhub.edge import public, tell
from planhub.edge.wording import language
from planhub.errors import NotFound
from planhub.maps import downloads, frames, plan_items, questions, tables, versions, wording
from planhub.maps.choice import GROUP_WORD, MEASURE_WORD, NO_SIDE, STAGE_CHOICES, Measure
from planhub.maps.palette import ZERO
from planhub.maps.places import COUNTRY, Place, Step, place_of
from planhub.maps.shapes import lines
from planhub.maps.summaries import years
from planhub.proposals.value_lists import SIDES
from planhub.thai.dates import thai_date
from planhub.thai.money import number
from planhub.web.map_links import Links, asset, item_url
from planhub.wording import N_, Name, say

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
        return make_response(render_template("map/retired.html", place=found, name=step_name), 410)
    return _page(found)


@pages.get("/map/frame/<code>")
@public
def frame(code: str) -> Response:
    """The drawn map alone, for the frame of a page."""
    choice, measure = questions.read_choice(request.args), questions.read_measure(request.args)
    found = _living(code)
    links = Links(found.code, choice, measure)
    tiles = current_app.config["SETTINGS"].tiles_url
    manner = frames.Manner(language(), tell, links.to, item_url, asset, tiles)
    drawn = frames.frame(db.session(), found, choice, measure, manner)
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
    choice, measure = questions.read_choice(request.args), questions.read_measure(request.args)
    found = _living(code)
    sort = questions.read_sort(request.args, questions.usual_sort(measure, found.child_kind))
    numbers = tables.table(db.session(), found, choice, measure, sort)
    rows = downloads.lines(numbers, tell, language())
    title = f"{_('แผนพัฒนา')} {step_name(numbers.place.here)}"
    content = (
        downloads.as_csv(rows)
        if form == "csv"
        else downloads.as_workbook(rows, title=title, notes=[_filters_said(numbers), _said_at(numbers.place)])
    )
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[form]
    name = f"planhub-{numbers.place.code}-{choice.year or 'all'}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _living(code: str) -> Place:
    """The place of a code in use; a retired one is not drawn."""
    found = place_of(db.session(), code)
    if found.note:
        raise NotFound(found.note)
    return found


def _page(found: Place) -> str:
    session = db.session()
    choice, measure = questions.read_choice(request.args), questions.read_measure(request.args)
    usual = questions.usual_sort(measure, found.child_kind)
    sort = questions.read_sort(request.args, usual)
    numbers = tables.table(session, found, choice, measure, sort)
    links = Links(found.code, choice, measure, sort, usual)
    children = lines(session, [row.code for row in numbers.rows])
    drawn = children if children.areas else lines(session, [frames.around(found)])
    return render_template(
        "map/place.html",
        place=found,
        numbers=numbers,
        links=links,
        title=step_name(found.here, long=True),
        crumbs=[(links.to(step.code), step_name(step)) for step in found.steps],
        legend=_legend(numbers),
        coloured=children.areas > 0,
        lines=drawn,
        line_sources="; ".join(tell(source) for source in drawn.sources),
        stage_words=[(group, tell(word)) for group, word in GROUP_WORD.items()],
        millions=wording.millions,
        figure=lambda sum_: wording.figure(sum_, language()),
        heads=any(row.population for row in numbers.rows),
        choices=_choices(numbers),
        measures=[
            {"url": links.colouring(m), "label": tell(MEASURE_WORD[m]), "current": m is measure}
            for m in Measure
        ],
        name=lambda row: wording.name_of(row, tell, found.kind),
        changed=versions.changed_at(session, found.provinces),
        no_population=tell(wording.NO_NUMBER[Measure.PER_HEAD]),
        child_word=tell(wording.KIND_WORD[found.child_kind]) if found.child_kind else "",
        **_items(numbers),
    )


def _items(numbers: tables.Table) -> dict[str, Any]:
    """The list under the map, from the district down; each page begins after the last one's end."""
    area = numbers.place.area
    if area is None or area.kind == "province":
        return {"items": None}
    here = plan_items.in_area(area.code, area.kind, area.parent_code)
    found, after = plan_items.listed(db.session(), here, numbers.choice, after=request.args.get("after", ""))
    return {
        "items": found,
        "next_page": after,
        "paged": bool(request.args.get("after")),
        "item_url": item_url,
        "places": addresses.full_names(db.session(), {item.area_code for item in found}),
    }


def _legend(numbers: tables.Table) -> dict[str, Any]:
    child = tell(wording.KIND_WORD[numbers.place.child_kind]) if numbers.place.child_kind else ""
    measure, scale = numbers.measure, numbers.scale

    def counted(words: str, n: int) -> str:
        return _("%(words)s (%(n)s %(kind)s)", words=words, n=number(n), kind=child) if child else words

    classes = [(colour, counted(words, n)) for colour, words, n in wording.legend(scale, measure, tell)]
    if scale.zeros:
        classes.insert(0, (ZERO, counted(tell(wording.ZERO_WORD[measure]), scale.zeros)))
    unknown = counted(tell(wording.NO_NUMBER[measure]), scale.unknown) if scale.unknown else None
    return {"title": tell(MEASURE_WORD[measure]), "classes": classes, "unknown": unknown}


def _choices(numbers: tables.Table) -> dict[str, list[tuple[str, str]]]:
    known = years(db.session())
    chosen = numbers.choice.year
    listed = sorted({*known, chosen} if chosen else known, reverse=True)
    return {
        "year": [("", _("ทุกปีงบประมาณ")), *((str(y), str(y)) for y in listed)],
        "stage": [("", _("ทุกสถานะที่นับ")), *((key, tell(word)) for key, word in STAGE_CHOICES.items())],
        "side": [
            ("", _("ทุกด้าน")),
            *((key, tell(word)) for key, word in SIDES.items()),
            (NO_SIDE, _("ไม่ระบุด้าน")),
        ],
    }


def step_name(step: Step, *, long: bool = False) -> str:
    """The name of a place with the word for its kind, in the reader's language: จ.สุรินทร์, long จังหวัดสุรินทร์."""
    if step.kind in ("country", "region", "cluster"):
        return tell(Name(tell(step.name_th), step.name_en or step.name_th))
    named = addresses.name_of(step.kind, step.name_th, step.name_en, step.moo)
    if long and step.kind in ("province", "district", "subdistrict"):
        named = replace(named, th=wording.KIND_WORD[step.kind] + step.name_th)
    return tell(named)


def _filters_said(numbers: tables.Table) -> str:
    choice = numbers.choice
    year = tell(say(N_("ปีงบประมาณ %(year)s"), year=choice.year)) if choice.year else _("ทุกปีงบประมาณ")
    stage = tell(STAGE_CHOICES.get(choice.stage, "")) or _("ทุกสถานะที่นับ")
    side = _("ไม่ระบุด้าน") if choice.side == NO_SIDE else tell(SIDES.get(choice.side, "")) or _("ทุกด้าน")
    return " · ".join([year, stage, side])


def _said_at(found: Place) -> str:
    changed = versions.changed_at(db.session(), found.provinces)
    return tell(say(N_("ข้อมูล ณ %(date)s ที่มา: PlanHub"), date=thai_date(changed, locale=language())))


def _policy(script_hash: str, tiles: str) -> str:
    """The frame's own policy: our files, its one script by hash, nothing sent anywhere."""
    host = urlsplit(tiles.replace("{s}", "a"))
    images = "'self' data:" + (f" {host.scheme}://{host.netloc}" if host.netloc else "")
    return (
        f"default-src 'none'; script-src 'self' '{script_hash}'; style-src 'self'; img-src {images};"
        " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
