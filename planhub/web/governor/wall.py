"""The governor's page for a big screen on the wall: no links, drawn anew every minute."""

from flask import Blueprint, render_template

from planhub import clock
from planhub.database import db
from planhub.edge import requires
from planhub.errors import NotFound
from planhub.oversight.governed import governed
from planhub.web.governor.asked import asked
from planhub.web.governor.words import shown
from planhub.wording import N_
from planhub.workflow.authority import Permission

pages = Blueprint("governor_wall", __name__, url_prefix="/governor")


@pages.get("/wall")
@requires(Permission.GOVERN_READ)
def show() -> str:
    """Figures, map, trend and troubles in large letters."""
    page = asked()
    if page is None:
        raise NotFound(N_("เลือกจังหวัดก่อน ใส่รหัสจังหวัด 2 หลักในที่อยู่ เช่น ?province=32"))
    found = governed(db.session(), page.narrowed, page.limits)
    return render_template("governor/wall.html", drawn_at=clock.now(), **shown(page, found))
