"""Royal-initiative projects: a province's list and half-yearly reports, and 76 provinces for the ministry."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.areas.area import Area
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat, demand
from planhub.errors import Invalid, NotAllowed, NotFound
from planhub.linkage.carrying import carrier, carriers
from planhub.results import royal, royal_keeping
from planhub.results.royal import half_of
from planhub.web import navigation
from planhub.web.records import told
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.workflow.roles import Hat

Answer = str | Response | tuple[str, int]

pages = Blueprint("royal", __name__, url_prefix="/royal")


@pages.get("")
@requires(Permission.GOVERN_READ)
def index() -> Answer:
    """76 provinces side by side for the ministry; for everybody else the own province's list."""
    hat = acting_hat()
    if hat.area_code:
        return redirect(url_for("royal.province", province_code=hat.area_code[:2]), 302)
    half = royal_keeping.half_asked(request.args.get("period", ""), half_of(clock.today()))
    lines = royal.summary(db.session(), half)
    return render_template(
        "royal/index.html",
        lines=lines,
        half=half,
        periods=_periods(),
        period=royal_keeping.period_of(half),
        whole={
            "projects": sum(line.projects for line in lines),
            "reported": sum(line.reported for line in lines),
            "linked": sum(line.linked for line in lines),
            "spent": sum(line.spent for line in lines),
        },
        STATUS_WORD=royal.STATUS_WORD,
        STATUS_GROUP=royal.STATUS_GROUP,
    )


@pages.get("/<province_code>")
@requires(Permission.GOVERN_READ)
def province(province_code: str) -> Answer:
    """The projects of a province, or of the part of it that the hat sees."""
    return _list(province_code)


@pages.post("/<province_code>")
@requires(Permission.ROYAL_WRITE)
def add(province_code: str) -> Answer:
    """Add a project."""
    hat = demand(Permission.ROYAL_WRITE, province_code)
    given: dict[str, Any] = {"typed": request.form, "at": clock.now(), "by": hat.account_id, "find": carrier}
    try:
        project = royal_keeping.add(db.session(), province_code=_province(province_code).code, **given)
    except Invalid as wrong:
        db.session.rollback()
        return _list(province_code, request.form, wrong), 422
    flash(_("เพิ่มโครงการแล้ว"), "success")
    return redirect(url_for("royal.project", project_id=project.id), 303)


@pages.get("/projects/<int:project_id>")
@requires(Permission.GOVERN_READ)
def project(project_id: int) -> Answer:
    """One project: how it stands, all reports, the plan item that carries it."""
    return _one(project_id)


@pages.post("/projects/<int:project_id>/report")
@requires(Permission.ROYAL_WRITE)
def report(project_id: int) -> Answer:
    """Report of a half-year."""
    hat = _mine(project_id)
    given = {"at": clock.now(), "by": hat.account_id, "capacity": navigation.capacity(hat, g.person)}
    return _written(project_id, royal_keeping.report, _("บันทึกสถานภาพแล้ว"), **given)


@pages.post("/projects/<int:project_id>/link")
@requires(Permission.ROYAL_WRITE)
def link(project_id: int) -> Answer:
    """Say which plan item carries it now."""
    _mine(project_id)
    return _written(project_id, royal_keeping.link, _("บันทึกการเชื่อมกับแผนแล้ว"), find=carrier)


@pages.post("/projects/<int:project_id>/close")
@requires(Permission.ROYAL_WRITE)
def close(project_id: int) -> Answer:
    """Take it off the list of those that stand."""
    _mine(project_id)
    closed = royal_keeping.close(db.session(), project_id=project_id, at=clock.now())
    flash(_("ปิดโครงการแล้ว รายงานที่ผ่านมายังอยู่ครบ"), "success")
    return redirect(url_for("royal.province", province_code=closed.province_code), 303)


def _written(project_id: int, write: Callable[..., object], said: str, **given: object) -> Answer:
    """Write what was typed of a project; it comes back with its sentences where it cannot be used."""
    try:
        write(db.session(), project_id=project_id, typed=request.form, **given)
    except Invalid as wrong:
        db.session.rollback()
        return _one(project_id, request.form, wrong), 422
    flash(said, "success")
    return redirect(url_for("royal.project", project_id=project_id), 303)


def _mine(project_id: int) -> Hat:
    return demand(Permission.ROYAL_WRITE, royal.project_of(db.session(), project_id).project.province_code)


def _province(code: str) -> Area:
    area = db.session.get(Area, code) if len(code) == 2 else None
    if area is None or area.kind != "province":
        raise NotFound(N_("ไม่พบจังหวัดนี้"))
    return area


def _list(province_code: str, typed: Mapping[str, str] = {}, wrong: Invalid | None = None) -> str:
    hat, session = acting_hat(), db.session()
    if not province_code.startswith(hat.area_code[:2]):
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่หรือหน้าที่ของท่าน"))
    area, closed = _province(province_code), request.args.get("closed") == "yes"
    shown = royal.projects_of(session, hat.area_code or province_code, closed=closed)
    half = half_of(clock.today())
    return render_template(
        "royal/province.html",
        province=area,
        shown=shown,
        closed=closed,
        half=half,
        carriers=carriers(session, province_code, [one.project.item_id for one in shown]),
        silent=sum(one.silent(half) for one in shown),
        places=full_names(session, {one.project.area_code for one in shown}),
        writes=may(hat, Permission.ROYAL_WRITE, province_code),
        typed=typed,
        errors=told(wrong.fields) if wrong else {},
        STATUS_WORD=royal.STATUS_WORD,
        STATUS_GROUP=royal.STATUS_GROUP,
    )


def _one(project_id: int, typed: Mapping[str, str] = {}, wrong: Invalid | None = None) -> str:
    hat, session = acting_hat(), db.session()
    shown = royal.project_of(session, project_id)
    if not shown.project.area_code.startswith(hat.area_code):
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่หรือหน้าที่ของท่าน"))
    writes = may(hat, Permission.ROYAL_WRITE, shown.project.province_code)
    item_id = shown.project.item_id
    item = carriers(session, shown.project.province_code, [item_id]).get(item_id) if item_id else None
    return render_template(
        "royal/project.html",
        shown=shown,
        project=shown.project,
        place=full_names(session, [shown.project.area_code])[shown.project.area_code],
        reports=royal.reports_of(session, project_id),
        writes=writes and shown.project.closed_at is None,
        periods=_periods(),
        statuses=[(key, tell(word)) for key, word in royal.STATUS_WORD.items()],
        typed=typed,
        item=item,
        number=typed.get("number", item.number if item else shown.number),
        errors=told(wrong.fields) if wrong else {},
        STATUS_WORD=royal.STATUS_WORD,
        STATUS_GROUP=royal.STATUS_GROUP,
    )


def _periods() -> list[tuple[str, str]]:
    halves = royal_keeping.open_halves(half_of(clock.today()))
    return [
        (
            royal_keeping.period_of(half),
            _("ครึ่งปีที่ %(n)s ปีงบประมาณ %(year)s", n=half.half, year=half.fiscal_year),
        )
        for half in halves
    ]
