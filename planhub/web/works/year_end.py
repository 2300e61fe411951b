"""The end of a fiscal year: what is left, and in one step kept over it, returned or let lapse."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid, NotFound
from planhub.money import leftovers
from planhub.money.year_days import closes_from
from planhub.money.year_ending import CARRY_OVER, WAYS, Ended, Picked, end_year, read_picked, read_way
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
    """Ask once, then close the ticked rows in one way; the wrong ones are held back and told."""
    hat, moment = acting_hat(), clock.now()
    by = Recorder(hat, capacity(), moment, clock.local_day(moment))
    days = current_app.config["SETTINGS"].year_end_days
    try:
        picked = read_picked(request.form.getlist("pick"))
        if request.form.get("confirmed") != "yes":
            read_way(request.form, year=_checked(year), day=by.day, days=days)
            return _confirm(year, picked)
        ended = end_year(
            db.session(), year=_checked(year), picked=picked, typed=request.form, by=by, days=days
        )
    except Invalid as error:
        db.session.rollback()
        return _page(year, request.form, error), 422
    if ended.done:
        way = tell(WAYS[request.form["way"]])
        flash(_("%(way)s %(n)s รายการแล้ว", way=way, n=len(ended.done)), "success")
    _tell_refused(ended)
    return redirect(url_for("year_end.show", year=year), 303)


def _confirm(year: int, picked: list[Picked]) -> str:
    """The page that says what would be done to which rows, before it is done."""
    only = [(one.proposal_id, one.source) for one in picked]
    rows = leftovers.leftovers(db.session(), hat=acting_hat(), year=year, only=only)
    way = request.form["way"]
    moved = [row.free + (row.bound if way == CARRY_OVER else 0) for row in rows]
    return render_template(
        "year_end/confirm.html",
        year=year,
        rows=list(zip(rows, moved, strict=True)),
        total=sum(moved, Decimal(0)),
        picks=request.form.getlist("pick"),
        way_word=tell(WAYS[way]),
        lasting=way != CARRY_OVER,
        typed=request.form,
        SOURCE_WORD=BUDGET_SOURCES,
    )


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
        early=_early(year),
    )


def _early(year: int) -> date | None:
    """The first day on which this year may be kept over or lapse, while that is still to come."""
    first = closes_from(year, days=current_app.config["SETTINGS"].year_end_days)
    return first if clock.today() < first else None


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
