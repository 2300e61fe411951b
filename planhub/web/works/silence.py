"""Offices from which nothing was heard: the table of a province, the worst first."""

from flask import Blueprint, render_template, request, url_for

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.progress.silent_offices import MOST, SORTS, silent_offices
from planhub.proposals.standing import offices_of
from planhub.web.works.due import due_rules
from planhub.workflow.authority import Permission
from planhub.workflow.due import last_closed, period_words

pages = Blueprint("work_silence", __name__, url_prefix="/works")


@pages.get("/silent")
@requires(Permission.WORK_READ)
def index() -> str:
    """Office, works, how many are stale, the longest silence, the last word."""
    day, rules = clock.today(), due_rules()
    sort, up = _sort()
    found = silent_offices(db.session(), hat=acting_hat(), day=day, rules=rules, sort=sort, up=up)
    names = offices_of(db.session(), {row.code for row in found.rows})
    return render_template(
        "works/silent.html",
        offices=found,
        names={row.code: tell(names.name(row.code)) for row in found.rows},
        period=tell(period_words(last_closed(day, rules))),
        closed=last_closed(day, rules).closes(rules.days),
        day=day,
        most=MOST,
        asked={"sort": sort, "up": "yes" if up else None},
        heads={one: _head(one, sort, up) for one in SORTS},
    )


def _sort() -> tuple[str, bool]:
    sort = request.args.get("sort", "")
    return (sort if sort in SORTS else SORTS[0]), request.args.get("up") == "yes"


def _head(column: str, sort: str, up: bool) -> dict[str, str | None]:
    """Where the head of a column leads, and how the table is sorted by it now."""
    here = column == sort
    url = url_for("work_silence.index", sort=column, up="yes" if here and not up else None)
    return {"url": url, "sorted": ("up" if up else "down") if here else None}
