"""Offices from which nothing was heard as a file."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from planhub.progress.silent_offices import Office
from planhub.proposals.standing import offices_of
from planhub.reports.table_file import Head, Look, TableFile

HEADS = (
    Head("รหัสหน่วยงาน", width=14),
    Head("หน่วยงาน", width=40),
    Head("งาน", Look.WHOLE, 12),
    Head("ค้างรายงาน", Look.WHOLE, 12),
    Head("เงียบตั้งแต่", Look.DAY),
    Head("เงียบนานที่สุด (วัน)", Look.WHOLE, 12),
    Head("รายงานล่าสุด", Look.MOMENT, 22),
)


def silent_table(session: Session, offices: Sequence[Office], day: date) -> TableFile:
    """Offices in the order given, with how long nothing was heard of their works."""
    named = offices_of(session, {office.code for office in offices})
    rows = (
        (
            office.code,
            str(named.name(office.code)),
            office.works,
            office.stale,
            office.silent_since,
            office.days(day),
            office.told_at,
        )
        for office in offices
    )
    return TableFile("หน่วยงานที่เงียบ", HEADS, rows)
