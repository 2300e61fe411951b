"""A list kept as CSV: UTF-8, Windows-874 or UTF-16, whatever divides its cells, packed or not, streamed."""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from planhub.areas.files import MEGABYTE, MOST_RATIO, MOST_TEXT, refusal
from planhub.lists.description import Form
from planhub.lists.guarding import freed
from planhub.lists.list_row import ListRow
from planhub.wording import N_, say

DELIMITERS = ",;\t|"
THAI = "cp874"
"""Windows-874: TIS-620 and the few signs that Windows added; what Thai Excel saves as CSV."""
_SAMPLE = 64_000
_MOST_LINE = 4 * MEGABYTE
_MOST_CELL = 200_000

_EMPTY = N_("แฟ้ม %(file)s ว่างเปล่า ไม่มีแถวใด ตรวจว่าบันทึกหรือดาวน์โหลดมาครบ")
_BROKEN = N_("แฟ้ม %(file)s เสียหรือไม่ครบ คลายไม่ได้ ดาวน์โหลดหรือบันทึกใหม่แล้วลองอีกครั้ง")
_TOO_BIG = N_("แฟ้ม %(file)s ใหญ่กว่า %(most)s เมกะไบต์ ซึ่งผิดปกติ จึงไม่อ่าน แบ่งเป็นหลายแฟ้มแล้วนำเข้าทีละแฟ้ม")
_BOMB = N_("แฟ้ม %(file)s บีบอัดไว้แน่นผิดปกติ (เกิน %(ratio)s เท่า) จึงไม่อ่าน ขอแฟ้มจากแหล่งเดิมอีกครั้ง")
_LONG_LINE = N_("แฟ้ม %(file)s มีแถวที่ยาวผิดปกติ จึงไม่น่าใช่ตาราง เปิดด้วย Excel แล้วบันทึกเป็น CSV ใหม่")
_QUOTES = N_('แฟ้ม %(file)s แถวที่ %(row)s มีเครื่องหมายคำพูด (") ที่ไม่ปิด แก้แถวนั้นแล้วบันทึกใหม่')
_LETTERS = N_("อ่านตัวอักษรในแฟ้ม %(file)s ไม่ออก เปิดด้วย Excel แล้วบันทึกเป็น “CSV UTF-8 (Comma delimited)” แล้วส่งใหม่")

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNDEFINED = bytes(
    [*range(0x81, 0x85), *range(0x86, 0x91), *range(0x98, 0xA0), *range(0xDB, 0xDF), *range(0xFC, 0x100)]
)


class CsvList:
    """An opened CSV file."""

    form = Form.CSV
    sheets: tuple[str, ...] = ()
    sheet: str | None = None

    def __init__(self, path: Path, *, name: str, packed: bool, encoding: str | None = None) -> None:
        self._path, self._packed, self.name = path, packed, name
        guessed = _survey(path, name, packed=packed)
        self.encoding: str | None = encoding or guessed
        with self._opened() as text:
            sample = text.read(_SAMPLE)
        if not sample.strip():
            raise refusal(say(_EMPTY, file=name))
        self.delimiter, self._told = _delimiter(sample)

    def first_rows(self, n: int) -> list[ListRow]:
        """The first rows."""
        return list(islice(self.rows(), n))

    def rows(self) -> Iterator[ListRow]:
        """All rows; a line break within a cell belongs to the cell, so rows count as Excel counts them."""
        with self._opened() as text:
            if self._told:
                text.readline()
            reader = csv.reader(text, delimiter=self.delimiter)
            number = 0
            try:
                for number, cells in enumerate(reader, start=1):
                    yield ListRow(number, tuple(map(freed, cells)))
            except csv.Error:
                raise refusal(say(_QUOTES, file=self.name, row=number + 1)) from None

    def _opened(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            _bytes(self._path, packed=self._packed), encoding=self.encoding, errors="replace", newline=""
        )


def first_bytes(path: Path, name: str, *, packed: bool) -> bytes:
    """The first bytes of the text; Invalid where it cannot be unpacked."""
    try:
        with _bytes(path, packed=packed) as file:
            return file.read(4096)
    except (OSError, EOFError, zlib.error):
        raise refusal(say(_BROKEN, file=name)) from None


def _bytes(path: Path, *, packed: bool) -> BinaryIO:
    return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]


def _survey(path: Path, name: str, *, packed: bool) -> str:
    """The encoding, told by every byte of the file; Invalid for what is too big, broken or no text."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    valid, at, line = True, 0, 0
    start = doubtful = b""
    most = path.stat().st_size * MOST_RATIO + 10 * MEGABYTE
    try:
        with _bytes(path, packed=packed) as file:
            while chunk := file.read(MEGABYTE):
                start = start or chunk
                at += len(chunk)
                if at > MOST_TEXT:
                    raise refusal(say(_TOO_BIG, file=name, most=MOST_TEXT // MEGABYTE))
                if at > most:
                    raise refusal(say(_BOMB, file=name, ratio=MOST_RATIO))
                ends = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                line = line + len(chunk) if ends < 0 else len(chunk) - ends
                if line > _MOST_LINE:
                    raise refusal(say(_LONG_LINE, file=name))
                if valid:
                    try:
                        utf8.decode(chunk)
                    except UnicodeDecodeError:
                        valid, doubtful = False, chunk
    except (OSError, EOFError, zlib.error):
        raise refusal(say(_BROKEN, file=name)) from None
    if not start.strip():
        raise refusal(say(_EMPTY, file=name))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in start:
        raise refusal(say(_LETTERS, file=name))
    if valid:
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    return _guess(doubtful, start, name)


def _guess(doubtful: bytes, start: bytes, name: str) -> str:
    """Not UTF-8 throughout: UTF-8 with a few broken letters, Windows-874, or neither."""
    high = sum(map(doubtful.count, _HIGH))
    if 3 * (doubtful.count(b"\xe0\xb8") + doubtful.count(b"\xe0\xb9")) > high / 2:
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    if 20 * sum(doubtful.count(bytes([byte])) for byte in _UNDEFINED) > high:
        raise refusal(say(_LETTERS, file=name))
    return THAI


_HIGH = [bytes([byte]) for byte in range(0x80, 0x100)]


def _delimiter(sample: str) -> tuple[str, bool]:
    """The sign between cells, and whether the file's first line says so (sep=;)."""
    first = sample.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], True
    bare = _THOUSANDS.sub("", sample)
    return max(DELIMITERS, key=lambda sign: _evenness(bare if sign == "," else sample, sign)), False


def _evenness(sample: str, delimiter: str) -> float:
    """How well a sign divides all rows alike: the share of rows as wide as most are, more for wider ones."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(cells) for cells in islice(reader, 200) if len(cells) > 1]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = Counter(widths).most_common(1)[0]
    return rows * rows / len(widths) * min(width, 12)


csv.field_size_limit(_MOST_CELL)
