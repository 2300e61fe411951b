"""How a work is bought: method, steps with their days, contract, instalments, changes, the timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.errors import Conflict, IllegalMove, Invalid, NotFound, PlanHubError
from planhub.procurement import amending, contracting, guaranteeing, paying, procuring
from planhub.procurement import purchase_typed as typed_by
from planhub.procurement.procuring import BUYING, DONE, OWN, standing_contract
from planhub.procurement.purchase import Purchase, purchase_of
from planhub.procurement.timeline import timeline_of
from planhub.proposals.value_lists import BUDGET_SOURCES
from planhub.web.paging import day_marked, mark
from planhub.web.records import id_in, told
from planhub.web.works import buying_forms
from planhub.web.works.page import WorkPage, may_write, recorder, the_work
from planhub.web.works.slip_words import mended
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.workflow.fines import RATES
from planhub.workflow.procurement import GROUNDS, METHODS, STEPS, Limits
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD, Stage
from planhub.works.beginning import NOT_BEGUN

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_buying", __name__, url_prefix="/works")


@pages.get("/<int:proposal_id>/buying")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> Answer:
    """The purchase as it stands, and the form that was asked for."""
    page = the_work(proposal_id)
    if request.args.get("do") == "change":
        return _ask_instead(page, request.args)
    return _page(page, request.args)


@pages.get("/guarantees")
@requires(Permission.WORK_READ)
def guarantees() -> str:
    """Guarantees that the office owes its contractors, the longest first."""
    day = clock.today()
    after = day_marked(request.args.get("at", ""))
    rows = guaranteeing.owed(db.session(), hat=acting_hat(), day=day, after=after)
    more, rows = rows[guaranteeing.PAGE :], rows[: guaranteeing.PAGE]
    at = mark(rows[-1].due_on, rows[-1].contract_id) if more else None
    return render_template(
        "work_buying/guarantees.html",
        rows=rows,
        places=full_names(db.session(), {row.place_code for row in rows}),
        overdue=guaranteeing.overdue(db.session(), hat=acting_hat(), day=day),
        day=day,
        next_url=url_for("work_buying.guarantees", at=at) if at else None,
    )


@pages.post("/<int:proposal_id>/buying")
@requires(Permission.WORK_WRITE)
def record(proposal_id: int) -> Answer:
    """Record one thing of the purchase; what was typed comes back with its sentences."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    if request.form.get("do") == "change":
        return _ask_instead(page, request.form)
    write = WRITERS.get(request.form.get("do", ""))
    if write is None:
        raise NotFound(N_("ไม่พบแบบที่ส่งมา เปิดหน้านี้ใหม่แล้วลองอีกครั้ง"))
    try:
        write(page, request.form)
    except (Invalid, Conflict, IllegalMove) as error:
        db.session.rollback()
        return _page(the_work(proposal_id), request.form, error), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("work_buying.show", proposal_id=proposal_id), 303)


def _method(page: WorkPage, typed: Mapping[str, str]) -> None:
    choice = typed_by.read_choice(typed)
    procuring.choose(db.session(), choice=choice, limits=limits(), **_told(page, typed))
    flash(_("บันทึกวิธีจัดหาแล้ว: %(method)s", method=tell(METHODS[choice.method])), "success")


def _own(page: WorkPage, typed: Mapping[str, str]) -> None:
    procuring.do_ourselves(db.session(), plan=typed_by.read_own(typed), **_told(page, typed))
    flash(_("บันทึกว่าหน่วยงานทำเองแล้ว"), "success")


def _step(page: WorkPage, typed: Mapping[str, str]) -> None:
    step, facts = typed.get("step", ""), typed_by.read_step(typed)
    procuring.record_step(db.session(), step=step, facts=facts, **_told(page, typed))
    flash(_("บันทึกขั้นตอนแล้ว: %(step)s", step=tell(STEPS[step].word)), "success")


def _contract(page: WorkPage, typed: Mapping[str, str]) -> None:
    terms = typed_by.read_terms(typed)
    contract = contracting.sign(db.session(), terms=terms, limits=limits(), **_told(page, typed))
    flash(_("บันทึกสัญญา %(number)s แล้ว", number=contract.number), "success")


def _split(page: WorkPage, typed: Mapping[str, str]) -> None:
    contracting.divide(db.session(), parts=typed_by.read_parts(typed), **_told(page, typed))
    flash(_("แบ่งงวดแล้ว"), "success")


def _instalment(page: WorkPage, typed: Mapping[str, str]) -> None:
    contract, no = buying_forms.instalment_of(typed)
    receipt = typed_by.read_receipt(typed)
    row = paying.record_receipt(
        db.session(), contract_id=contract, no=no, receipt=receipt, **_told(page, typed)
    )
    flash(_("บันทึกงวดที่ %(no)s แล้ว", no=row.no), "success")


