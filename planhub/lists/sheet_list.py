"""A list kept in a workbook: XLSX, XLS or ODS, read by calamine after a look at what the file claims."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from planhub.areas.files import MEGABYTE, broken, refusal
from planhub.errors import Invalid
from planhub.lists.biff_survey import survey_xls
from planhub.lists.description import Form
from planhub.lists.list_row import ListRow
from planhub.lists.ods_survey import survey_ods
from planhub.lists.sheet_survey import Errors, survey_xlsx
from planhub.wording import N_, say

MOST_SHEET = 300 * MEGABYTE
MOST_XLS = 60 * MEGABYTE

_NO_SHEET = N_("แฟ้ม %(file)s ไม่มีแผ่นงานชื่อ “%(sheet)s” แผ่นงานที่มีคือ %(sheets)s เลือกแผ่นงานในคำอธิบายรายการใหม่")
_NOTHING = N_("แฟ้ม %(file)s ไม่มีแผ่นงานที่มีข้อมูล ตรวจว่าบันทึกมาครบและแผ่นงานไม่ได้ซ่อนไว้")
_TOO_BIG = N_("แฟ้ม %(file)s ใหญ่กว่า %(most)s เมกะไบต์ บันทึกเป็น .xlsx หรือ CSV แล้วส่งใหม่")

Cell = int | float | str | bool | time | date | datetime | timedelta


class SheetList:
    """An opened workbook and the one sheet of it that is read; that sheet is held in memory."""

    form = Form.SHEET
    encoding: str | None = None

    def __init__(self, path: Path, *, name: str, kind: str, sheet: str | None = None) -> None:
        self._path, self._kind, self.name = path, kind, name
        if kind == "xls" and path.stat().st_size > MOST_XLS:
            raise refusal(say(_TOO_BIG, file=name, most=MOST_XLS // MEGABYTE))
        self._errors: dict[str, Errors] = {}
        if kind != "xlsx":  # calamine lays out all sheets of these at once
            self._errors = survey_ods(path, name) if kind == "ods" else survey_xls(path, name)
        with self._opened() as workbook:
            self.sheets = tuple(
                about.name
                for about in workbook.sheets_metadata
                if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
            )
            self._held = self._chosen(workbook, sheet)
        self.sheet: str | None = self._held.name

    def first_rows(self, n: int) -> list[ListRow]:
        """The first rows."""
        return list(islice(self.rows(), n))

    def rows(self) -> Iterator[ListRow]:
        """All rows from the sheet's first on; a cell with an error of Excel comes as its sign (#REF!)."""
        errors, sheet = self._survey(self._held.name), self._held
        under = _Under(self.merged())
        pad = ("",) * sheet.start[1] if sheet.start else ()
        for number, cells in enumerate(sheet.iter_rows()):
            texts = pad + tuple([cell if type(cell) is str else _text(cell) for cell in cells])
            if number in errors:
                texts = _with(texts, errors[number])
            yield ListRow(number + 1, texts, under.at(number))

    def merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Merged cells, each as its first and last (row, column) from 0; none are told of ODS."""
        return list(self._held.merged_cell_ranges or ())

    def in_sheet(self, sheet: str) -> "SheetList":
        """The same workbook, another of its sheets."""
        return SheetList(self._path, name=self.name, kind=self._kind, sheet=sheet)

    def _chosen(self, workbook: CalamineWorkbook, wanted: str | None) -> CalamineSheet:
        if wanted is not None and len(self.sheets) > 1:
            for sheet in self.sheets:
                if sheet.strip().casefold() == wanted.strip().casefold():
                    return self._read(workbook, sheet)
            raise Invalid(
                {"sheet": say(_NO_SHEET, file=self.name, sheet=wanted, sheets=", ".join(self.sheets)[:300])}
            )
        for sheet in self.sheets:
            held = self._read(workbook, sheet)
            if held.start is not None:
                return held
        raise refusal(say(_NOTHING, file=self.name))

    def _survey(self, sheet: str) -> Errors:
        """Error cells of a sheet; Invalid where it claims more cells than memory is given for."""
        if self._kind == "xlsx" and sheet not in self._errors:
            self._errors[sheet] = survey_xlsx(self._path, self.name, sheet)
        return self._errors.get(sheet, {})

    def _opened(self) -> CalamineWorkbook:
        with _readable(self.name), self._path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)

    def _read(self, workbook: CalamineWorkbook, sheet: str) -> CalamineSheet:
        self._survey(sheet)
        with _readable(self.name):
            return workbook.get_sheet_by_name(sheet)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """What calamine cannot read is told as broken; so is what makes it panic, which is no Exception."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, CalamineError | OSError) or type(error).__name__ == "PanicException":
            raise broken(Path(name)) from error
        raise


class _Under:
    """Which columns of a row lie under the top of a merged cell; rows are asked for in their order."""

    def __init__(self, merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._coming = sorted((first, last) for first, last in merged if last[0] > first[0])[::-1]
        self._open: list[tuple[int, int]] = []
        self._found: frozenset[int] = frozenset()
        self._next = 0

    def at(self, row: int) -> frozenset[int]:
        """The columns, of a row numbered from 0."""
        if row >= self._next:  # only where one begins or ends: thousands may stand open beside each other
            while self._coming and self._coming[-1][0][0] < row:
                (_, column), (last, _) = self._coming.pop()
                self._open.append((column, last))
            self._open = [(column, last) for column, last in self._open if last >= row]
            self._found = frozenset([column for column, _ in self._open])
            changes = [last for _, last in self._open]
            if self._coming:
                changes.append(self._coming[-1][0][0])
            self._next = min(changes, default=_NEVER) + 1
        return self._found


_NEVER = 1 << 30


def _text(cell: Cell) -> str:
    """A cell as text: numbers as Excel shows them at most (15 digits), days as 2026-11-21."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e22:
            return str(int(cell))
        short = format(cell, ".15g")
        return repr(cell) if "e" in short else short
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _with(texts: tuple[str, ...], errors: dict[int, str]) -> tuple[str, ...]:
    cells = list(texts)
    for column, sign in errors.items():
        cells += [""] * (column + 1 - len(cells))
        cells[column] = sign
    return tuple(cells)
