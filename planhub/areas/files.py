"""Files that people bring: what they really are, opened within bounds, so that no bomb goes off."""

import gzip
import zipfile
import zlib
from pathlib import Path

from planhub.errors import Invalid
from planhub.wording import N_, Sentence, say

MEGABYTE = 1_000_000
MOST_TEXT = 300 * MEGABYTE
"""A list of all villages of the country unpacks to 7 MB."""
MOST_SHAPES = 1_500 * MEGABYTE
MOST_RATIO = 250
"""Real lists and shapes pack to a tenth; a bomb to a thousandth."""

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"SQLite format 3\x00", "geopackage"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
)
_MISSING = N_("ไม่พบแฟ้ม %(file)s ตรวจชื่อและที่อยู่ของแฟ้ม")
_EMPTY = N_("แฟ้ม %(file)s ว่างเปล่า ตรวจว่าบันทึกหรือดาวน์โหลดมาครบ")
_TOO_BIG = N_("แฟ้ม %(file)s คลายแล้วใหญ่กว่า %(most)s เมกะไบต์ ซึ่งผิดปกติ จึงไม่อ่าน แบ่งแฟ้มเป็นรายจังหวัดแล้วโหลดใหม่")
_BOMB = N_("แฟ้ม %(file)s บีบอัดไว้แน่นผิดปกติ (เกิน %(ratio)s เท่า) จึงไม่อ่าน ขอแฟ้มจากแหล่งเดิมอีกครั้ง")
_BROKEN = N_("แฟ้ม %(file)s เสียหรือไม่ครบ คลายไม่ได้ ดาวน์โหลดหรือบันทึกใหม่แล้วลองอีกครั้ง")
_WRONG = N_("แฟ้ม %(file)s ไม่ใช่ชนิดที่อ่านได้ ที่นี่รับ %(accepted)s")


def refusal(sentence: Sentence) -> Invalid:
    """To be raised: the file cannot be used."""
    return Invalid({"file": sentence})


def wrong_type(path: Path, accepted: str) -> Invalid:
    """To be raised: the file is of a type that is not read here."""
    return refusal(say(_WRONG, file=path.name, accepted=accepted))


def broken(path: Path) -> Invalid:
    """To be raised: the file is damaged."""
    return refusal(say(_BROKEN, file=path.name))


def kind_of_file(path: Path) -> str:
    """gzip, zip, geopackage, shapefile, xls, pdf, picture, json or text, by content and never by name."""
    if not path.is_file():
        raise refusal(say(_MISSING, file=path.name))
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise refusal(say(_EMPTY, file=path.name))
    return kind_of_bytes(start)


def kind_of_bytes(start: bytes) -> str:
    """The same of the first bytes; "unknown" for binary data of no known kind."""
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"{", b"[")):
        return "json"
    return "unknown" if b"\x00" in start else "text"


def unpacked(path: Path, *, most: int) -> bytes:
    """The content of a gzip file, Invalid beyond `most` bytes or when it is packed like a bomb."""
    packed = path.stat().st_size
    chunks: list[bytes] = []
    size = 0
    try:
        with gzip.open(path) as file:
            while chunk := file.read(MEGABYTE):
                size += len(chunk)
                _check(path, size, packed, most)
                chunks.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise broken(path) from error
    return b"".join(chunks)


def check_zip(path: Path, *, most: int) -> list[str]:
    """Names in a zip file, Invalid when it would unpack beyond `most` bytes or is packed like a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise broken(path) from error
    for entry in entries:
        _check(path, entry.file_size, max(entry.compress_size, 1), most)
    _check(path, sum(entry.file_size for entry in entries), path.stat().st_size, most)
    return [entry.filename for entry in entries]


def _check(path: Path, size: int, packed: int, most: int) -> None:
    if size > most:
        raise refusal(say(_TOO_BIG, file=path.name, most=most // MEGABYTE))
    if size > 10 * MEGABYTE and size > packed * MOST_RATIO:
        raise refusal(say(_BOMB, file=path.name, ratio=MOST_RATIO))
