"""Technical details of a need, for the secretary, the planner and the agency that was asked."""

from collections.abc import Mapping

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires
from planhub.edge.rules import acting_hat
from planhub.edge.transaction import keep
from planhub.errors import Invalid, NotAllowed
from planhub.needs.detailing import MONEY, detail, details_of, frozen_of
from planhub.needs.drafts import hour_and_minute
from planhub.needs.questions import BY_NAME, LATER_NAMES
from planhub.needs.unsaved import drop_unsaved, keep_unsaved, unsaved_of
from planhub.progress.changing import money_is_bound
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.value_lists import LISTS
from planhub.web.records import capacity, place_name, record, told
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.workflow.due import REPORTED
from planhub.workflow.roles import Hat, Role
from planhub.workflow.stages import Stage

Answer = str | Response | tuple[str, int]

pages = Blueprint("details", __name__, url_prefix="/needs/<int:proposal_id>/details")

HANDS = {Role.SUBDISTRICT_SECRETARY, Role.DISTRICT_SECRETARY, Role.PLANNER, Role.AGENCY_OFFICER}


@pages.get("")
@requires(Permission.NEED_READ)
def form(proposal_id: int) -> Answer:
    """The page with what stands, and over it what this person has typed and not saved."""
    proposal, need = _of(proposal_id)
    mine = unsaved_of(need, by=acting_hat().account_id)
    return _page(proposal, need, details_of(need) | (mine.fields if mine else {}), {})


@pages.post("")
@requires(Permission.NEED_READ)
def save(proposal_id: int) -> Answer:
    """Keep what was typed, or show it again with what is wrong."""
    proposal, need = _of(proposal_id)
    given = {name: request.form.get(name, "") for name in LATER_NAMES}
    try:
        detail(
            db.session(),
            proposal_id=proposal_id,
            given=given,
            version=request.form.get("version", type=int),
            money_bound=money_is_bound(db.session(), proposal),
            signed=capacity(),
            at=clock.now(),
        )
    except Invalid as wrong:
        _keep(need, given)
        keep()  # wrong answers are kept too: nothing typed is lost
        return _page(proposal, need, given, told(wrong.fields)), 422
    drop_unsaved(db.session(), proposal_id=proposal_id, by=acting_hat().account_id)
    flash(_("บันทึกรายละเอียดแล้ว"), "success")
    return redirect(url_for("details.form", proposal_id=proposal_id), 303)


@pages.post("/typed")
@requires(Permission.NEED_READ)
def typed(proposal_id: int) -> Response:
    """Keep what was typed just now, for this person alone; the record stays as it is."""
    _keep(_of(proposal_id)[1], request.form)
    return jsonify({"saved_at": hour_and_minute(clock.now())})


@pages.post("/drop")
@requires(Permission.NEED_READ)
def drop(proposal_id: int) -> Answer:
    """Forget what this person has typed and not saved: the form shows what is saved."""
    _of(proposal_id)
    drop_unsaved(db.session(), proposal_id=proposal_id, by=acting_hat().account_id)
    return redirect(url_for("details.form", proposal_id=proposal_id), 303)


def _keep(need: Need, given: Mapping[str, str]) -> None:
    keep_unsaved(
        db.session(),
        proposal_id=need.proposal_id,
        given=given,
        saved=details_of(need),
        by=acting_hat().account_id,
        at=clock.now(),
    )


def may_write(hat: Hat, proposal: Proposal) -> bool:
    """Whether this hat fills in the technical details of what it may read."""
    return hat.role in HANDS and hat.agency_code in (None, proposal.agency_code)


def _of(proposal_id: int) -> tuple[Proposal, Need]:
    proposal, need = record(proposal_id, Permission.NEED_READ)
    if not may_write(acting_hat(), proposal):
        raise NotAllowed(N_("หน้านี้สำหรับเลขานุการ นักวิเคราะห์ และส่วนราชการที่ได้รับเรื่อง"))
    return proposal, need


def _page(proposal: Proposal, need: Need, typed: dict[str, str], errors: dict[str, str]) -> str:
    mine = unsaved_of(need, by=acting_hat().account_id)
    money_bound = money_is_bound(db.session(), proposal)
    frozen = frozen_of(Stage(proposal.stage), money_bound=money_bound)
    return render_template(
        "details/form.html",
        proposal=proposal,
        need=need,
        typed=typed,
        errors=errors,
        unsaved_at=mine.at if mine else None,
        kept_at=max(mine.at, proposal.updated_at) if mine else proposal.updated_at,
        address=place_name(proposal.area_code),
        names=LATER_NAMES,
        FIELD=BY_NAME,
        LISTS=LISTS,
        frozen=[BY_NAME[name].label for name in frozen],
        ask_for="amount" if set(frozen) & set(MONEY) else "dates",
        may_ask=bool(frozen) and Stage(proposal.stage) in REPORTED,
    )
