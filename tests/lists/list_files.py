"""Files as offices make them, written for a test: XLSX, XLS (BIFF8 in OLE) and ODS, with their errors."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from planhub.lists.list_row import ListRow

ERROR_CODES = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#N/A": 0x2A}
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF

Rows = Sequence[Sequence[Any]]


def table(text: str) -> list[ListRow]:
    """Rows written as text: a line each, cells divided by |."""
    lines = text.strip("\n").split("\n")
    return [
        ListRow(n, tuple(cell.strip() for cell in line.split("|"))) for n, line in enumerate(lines, start=1)
    ]


def xlsx(path: Path, sheets: Mapping[str, Rows], *, hidden: Sequence[str] = ()) -> Path:
    """A workbook; a cell "#REF!" is written as the error itself, a callable writes itself."""
    workbook = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for y, cells in enumerate(rows):
            for x, cell in enumerate(cells):
                if callable(cell):
                    cell(workbook, sheet, y, x)
                elif isinstance(cell, str) and cell in ERROR_CODES:
                    sheet.write_formula(y, x, "=1/0", None, cell)
                elif isinstance(cell, str):
                    sheet.write_string(y, x, cell)
                elif cell is not None:
                    sheet.write(y, x, cell)
        if name in hidden:
            sheet.hide()
    workbook.close()
    return path


def ods(path: Path, sheets: Mapping[str, Rows], *, tail: str = "") -> Path:
    """A workbook of LibreOffice, with the endless blank rows and columns that it writes; `tail` adds XML."""
    tables = []
    for name, rows in sheets.items():
        lines = "".join(
            f'<table:table-row table:style-name="ro1">{"".join(map(_ods_cell, cells))}'
            '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
            for cells in rows
        )
        blank = (
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        tables.append(f"<table:table table:name={quoteattr(name)}>{lines}{tail}{blank}</table:table>")
    namespaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        f' office:version="1.2"><office:body><office:spreadsheet>{"".join(tables)}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest'
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def _ods_cell(cell: Any) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell in ERROR_CODES:
        return (
            '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{words}</table:table-cell>'


def xls(path: Path, sheets: Mapping[str, Rows], *, locked: bool = False) -> Path:
    """A workbook of Excel 97–2003, of text, numbers and errors."""
    path.write_bytes(ole({"Workbook": _biff(sheets, locked=locked)}))
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff(sheets: Mapping[str, Rows], *, locked: bool) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    lock = _record(0x2F, struct.pack("<HHHH", 0, 0, 1, 2)) if locked else b""
    bodies = [_biff_sheet(rows) for rows in sheets.values()]
    bounds = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(begin) + len(lock) + sum(len(bound) + 10 for bound in bounds) + 4
    globals_ = begin + lock
    for bound, body in zip(bounds, bodies, strict=True):
        globals_ += _record(0x85, struct.pack("<IH", at, 0) + bound)
        at += len(body)
    return globals_ + _record(0x0A) + b"".join(bodies)


def _biff_sheet(rows: Rows) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))]
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            at = struct.pack("<HHH", y, x, 0)
            if isinstance(cell, str) and cell in ERROR_CODES:
                parts.append(_record(0x0205, at + struct.pack("<BB", ERROR_CODES[cell], 1)))
            elif isinstance(cell, str) and cell:
                text = cell.encode("utf-16-le")
                parts.append(_record(0x0204, at + struct.pack("<HB", len(text) // 2, 1) + text))
            elif isinstance(cell, int | float):
                parts.append(_record(0x0203, at + struct.pack("<d", cell)))
    return b"".join(parts) + _record(0x0A)


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container; every stream is padded so that it lies in whole sectors."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\x00") for name, data in streams.items()
    }
    chains: list[int] = [0xFFFFFFFD, _END]  # the table itself, the directory
    body, entries = io.BytesIO(), [_entry("Root Entry", 5, _END, 0, child=1)]
    for name, data in padded.items():
        first, sectors = len(chains), len(data) // 512
        chains += [first + n + 1 for n in range(sectors - 1)] + [_END]
        entries.append(_entry(name, 2, first, len(data)))
        body.write(data)
    chains += [_FREE] * (128 - len(chains))
    if len(chains) > 128:
        raise ValueError("a file for a test is small")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<108I", *[_FREE] * 108)
    directory = b"".join(entries).ljust(512, b"\x00")
    return header + struct.pack("<128I", *chains) + directory + body.getvalue()


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    letters = name.encode("utf-16-le")
    return (
        letters.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(letters) + 2, kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
