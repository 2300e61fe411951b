"""The accounts of the level below: list, create, appoint, end an office, close, re-issue."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.accounts import appointing, below, closing, creating, issuing, reach, recording
from planhub.accounts.account_event import KIND_WORD
from planhub.accounts.creating import Issued
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat, demand
from planhub.errors import Invalid
from planhub.web.people import choices, slips
from planhub.workflow.authority import Permission
from planhub.workflow.roles import Hat, Role

Answer = str | Response | tuple[str, int]
Result = TypeVar("Result")

pages = Blueprint("accounts", __name__, url_prefix="/accounts")
pages.register_blueprint(slips.pages)


@pages.get("")
@requires(Permission.ACCOUNTS_MANAGE)
def index() -> Answer:
    """Who holds what below this office."""
    hat = acting_hat()
    area_code = request.args.get("area", "")
    if area_code:
        demand(Permission.ACCOUNTS_MANAGE, area_code)
    wanted = below.Wanted(
        words=request.args.get("q", "")[:100],
        role=request.args.get("role", ""),
        area_code=area_code,
        state=request.args.get("state", ""),
    )
    rows, older = below.page(
        db.session(), hat, wanted, day=clock.today(), after=request.args.get("after", "")
    )
    return render_template(
        "accounts/index.html",
        rows=rows,
        wanted=wanted,
        older=f"?{urlencode(request.args.to_dict() | {'after': older})}" if older else None,
        places=full_names(db.session(), {row.holding.area_code for row in rows}),
        areas=choices.areas_below(hat),
        roles=reach.roles_below(hat),
        states=below.STATES,
    )


@pages.get("/<int:account_id>")
@requires(Permission.ACCOUNTS_MANAGE)
def show(account_id: int) -> Answer:
    """One account: its offices, what was done to it, and what can be done."""
    return _show(account_id)


@pages.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def new() -> Answer:
    """Create an account of the level below; its first PIN or password is shown for a while."""
    if request.method == "GET":
        return _ask("accounts/new.html")
    try:
        issued = creating.create(db.session(), request.form, by=acting_hat(), at=clock.now())
    except Invalid as wrong:
        return _ask("accounts/new.html", wrong), 422
    return _issued(issued, _("สร้างบัญชีแล้ว"))


@pages.route("/offices", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def appoint() -> Answer:
    """Give an account another office, or an acting holder one for a time."""
    if request.method == "GET":
        return _ask("accounts/appoint.html")
    try:
        account = appointing.account_named(db.session(), request.form.get("username", ""))
        appointing.appoint(db.session(), request.form, account_id=account.id, by=acting_hat(), at=clock.now())
    except Invalid as wrong:
        return _ask("accounts/appoint.html", wrong), 422
    flash(_("ให้ตำแหน่งแล้ว %(name)s เลือกใช้ได้ที่มุมบนของหน้า", name=account.name), "success")
    return redirect(url_for(".show", account_id=account.id), 303)


@pages.post("/offices/<int:holding_id>/end")
@requires(Permission.ACCOUNTS_MANAGE)
def end(holding_id: int) -> Answer:
    """End an office after its last day, or now."""
    try:
        appointing.end(
            db.session(),
            holding_id=holding_id,
            by=acting_hat(),
            last_day=request.form.get("last_day", ""),
            at=clock.now(),
            day=clock.today(),
        )
    except Invalid as wrong:
        return _show(request.form.get("account_id", 0, type=int), wrong), 422
    flash(_("บันทึกวันสิ้นสุดตำแหน่งแล้ว"), "success")
    return redirect(url_for(".show", account_id=request.form.get("account_id", 0, type=int)), 303)


@pages.post("/<int:account_id>/name")
@requires(Permission.ACCOUNTS_MANAGE)
def rename(account_id: int) -> Answer:
    """Mend the name or the telephone number."""
    try:
        closing.rename(
            db.session(),
            request.form,
            account_id=account_id,
            by=acting_hat(),
            at=clock.now(),
            day=clock.today(),
        )
    except Invalid as wrong:
        return _show(account_id, wrong), 422
    flash(_("บันทึกแล้ว"), "success")
    return redirect(url_for(".show", account_id=account_id), 303)


@pages.post("/<int:account_id>/reissue")
@requires(Permission.ACCOUNTS_MANAGE)
def reissue(account_id: int) -> Answer:
    """A new PIN or password; the old one ends."""
    if not _confirmed():
        return _confirm(account_id, _("ออกรหัสใหม่"), _("รหัสเดิมและเครื่องที่เข้าใช้อยู่จะใช้ไม่ได้ทันที"))
    return _issued(_act(issuing.reissue, account_id), _("ออกรหัสใหม่แล้ว"))


@pages.post("/<int:account_id>/reopen")
@requires(Permission.ACCOUNTS_MANAGE)
def reopen(account_id: int) -> Answer:
    """A closed account in use again, with a new PIN or password."""
    return _issued(_act(closing.reopen, account_id), _("เปิดบัญชีอีกครั้งแล้ว"))


@pages.post("/<int:account_id>/close")
@requires(Permission.ACCOUNTS_MANAGE)
def close(account_id: int) -> Answer:
    """Nobody signs in with it any more."""
    if not _confirmed():
        return _confirm(account_id, _("ปิดบัญชี"), _("บัญชีนี้จะเข้าใช้ไม่ได้ทันที เรื่องและการพิจารณาที่ทำไว้ยังอยู่ครบ"))
    account = _act(closing.close, account_id)
    flash(_("ปิดบัญชี %(name)s แล้ว", name=account.name), "success")
    return redirect(url_for(".show", account_id=account_id), 303)


def _act(what: Callable[..., Result], account_id: int) -> Result:
    return what(db.session(), account_id=account_id, by=acting_hat(), at=clock.now(), day=clock.today())


def _confirmed() -> bool:
    return request.form.get("confirmed") == "yes"


def _confirm(account_id: int, verb: str, warning: str) -> str:
    account = reach.visible_account(db.session(), acting_hat(), account_id)
    return render_template("accounts/confirm.html", account=account, verb=verb, warning=warning)


def _issued(issued: Issued, done: str) -> Response:
    flash(done, "success")
    return slips.hand_out([issued])


def _show(account_id: int, wrong: Invalid | None = None) -> str:
    hat = acting_hat()
    account = reach.visible_account(db.session(), hat, account_id)
    offices = below.offices_of(db.session(), account_id, day=clock.today())
    rows = [row for row in offices if _is_seen(hat, row.holding.role, row.holding.area_code)]
    events = recording.events_of(db.session(), account_id)
    return render_template(
        "accounts/show.html",
        account=account,
        rows=rows,
        others=len(offices) - len(rows),
        mine={row.holding.id for row in rows if reach.manages(db.session(), hat, row.holding)},
        whole=reach.may_manage_account(db.session(), hat, account, clock.today()),
        places=full_names(db.session(), {row.holding.area_code for row in rows}),
        events=[
            (e, name)
            for e, name in events
            if _is_seen(hat, e.details.get("role"), e.details.get("area_code"))
        ],
        kinds=KIND_WORD,
        errors=_told(wrong),
        typed=request.form,
    )


def _is_seen(hat: Hat, role: str | None, area_code: str | None) -> bool:
    """Whether to show what has to do with an office; what names none has to do with the account as such."""
    return role is None or area_code is None or reach.sees(db.session(), hat, role=role, area_code=area_code)


def _ask(template: str, wrong: Invalid | None = None) -> str:
    hat = acting_hat()
    roles = reach.roles_below(hat)
    typed: Mapping[str, str] = request.form or request.args
    role = typed.get("role", "") or (roles[0].value if len(roles) == 1 else "")
    chosen = Role(role) if role in roles else None
    return render_template(
        template,
        typed=typed,
        errors=_told(wrong),
        roles=roles,
        role=chosen,
        areas=choices.areas_for(hat, chosen, new=template == "accounts/new.html"),
        agencies=choices.agencies_for(hat, chosen),
        needs_area=choices.needs_area(chosen),
    )


def _told(wrong: Invalid | None) -> dict[str, str]:
    return {name: tell(sentence) for name, sentence in wrong.fields.items()} if wrong else {}
