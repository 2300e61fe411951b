"""Plans of a theme, such as water: what is due at six and twelve months, and recording it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat, demand
from planhub.errors import Invalid, NotFound
from planhub.proposals import revising
from planhub.proposals.themes import themes_of
from planhub.proposals.upkeep import ThemePlan
from planhub.proposals.value_lists import SIDES
from planhub.web import navigation
from planhub.web.records import told
from planhub.wording import N_
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]

pages = Blueprint("themes", __name__, url_prefix="/themes")


@pages.get("")
@requires(Permission.ROUND_MANAGE)
def index() -> Answer:
    """The province's plans of a theme, and what is due."""
    return _page()


@pages.post("")
@requires(Permission.ROUND_MANAGE)
def begin() -> Answer:
    """A new plan; both of its revisions fall due by themselves."""
    hat = acting_hat()
    given: dict[str, Any] = {"typed": request.form, "at": clock.now(), "by": hat.account_id}
    try:
        plan = revising.begin_theme(db.session(), province_code=hat.area_code[:2], **given)
    except Invalid as wrong:
        db.session.rollback()
        return _page(request.form, wrong), 422
    flash(_("เพิ่มแผนแล้ว ถึงกำหนดทบทวนเมื่อครบ 6 และ 12 เดือน"), "success")
    return redirect(url_for("upkeep.themes.index", _anchor=f"plan-{plan.id}"), 303)


@pages.post("/<int:plan_id>/<int:months>")
@requires(Permission.ROUND_MANAGE)
def revise(plan_id: int, months: int) -> Answer:
    """Record that a revision was done."""
    plan = db.session.get(ThemePlan, plan_id)
    if plan is None:
        raise NotFound(N_("ไม่พบแผนนี้"))
    hat = demand(Permission.ROUND_MANAGE, plan.province_code)
    given: dict[str, Any] = {"typed": request.form, "at": clock.now(), "by": hat.account_id}
    given["capacity"] = navigation.capacity(hat, g.person)
    try:
        revising.revise(db.session(), plan_id=plan_id, months=months, **given)
    except Invalid as wrong:
        db.session.rollback()
        return _page(request.form, wrong, revising_=(plan_id, months)), 422
    flash(_("บันทึกการทบทวนแล้ว"), "success")
    return redirect(url_for("upkeep.themes.index", _anchor=f"plan-{plan_id}"), 303)


def _page(
    typed: Mapping[str, str] = {}, wrong: Invalid | None = None, revising_: tuple[int, int] | None = None
) -> str:
    day = clock.today()
    themes = themes_of(db.session(), acting_hat().area_code[:2])
    return render_template(
        "upkeep/themes.html",
        themes=sorted(themes, key=lambda theme: theme.due(day) is None),  # what is due stands on top
        day=day,
        sides=[(key, tell(word)) for key, word in SIDES.items()],
        SIDES=SIDES,
        typed={} if revising_ else typed or {"fiscal_year": str(clock.fiscal_year(day))},
        words=typed.get("words", "") if revising_ else "",
        revising=revising_,
        errors=told(wrong.fields) if wrong else {},
    )
