"""What came of a work: the close-out, whether those who asked got it, and the look one year later."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.edge.wording import language
from planhub.errors import Invalid
from planhub.results import answers, indicators, looks
from planhub.results.closing_out import close_out, typed_indicators
from planhub.results.looking_later import STATE_WORD, look
from planhub.results.result import LaterLook, WorkResult
from planhub.thai.dates import thai_date
from planhub.thai.money import number
from planhub.web.paging import day_marked, mark, moment_marked
from planhub.web.records import told
from planhub.web.works.page import WorkPage, may_write, recorder, the_work
from planhub.workflow.authority import Permission, may
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD, Stage

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_results", __name__, url_prefix="/works")

TEXTS = ("problems", "impact_good", "impact_bad", "benefit", "owner", "maintainer", "handover_no")


ANSWER_GROUP = {"yes": "done", "partly": "returned", "no": "not_agreed"}
"""What colour and sign an answer wears."""


@pages.get("/<int:proposal_id>/results")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> Answer:
    """The result as it stands, and the form of what is to be recorded next."""
    return _page(the_work(proposal_id))


@pages.post("/<int:proposal_id>/results")
@requires(Permission.WORK_WRITE)
def save(proposal_id: int) -> Answer:
    """Keep the close-out; what was typed comes back with its sentences."""
    return _written(proposal_id, close_out, "closing", _("บันทึกผลงานแล้ว อีกหนึ่งปีระบบจะเตือนให้ตรวจการใช้งาน"))


@pages.post("/<int:proposal_id>/results/look")
@requires(Permission.WORK_WRITE)
def look_again(proposal_id: int) -> Answer:
    """Record what was seen a year later; the record ends with it."""
    return _written(proposal_id, look, "looking", _("บันทึกการตรวจการใช้งานแล้ว"))


@pages.get("/looks")
@requires(Permission.WORK_READ)
def due() -> str:
    """Works that are to be looked at again a year after they were handed over."""
    hat, session, day = acting_hat(), db.session(), clock.today()
    shelf = request.args.get("shelf", "")
    shelf = shelf if shelf in looks.SHELVES else "due"
    rows = looks.looks(session, hat=hat, day=day, shelf=shelf, after=day_marked(request.args.get("at", "")))
    more, rows = rows[looks.PAGE :], rows[: looks.PAGE]
    at = mark(rows[-1].due_on, rows[-1].id) if more else None
    words = {"due": _("ถึงกำหนด"), "coming": _("ยังไม่ถึงกำหนด"), "seen": _("ตรวจแล้ว")}
    return render_template(
        "work_results/looks.html",
        rows=rows,
        shelf=shelf,
        tabs=[
            {"url": url_for("work_results.due", shelf=key), "label": word, "current": key == shelf}
            for key, word in words.items()
        ],
        places=full_names(session, {row.place_code for row in rows}),
        next_url=url_for("work_results.due", shelf=shelf, at=at) if at else None,
        STATE_WORD=STATE_WORD,
        day=day,
    )


@pages.get("/answers")
@requires(Permission.WORK_READ)
def heard() -> str:
    """What the villages of this office's area say of finished works: who did not get it first."""
    asked, session = request.args.get("answer", ""), db.session()
    wanted = (asked,) if asked in answers.WORD else answers.UNHAPPY
    at = moment_marked(request.args.get("at", ""))
    rows = answers.complaints(session, hat=acting_hat(), answers=wanted, after=at)
    more, rows = rows[answers.PAGE :], rows[: answers.PAGE]
    next_at = mark(rows[-1].at, rows[-1].id) if more else None
    return render_template(
        "work_results/answers.html",
        rows=rows,
        asked=asked if asked in answers.WORD else "",
        places=full_names(session, {row.place_code for row in rows}),
        next_url=url_for("work_results.heard", answer=asked or None, at=next_at) if next_at else None,
        WORD=answers.WORD,
        GROUP=ANSWER_GROUP,
    )


def _written(proposal_id: int, write: Callable[..., object], form: str, said: str) -> Answer:
    """Write what was typed; where it cannot be used, its form (`closing` or `looking`) comes back with it."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    version = request.form.get("version", type=int)
    try:
        write(db.session(), proposal=page.proposal, typed=request.form, version=version, by=recorder(page))
    except Invalid as wrong:
        db.session.rollback()
        return _page(the_work(proposal_id), **{form: request.form}, wrong=wrong), 422
    flash(said, "success")
    return redirect(url_for("work_results.show", proposal_id=proposal_id), 303)


def _page(
    page: WorkPage,
    *,
    closing: Mapping[str, str] | None = None,
    looking: Mapping[str, str] | None = None,
    wrong: Invalid | None = None,
) -> str:
    session, id_ = db.session(), page.proposal.id
    result, later = session.get(WorkResult, id_), session.get(LaterLook, id_)
    writes = (page.doer or page.at_province) and may(page.hat, Permission.WORK_WRITE)
    stage, done = Stage(page.proposal.stage), answers.ASKED_AT
    said = answers.answers_to(session, page.proposal) if stage in done else []
    return render_template(
        "work_results/show.html",
        page=page,
        result=result,
        kept=indicators.kept(result.delivered) if result else [],
        later=later,
        said=said,
        places=full_names(session, {one.area_code for one in said}),
        closing=closing if closing is not None else _as_typed(page, result),
        rows=_rows(page, result, closing),
        looking=looking or {},
        errors=told(wrong.fields) if wrong else {},
        may_close=writes and stage is Stage.COMPLETED,
        editing=closing is not None or result is None or "edit" in request.args,
        may_look=writes and stage is Stage.COMPLETED and later is not None and later.state is None,
        day=clock.today(),
        version=page.work.version if page.work else 0,
        STATE_WORD=STATE_WORD,
        states=[(key, tell(word)) for key, word in STATE_WORD.items()],
        WORD=answers.WORD,
        GROUP=ANSWER_GROUP,
        STAGE_WORD=STAGE_WORD,
        STAGE_GROUP=STAGE_GROUP,
    )


def _rows(
    page: WorkPage, result: WorkResult | None, closing: Mapping[str, str] | None
) -> list[indicators.Indicator]:
    """The rows of the form: as typed, as kept, or as the need promised them; and room for two more."""
    if closing is not None:
        rows = typed_indicators(closing)
    else:
        rows = indicators.kept(result.delivered) if result else indicators.promised(page.need)
    return (rows + [indicators.Indicator("")] * 2)[: indicators.MOST]


def _as_typed(page: WorkPage, result: WorkResult | None) -> dict[str, str]:
    if result is None:
        people = page.need.people
        return {"people": number(people) if people is not None else ""}
    typed = {name: str(getattr(result, name)) for name in TEXTS}
    typed["people"] = number(result.people) if result.people is not None else ""
    typed["handover_on"] = thai_date(result.handover_on, locale=language()) if result.handover_on else ""
    return typed
