"""The list of royal-initiative projects kept by a province: added, linked, reported half-yearly, closed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.clock import local_day
from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.proposals.search import by_number
from planhub.proposals.typed_form import TypedForm
from planhub.results.royal import STATUS_WORD, Half, half_of
from planhub.results.royal_project import RoyalProject, RoyalReport
from planhub.thai.folding import visible
from planhub.wording import N_, say
from planhub.workflow.stages import NOT_COUNTED, Stage

Finder = Callable[[Session, str, str], UUID]
"""Finds a plan item of a province by what was typed; the rooms above know those of other systems, too."""
FURTHEST = 2
"""Half-years back of which one may still report."""


def own_item(session: Session, province_code: str, typed: str) -> UUID:
    """The plan item of a proposal of the province, by its number. Raises Invalid {"number": …}."""
    found = by_number(session, typed)
    if found.province_code != province_code:
        raise Invalid({"number": say(N_("เรื่อง %(number)s ไม่ใช่ของจังหวัดนี้"), number=found.number)})
    if Stage(found.stage) in NOT_COUNTED:
        raise Invalid({"number": say(N_("เรื่อง %(number)s สิ้นสุดหรือถูกรวมไปแล้ว"), number=found.number)})
    return found.uid


def add(
    session: Session,
    *,
    province_code: str,
    typed: Mapping[str, str],
    at: datetime,
    by: int,
    find: Finder = own_item,
) -> RoyalProject:
    """A project of the province. Fields: `name`, `area_code`, `began_on`, `agency`, `number`.

    Raises Invalid.
    """
    form = TypedForm(typed)
    name = form.line("name", missing=N_("พิมพ์ชื่อโครงการ"))
    place = form.line("area_code", most=20) or province_code
    area = session.get(Area, place)
    if area is None or area.valid_to is not None or not place.startswith(province_code):
        form.wrong["area_code"] = say(N_("เลือกพื้นที่ในจังหวัดนี้ หรือพิมพ์รหัสอำเภอ ตำบล หรือหมู่บ้าน"))
    began = form.day("began_on", last=local_day(at))
    agency = form.line("agency", most=200)
    item = _item(session, form, province_code, typed.get("number", ""), find)
    form.check()
    project = RoyalProject(
        province_code=province_code,
        area_code=place,
        name=name,
        began_on=began,
        agency=agency,
        item_id=item,
        at=at,
        by=by,
    )
    session.add(project)
    session.flush()
    return project


def link(
    session: Session, *, project_id: int, typed: Mapping[str, str], find: Finder = own_item
) -> RoyalProject:
    """Say by its number which plan item carries the project now; no number: none. Raises Invalid."""
    project = _standing(session, project_id)
    form = TypedForm(typed)
    item = _item(session, form, project.province_code, typed.get("number", ""), find)
    form.check()
    project.item_id = item
    session.flush()
    return project


def report(
    session: Session, *, project_id: int, typed: Mapping[str, str], at: datetime, by: int, capacity: str
) -> RoyalReport:
    """Keep the status of a half-year; said again, the last word counts and the earlier ones stay.

    Fields: `period` such as 2570-1, `status`, `words`, `spent`, `people`. Raises Invalid.
    """
    project = _standing(session, project_id)
    form, today = TypedForm(typed), half_of(local_day(at))
    periods = {period_of(half): half for half in open_halves(today)}
    period = form.choice("period", periods, N_("เลือกงวดที่รายงาน"))
    status = form.choice("status", STATUS_WORD, N_("เลือกสถานภาพของโครงการ"))
    asked = N_("บอกว่าเพราะอะไร และจะทำอย่างไรต่อ") if status in ("in_repair", "not_used", "ended") else ""
    words = form.words("words", most=2000, missing=asked)
    spent, people = form.baht("spent"), form.count("people")
    form.check()
    half = periods[period]
    row = RoyalReport(
        project_id=project.id,
        fiscal_year=half.fiscal_year,
        half=half.half,
        status=status,
        words=words,
        spent=spent,
        people=people,
        at=at,
        by=by,
        capacity=capacity,
    )
    session.add(row)
    session.flush()
    return row


def close(session: Session, *, project_id: int, at: datetime) -> RoyalProject:
    """Take a project off the list of those that stand; its reports stay."""
    project = _standing(session, project_id)
    project.closed_at = at
    session.flush()
    return project


def open_halves(today: Half) -> list[Half]:
    """The half-years of which one may report: this one, and the last two."""
    found = [today]
    for _ in range(FURTHEST):
        found.append(found[-1].before)
    return found


def half_asked(period: str, today: Half) -> Half:
    """The half-year of that name, if one may report of it; else the one that runs."""
    halves = open_halves(today)
    return next((half for half in halves if period_of(half) == period), halves[0])


def period_of(half: Half) -> str:
    """A half-year as the form names it: 2570-1."""
    return f"{half.fiscal_year}-{half.half}"


def _standing(session: Session, project_id: int) -> RoyalProject:
    project = session.scalars(
        select(RoyalProject).where(RoyalProject.id == project_id).with_for_update()
    ).one_or_none()
    if project is None:
        raise NotFound(N_("ไม่พบโครงการอันเนื่องมาจากพระราชดำรินี้"))
    if project.closed_at is not None:
        raise IllegalMove(N_("โครงการนี้ปิดแล้ว จึงแก้ไม่ได้"))
    return project


def _item(session: Session, form: TypedForm, province_code: str, typed: str, find: Finder) -> UUID | None:
    if not visible(typed):
        return None
    try:
        return find(session, province_code, typed)
    except Invalid as wrong:
        form.wrong |= wrong.fields
        return None
