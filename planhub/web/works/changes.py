"""Changes after the money came: asked for, allowed or refused, and every one of them kept to be read."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.failures import told_at
from planhub.edge.wording import language
from planhub.errors import Conflict, Invalid, PlanHubError
from planhub.needs.answers import storable
from planhub.progress import changing
from planhub.progress.applying_changes import standing
from planhub.progress.progress import ChangeRequest
from planhub.thai.dates import thai_date
from planhub.thai.money import baht
from planhub.web.records import id_in, told
from planhub.web.works.buying import limits
from planhub.web.works.page import WorkPage, may_write, recorder, signed, the_work
from planhub.web.works.report_page import plain, version_of
from planhub.wording import N_, say
from planhub.workflow import powers
from planhub.workflow.authority import Permission, may
from planhub.workflow.due import REPORTED
from planhub.works.wanted import CHANGES, OF_CONTRACT, PART_WORD, PARTS, read_change

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_changes", __name__, url_prefix="/works/<int:proposal_id>/changes")

FIELDS = ("field", *(part for parts in PARTS.values() for part in parts), "reason", "document_no", "decision")
STATE_WORD = {
    "asked": N_("รออนุญาต"),
    "approved": N_("อนุญาตแล้ว"),
    "refused": N_("ไม่อนุญาต"),
    "taken_back": N_("ผู้ขอถอนคำขอ"),
}
STATE_GROUP = {"asked": "waiting", "approved": "done", "refused": "not_agreed", "taken_back": "merged"}


@pages.get("")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> Answer:
    """Every change asked for, what was answered, and the form for the next."""
    return _page(the_work(proposal_id))


@pages.post("")
@requires(Permission.WORK_WRITE)
def ask(proposal_id: int) -> Answer:
    """Ask for a change; what was typed comes back with its sentences."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    try:
        changing.ask(
            db.session(),
            proposal_id=proposal_id,
            wanted=read_change(request.form),
            version=request.form.get("version", type=int),
            by=page.hat.account_id,
            capacity=signed(page),
            at=clock.now(),
            limits=limits(),
        )
    except (Invalid, Conflict) as error:
        return _again(proposal_id, error)
    flash(_("ส่งคำขอแล้ว ค่าเดิมยังใช้อยู่จนกว่าจะอนุญาต"), "success")
    return redirect(url_for("work_changes.show", proposal_id=proposal_id), 303)


@pages.post("/decide")
@requires(Permission.CHANGE_DECIDE)
def decide(proposal_id: int) -> Answer:
    """Allow a change or refuse it."""
    page = the_work(proposal_id, Permission.CHANGE_DECIDE)
    try:
        with told_at(url_for("work_changes.show", proposal_id=proposal_id)):
            row = changing.decide(
                db.session(),
                proposal_id=proposal_id,
                request_id=id_in(request.form.get("request_id", "")) or 0,
                approved=_approved(),
                decision=storable(request.form.get("decision", "")).strip()[:2000],
                by=recorder(page),
                limits=limits(),
            )
    except (Invalid, Conflict) as error:
        return _again(proposal_id, error)
    allowed = row.state == "approved"
    flash(_("อนุญาตแล้ว ค่าใหม่มีผลทันที") if allowed else _("บันทึกว่าไม่อนุญาตแล้ว"), "success")
    return redirect(url_for("work_changes.show", proposal_id=proposal_id), 303)


