"""One thing done to many of the inbox: the page that asks once, the doing, and what was not done."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.committees import asked, deciding, ranks
from planhub.committees.forecast import Forecast, forecast
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid
from planhub.web.committees import item_keys, item_page, sitting
from planhub.web.records import told
from planhub.workflow.authority import Permission
from planhub.workflow.stages import ACTION_WORD, Action

Answer = str | Response | tuple[str, int]

pages = Blueprint("bulk", __name__)

WHOLE = 50
"""Rows that are shown without a scrolling box of their own."""


@pages.post("/inbox/bulk")
@requires(Permission.DECIDE)
def decide() -> Answer:
    """One thing to many: first the page that says what it would do, then doing it."""
    wanted = request.form.get("now") or request.form.get("action", "")
    action = asked.read_action(wanted, known=asked.IN_BULK)
    items, typed, by = sitting.picked(), sitting.typed_decision(), sitting.decider()
    if typed.get("confirmed") != "yes":
        return _confirm(action, items)
    try:
        outcome = deciding.decide_many(db.session(), items=items, action=action, typed=typed, by=by)
    except Invalid as error:
        db.session.rollback()
        return _confirm(action, items, error), 422
    if not outcome.refused:
        flash(_("%(action)s %(n)s เรื่องแล้ว", action=tell(ACTION_WORD[action]), n=len(outcome.done)), "success")
        return redirect(sitting.list_url(), 303)
    left = [f"{id_}:{version}" for id_, version in items if id_ in outcome.refused]
    state = request.form.get("list", "")
    year = typed.get("plan_year")[:4] or None
    where = url_for(
        "inbox.bulk.outcome", action=action, done=len(outcome.done), pick=left, list=state, plan=year
    )
    return redirect(where, 303)


@pages.get("/inbox/bulk")
@requires(Permission.DECIDE)
def asked_again() -> Answer:
    """The address of the page that asks before doing it, opened again: the list."""
    return redirect(url_for("inbox.index"), 303)


@pages.get("/inbox/outcome")
@requires(Permission.DECIDE)
def outcome() -> Answer:
    """What a bulk decision did not do, and why: as things stand now."""
    action = asked.read_action(request.args.get("action", ""), known=asked.IN_BULK)
    hat, day, plan_year = acting_hat(), clock.today(), request.args.get("plan", type=int)
    left = forecast(
        db.session(), items=sitting.picked(), action=action, hat=hat, day=day, plan_year=plan_year, asks=False
    )
    done = request.args.get("done", 0, type=int)
    words = {"action": action, "action_word": ACTION_WORD[action]}
    return render_template("inbox/outcome.html", left=left, done=done, back=sitting.list_url(), **words)


def _confirm(action: Action, items: list[tuple[int, int | None]], wrong: Invalid | None = None) -> str:
    hat, day, typed = acting_hat(), clock.today(), sitting.typed_decision()
    seen = forecast(db.session(), items=items, action=action, hat=hat, day=day)
    rows = [row.proposal for row in seen.can]
    place = rows[0].place_code if rows else hat.area_code
    year = rows[0].fiscal_year if rows else sitting.round_year(hat, sitting.state())
    return render_template(
        "inbox/confirm.html",
        action=action,
        action_word=ACTION_WORD[action],
        seen=seen,
        total=sum(row.amount for row in rows),
        errors=told(wrong.fields, _order(seen)) if wrong else {},
        whole=len(seen.can) <= WHOLE,
        typed=dict(typed.fields) | {"issue_ids": list(typed.issues)},
        fields=[field for field in asked.ASKS[action] if field != "rank"],
        must_reason=action in asked.NEEDS_REASON,
        level=hat.level,
        year=year,
        envelopes=item_page.envelopes_for(place, year) if "envelope" in asked.ASKS[action] else (),
        places=ranks.open_places(db.session(), hat=hat, year=year) if seen.unranked else None,
        back=sitting.list_url(),
        list=request.form.get("list", ""),
        **item_keys.words(),
        choice_lists=item_page.choices_for(place_code=place, year=year, day=day),
    )


def _order(seen: Forecast) -> list[str]:
    """Every field of the page that asks, from the top."""
    rows = [f"{name}-{row.proposal.id}" for row in seen.can for name in ("class", "rank")]
    return ["classification", *rows, *(name for name in asked.ON_PAGE if name != "classification")]
