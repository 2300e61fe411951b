"""How much a plan may hold from each source of money: said by the planner, shown on the plan."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub.committees.enveloping import SOURCES, save_limits
from planhub.committees.source_envelopes import limits
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import demand
from planhub.errors import Invalid
from planhub.thai.money import baht
from planhub.web.committees.plan import province_of
from planhub.web.records import told
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]

pages = Blueprint("envelopes", __name__, url_prefix="/plan/<province_code>/<int:year>/envelopes")


@pages.get("")
@requires(Permission.PLAN_WRITE)
def edit(province_code: str, year: int) -> Answer:
    """The limits of a plan, a field a source."""
    demand(Permission.PLAN_WRITE, province_code)
    said = limits(db.session(), province_code=province_code, year=year)
    return _form(province_code, year, {source: baht(amount) for source, amount in said.items()})


@pages.post("")
@requires(Permission.PLAN_WRITE)
def save(province_code: str, year: int) -> Answer:
    """Set them; what cannot be read comes back with its sentence."""
    demand(Permission.PLAN_WRITE, province_code)
    province_of(province_code, year)
    try:
        save_limits(db.session(), province_code=province_code, year=year, typed=request.form)
    except Invalid as error:
        db.session.rollback()
        return _form(province_code, year, request.form, error), 422
    flash(_("บันทึกกรอบวงเงินแล้ว"), "success")
    return redirect(url_for("plan.show", province_code=province_code, year=year, _anchor="sources"), 303)


def _form(province_code: str, year: int, typed: Mapping[str, str], error: Invalid | None = None) -> str:
    return render_template(
        "plan/envelopes.html",
        province=province_of(province_code, year),
        year=year,
        typed=typed,
        errors=told(error.fields, list(SOURCES)) if error else {},
        sources=[(source, tell(words)) for source, words in SOURCES.items()],
    )
