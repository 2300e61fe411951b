"""Lists that people keep in CSV or Excel, read by the names of their columns."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from planhub.areas.files import (
    MOST_TEXT,
    broken,
    check_zip,
    kind_of_bytes,
    kind_of_file,
    refusal,
    unpacked,
    wrong_type,
)
from planhub.thai.folding import arabic_digits, search_key, visible
from planhub.wording import N_, say

ACCEPTED = "CSV, CSV.gz, XLSX"
_HEADER_WITHIN = 25
_MOST_DIGITS = 9
_NO_HEADER = N_(
    "แฟ้ม %(file)s ไม่มีหัวตารางที่ต้องการ (%(wanted)s) ในสิบแถวแรก หัวตารางที่พบคือ %(found)s แก้ชื่อหัวตารางแล้วลองใหม่"
)

Row = dict[str, str]


def read_table(
    path: Path, headers: Mapping[str, Sequence[str]], *, needed: Sequence[Sequence[str]]
) -> list[tuple[int, Row]]:
    """(line number, column to text) of all rows that hold anything.

    `headers` gives for each column the names it may bear; `needed` lists alternatives of columns, one of
    which must all be there. Titles above the header row are passed over. Invalid for any other file.
    """
    lines = iter(_lines(path))
    seen: list[str] = []
    for number, cells in lines:
        if number > _HEADER_WITHIN:
            break
        columns = _columns(cells, headers)
        if any(set(group) <= set(columns) for group in needed):
            return [
                (n, {name: _cell(cells, i) for name, i in columns.items()})
                for n, cells in lines
                if any(cell.strip() for cell in cells)
            ]
        seen = seen or [visible(c) for c in cells if c.strip()]
    wanted = " / ".join(" + ".join(headers[name][0] for name in group) for group in needed)
    raise refusal(say(_NO_HEADER, file=path.name, wanted=wanted, found=", ".join(seen)[:200] or "–"))


def _columns(cells: Sequence[str], headers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    keys = [_header_key(cell) for cell in cells]
    columns: dict[str, int] = {}
    for name, variants in headers.items():
        for variant in variants:
            if _header_key(variant) in keys:
                columns[name] = keys.index(_header_key(variant))
                break
    return columns


def _header_key(text: str) -> str:
    return search_key(text).replace("_", "").replace(".", "").replace("-", "")


def _cell(cells: Sequence[str], i: int) -> str:
    return visible(cells[i]) if i < len(cells) else ""


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    kind = kind_of_file(path)
    if kind == "zip":
        yield from _sheet(path)
        return
    if kind == "gzip":
        content = unpacked(path, most=MOST_TEXT)
        if kind_of_bytes(content[:512]) not in ("text", "json"):
            raise wrong_type(path, ACCEPTED)
    elif kind == "text" and path.stat().st_size <= MOST_TEXT:
        content = path.read_bytes()
    else:
        raise wrong_type(path, ACCEPTED)
    yield from _csv(path, content)


def _csv(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp874", errors="replace")  # what old Thai Excel saves
    delimiter = max(",;\t", key=text[:10_000].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise broken(path) from error


def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    if "xl/workbook.xml" not in check_zip(path, most=MOST_TEXT):
        raise wrong_type(path, ACCEPTED)
    try:
        workbook = CalamineWorkbook.from_path(path)
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise broken(path) from error
    for number, cells in enumerate(rows, start=1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def read_count(typed: str) -> int | None:
    """A number of people or houses, None for none ("", "-"); ValueError with what was typed."""
    digits = arabic_digits(typed).replace(",", "").strip().removesuffix(".0")
    if digits in ("", "-"):
        return None
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        raise ValueError(typed)
    return int(digits)
