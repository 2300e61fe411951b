"""The page of an item, and the decisions made on it one by one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.committees import displaced, ranking, typed_ranks
from planhub.committees.asked import ON_PAGE, read_action
from planhub.committees.deciding import decide as decide_one
from planhub.committees.found import found
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Conflict, IllegalMove, Invalid, PlanHubError
from planhub.proposals.inbox import Cursor, following
from planhub.web.committees import item_keys, item_page, sitting
from planhub.web.records import told
from planhub.workflow.authority import Permission
from planhub.workflow.stages import ACTION_WORD, Action

Answer = str | Response | tuple[str, int]

pages = Blueprint("reviews", __name__)


@pages.get("/items/<int:proposal_id>")
@requires(Permission.NEED_READ)
def item(proposal_id: int) -> Answer:
    """Everything about one item, and what can be done with it."""
    wanted = found(db.session(), proposal_id)
    hat, do = sitting.may_read(wanted.proposal), request.args.get("do", "")
    return _page(item_page.show(wanted, do=do, hat=hat, state=sitting.state()))


@pages.post("/items/<int:proposal_id>/decide")
@requires(Permission.DECIDE)
def decide(proposal_id: int) -> Answer:
    """A committee's decision on one item."""
    return _decide(proposal_id, [action for action in item_keys.KEYS if action is not Action.OPINE])


@pages.get("/items/<int:proposal_id>/decide")
@pages.get("/items/<int:proposal_id>/rank")
@requires(Permission.DECIDE)
def decided(proposal_id: int) -> Answer:
    """The address of a refused decision, opened again or passed on: the item itself."""
    return _instead(proposal_id)


@pages.get("/items/<int:proposal_id>/opinion")
@requires(Permission.OPINE)
def opined(proposal_id: int) -> Answer:
    """The address of a refused opinion, opened again: the item itself."""
    return _instead(proposal_id)


@pages.post("/items/<int:proposal_id>/opinion")
@requires(Permission.OPINE)
def opine(proposal_id: int) -> Answer:
    """An agency's opinion on one item."""
    return _decide(proposal_id, [Action.OPINE])


@pages.post("/items/<int:proposal_id>/rank")
@requires(Permission.DECIDE)
def rank(proposal_id: int) -> Answer:
    """Put one item at a rank, typed as a number."""
    proposal = found(db.session(), proposal_id).proposal
    hat = sitting.may_read(proposal)
    session = db.session()
    try:
        wanted = typed_ranks.read_rank(request.form.get("rank", ""))
        if wanted is not None:
            change = ranking.place(session, hat=hat, proposal=proposal, rank=wanted, at=clock.now())
            told = displaced.told(session, change=change, proposal_id=proposal_id, asked=wanted)
            flash(tell(told), "success")
    except (Invalid, IllegalMove) as error:
        return _again(proposal_id, None, error)
    listed = bool(request.form.get("list"))
    return redirect(
        sitting.linker(sitting.state())(item=proposal_id) if listed else _item_url(proposal_id), 303
    )


def _instead(proposal_id: int) -> Answer:
    sitting.may_read(found(db.session(), proposal_id).proposal)
    return redirect(url_for("reviews.item", proposal_id=proposal_id), 303)


def _decide(proposal_id: int, known: list[Action]) -> Answer:
    proposal, need, *_lists = found(db.session(), proposal_id)
    sitting.may_read(proposal)
    before = Cursor(proposal.stage_since, proposal.id)
    action = None
    try:
        action = read_action(request.form.get("action", ""), known=known)
        version = request.form.get("version", type=int)
        by, typed = sitting.decider(), sitting.typed_decision()
        done = decide_one(
            db.session(), proposal_id=proposal_id, version=version, action=action, typed=typed, by=by
        )
    except (Invalid, Conflict, IllegalMove) as error:
        return _again(proposal_id, action, error)
    flash(_("%(action)sแล้ว: %(title)s", action=tell(ACTION_WORD[action]), title=need.title), "success")
    if done.ranked is not None:
        flash(tell(done.ranked), "success")
    return redirect(_after(before), 303)


def _after(decided: Cursor) -> str:
    """Where one goes on: the next of the list, the same item while it is still there, or its own page."""
    state, hat = sitting.state(), acting_hat()
    if not request.form.get("list"):
        return _item_url(decided.id)
    filters, year = sitting.filters(state), sitting.round_year(hat, state)
    db.session.flush()
    next_ = following(db.session(), hat=hat, year=year, filters=filters, after=decided)
    return sitting.linker(state)(item=next_)


def _again(proposal_id: int, action: Action | None, error: PlanHubError) -> tuple[str, int]:
    """The item as it stands now, with the sentence and with everything that was typed."""
    db.session.rollback()
    typed: dict[str, Any] = request.form.to_dict() | {"issue_ids": request.form.getlist("issue_ids")}
    errors = told(error.fields, ON_PAGE) if isinstance(error, Invalid) else {}
    shown = item_page.show(
        found(db.session(), proposal_id),
        do=action or "",
        hat=acting_hat(),
        state=sitting.state(),
        typed=typed,
        errors=errors,
        problem="" if errors else tell(error.sentence),
        conflict=isinstance(error, Conflict),
    )
    return _page(shown), 422 if errors else 409


def _page(shown: item_page.Shown) -> str:
    link = sitting.linker(sitting.state())
    return render_template(
        "reviews/item.html", shown=shown, link=link, keys=item_keys.keys_of(acting_hat()), **item_keys.words()
    )


def _item_url(proposal_id: int) -> str:
    listed = request.form.get("list", "")
    return url_for("reviews.item", proposal_id=proposal_id, list=listed or None)
