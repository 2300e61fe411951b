"""What an ODS workbook claims to hold: rows and cells that say they repeat, and cells with errors."""

import html
import re
import zipfile
import zlib
from pathlib import Path

from planhub.areas.files import broken
from planhub.lists.sheet_survey import MOST_ERRORS, WITHIN, Errors, pieces, refuse_huge

_ROW = b"<table:table-row"
_TABLE = re.compile(rb"""<table:table\b[^<>]{0,2000}?\btable:name="([^"<]*)\"""")
_ROWS = re.compile(rb"""table:number-rows-repeated\s*=\s*["']([^"']*)["']""")
_HEAD = re.compile(rb"(" + WITHIN + rb")>")
_START = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])(" + WITHIN + rb")>")
_TIMES = re.compile(rb"""table:number-columns-repeated\s*=\s*["']([^"']*)["']""")
_SIGN = re.compile(rb"""<text:p[^<>]*>([^<]*)<""")
_HOLDS = b"office:"
"""Before the name of each attribute that gives a cell a value."""
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
        if part[:1].strip() in (b"", b">", b"/") and part:
            head = _HEAD.match(part)
            if head is None:
                raise zipfile.BadZipFile("a row without an end")
            width = self._width(part) if _HOLDS in part else 0
            self.row += _repeated(_ROWS, head[1])
            if width:
                self.columns = max(self.columns, width)
                refuse_huge(self.name, self.sheet, self.row, self.columns)
        for table in _TABLE.findall(part):
            self.sheet = html.unescape(table.decode("utf-8", "replace"))
            self.row = self.columns = 0

    def _width(self, row: bytes) -> int:
        """How far the row's last cell with anything in it stands; its error cells are noted."""
        at = last = 0
        if len(_CELL.findall(row)) != len(_START.findall(row)):
            raise zipfile.BadZipFile("a cell without an end")
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
    try:
        return int(html.unescape(found[1].decode())) if found else 1
    except ValueError as error:
        raise zipfile.BadZipFile("a repetition that is no number") from error
