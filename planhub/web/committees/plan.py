"""The plan of a province and year: open to everybody, as the law on official information asks."""

from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.area import Area
from planhub.committees import plan
from planhub.committees.envelopes import envelopes
from planhub.committees.source_envelopes import by_source
from planhub.database import db
from planhub.edge import public, requires, tell
from planhub.edge.naming import name_file
from planhub.edge.people import wearing
from planhub.edge.rules import acting_hat
from planhub.errors import NotFound
from planhub.money.ledger import given_in_plan
from planhub.proposals import quarterly
from planhub.proposals.bearings import open_round
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.reports.oc4ids_facts import any_funded
from planhub.reports.plan_workbook import write_plan
from planhub.web.committees.seal_notice import seal_notice
from planhub.web.elsewhere import afar_of, lead_there, plan_page
from planhub.web.whose import sample_mark
from planhub.wording import N_, say
from planhub.workflow.authority import Permission, may

Answer = str | Response

pages = Blueprint("plan", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2_000_000
"""Bytes of a workbook kept in memory; a larger one goes to a file."""


@pages.get("/plan")
@requires(Permission.PLAN_READ)
def index() -> Answer:
    """The years of which the hat's province has a plan, and the one that is being made."""
    code = acting_hat().area_code[:2]
    area, session = _province(code), db.session()
    current = open_round(session, code)
    making = current.fiscal_year if current else clock.fiscal_year(clock.today()) + 1
    years = sorted({*plan.years_of(session, code), making}, reverse=True)
    rows = [(year, plan.totals_by(session, province_code=code, year=year, by="side")) for year in years]
    return render_template("plan/index.html", province=area, rows=rows, making=making)


@pages.get("/plan/<province_code>/<int:year>")
@public
def show(province_code: str, year: int) -> Answer:
    """A page of the plan: ranked, within and over the envelope, with running sums and totals."""
    area, session = province_of(province_code, year), db.session()
    start = max(1, min(request.args.get("start", 1, type=int), 10**9))
    if known := afar_of(province_code):
        return plan_page(known, province=area, year=year, start=start)
    page = plan.page(session, province_code=province_code, year=year, start=start)
    totals = {
        by: plan.totals_by(session, province_code=province_code, year=year, by=by)
        for by in ("side", "district", "issue")
    }
    named = {"side": {key: tell(word) for key, word in SIDES.items()}}
    address: dict[str, Any] = {"province_code": province_code, "year": year}
    links = {
        "newer": url_for("plan.show", **address, start=page.newer) if page.newer else None,
        "older": url_for("plan.show", **address, start=page.older) if page.older else None,
        "xlsx": url_for("plan.workbook", **address),
        "own": url_for("plan.show", **address, _external=True),
    }
    inside = _inside(page.lines)
    sums = _sums(totals["side"])
    more = {"named": named, "links": links, "inside": inside, "sums": sums}
    more |= {"missed": quarterly.marks(session, [line.id for line in page.lines], day=clock.today())}
    more["any_funded"] = any_funded(session, province_code, year)
    more |= _money(province_code, year, items=int(sums["items"]))
    return render_template("plan/show.html", province=area, year=year, page=page, totals=totals, **more)


@pages.get("/plan/<province_code>/<int:year>/plan.xlsx")
@public
def workbook(province_code: str, year: int) -> Answer:
    """The plan in form ผ.02, to print or to go on with."""
    area = province_of(province_code, year)
    if there := lead_there(province_code, year, request.path):
        return there
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent, and closed by the server after that
    of: dict[str, Any] = {"province_code": province_code, "year": year, "mark": sample_mark()}
    write_plan(db.session(), out, **of, province=area.name_th)
    out.seek(0)
    name = _("แผนพัฒนาจังหวัด%(province)s-%(year)s.xlsx", province=area.name_th, year=year)
    return name_file(send_file(out, mimetype=XLSX), f"plan-{province_code}-{year}.xlsx", full=name)


def _money(province_code: str, year: int, *, items: int) -> dict[str, Any]:
    """The envelope, the sources and the last sealed edition; and what of them this hat may change."""
    session, hat = db.session(), wearing()
    of: dict[str, Any] = {"province_code": province_code, "year": year}
    return {
        "envelope": envelopes(session, province_code=province_code, years=[year])[0],
        "sources": by_source(session, **of),
        "given": given_in_plan(session, **of),
        "seal": seal_notice(**of, items=items),
        "SOURCE_WORD": BUDGET_SOURCES,
        "may_close": may(hat, Permission.MONEY_WRITE, province_code),
        "may_limit": may(hat, Permission.PLAN_WRITE, province_code),
        "may_seal": may(hat, Permission.PLAN_SEAL, province_code),
    }


def _province(code: str) -> Area:
    """A province of the 76. Raises NotFound."""
    area = db.session.get(Area, code) if len(code) == 2 else None
    if area is None or area.kind != "province" or not area.in_76:
        raise NotFound(say(N_("ไม่พบจังหวัดรหัส %(code)s ค้นหาจากชื่อจังหวัดได้"), code=code[:20]))
    return area


def province_of(code: str, year: int) -> Area:
    """The province of a plan of that year. Raises NotFound."""
    area = _province(code)
    if not 2500 <= year <= 2700:
        raise NotFound(N_("พิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2571"))
    return area


def _inside(lines: list[plan.Line]) -> set[int]:
    """The lines whose working record this hat may read; anybody may read their public pages."""
    hat = wearing()
    if hat is None or hat.agency_code or not may(hat, Permission.NEED_READ):
        return set()
    return {line.id for line in lines if line.number.startswith(hat.area_code)}


def _sums(totals: list[plan.Total]) -> dict[str, Decimal | int]:
    return {
        "items": sum(total.items for total in totals),
        "within": sum((total.within for total in totals), Decimal(0)),
        "over": sum((total.over for total in totals), Decimal(0)),
    }
