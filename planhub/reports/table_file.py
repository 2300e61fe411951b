"""A table as a file that can be worked on and read again: a workbook, or CSV that Excel opens in Thai.

Rows go out as they come, so memory does not grow with them. What people typed is written as text, never as a
formula or a link; sums, days and coordinates are numbers that a spreadsheet can add up.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from io import TextIOWrapper
from typing import IO, Any

import xlsxwriter

from planhub.clock import BANGKOK
from planhub.lists.guarding import guarded

FONT = "TH Sarabun New"
CELL_MOST = 32_000
"""Letters that a cell of a workbook holds, with some to spare."""
FORMS = ("xlsx", "csv")
_NO_LETTER = re.compile("[\ufffe\uffff]")
"""Code points that no XML file may hold."""

Cell = str | int | float | Decimal | date | datetime | None


class Look(Enum):
    """How the cells of a column are written."""

    TEXT = ""
    WHOLE = "#,##0"
    YEAR = "0"
    BAHT = "#,##0.00"
    DEGREES = "0.0000000"
    DAY = "[$-107041E]d mmm yyyy"
    """A real day, which Thai Excel shows in the Buddhist era."""
    MOMENT = "[$-107041E]d mmm yyyy hh:mm:ss"
    """Thai time."""


@dataclass(frozen=True)
class Head:
    """A column: its heading, always in Thai and always the same; how it looks; its width in letters."""

    words: str
    look: Look = Look.TEXT
    width: int = 16


@dataclass(frozen=True)
class TableFile:
    """A table to be written. `rows` are read once."""

    name: str
    """Of the sheet."""
    heads: Sequence[Head]
    rows: Iterable[Sequence[Cell]]
    hidden: int = 0
    """How many of the last columns are not shown in the workbook."""


def write(table: TableFile, out: IO[bytes], form: str) -> int:
    """Write it as `form`, one of FORMS; returns how many rows."""
    return write_workbook(table, out) if form == "xlsx" else write_csv(table, out)


def write_workbook(table: TableFile, out: IO[bytes]) -> int:
    """One sheet: headings that stay in sight, and the rows."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"constant_memory": True, **safe})
    sheet = book.add_worksheet(table.name)
    plain = {"font_name": FONT, "font_size": 14, "valign": "top"}
    head = book.add_format(plain | {"bold": True, "bg_color": "#E8EDF7", "border": 1, "text_wrap": True})
    looks = {look: book.add_format(_format(plain, look)) for look in Look}
    shown = len(table.heads) - table.hidden
    for at, column in enumerate(table.heads):
        # a number of an office that is typed into an empty cell of a text column stays as it is typed
        sheet.set_column(at, at, column.width, looks[column.look], {"hidden": at >= shown})
        sheet.write_string(0, at, column.words, head)
    sheet.freeze_panes(1, min(2, shown))
    n = 0
    for n, row in enumerate(table.rows, start=1):
        for at, (column, cell) in enumerate(zip(table.heads, row, strict=True)):
            _write(sheet, n, at, cell, looks[column.look])
    sheet.autofilter(0, 0, n, max(shown - 1, 0))
    book.close()
    return n


def write_csv(table: TableFile, out: IO[bytes]) -> int:
    """UTF-8 with a byte order mark, without which Excel shows no Thai; days as 2026-11-21."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([guarded(head.words) for head in table.heads])
    n = 0
    for row in table.rows:
        writer.writerow([in_csv(cell) for cell in row])
        n += 1
    text.detach()
    return n


def in_csv(cell: Cell) -> str:
    """One cell as CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return local(cell).isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def local(moment: datetime) -> datetime:
    """Thai time to the second, without its zone: spreadsheets know none."""
    moment = moment.astimezone(BANGKOK) if moment.tzinfo else moment
    return moment.replace(tzinfo=None, microsecond=0)


def _format(plain: dict[str, Any], look: Look) -> dict[str, Any]:
    return plain | {"num_format": look.value or "@"} | ({"text_wrap": True} if look is Look.TEXT else {})


def _write(sheet: Any, row: int, at: int, cell: Cell, look: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, at, _NO_LETTER.sub("", cell)[:CELL_MOST], look)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, at, local(cell), look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, at, cell, look)
    else:
        sheet.write_number(row, at, float(cell), look)
