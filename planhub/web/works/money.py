"""Money of a work: asked for, given, bound, paid and left; its ledger; a figure entered or corrected."""

from collections.abc import Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.errors import Conflict, Invalid, NotFound, PlanHubError
from planhub.money import entering, ledger
from planhub.money.accounting import KIND_WORD
from planhub.money.figures import KINDS_TYPED, SOURCES
from planhub.money.money_entry import MoneyEntry
from planhub.proposals.value_lists import BUDGET_SOURCES
from planhub.web.records import id_in, told
from planhub.web.works.page import WorkPage, recorder, the_work
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.works.beginning import NOT_BEGUN

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_money", __name__, url_prefix="/works")

FIELDS = ("kind", "fiscal_year", "source", "amount", "document_no", "document_on", "note", "sure")
FIELDS_CORRECTED = ("reason", "amount", "document_no", "document_on")


@pages.get("/<int:proposal_id>/money")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> Answer:
    """The money of a work by year and source, and its ledger."""
    return _page(the_work(proposal_id))


@pages.post("/<int:proposal_id>/money")
@requires(Permission.MONEY_WRITE)
def enter(proposal_id: int) -> Answer:
    """Enter a figure; what was typed comes back with its sentences."""
    page = the_work(proposal_id, Permission.MONEY_WRITE)
    entering.may_enter(page.proposal, page.hat)
    version = request.form.get("version", type=int)
    try:
        entering.enter(
            db.session(),
            proposal=page.proposal,
            typed=request.form,
            version=version,
            by=recorder(page),
            days=current_app.config["SETTINGS"].year_end_days,
        )
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _page(the_work(proposal_id), request.form, error), 422 if isinstance(error, Invalid) else 409
    flash(_("บันทึก%(kind)sแล้ว", kind=tell(KINDS_TYPED[request.form["kind"]])), "success")
    return redirect(url_for("work_money.show", proposal_id=proposal_id), 303)


@pages.get("/<int:proposal_id>/money/<int:entry_id>")
@requires(Permission.MONEY_WRITE)
def entry(proposal_id: int, entry_id: int) -> Answer:
    """One entry, and the form that corrects it."""
    page = the_work(proposal_id, Permission.MONEY_WRITE)
    return _correction(page, _entry(page, entry_id))


@pages.post("/<int:proposal_id>/money/<int:entry_id>")
@requires(Permission.MONEY_WRITE)
def correct(proposal_id: int, entry_id: int) -> Answer:
    """Take an entry back, with its reason; and write the right sum where there is one."""
    page = the_work(proposal_id, Permission.MONEY_WRITE)
    entering.may_enter(page.proposal, page.hat)
    _entry(page, entry_id)
    version = request.form.get("version", type=int)
    try:
        entering.correct(
            db.session(),
            proposal=page.proposal,
            entry_id=entry_id,
            typed=request.form,
            version=version,
            by=recorder(page),
        )
    except (Invalid, Conflict) as error:
        db.session.rollback()
        page = the_work(proposal_id, Permission.MONEY_WRITE)
        shown = _correction(page, _entry(page, entry_id), request.form, error)
        return shown, 422 if isinstance(error, Invalid) else 409
    flash(_("แก้ไขรายการแล้ว รายการเดิมยังอยู่ในบัญชี"), "success")
    return redirect(url_for("work_money.show", proposal_id=proposal_id), 303)


def _page(page: WorkPage, typed: Mapping[str, str] | None = None, error: PlanHubError | None = None) -> str:
    session = db.session()
    rows = ledger.rows(session, page.proposal)
    lines = ledger.entries(session, page.proposal, before=id_in(request.args.get("before", "")))
    more = len(lines) > ledger.PAGE
    return render_template(
        "work_money/show.html",
        page=page,
        rows=rows,
        total=ledger.total(rows),
        lines=lines[: ledger.PAGE],
        older=lines[ledger.PAGE - 1].entry.id if more else None,
        version=_version(page),
        typed=typed or _first(page, rows),
        writes=_writes(page),
        waits=not entering.has_money_stage(page.proposal),
        keeper=entering.keeper(page.proposal),
        kinds=[(kind, tell(words)) for kind, words in KINDS_TYPED.items()],
        sources=[(source, tell(words)) for source, words in SOURCES.items()],
        **_said(error, FIELDS),
        **_words(),
    )


def _correction(
    page: WorkPage,
    entry: MoneyEntry,
    typed: Mapping[str, str] | None = None,
    error: PlanHubError | None = None,
) -> str:
    session = db.session()
    return render_template(
        "work_money/correct.html",
        page=page,
        entry=entry,
        others=[other for other in entering.together(session, entry) if other is not entry],
        corrected=entry.corrects_id is not None or entering.is_corrected(session, entry),
        version=_version(page),
        typed=typed or {},
        writes=_writes(page),
        **_said(error, FIELDS_CORRECTED),
        **_words(),
    )


def _entry(page: WorkPage, entry_id: int) -> MoneyEntry:
    entry = db.session.get(MoneyEntry, entry_id)
    if entry is None or entry.proposal_id != page.proposal.id:
        raise NotFound(N_("ไม่พบรายการเงินนี้"))
    return entry


def _version(page: WorkPage) -> int:
    return page.work.version if page.work else NOT_BEGUN


def _writes(page: WorkPage) -> bool:
    """Whether this hat keeps the money of this item, so that the page offers it the form."""
    proposal = page.proposal
    return (
        may(page.hat, Permission.MONEY_WRITE, proposal.place_code, proposal.area_code)
        and page.hat.level is entering.keeper(proposal)
        and entering.has_money_stage(proposal)
    )


def _first(page: WorkPage, rows: list[ledger.Row]) -> dict[str, str]:
    """What an empty form begins with: the year that runs, the source that the need names, the usual kind."""
    given = [row for row in rows if row.sums["allocated"]]
    asked = [row.source for row in given or rows if row.source in SOURCES]
    kind = "disbursed" if given else "allocated"
    year = str(clock.fiscal_year(clock.today()))
    return {"kind": kind, "fiscal_year": year, "source": asked[0] if asked else "", "from_bound": ""}


def _said(error: PlanHubError | None, order: tuple[str, ...]) -> dict[str, object]:
    fields = told(error.fields, order) if isinstance(error, Invalid) else {}
    return {"errors": fields, "conflict": tell(error.sentence) if isinstance(error, Conflict) else ""}


def _words() -> dict[str, object]:
    return {"KIND_WORD": KIND_WORD, "SOURCE_WORD": BUDGET_SOURCES}
