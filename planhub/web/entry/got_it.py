"""Did we get it? A village's answer to a work that its office calls done."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid
from planhub.results.answering import answer
from planhub.results.answers import WORD
from planhub.results.result import VillageAnswer
from planhub.web.records import record, told
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]

pages = Blueprint("got_it", __name__, url_prefix="/got-it")


@pages.get("/<int:proposal_id>")
@requires(Permission.ANSWER_WRITE)
def ask(proposal_id: int) -> Answer:
    """The question, with the answer that stands."""
    proposal, _need = record(proposal_id, Permission.ANSWER_WRITE)
    said = db.session.get(VillageAnswer, proposal.id)
    return _page(proposal_id, {"answer": said.answer, "words": said.words} if said else {})


@pages.post("/<int:proposal_id>")
@requires(Permission.ANSWER_WRITE)
def keep(proposal_id: int) -> Answer:
    """Keep the answer."""
    proposal, _need = record(proposal_id, Permission.ANSWER_WRITE)
    by = acting_hat().account_id
    try:
        answer(db.session(), proposal=proposal, typed=request.form, at=clock.now(), by=by)
    except Invalid as wrong:
        db.session.rollback()
        return _page(proposal_id, request.form, wrong), 422
    flash(_("บันทึกคำตอบแล้ว ขอบคุณ คำตอบแสดงที่หน้าสาธารณะของเรื่อง และจังหวัดเห็นด้วย"), "success")
    return redirect(url_for("needs.home", area=request.form.get("area") or None), 303)


def _page(proposal_id: int, typed: Mapping[str, str], wrong: Invalid | None = None) -> str:
    proposal, need = record(proposal_id, Permission.ANSWER_WRITE)
    return render_template(
        "got_it/ask.html",
        proposal=proposal,
        need=need,
        typed=typed,
        area=request.values.get("area", ""),
        errors=told(wrong.fields) if wrong else {},
        words=[(key, tell(word)) for key, word in WORD.items()],
    )
