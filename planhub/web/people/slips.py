"""Slips with first PINs: one, or all villages of a district at once; agencies of a province."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.accounts import founding, handing_out, issuing
from planhub.accounts.agencies import LEVEL_WORD, agencies_of
from planhub.accounts.coverage import coverage
from planhub.accounts.creating import Issued
from planhub.areas.addresses import full_address, full_addresses, full_name
from planhub.areas.finding import area_at
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.naming import name_file
from planhub.edge.rules import acting_hat, demand
from planhub.errors import Invalid, NotAllowed
from planhub.reports.slips import credential_slips
from planhub.wording import N_
from planhub.workflow.authority import Permission, may_manage
from planhub.workflow.roles import Role

Answer = str | Response | tuple[str, int]

MINUTES = int(handing_out.KEPT.total_seconds() // 60)

pages = Blueprint("slips", __name__)


@pages.get("/villages")
@requires(Permission.ACCOUNTS_MANAGE)
def villages() -> Answer:
    """By subdistrict: how many villages have an account, and a button that prints slips for the rest."""
    hat = acting_hat()
    if not may_manage(hat, Role.VILLAGE_HEAD, hat.area_code):
        raise NotAllowed(N_("ใบรหัสของหมู่บ้านออกโดยอำเภอหรือตำบล"))
    rows = coverage(db.session(), hat.area_code)
    return render_template(
        "accounts/villages.html", rows=rows, place=tell(full_name(db.session(), hat.area_code))
    )


@pages.post("/villages")
@requires(Permission.ACCOUNTS_MANAGE)
def print_villages() -> Answer:
    """Create what is missing in an area, and lead to the slips."""
    code = request.form.get("area_code", "")
    hat = demand(Permission.ACCOUNTS_MANAGE, code)
    area, now = area_at(db.session(), code), clock.now()
    # first the unused: an account made a moment later is unused, too, and needs no second PIN
    again = request.form.get("again") == "yes"
    issued = issuing.reissue_unused(db.session(), area, by=hat, at=now) if again else []
    issued += issuing.create_villages(db.session(), area, by=hat, at=now)
    if not issued:
        flash(_("ทุกหมู่บ้านในพื้นที่นี้มีบัญชีแล้ว ไม่มีใบใหม่ให้พิมพ์"), "info")
        return redirect(url_for("accounts.slips.villages"), 303)
    return hand_out(sorted(issued, key=lambda one: one.area_code))


def hand_out(issued: Sequence[Issued]) -> Response:
    """To the page of what was just issued: an address of its own, to which a second click leads, too."""
    by, folder = acting_hat().account_id, current_app.config["SETTINGS"].issued
    key = handing_out.keep(folder, issued, by=by, at=clock.now())
    return redirect(url_for("accounts.slips.issued", key=key), 303)


@pages.get("/issued/<key>")
@requires(Permission.ACCOUNTS_MANAGE)
def issued(key: str) -> Answer:
    """What was just issued, for as long as it can be printed."""
    found = _found(key)
    return render_template(
        "accounts/issued.html", issued=found, key=key, name=_file_name(found), minutes=MINUTES
    )


@pages.get("/issued/<key>/slips.pdf")
@requires(Permission.ACCOUNTS_MANAGE)
def issued_slips(key: str) -> Answer:
    """The same as slips to print."""
    found = _found(key)
    return name_file(Response(slip_of(found), mimetype="application/pdf"), _file_name(found))


def _file_name(found: Sequence[Issued]) -> str:
    first, last = found[0].username, found[-1].username
    return f"slips-{first}.pdf" if first == last else f"slips-{first}-{last}.pdf"


def _found(key: str) -> list[Issued]:
    by, folder = acting_hat().account_id, current_app.config["SETTINGS"].issued
    return handing_out.find(folder, key, by=by, at=clock.now())


@pages.route("/agencies", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def agencies() -> Answer:
    """Agencies of the province: the list, and a form for another."""
    if request.method == "GET":
        return _agencies({})
    try:
        agency = founding.found(db.session(), request.form, by=acting_hat())
    except Invalid as wrong:
        return _agencies({name: tell(sentence) for name, sentence in wrong.fields.items()}), 422
    flash(_("เพิ่ม %(name)s แล้ว", name=agency.name_th), "success")
    return redirect(url_for("accounts.slips.agencies"), 303)


def slip_of(issued: Sequence[Issued]) -> bytes:
    """The PDF of slips, handed out by the office whose hat is worn."""
    settings = current_app.config["SETTINGS"]
    path = url_for("signing.form")
    hat = acting_hat()
    return credential_slips(
        issued,
        addresses=full_addresses(db.session(), {one.area_code for one in issued}),
        sign_in_url=(settings.public_url or request.host_url).rstrip("/") + path,
        office=full_address(db.session(), hat.area_code) if hat.area_code else "",
        day=clock.today(),
    )


def _agencies(errors: dict[str, str]) -> str:
    hat = acting_hat()
    if not may_manage(hat, Role.AGENCY_OFFICER, hat.area_code):
        raise NotAllowed(N_("ส่วนราชการเพิ่มโดยสำนักงานจังหวัดหรือผู้ดูแลระบบ"))
    return render_template(
        "accounts/agencies.html",
        agencies=agencies_of(db.session(), hat.area_code),
        levels=LEVEL_WORD,
        errors=errors,
        typed=request.form or {"area_code": hat.area_code},
    )
