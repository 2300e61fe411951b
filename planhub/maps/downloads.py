"""The table of a map as a file: CSV that Excel opens in Thai, and a workbook."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter

from planhub.maps.choice import Measure
from planhub.maps.row import Row
from planhub.maps.tables import Table
from planhub.maps.wording import KIND_WORD, Tell, name_of
from planhub.wording import N_

HEADS = (
    N_("รหัส"),
    N_("ชื่อ"),
    N_("ระดับ"),
    N_("จำนวนรายการ"),
    N_("วงเงิน (บาท)"),
    N_("อยู่ในแผน (รายการ)"),
    N_("ร้อยละที่บรรจุในแผน"),
    N_("ประชากร (คน)"),
    N_("วงเงินต่อคน (บาท)"),
    N_("ได้รับงบประมาณ (รายการ)"),
    N_("ร้อยละที่ได้รับงบประมาณ"),
    N_("แล้วเสร็จ (รายการ)"),
    N_("ร้อยละที่แล้วเสร็จ"),
    N_("วันที่รอพิจารณา (เฉลี่ย)"),
)
Cell = str | int | Decimal | None


def lines(numbers: Table, tell: Tell, locale: str) -> list[list[Cell]]:
    """Heads, a line for each row in the table's order, and the sum."""
    found: list[list[Cell]] = [[tell(head) for head in HEADS]]
    for row in numbers.rows:
        kind = tell(KIND_WORD[row.kind]) if row.kind in KIND_WORD else ""
        name = name_of(row, tell, numbers.place.kind)
        found.append([row.code, name, kind, *_numbers(row)])
    found.append(["", tell(N_("รวม")), "", *_numbers(numbers.whole)])
    return found


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel shows no Thai."""
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_workbook(rows: Sequence[Sequence[Cell]], *, title: str, notes: Sequence[str]) -> bytes:
    """One sheet: title, the notes (filters, source, date), heads, rows."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("PlanHub")
    bold, wrapped = (
        book.add_format({"bold": True}),
        book.add_format({"bold": True, "text_wrap": True, "border": 1}),
    )
    count, money = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0.00"})
    sheet.write_string(0, 0, title, bold)
    for at, note in enumerate(notes, start=1):
        sheet.write_string(at, 0, note)
    top = len(notes) + 2
    for down, row in enumerate(rows, start=top):
        for across, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(down, across, float(cell), money)
            elif isinstance(cell, int):
                sheet.write_number(down, across, cell, count)
            elif cell is not None:
                sheet.write_string(down, across, cell, wrapped if down == top else None)
    sheet.freeze_panes(top + 1, 2)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, len(HEADS) - 1, 16)
    book.close()
    return file.getvalue()


def _numbers(row: Row) -> list[Cell]:
    """Empty where nobody knows."""
    found: list[Cell] = [row.items, row.baht, row.planned, row.share, row.population, row.per_head]
    found += [row.funded, row.value(Measure.FUNDED), row.done, row.value(Measure.DONE)]
    return [*found, None if row.days is None else int(row.days)]


def harmless(cell: Cell) -> Cell:
    """A name that begins like a formula is kept from being one."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
