"""What a list of another office, and a run of it, look like in a terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planhub.sources.import_run import OUTCOME_WORD, ImportRun, Outcome, State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from planhub.lists.description import Description
    from planhub.sources.importing import Ran
    from planhub.sources.telling import Told as ToldRow

SHOWN = 12
"""Rows shown on the screen; all of them go to --faults."""
NOTHING_CHANGED = "ไม่มีอะไรเปลี่ยน"

console = Console(soft_wrap=True, highlight=False)


def show_description(description: "Description") -> None:
    """Column by column, and what is still lacking."""
    from planhub.lists.description import FIELD_WORD

    table = Table(box=None, pad_edge=False, show_header=False)
    for field, column in description.columns.items():
        table.add_row(FIELD_WORD[field], column.letter, column.heading)
    for year, column in description.year_columns.items():
        table.add_row(f"งบประมาณปี {year}", column.letter, column.heading)
    for name, value in (
        ("ปีงบประมาณ", description.year),
        ("จังหวัด", description.province_code),
        ("สถานะ", description.default_stage),
        ("แถวหัวตาราง", ", ".join(map(str, description.header_rows))),
    ):
        if value:
            table.add_row(name, "", str(value))
    console.print(table)
    for lacks in description.lacks.values():
        click.echo(f"! {lacks}")


def counted(run: ImportRun) -> str:
    """How many rows came out in which way."""
    counts = [(outcome, run.counts.get(outcome.value, 0)) for outcome in Outcome]
    return " · ".join(f"{OUTCOME_WORD[outcome]} {n:,}" for outcome, n in counts if n)


def show_run(session: "Session", ran: "Ran", *, dry: bool) -> None:
    """What was imported, or would be, and the first rows that must be mended."""
    from planhub.sources.telling import rows_of

    if ran.run.state == State.DRY.value:
        click.echo("ลองนำเข้า ยังไม่ได้บันทึกรายการใด")
    else:
        click.echo(f"นำเข้าครั้งที่ {ran.run.id}")
    click.echo(counted(ran.run) or "แฟ้มนี้ไม่มีแถวใด")
    if sumless := ran.run.counts.get("sumless"):
        click.echo(f"! {sumless:,} แถวไม่มีตัวเลขงบประมาณหรือเป็น 0 รวมยอดเป็น 0 บาท")
    if unmeant := ran.run.counts.get("unmeant"):
        click.echo(f"! {unmeant:,} แถวมีคำของสถานะหรือด้านที่ยังไม่ได้บอกความหมาย")
    if doubtful := ran.run.counts.get("doubtful"):
        click.echo(f"! {doubtful:,} แถวมีพิกัดหรือชื่ออำเภอที่น่าตรวจ นำเข้าได้ตามนี้")
        for row in rows_of(session, ran.run, doubtful=True, limit=SHOWN):
            click.echo(f"  {row.row}: " + " · ".join(str(fault.sentence) for fault in row.faults))
    if not ran.changed:
        click.echo(NOTHING_CHANGED)
    faulty = list(rows_of(session, ran.run, outcomes=(Outcome.WRONG, Outcome.UNCLEAR), limit=SHOWN + 1))
    table = Table("row", "column", "", box=None, pad_edge=False)
    for row in faulty[:SHOWN]:
        for fault in row.faults:
            table.add_row(str(row.row), fault.column or "", str(fault.sentence))
    if faulty:
        console.print(table)
    if len(faulty) > SHOWN:
        click.echo("… ยังมีอีก (--faults OUT.xlsx เขียนทุกแถวลงแฟ้ม)")


def show_changes(session: "Session", run: ImportRun, *, most: int) -> None:
    """The first changed rows, field by field."""
    from planhub.sources.changes import changes_of
    from planhub.sources.telling import rows_of

    rows = list(rows_of(session, run, outcomes=(Outcome.CHANGED,), limit=most + 1)) if most else []
    table = Table("row", "key", "field", "old", "new", box=None, pad_edge=False)
    for row, changes in zip(rows, changes_of(session, [row.changes for row in rows[:most]]), strict=False):
        for change in changes:
            old, new = (", ".join(map(str, words)) for words in (change.before, change.after))
            table.add_row(str(row.row), escape(row.key), change.word, escape(old), escape(new))
    if rows:
        console.print(table)
    if len(rows) > most:
        whole = run.counts.get(Outcome.CHANGED.value, 0)
        click.echo(f"… เปลี่ยนทั้งหมด {whole:,} แถว (--changes N แสดง N แถว)")


def write_faults(session: "Session", run: ImportRun, path: Path, out: Path) -> int:
    """A workbook of the rows that must be mended, under the headings of their file; how many."""
    from planhub.lists.description_json import read_description
    from planhub.lists.faulty_rows import heading_rows, write_faulty_rows
    from planhub.lists.list_file import open_list
    from planhub.sources.source import Source
    from planhub.sources.telling import rows_of

    description = read_description(session.get_one(Source, run.source_code).description)
    opened = open_list(path, name=path.name, description=description)
    rows: Iterator[ToldRow] = rows_of(
        session, run, outcomes=(Outcome.WRONG, Outcome.UNCLEAR, Outcome.SKIPPED)
    )
    with out.open("wb") as file:
        return write_faulty_rows(file, rows, description, headings=heading_rows(opened, description))