@pages.post("/take-back")
@requires(Permission.WORK_WRITE)
def take_back(proposal_id: int) -> Answer:
    """Who asked takes the request back."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    with told_at(url_for("work_changes.show", proposal_id=proposal_id)):
        changing.take_back(
            db.session(),
            proposal_id=proposal_id,
            request_id=id_in(request.form.get("request_id", "")) or 0,
            by=page.hat.account_id,
            capacity=signed(page),
            at=clock.now(),
        )
    flash(_("ถอนคำขอแล้ว"), "success")
    return redirect(url_for("work_changes.show", proposal_id=proposal_id), 303)


def _page(page: WorkPage, typed: Mapping[str, str] | None = None, error: PlanHubError | None = None) -> str:
    session, proposal = db.session(), page.proposal
    rows = changing.requests_of(session, proposal.id)
    now = {field: standing(session, proposal=proposal, work=page.work, field=field) for field in CHANGES}
    return render_template(
        "work_changes/show.html",
        page=page,
        rows_of_requests=[(row, _values(row), _decides(page, row), _power(page, row)) for row in rows],
        now={part: _shown(part, value) for values in now.values() for part, value in values.items()},
        waiting={row.field for row in rows if row.state == "asked"},
        typed=typed or _asked(),
        errors=told(error.fields) if isinstance(error, Invalid) else {},
        conflict=tell(error.sentence) if isinstance(error, Conflict) else "",
        version=version_of(page),
        writes=_writes(page),
        powers={field: powers.power(field, page.facts) for field in CHANGES},
        has_contract=bool(now["contractor"]["contractor"]),
        OF_CONTRACT=OF_CONTRACT,
        CHANGES=CHANGES,
        PARTS=PARTS,
        PART_WORD=PART_WORD,
        STATE_WORD=STATE_WORD,
        STATE_GROUP=STATE_GROUP,
    )


def _values(row: ChangeRequest) -> list[tuple[str, str, str]]:
    """(name, before, after) of what the request changes."""
    return [
        (tell(PART_WORD[part]), _shown(part, row.before.get(part, "")), _shown(part, row.after.get(part, "")))
        for part in PARTS[row.field]
        if row.before.get(part, "") != row.after.get(part, "")
    ]


def _shown(part: str, value: str) -> str:
    """A plainly written value as people read it."""
    if not value:
        return ""
    if part in ("baht", "contract_amount"):
        return baht(Decimal(value))
    if part == "quantity":
        return plain(Decimal(value))
    if part in ("starts_on", "ends_on"):
        return thai_date(date.fromisoformat(value), locale=language())
    return value


def _asked() -> dict[str, str]:
    """The change that the address asks for, /works/5/changes?field=amount, and what it says of it."""
    field = request.args.get("field", "")
    if field not in CHANGES:
        return {"field": ""}
    names = (*PARTS[field], "reason", "document_no")
    return {"field": field} | {name: request.args.get(name, "")[:2_000] for name in names}


def _writes(page: WorkPage) -> bool:
    proposal = page.proposal
    held = may(page.hat, Permission.WORK_WRITE, proposal.place_code, proposal.area_code)
    return held and (page.doer or page.at_province) and proposal.stage in REPORTED


def _decides(page: WorkPage, row: ChangeRequest) -> bool:
    proposal = page.proposal
    held = may(page.hat, Permission.CHANGE_DECIDE, proposal.place_code, proposal.area_code)
    return (
        row.state == "asked"
        and held
        and powers.allows(row.field, page.facts, page.hat, over=_over(page, row))
    )


def _power(page: WorkPage, row: ChangeRequest) -> powers.Power:
    return powers.power(row.field, page.facts, over=_over(page, row))


def _over(page: WorkPage, row: ChangeRequest) -> bool:
    return row.state == "asked" and changing.leaves_envelope(db.session(), page.proposal, row)


def _approved() -> bool:
    verdict = request.form.get("verdict")
    if verdict not in ("approve", "refuse"):
        raise Invalid({"verdict": say(N_("เลือกว่าอนุญาต หรือไม่อนุญาต"))})
    return verdict == "approve"


def _again(proposal_id: int, error: Invalid | Conflict) -> Answer:
    db.session.rollback()
    typed = {name: request.form.get(name, "") for name in (*FIELDS, "request_id")}
    return _page(the_work(proposal_id), typed, error), 422 if isinstance(error, Invalid) else 409
