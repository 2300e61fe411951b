"""What an ODS workbook claims to hold: rows and cells that say they repeat, and cells with errors."""

import html
import re
import zipfile
import zlib
from pathlib import Path

from planhub.areas.files import broken
from planhub.lists.sheet_survey import MOST_ERRORS, Errors, pieces, refuse_huge

_ROW = b"<table:table-row"
_TABLE = re.compile(rb"""<table:table\b[^>]*?\btable:name="([^"]*)\"""")
_ROWS = re.compile(rb"""table:number-rows-repeated="(\d{1,9})\"""")
_CELL = re.compile(rb"""<table:(?:covered-)?table-cell\b([^>]*)>""")
_TIMES = re.compile(rb"""table:number-columns-repeated="(\d{1,9})\"""")
_SIGN = re.compile(rb"""<text:p[^>]*>([^<]*)<""")
_HOLDS = b"office:value-type"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, NotImplementedError, RuntimeError)


def survey_ods(path: Path, name: str) -> dict[str, Errors]:
    """Error cells of each sheet of an ODS file; Invalid where a sheet claims too many cells."""
    walk = _Walk(name)
    try:
        with zipfile.ZipFile(path) as archive:
            for piece in pieces(archive, "content.xml", cut=_ROW):
                for part in piece.split(_ROW):
                    walk.take(part)
    except _BROKEN as error:
        raise broken(Path(name)) from error
    return walk.errors


class _Walk:
    """Where the reading stands: in which sheet, how far down, how far to the right."""

    def __init__(self, name: str) -> None:
        self.name, self.sheet, self.row, self.columns = name, "", 0, 0
        self.errors: dict[str, Errors] = {}

    def take(self, part: bytes) -> None:
        """What stands from the start of one row to the next; the first of a table also names its sheet."""
        if part[:1] in (b" ", b">", b"/"):
            if _HOLDS in part:
                self.columns = max(self.columns, self._width(part))
                self.row += _repeated(_ROWS, part[: part.find(b">")])
                refuse_huge(self.name, self.sheet, self.row, self.columns)
            else:
                self.row += _repeated(_ROWS, part[: part.find(b">")])
        for table in _TABLE.findall(part):
            self.sheet = html.unescape(table.decode("utf-8", "replace"))
            self.row = self.columns = 0

    def _width(self, row: bytes) -> int:
        """How far the row's last cell with anything in it stands; its error cells are noted."""
        at = last = 0
        for cell in _CELL.finditer(row):
            if b'calcext:value-type="error"' in cell[1]:
                errors = self.errors.setdefault(self.sheet, {})
                if len(errors) < MOST_ERRORS:
                    sign = _SIGN.match(row, cell.end())
                    errors.setdefault(self.row, {})[at] = sign[1].decode("utf-8", "replace") if sign else "#?"
            at += _repeated(_TIMES, cell[1])
            if _HOLDS in cell[1]:
                last = at
        return last


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
