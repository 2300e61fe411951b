"""The planner sets the round: its year, each level's window, how many pass up; and the development issues."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from planhub import clock
from planhub.committees import scheduling
from planhub.committees.issues import issues_of
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat, demand
from planhub.edge.wording import language
from planhub.errors import Invalid, NotFound
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.thai.dates import thai_date
from planhub.thai.money import baht
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.workflow.roles import LEVEL_WORD

Answer = str | Response | tuple[str, int]

pages = Blueprint("rounds", __name__)


@pages.get("/rounds")
@requires(Permission.ROUND_MANAGE)
def index() -> Answer:
    """The rounds of the hat's province, newest first, and its development issues."""
    return _index(acting_hat().area_code[:2])


@pages.get("/rounds/<province_code>/<int:year>")
@requires(Permission.ROUND_MANAGE)
def edit(province_code: str, year: int) -> Answer:
    """One round, as it stands or about to be made."""
    demand(Permission.ROUND_MANAGE, province_code)
    return _form(province_code, year, _typed(province_code, year))


@pages.post("/rounds/<province_code>/<int:year>")
@requires(Permission.ROUND_MANAGE)
def save(province_code: str, year: int) -> Answer:
    """Make or change a round; typed dates that cannot be read come back with their sentences."""
    demand(Permission.ROUND_MANAGE, province_code)
    typed = request.form.to_dict() | {"fiscal_year": str(year)}
    try:
        scheduling.save_round(db.session(), province_code=province_code, typed=typed)
    except Invalid as wrong:
        db.session.rollback()
        return _form(province_code, year, typed, wrong), 422
    flash(_("บันทึกรอบปีงบประมาณ พ.ศ. %(year)s แล้ว", year=year), "success")
    return redirect(url_for("rounds.index"), 303)


@pages.post("/rounds/<province_code>/issues")
@requires(Permission.ROUND_MANAGE)
def save_issue(province_code: str) -> Answer:
    """Add a development issue, or change one."""
    demand(Permission.ROUND_MANAGE, province_code)
    issue = request.form.get("issue_id", type=int)
    try:
        scheduling.save_issue(db.session(), province_code=province_code, issue_id=issue, typed=request.form)
    except Invalid as wrong:
        db.session.rollback()
        return _index(province_code, request.form, wrong), 422
    flash(_("บันทึกประเด็นการพัฒนาแล้ว"), "success")
    return redirect(url_for("rounds.index", _anchor="issues"), 303)


@pages.post("/rounds/<province_code>/issues/<int:issue_id>/remove")
@requires(Permission.ROUND_MANAGE)
def remove_issue(province_code: str, issue_id: int) -> Answer:
    """Take away an issue that no item names."""
    demand(Permission.ROUND_MANAGE, province_code)
    try:
        scheduling.remove_issue(db.session(), province_code=province_code, issue_id=issue_id)
    except Invalid as wrong:
        db.session.rollback()
        return _index(province_code, {}, wrong), 422
    flash(_("ลบประเด็นการพัฒนาแล้ว"), "success")
    return redirect(url_for("rounds.index", _anchor="issues"), 303)


def _index(province_code: str, typed: Mapping[str, str] = {}, wrong: Invalid | None = None) -> str:
    session = db.session()
    rounds = session.scalars(
        select(PlanningRound)
        .where(PlanningRound.province_code == province_code)
        .order_by(PlanningRound.fiscal_year.desc())
        .limit(20)
    ).all()
    newest = max((row.fiscal_year for row in rounds), default=clock.fiscal_year(clock.today()))
    return render_template(
        "rounds/index.html",
        province_code=province_code,
        rounds=rounds,
        next_year=newest + 1,
        issues=issues_of(session, province_code),
        typed=typed,
        errors=_told(wrong),
    )


def _form(province_code: str, year: int, typed: Mapping[str, Any], wrong: Invalid | None = None) -> str:
    if not scheduling.FIRST_YEAR <= year <= scheduling.LAST_YEAR:
        raise NotFound(N_("พิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2571"))
    return render_template(
        "rounds/edit.html",
        province_code=province_code,
        year=year,
        typed=typed,
        errors=_told(wrong),
        levels=[(level, LEVEL_WORD[level], level in scheduling.PASS_UP) for level in scheduling.LEVELS],
    )


def _told(wrong: Invalid | None) -> dict[str, str]:
    return {name: tell(sentence) for name, sentence in wrong.fields.items()} if wrong else {}


def _typed(province_code: str, year: int) -> dict[str, str]:
    """A standing round as a planner would type it; a new one begins open and without limits."""
    session = db.session()
    row = session.scalars(
        select(PlanningRound).where(
            PlanningRound.province_code == province_code, PlanningRound.fiscal_year == year
        )
    ).one_or_none()
    if row is None:
        return {"is_open": "yes"}
    typed = {"name": row.name, "is_open": "yes" if row.is_open else ""}
    typed["envelope"] = baht(row.envelope) if row.envelope is not None else ""
    for window in session.scalars(select(RoundWindow).where(RoundWindow.round_id == row.id)):
        typed |= {
            f"{window.level}-opens": thai_date(window.opens, locale=language()) if window.opens else "",
            f"{window.level}-closes": thai_date(window.closes, locale=language()) if window.closes else "",
            f"{window.level}-top_n": str(window.top_n or ""),
            f"{window.level}-children_first": "yes" if window.children_first else "",
        }
    return typed
