"""Where the pin lies, answered while it is being put: the point as it was read, and what is odd about it."""

from flask import Blueprint, Response, jsonify, request

from planhub.database import db
from planhub.edge import requires, tell
from planhub.needs.asking import Reading, read
from planhub.needs.coordinates import Place
from planhub.needs.plots import shape_words
from planhub.needs.typed import text_of
from planhub.needs.whereabouts import doubts_of, named_at, surely_odd
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.web.records import record
from planhub.workflow.authority import Permission

pages = Blueprint("entry_place", __name__, url_prefix="/needs/<int:proposal_id>")

ASKED = ("lat", "lon", "line", "shape")


@pages.get("/place")
@requires(Permission.NEED_WRITE)
def look(proposal_id: int) -> Response:
    """The place of these four fields: its point, its area, its size, its doubts; nothing is kept."""
    proposal, _need = record(proposal_id)
    typed = {name: request.args.get(name, "") for name in ASKED}
    reading = read(typed, fiscal_year=proposal.fiscal_year)
    place, drawn = reading.values["place"], reading.values["line"]
    there = named_at(db.session(), proposal.area_code, place) if place else None
    answer = {
        "point": [place.lat, place.lon] if place and not drawn else None,
        "wrong": [tell(reading.errors[name]) for name in ("line", "lat") if name in reading.errors],
        "size": tell(shape_words(drawn)) if drawn else "",
        "there": tell(there) if there else "",
        "doubts": doubts(proposal, reading),
        "told": stamp(place),
    }
    response = jsonify(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


def doubts(proposal: Proposal, reading: Reading) -> list[str]:
    """What is odd about the place, in the reader's language."""
    return [tell(said) for said in doubts_of(db.session(), proposal.area_code, reading.values["place"])]


def stamp(place: Place | None) -> str:
    """A place as the page names it of which it has told the doubts."""
    return f"{place.lat:.5f},{place.lon:.5f}" if place else ""


def untold(proposal: Proposal, need: Need, reading: Reading) -> bool:
    """Whether the place is surely odd, no reason was given, and the page sent has not yet said so."""
    explained = text_of(need.typed, "geom_reason").strip()
    said = request.form.get("told") == stamp(reading.values["place"])
    place = reading.values["place"]
    return not explained and not said and surely_odd(db.session(), proposal.area_code, place)
