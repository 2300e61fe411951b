"""The public front page: what PlanHub is, search, three numbers of the country or of the one province."""

from flask import Blueprint, current_app, redirect, render_template
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
from planhub.web.whose import this

pages = Blueprint("front", __name__)


@pages.get("/")
@public
def index() -> str | Response:
    """Signed-in people are sent to where their day begins; everybody else is told what this is."""
    hat = wearing()
    if hat is not None:
        return redirect(home_of(hat))
    session, own = db.session(), this().province
    numbers = table(session, place_of(session, own), Choice(), Measure.ITEMS, "name")
    return render_template(
        "front/index.html",
        whole=numbers.whole,
        rows=numbers.rows,
        millions=wording.millions,
        figure=lambda sum_: wording.figure(sum_, language()),
        changed=versions.changed_at(session),
        centre=current_app.config["SETTINGS"].centre_url,
    )
