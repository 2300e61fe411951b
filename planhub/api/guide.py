"""GET /api/: what can be asked, with examples that work."""

from flask import Blueprint, render_template, request

from planhub.api.parameters import MOST, USUAL
from planhub.database import db
from planhub.edge import public, tell
from planhub.maps.choice import NO_SIDE, STAGE_CHOICES
from planhub.maps.conditions import years
from planhub.proposals.value_lists import SIDES

part = Blueprint("api_guide", __name__)


@part.get("/api/")
@public
def index() -> str:
    """The guide as a page."""
    return render_template(
        "api/index.html",
        root=request.url_root.rstrip("/"),
        most=MOST,
        usual=USUAL,
        stages=[(key, tell(word)) for key, word in STAGE_CHOICES.items()],
        sides=[(key, tell(word)) for key, word in SIDES.items()],
        no_side=NO_SIDE,
        years=years(db.session()),
    )
