"""GET /api/: what can be asked, with examples that work."""

from flask import Blueprint, render_template, request
from sqlalchemy import func, select

from planhub.api.parameters import MOST, USUAL
from planhub.database import db
from planhub.edge import public, tell
from planhub.edge.people import wearing
from planhub.linkage.plan_item import PlanSummary
from planhub.maps.choice import NO_SIDE, STAGE_CHOICES
from planhub.maps.conditions import years
from planhub.proposals.value_lists import SIDES
from planhub.reports.oc4ids_facts import FUNDED

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
        province=_province(),
    )


def _province() -> str | None:
    """The reader's province, else the first that has funded projects; None where none has any."""
    hat = wearing()
    if hat is not None and hat.area_code:
        return hat.area_code[:2]
    some = PlanSummary.level == 2, PlanSummary.items > 0, PlanSummary.stage.in_(FUNDED)
    return db.session.scalar(select(func.min(PlanSummary.area_code)).where(*some))
