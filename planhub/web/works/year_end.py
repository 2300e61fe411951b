"""The end of a fiscal year: what is left, and in one step kept over it, returned or let lapse."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid, NotFound
from planhub.money import leftovers
from planhub.money.year_ending import WAYS, Ended, end_year, read_picked
from planhub.proposals.need import Need
from planhub.proposals.value_lists import BUDGET_SOURCES
from planhub.web.records import capacity, id_in, told
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.works.following import Recorder

Answer = str | Response | tuple[str, int]

pages = Blueprint("year_end", __name__, url_prefix="/year-end")

FIELDS = ("pick", "way", "document_no", "document_on", "note")
TOLD = 5
"""Rows that were held back and are told with their sentence; of more, how many."""


@pages.get("")
@requires(Permission.MONEY_WRITE)
def index() -> Answer:
    """The year that ended last, or the newest of which something is left."""
    years = leftovers.years(db.session(), hat=acting_hat())
    ended = clock.fiscal_year(clock.today()) - 1
    year = ended if ended in years or not years else years[0]
    return redirect(url_for("year_end.show", year=year), 303)


@pages.get("/<int:year>")
@requires(Permission.MONEY_WRITE)
def show(year: int) -> Answer:
    """What is left of a year in the hat's area."""
    return _page(_checked(year))


@pages.post("/<int:year>")
@requires(Permission.MONEY_WRITE)
def close(year: int) -> Answer:
    """Close the ticked rows in one way, under one document; the wrong ones are held back and told."""
    hat, moment = acting_hat(), clock.now()
    by = Recorder(hat, capacity(), moment, clock.local_day(moment))
    try:
        picked = read_picked(request.form.getlist("pick"))
        ended = end_year(db.session(), year=_checked(year), picked=picked, typed=request.form, by=by)
    except Invalid as error:
        db.session.rollback()
        return _page(year, request.form, error), 422
    if ended.done:
        way = tell(WAYS[request.form["way"]])
        flash(_("%(way)s %(n)s รายการแล้ว", way=way, n=len(ended.done)), "success")
    _tell_refused(ended)
    return redirect(url_for("year_end.show", year=year), 303)


def _page(year: int, typed: Mapping[str, str] | None = None, error: Invalid | None = None) -> str:
    session, hat = db.session(), acting_hat()
    rows = leftovers.leftovers(session, hat=hat, year=year, after=_after(request.args.get("after", "")))
    more, rows = len(rows) > leftovers.PAGE, rows[: leftovers.PAGE]
    return render_template(
        "year_end/show.html",
        year=year,
        years=sorted({*leftovers.years(session, hat=hat), year}, reverse=True),
        rows=rows,
        places=full_names(session, {row.place_code for row in rows}),
        sums=leftovers.sums(session, hat=hat, year=year),
        after=f"{rows[-1].id}~{rows[-1].source}" if more else None,
        picked=set(request.form.getlist("pick")),
        typed=typed or {},
        errors=told(error.fields, FIELDS) if error else {},
        ways=[(way, tell(words)) for way, words in WAYS.items()],
        SOURCE_WORD=BUDGET_SOURCES,
    )


def _tell_refused(ended: Ended) -> None:
    for one, sentence in ended.refused[:TOLD]:
        need = db.session.get(Need, one.proposal_id)
        title = need.title if need else one.proposal_id
        flash(_("ไม่ได้ทำ: %(title)s – %(why)s", title=title, why=tell(sentence)), "warning")
    more = len(ended.refused) - TOLD
    if more > 0:
        flash(_("และอีก %(n)s รายการที่ไม่ได้ทำ ยังอยู่ในตารางข้างล่าง", n=more), "warning")


def _checked(year: int) -> int:
    if not 2560 <= year <= 2650:
        raise NotFound(N_("พิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2571"))
    return year


def _after(typed: str) -> tuple[int, str] | None:
    id_, _sep, source = typed.partition("~")
    known = id_in(id_)
    return None if known is None or source not in BUDGET_SOURCES else (known, source)
