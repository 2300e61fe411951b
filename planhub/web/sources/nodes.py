"""The centre's page of links: each of the 76 provinces, most trouble first, and what to do about it."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.federation.state import STATE_WORD, TROUBLE, State
from planhub.federation.status import statuses
from planhub.linkage.way import WAY_WORD, Way
from planhub.maps.choice import COUNTED
from planhub.web.elsewhere import word_of
from planhub.web.whose import this
from planhub.workflow.authority import Permission
from planhub.workflow.stages import Stage

pages = Blueprint("nodes", __name__)

GROUP = {state: "returned" if state in TROUBLE else "waiting" for state in State} | {State.WELL: "done"}
"""The colour and sign of each state, from the one palette."""


@pages.get("/nodes")
@requires(Permission.NATION_READ)
def index() -> str | Response:
    """All provinces, or those of one state or way; links are the centre's to look after."""
    if this().province:
        return redirect(url_for("map.place", code=this().province))
    session, now = db.session(), clock.now()
    found = statuses(session, now=now)
    state, way = request.args.get("state", ""), request.args.get("way", "")
    return render_template(
        "nodes/index.html",
        rows=[one for one in found if _wanted(one.state, state) and one.way == (way or one.way)],
        troubled=sum(one.troubled for one in found),
        counts={way: sum(one.way is way for one in found) for way in Way},
        names=full_names(session, [one.code for one in found]),
        state=state,
        way=way,
        states=[("trouble", _("มีปัญหา")), *((one.value, tell(word)) for one, word in STATE_WORD.items())],
        ways=[(one.value, tell(word)) for one, word in WAY_WORD.items()],
        STATE_WORD=STATE_WORD,
        WAY_WORD=WAY_WORD,
        GROUP=GROUP,
        stages=[(stage.value, word_of(stage)) for stage in Stage],
        counted_of=lambda row: sum(n for stage, n in row.items.items() if stage in COUNTED),
        ago=lambda moment: _ago(now - moment),
        size=_size,
    )


def _wanted(state: State, asked: str) -> bool:
    return state in TROUBLE if asked == "trouble" else state == (asked or state)


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    if seconds < 120:
        return str(_("%(n)s วินาทีก่อน", n=seconds))
    if seconds < 7200:
        return str(_("%(n)s นาทีก่อน", n=seconds // 60))
    if seconds < 172_800:
        return str(_("%(n)s ชั่วโมงก่อน", n=seconds // 3600))
    return str(_("%(n)s วันก่อน", n=seconds // 86_400))


def _size(n: int) -> str:
    for unit, of in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n >= of:
            return f"{n / of:.1f} {unit}"
    return f"{n} B"
