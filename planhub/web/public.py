"""Open to everybody: the page of a number, which answers what became of a request; outlines for maps."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import addresses
from planhub.areas.outline import outline_of
from planhub.database import db
from planhub.edge import public, tell
from planhub.edge.people import wearing
from planhub.edge.wording import language
from planhub.errors import Invalid
from planhub.federation import afar
from planhub.needs.around import around
from planhub.proposals.decisions import discreet
from planhub.proposals.numbers import read_number
from planhub.proposals.proposal import Proposal
from planhub.proposals.story import Story, mark_of, tell_of
from planhub.proposals.value_lists import SIDES
from planhub.results import answers
from planhub.web.committees.item_words import size_words
from planhub.web.elsewhere import afar_of, need_page
from planhub.web.entry.pages import public_address
from planhub.web.maps.links import asset
from planhub.web.public_work import mark_of as work_mark
from planhub.web.public_work import public_work
from planhub.web.whose import this
from planhub.workflow.authority import Permission, may

Answer = str | Response | tuple[str, int]

pages = Blueprint("public", __name__)


@pages.get("/n")
@public
def ask() -> Answer:
    """Type a number; a right one leads to its page."""
    typed = request.args.get("number", "")
    if not typed:
        return render_template("public/ask.html", typed="", errors={})
    try:
        number = read_number(typed)
    except Invalid as wrong:
        errors = {name: tell(sentence) for name, sentence in wrong.fields.items()}
        return render_template("public/ask.html", typed=typed, errors=errors), 422
    return redirect(url_for("public.need", number=number), 302)


@pages.get("/n/<path:number>")
@public
def need(number: str) -> Answer:
    """Where is it, who has it, since when, what was decided and why, what comes next."""
    try:
        right = read_number(number)
    except Invalid as wrong:
        errors = {name: tell(sentence) for name, sentence in wrong.fields.items()}
        return render_template("public/ask.html", typed=number, errors=errors), 404
    if right != number:
        return redirect(url_for("public.need", number=right), 302)
    known = afar_of(right[:2])
    found = afar.item_of(db.session(), right) if known else None
    if known and found:
        return _kept(_tag(afar.mark_of(db.session(), known, right)), lambda: need_page(known, found))
    tag = _tag(
        mark_of(db.session(), right) + answers.mark_of(db.session(), right) + work_mark(db.session(), right)
    )
    return _kept(tag, lambda: _page(tell_of(db.session(), right, day=clock.today())))


def _kept(tag: str, page: Callable[[], str]) -> Response:
    """The page, or 304 for who has it as it is."""
    if request.if_none_match.contains_weak(tag) and "_flashes" not in session:
        response = make_response("", 304)
    else:
        response = make_response(page())
    response.set_etag(tag)
    return response


@pages.get("/areas/<code>/outline.json")
@public
def outline(code: str) -> Response:
    """The outline of an area as GeoJSON, for a phone's map."""
    return _geojson(outline_of(db.session(), code))


@pages.get("/areas/<code>/around.json")
@public
def ground(code: str) -> Response:
    """The area among its neighbours with their names, for a map without tiles."""
    features = []
    for feature, name in around(db.session(), code):
        told = feature["properties"]
        feature["properties"] = {key: told[key] for key in ("role", "at", "schematic") if told.get(key)}
        feature["properties"]["name"] = tell(name)
        features.append(feature)
    return _geojson({"type": "FeatureCollection", "features": features})


def _geojson(collection: dict[str, Any]) -> Response:
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    response = make_response(body)
    response.headers["Content-Type"] = "application/geo+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:20])
    return response.make_conditional(request)


def _page(story: Story) -> str:
    codes = [story.proposal.province_code, story.proposal.district_code]
    codes += [story.proposal.subdistrict_code, story.proposal.area_code]
    said = _said(story.proposal)
    named = addresses(db.session(), [*codes, *(one.area_code for one in said)])
    return render_template(
        "public/need.html",
        story=story,
        proposal=story.proposal,
        side=SIDES.get(story.proposal.side or "", ""),
        size=size_words(story.need),
        link=public_address(story.proposal),
        mine=may(wearing(), Permission.NEED_WRITE, story.proposal.place_code, story.proposal.area_code),
        above=[named[code] for code in dict.fromkeys(codes) if code in named],
        tiles=current_app.config["SETTINGS"].tiles_url,
        said=[(one, named.get(one.area_code), discreet(one.words)) for one in said],
        ANSWER_WORD=answers.WORD,
        work=public_work(story.proposal),
    )


def _said(proposal: Proposal) -> list[answers.Answered]:
    """What those who asked for it say of a finished work; nothing before anybody has said a word."""
    said = answers.answers_to(db.session(), proposal) if proposal.stage in answers.SHOWN_AT else []
    return [one for one in said if one.answer]


def _tag(mark: str) -> str:
    """What the page depends on: the record, the day (it counts days), the language, and its head.

    The head names the reader's hats, the one in use first, and holds a form with this session's token; the
    stylesheet's address stands for the release.
    """
    generate_csrf()
    head = (wearing(), g.person, session["csrf_token"]) if g.get("person") else (session["csrf_token"],)
    parts = (
        mark,
        clock.today(),
        language(),
        head,
        this(),
        asset("css/planhub.css"),
        current_app.config["SECRET_KEY"],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
