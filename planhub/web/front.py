"""The public front page: what PlanHub is, search, three numbers of the country, the provinces."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from planhub.database import db
from planhub.edge import public
from planhub.edge.people import wearing
from planhub.edge.wording import language
from planhub.maps import versions, wording
from planhub.maps.choice import Choice, Measure
from planhub.maps.places import place_of
from planhub.maps.tables import table
from planhub.web.navigation import home_of

pages = Blueprint("front", __name__)


@pages.get("/")
@public
def index() -> str | Response:
    """Signed-in people are sent to where their day begins; everybody else is told what this is."""
    hat = wearing()
    if hat is not None:
        return redirect(home_of(hat))
    session = db.session()
    numbers = table(session, place_of(session, ""), Choice(), Measure.ITEMS, "name")
    return render_template(
        "front/index.html",
        whole=numbers.whole,
        rows=numbers.rows,
        millions=wording.millions,
        figure=lambda sum_: wording.figure(sum_, language()),
        changed=versions.changed_at(session),
    )
