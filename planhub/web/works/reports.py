"""Progress of a work: told by who carries it out, looked at by the level above, done at a hundred percent."""

from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires
from planhub.errors import Conflict, Invalid
from planhub.needs.answers import storable
from planhub.progress import reporting
from planhub.progress.progress_told import reports_of, sent_back
from planhub.progress.told import FIELDS, read_report
from planhub.thai.dates import read_date
from planhub.thai.money import Unreadable
from planhub.web.records import id_in
from planhub.web.works.page import may_write, recorder, signed, the_work
from planhub.web.works.report_page import periods_of, report_page
from planhub.wording import N_, say
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_reports", __name__, url_prefix="/works/<int:proposal_id>/reports")


@pages.get("")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> Answer:
    """How the work goes: reports, photos, and the form for who carries it out."""
    return report_page(the_work(proposal_id))


@pages.post("")
@requires(Permission.WORK_WRITE)
def send(proposal_id: int) -> Answer:
    """Keep a report; what was typed comes back with its sentences."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    back = sent_back(reports_of(db.session(), proposal_id))
    try:
        told = read_report(request.form, periods=periods_of(page, back))
        reporting.report(
            db.session(),
            proposal_id=proposal_id,
            told=told,
            version=_version(),
            by=page.hat.account_id,
            capacity=signed(page),
            at=clock.now(),
        )
    except (Invalid, Conflict) as error:
        return _again(proposal_id, error)
    flash(_("บันทึกรายงานแล้ว ระดับเหนือขึ้นไปจะเป็นผู้ตรวจ"), "success")
    return _back(proposal_id)


@pages.post("/check")
@requires(Permission.WORK_REVIEW)
def check(proposal_id: int) -> Answer:
    """Accept a report, or send it back with a reason."""
    page = the_work(proposal_id, Permission.WORK_REVIEW)
    try:
        reporting.check(
            db.session(),
            proposal_id=proposal_id,
            report_id=id_in(request.form.get("report_id", "")) or 0,
            accepted=_accepted(),
            note=storable(request.form.get("note", "")).strip()[:2000],
            by=recorder(page),
        )
    except Invalid as error:
        return _again(proposal_id, error)
    flash(_("บันทึกผลการตรวจแล้ว"), "success")
    return _back(proposal_id)


@pages.post("/complete")
@requires(Permission.WORK_WRITE)
def complete(proposal_id: int) -> Answer:
    """The work is done: it moves on to its close-out."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    try:
        reporting.complete(
            db.session(),
            proposal_id=proposal_id,
            done_on=_day("done_on"),
            version=_version(),
            by=recorder(page),
        )
    except (Invalid, Conflict) as error:
        return _again(proposal_id, error)
    flash(_("บันทึกว่าแล้วเสร็จแล้ว ขั้นต่อไปคือบันทึกผลงานและส่งมอบ"), "success")
    return redirect(url_for("works.show", proposal_id=proposal_id), 303)


def _again(proposal_id: int, error: Invalid | Conflict) -> Answer:
    db.session.rollback()
    typed = {name: request.form.get(name, "") for name in (*FIELDS, "note", "report_id", "done_on")}
    return report_page(the_work(proposal_id), typed, error), 422 if isinstance(error, Invalid) else 409


def _back(proposal_id: int) -> Response:
    return redirect(url_for("work_reports.show", proposal_id=proposal_id), 303)


def _version() -> int | None:
    return request.form.get("version", type=int)


def _accepted() -> bool:
    verdict = request.form.get("verdict")
    if verdict not in ("accept", "send_back"):
        raise Invalid({"verdict": say(N_("เลือกว่ารับรายงาน หรือส่งกลับ"))})
    return verdict == "accept"


def _day(name: str) -> date:
    try:
        found = read_date(storable(request.form.get(name, "")))
    except Unreadable as error:
        raise Invalid({name: error.sentence}) from None
    if found is None:
        raise Invalid({name: say(N_("พิมพ์วันที่แล้วเสร็จ"))})
    return found
