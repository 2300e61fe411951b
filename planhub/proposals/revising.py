"""Beginning a plan of a theme, whose revisions fall due by themselves, and recording that one was done."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.errors import Conflict, Invalid, NotFound
from planhub.proposals.themes import figures_of
from planhub.proposals.typed_form import TypedForm
from planhub.proposals.upkeep import ThemePlan, ThemeRevision
from planhub.proposals.value_lists import SIDES
from planhub.wording import N_, say

REVISED_AFTER = (6, 12)
"""Months after the beginning at which a plan of a theme is revised."""


def begin_theme(
    session: Session, *, province_code: str, typed: Mapping[str, str], at: datetime, by: int
) -> ThemePlan:
    """A new plan with both of its revisions. Fields: `side`, `fiscal_year`, `name`, `begins_on`.

    Raises Invalid with a sentence for each field that cannot be used.
    """
    form = TypedForm(typed)
    side = form.choice("side", SIDES, N_("เลือกด้านของแผน"))
    year = form.year("fiscal_year")
    name = form.line("name", missing=N_("พิมพ์ชื่อแผน เช่น แผนบริหารจัดการน้ำจังหวัด"))
    begins = form.day("begins_on", missing=N_("พิมพ์วันที่เริ่มใช้แผน เช่น 1/10/2569")) or local_day(at)
    form.check()
    standing = select(ThemePlan.id).where(
        ThemePlan.province_code == province_code, ThemePlan.fiscal_year == year, ThemePlan.side == side
    )
    if session.scalar(standing) is not None:
        raise Invalid({"side": say(N_("ปีงบประมาณ %(year)d มีแผนด้านนี้อยู่แล้ว"), year=year)})
    plan = ThemePlan(
        province_code=province_code, fiscal_year=year, side=side, name=name, begins_on=begins, at=at, by=by
    )
    session.add(plan)
    session.flush()
    session.add_all(
        ThemeRevision(plan_id=plan.id, months=months, due_on=months_after(begins, months))
        for months in REVISED_AFTER
    )
    session.flush()
    return plan


def revise(
    session: Session,
    *,
    plan_id: int,
    months: int,
    typed: Mapping[str, str],
    at: datetime,
    by: int,
    capacity: str,
) -> ThemeRevision:
    """Record that a revision was done, with the items and baht that the plan holds then. Field: `words`.

    Raises NotFound, Conflict where it is recorded already, Invalid before it is due or without words.
    """
    plan = session.get(ThemePlan, plan_id)
    row = session.get(ThemeRevision, (plan_id, months), with_for_update=True, populate_existing=True)
    if plan is None or row is None:
        raise NotFound(N_("ไม่พบการทบทวนครั้งนี้"))
    if row.done_at is not None:
        raise Conflict(N_("มีผู้อื่นบันทึกการทบทวนครั้งนี้ไปก่อนแล้ว"), theirs=row)
    form = TypedForm(typed)
    words = form.words("words", missing=N_("บอกว่าทบทวนแล้วปรับอะไร หรือไม่ปรับเพราะอะไร"))
    if row.due_on > local_day(at):
        form.wrong["words"] = say(N_("ยังไม่ถึงกำหนดทบทวน กำหนดวันที่ %(day)s"), day=row.due_on)
    form.check()
    items, baht = figures_of(session, plan)
    row.done_at, row.words, row.by, row.capacity = at, words, by, capacity
    row.items, row.baht = items, round(baht)
    session.flush()
    return row


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
