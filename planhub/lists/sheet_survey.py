"""What a sheet claims to hold, seen before it is read: a grid too large for memory, and cells with errors.

calamine lays a sheet out as a full grid from its first cell to its last and passes over errors (#REF!) as if
they were blank; a file of a kilobyte with a word in A1 and another in XFD1048576 would end the program.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from planhub.areas.files import MEGABYTE, broken, refusal
from planhub.wording import N_, say

MOST_CELLS = 6_000_000
"""Cells from A1 to the last that holds anything: 100,000 rows of 60 columns; calamine takes 32 bytes each."""
MOST_ERRORS = 100_000

Errors = dict[int, dict[int, str]]
"""Signs of error cells by row and column, both from 0."""

_HUGE = N_(
    "แผ่นงาน “%(sheet)s” ของแฟ้ม %(file)s มีข้อมูลกระจายถึงแถวที่ %(rows)s และช่องที่ %(columns)s ซึ่งใหญ่เกินไป"
    " ลบแถวและช่องว่างท้ายตารางแล้วบันทึกใหม่ หรือบันทึกเป็น CSV"
)

WITHIN = rb"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+"""
"""What may stand in a tag after its name; a sign > within quotes does not end it."""
_CELL = re.compile(rb"""<c r="([A-Z]{1,3})\d{1,7}\"""")
_ROW = re.compile(rb"""<row\b[^<>]*? r="(\d{1,7})\"""")
_START = re.compile(rb"""<(?:[^\s<>/:]{1,99}:)?(?:row|c)(?=[\s/>])""")
_TOKEN = re.compile(rb"""<(?:[^\s<>/:]{1,99}:)?(row|c)(?=[\s/>])(""" + WITHIN + rb""")>""")
_REF = re.compile(
    rb"""(?:\s++(?!r[\s=])[^\s=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+\s++r\s*+=\s*+["']([^"']*)["']"""
)
_SOME_REF = re.compile(rb"\sr\s*=")
_PLACE = re.compile(rb"""([A-Za-z]{0,3})0*(\d{0,7})""")
# no pattern may look beyond the next tag: a hostile file repeats its start a million times
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]{0,300}\bt=["']e["'])[^<>]{0,300}\br=["']([A-Z]+)(\d+)["'][^<>]{0,300}>"""
    rb"""(?:(?!</?(?:\w+:)?c[\s>]).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
_OTHERWISE = (
    b":row",
    *[start + end for start in (b":c", b"<c") for end in (b">", b"/", b"\t", b"\n", b"\r")],
    b":c ",
)
"""Rows and cells spelled as Excel never does, but readers take them."""
_TAG = re.compile(r"<(?:\w+:)?(?:sheet|Relationship)\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MOST_TAG = 16 * MEGABYTE
"""Bytes from one `cut` to the next; a full row of a spreadsheet has four at most."""


def survey_xlsx(path: Path, name: str, sheet: str) -> Errors:
    """Error cells of a sheet of an XLSX file; Invalid where it claims too many cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part(archive, sheet)
            if part is None:
                return {}
            drain(archive, next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), None))
            rows, columns = _claim(archive, part)
            if rows * columns > MOST_CELLS:
                rows, columns = _filled(archive, part)
            refuse_huge(name, sheet, rows, columns)
            return _errors(archive, part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise broken(Path(name)) from error


def refuse_huge(name: str, sheet: str, rows: int, columns: int) -> None:
    """Invalid where a grid of that size is more than memory is given for."""
    if rows * columns > MOST_CELLS:
        raise refusal(say(_HUGE, file=name, sheet=sheet, rows=f"{rows:,}", columns=f"{columns:,}"))


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the archive that holds the sheet."""
    names = {inside.lower(): inside for inside in archive.namelist()}
    targets = {}
    for tag in _tags(archive, names.get("xl/_rels/workbook.xml.rels")):
        targets[tag.get("Id", "")] = tag.get("Target", "")
    for tag in _tags(archive, names.get("xl/workbook.xml")):
        if tag.get("name") == sheet:
            target = next((targets.get(value, "") for at, value in tag.items() if at.endswith(":id")), "")
            inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return names.get(inside.lower())
    return None


def _tags(archive: zipfile.ZipFile, part: str | None) -> list[dict[str, str]]:
    if part is None:
        return []
    text = archive.read(part).decode("utf-8", "replace")
    return [
        {found[1]: html.unescape(found[2] or found[3] or "") for found in _ATTRIBUTE.finditer(tag[1])}
        for tag in _TAG.finditer(text)
    ]


def pieces(archive: zipfile.ZipFile, part: str, *, cut: bytes) -> Iterator[bytes]:
    """The part in pieces that begin and end at `cut`, the start of a tag; BadZipFile where none comes."""
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(MEGABYTE):
            piece = tail + chunk
            end = max(piece.rfind(cut), 0)
            if len(piece) - end > _MOST_TAG:
                raise zipfile.BadZipFile(f"no {cut!r} in {_MOST_TAG} bytes of {part}")
            if end:
                yield piece[:end]
            tail = piece[end:]
    yield tail


def drain(archive: zipfile.ZipFile, part: str | None) -> None:
    """Unpack a part and let it go: an error where it is longer than the archive says it is."""
    if part is not None:
        with archive.open(part) as file:
            while file.read(MEGABYTE):
                pass


def _claim(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Rows and columns up to the last that is named, were it blank; a quick look, at Excel's own spelling."""
    rows, columns = 0, 26
    for piece in pieces(archive, part, cut=b"<"):
        if any(spelling in piece for spelling in _OTHERWISE):
            return MOST_CELLS, 2
        numbers = _ROW.findall(piece)
        cells = _CELL.findall(piece)
        if piece.count(b"<row") != len(numbers) or piece.count(b"<c ") != len(cells):
            return MOST_CELLS, 2
        rows = max(rows, max(map(int, numbers), default=0))
        columns = max(columns, max(map(index_of, set(cells)), default=0))
    return rows, columns


def _filled(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Rows and columns up to the last cell that holds anything: formats alone reach far below many lists."""
    rows = columns = row = column = 0
    for piece in pieces(archive, part, cut=b"<"):
        tokens = _TOKEN.findall(piece)
        if len(tokens) != len(_START.findall(piece)):
            raise zipfile.BadZipFile(f"a tag without an end in {part}")
        for kind, attributes in tokens:
            ref = _REF.match(attributes)
            if ref is None and _SOME_REF.search(attributes):
                raise zipfile.BadZipFile(f"a cell without a readable name in {part}")
            letters, number = _place(ref[1]) if ref else (0, 0)
            if kind == b"row":
                row, column = number if ref else row + 1, 0
                continue
            row, column = (number, letters) if ref else (row, column + 1)
            if not attributes.endswith(b"/"):
                rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _place(ref: bytes) -> tuple[int, int]:
    """Column and row of a name such as XFD1048576 or 12; BadZipFile for what names no place."""
    found = _PLACE.fullmatch(ref)
    if found is None:
        raise zipfile.BadZipFile(f"no cell {ref[:20]!r}")
    return index_of(found[1].upper()), int(found[2] or 0)


def _errors(archive: zipfile.ZipFile, part: str) -> Errors:
    errors: Errors = {}
    count = 0
    for piece in pieces(archive, part, cut=b"<c "):
        if b't="e"' not in piece and b"t='e'" not in piece:
            continue
        for letters, number, sign in _ERROR.findall(piece):
            count += 1
            if count > MOST_ERRORS:
                return errors
            errors.setdefault(int(number) - 1, {})[index_of(letters) - 1] = sign.decode("utf-8", "replace")
    return errors


def index_of(letters: bytes) -> int:
    """Place of a column from 1: A 1, Z 26, AA 27."""
    n = 0
    for letter in letters:
        n = n * 26 + letter - 64
    return n