def _end(page: WorkPage, typed: Mapping[str, str]) -> None:
    amending.end(db.session(), ending=typed_by.read_ending(typed), **_told(page, typed))
    flash(_("บันทึกการเลิกสัญญาแล้ว เลือกวิธีจัดหาใหม่ได้"), "success")


def _return(page: WorkPage, typed: Mapping[str, str]) -> None:
    contract = standing_contract(db.session(), page.proposal.id)
    if contract is None:
        raise NotFound(N_("ไม่พบสัญญานี้"))
    back = typed_by.read_return(typed)
    guaranteeing.give_back(db.session(), contract_id=contract.id, back=back, **_told(page, typed))
    flash(_("บันทึกการคืนหลักประกันแล้ว"), "success")


def _done(page: WorkPage, typed: Mapping[str, str]) -> None:
    paying.complete(db.session(), **_told(page, typed))
    flash(_("บันทึกว่างานแล้วเสร็จแล้ว"), "success")


WRITERS: dict[str, Callable[[WorkPage, Mapping[str, str]], None]] = {
    "method": _method,
    "own": _own,
    "step": _step,
    "contract": _contract,
    "split": _split,
    "instalment": _instalment,
    "end": _end,
    "return": _return,
    "done": _done,
}
"""What each form of the page writes."""


def _ask_instead(page: WorkPage, typed: Mapping[str, str]) -> Response:
    """A contract is changed by a request: its form, with what was typed already."""
    contract = standing_contract(db.session(), page.proposal.id)
    asked: dict[str, Any] = dict(buying_forms.as_request(contract, typed))
    flash(_("สัญญาแก้ไขได้ด้วยคำขอเปลี่ยนแปลงที่มีผู้อนุญาต ตรวจค่าที่พิมพ์ไว้แล้วส่งคำขอ"), "info")
    url = url_for("work_changes.show", proposal_id=page.proposal.id, **asked, _anchor="ask")
    return redirect(url, 303)


def limits() -> Limits:
    """The figures of the rules, as this installation has set them."""
    settings = current_app.config["SETTINGS"]
    return Limits(
        small=settings.purchase_small_most,
        quote=settings.purchase_quote_most,
        guarantee=settings.contract_guarantee_percent,
        days=settings.purchase_days,
    )


def _told(page: WorkPage, typed: Mapping[str, str]) -> dict[str, Any]:
    version = id_in(typed.get("version", ""))
    return {"proposal_id": page.proposal.id, "version": version, "by": recorder(page)}


def _page(page: WorkPage, asked: Mapping[str, str], error: PlanHubError | None = None) -> str:
    session, today = db.session(), clock.today()
    purchase = purchase_of(session, page.proposal, page.work)
    writes = _writes(page)
    do = buying_forms.form_asked(purchase, asked, writes=writes, stage=Stage(page.proposal.stage))
    answered = do == asked.get("do")
    fresh = buying_forms.first_values(purchase, do, asked, today=today)
    timeline = timeline_of(purchase, today=today, limits=limits())
    errors = told(error.fields, list(buying_forms.FIELD_WORD)) if isinstance(error, Invalid) else {}
    return render_template(
        "work_buying/show.html",
        page=page,
        buy=purchase,
        do=do,
        typed=asked if error and answered else fresh,
        errors=errors,
        problem=tell(error.sentence) if error and not errors else "",
        conflict=isinstance(error, Conflict),
        version=page.work.version if page.work else NOT_BEGUN,
        writes=writes,
        timeline=timeline,
        months=buying_forms.months(timeline) if timeline else [],
        kept=buying_forms.typed_lines(asked) if error and not (errors and answered) else [],
        today=today,
        limits=limits(),
        **_words(page, purchase),
    )


def _writes(page: WorkPage) -> bool:
    proposal = page.proposal
    allowed = may(page.hat, Permission.WORK_WRITE, proposal.place_code, proposal.area_code)
    return allowed and (page.doer or page.at_province) and Stage(proposal.stage) in BUYING | DONE


def _words(page: WorkPage, purchase: Purchase) -> dict[str, Any]:
    stage = Stage(page.proposal.stage)
    return {
        "buying": stage in BUYING,
        "waits_for_money": stage is Stage.PLANNED,
        "may_complete": stage is Stage.WORKS or (stage in OWN and page.doer),
        "METHODS": METHODS,
        "GROUNDS": GROUNDS,
        "RATES": RATES,
        "returnable": buying_forms.returnable(purchase),
        "STEPS": STEPS,
        "STAGE_WORD": STAGE_WORD,
        "STAGE_GROUP": STAGE_GROUP,
        "WORD": buying_forms.FIELD_WORD,
        "mended": mended,
        "SOURCE_WORD": BUDGET_SOURCES,
        "lines": buying_forms.part_lines(purchase, request.values),
    }
