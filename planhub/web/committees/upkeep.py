"""Each quarter the office that holds what has no money says whether it is still wanted."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid
from planhub.proposals import confirming, quarterly
from planhub.proposals.quarterly import PAGE, Quarter, counts, marks, quarter_of, rows_of
from planhub.proposals.reviewing import Outcome
from planhub.web import navigation
from planhub.web.committees import details, sitting, themes
from planhub.web.paging import mark, moment_marked
from planhub.web.records import record, told
from planhub.workflow.authority import Permission
from planhub.workflow.roles import Hat
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD

Answer = str | Response | tuple[str, int]

pages = Blueprint("upkeep", __name__, url_prefix="/upkeep")
pages.register_blueprint(themes.pages)

SHOWN_REFUSALS = 10


@pages.get("")
@requires(Permission.UPKEEP_WRITE)
def index() -> Answer:
    """What has waited for money since before the quarter began, and nobody has confirmed in it."""
    return _list()


@pages.post("")
@requires(Permission.UPKEEP_WRITE)
def answer() -> Answer:
    """Confirm many, or let many go for one reason: a page asks once before that."""
    wanted = request.form.get("do", "")
    try:
        items = sitting.picked()
        if wanted == "withdraw" and request.form.get("confirmed") != "yes":
            return _ask(items)
        doing = confirming.withdraw if wanted == "withdraw" else confirming.confirm
        outcome = doing(db.session(), items=items, reason=request.form.get("reason", ""), **_signed())
    except Invalid as wrong:
        db.session.rollback()
        return (_list(wrong) if "pick" in wrong.fields else _ask(sitting.picked(), wrong)), 422
    _tell(outcome, withdrawn=wanted == "withdraw")
    return redirect(url_for("upkeep.index"), 303)


@pages.post("/<int:proposal_id>/change")
@requires(Permission.UPKEEP_WRITE)
def change(proposal_id: int) -> Answer:
    """Still wanted, and to be mended: said so, and on to its details."""
    record(proposal_id, Permission.UPKEEP_WRITE)
    outcome = confirming.confirm(db.session(), items=[(proposal_id, None)], answer="changed", **_signed())
    if outcome.refused:
        _tell(outcome, withdrawn=False)
        return redirect(url_for("upkeep.index"), 303)
    return redirect(url_for("details.form", proposal_id=proposal_id), 303)


def _signed() -> dict[str, Any]:
    hat = acting_hat()
    capacity = navigation.capacity(hat, g.person)
    return {"quarter": _quarter(), "hat": hat, "capacity": capacity, "at": clock.now()}


def _quarter() -> Quarter:
    return quarter_of(clock.today())


def _tell(outcome: Outcome, *, withdrawn: bool) -> None:
    if outcome.done:
        n = len(outcome.done)
        flash(_("ถอนออก %(n)s เรื่องแล้ว", n=n) if withdrawn else _("ยืนยัน %(n)s เรื่องแล้ว", n=n), "success")
    if outcome.refused:
        sentences = dict.fromkeys(tell(sentence) for sentence in outcome.refused.values())
        said = " · ".join(list(sentences)[:SHOWN_REFUSALS])
        flash(_("%(n)s เรื่องทำไม่ได้: %(why)s", n=len(outcome.refused), why=said), "warn")


def _list(wrong: Invalid | None = None) -> str:
    hat, session, quarter = acting_hat(), db.session(), _quarter()
    answered = request.args.get("answered") == "yes"
    after = moment_marked(request.args.get("at", ""))
    rows = rows_of(session, hat=hat, quarter=quarter, answered=answered, after=after)
    more, rows = rows[PAGE:], rows[:PAGE]
    at = mark(rows[-1].stage_since, rows[-1].id) if more else None
    waiting, said = counts(session, hat=hat, quarter=quarter)
    return render_template(
        "upkeep/index.html",
        quarter=quarter,
        rows=rows,
        answered=answered,
        waiting=waiting,
        said=said,
        gone=quarterly.let_go(session, hat=hat, quarter=quarter),
        marks=marks(session, [row.id for row in rows], day=clock.today()),
        places=full_names(session, {row.place_code for row in rows}),
        changes=_may_mend(hat),
        next_url=url_for("upkeep.index", at=at, answered="yes" if answered else None) if at else None,
        errors=told(wrong.fields) if wrong else {},
        typed=request.form,
        ANSWER_WORD=quarterly.ANSWER_WORD,
        STAGE_WORD=STAGE_WORD,
        STAGE_GROUP=STAGE_GROUP,
    )


def _may_mend(hat: Hat) -> bool:
    return hat.role in details.HANDS


def _ask(items: list[tuple[int, int | None]], wrong: Invalid | None = None) -> str:
    hat, quarter, versions = acting_hat(), _quarter(), dict(items)
    rows = quarterly.rows_among(db.session(), list(versions), hat=hat, quarter=quarter)
    return render_template(
        "upkeep/withdraw.html",
        rows=rows,
        versions=versions,
        left_out=len(items) - len(rows),
        total=sum(row.amount for row in rows),
        places=full_names(db.session(), {row.place_code for row in rows}),
        errors=told(wrong.fields) if wrong else {},
        typed=request.form,
    )
