"""What an XLS workbook claims to hold: whether it is locked, how far its cells reach, which are errors."""

import struct
from pathlib import Path

from planhub.areas.files import broken, refusal
from planhub.errors import Invalid
from planhub.lists.ole import Container, NoContainer
from planhub.lists.sheet_survey import MOST_ERRORS, Errors, refuse_huge
from planhub.wording import N_, say

SIGNS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip

_LOCKED = N_("แฟ้ม %(file)s มีรหัสผ่าน เปิดด้วย Excel แล้วเอารหัสผ่านออก (แฟ้ม > ข้อมูล > ป้องกันสมุดงาน) บันทึก แล้วส่งใหม่")
_NOT_A_LIST = N_(
    "แฟ้ม %(file)s เป็นเอกสาร Word หรือ PowerPoint ไม่ใช่ตาราง คัดลอกตารางไปไว้ใน Excel แล้วบันทึกเป็น .xlsx"
)

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x0A, 0x2F, 0x85
_FORMULA, _BOOLERR, _MULRK = 0x06, 0x0205, 0xBD
_CELLS = frozenset({_FORMULA, _BOOLERR, _MULRK, 0x0203, 0x027E, 0xFD, 0x0204, 0xD6})
_HEAD = struct.Struct("<HH")


def survey_xls(path: Path, name: str) -> dict[str, Errors]:
    """Error cells of each sheet of an XLS file; Invalid for a locked or broken one, or for too many."""
    try:
        container = Container(path.read_bytes())
        if "EncryptedPackage" in container.names:
            raise refusal(say(_LOCKED, file=name))
        stream = next((known for known in ("Workbook", "Book") if known in container.names), None)
        if stream is None:
            raise _not_a_list(container, name)
        return _survey(container.read(stream), name)
    except (NoContainer, struct.error, IndexError) as error:
        raise broken(Path(name)) from error


def _not_a_list(container: Container, name: str) -> Invalid:
    if container.names & {"WordDocument", "PowerPoint Document"}:
        return refusal(say(_NOT_A_LIST, file=name))
    return broken(Path(name))


def _survey(data: bytes, name: str) -> dict[str, Errors]:
    sheets: dict[int, str] = {}
    found: dict[str, Errors] = {}
    sheet, rows, columns, at = "", 0, 0, 0
    while at + 4 <= len(data):
        record, size = _HEAD.unpack_from(data, at)
        body = at + 4
        if record in _CELLS and size >= 6:
            row, column = _HEAD.unpack_from(data, body)
            last = struct.unpack_from("<H", data, body + size - 2)[0] if record == _MULRK else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
            if record in (_FORMULA, _BOOLERR) and (sign := _sign(data, body, record)):
                _note(found.setdefault(sheet, {}), row, column, sign)
        elif record == _BOF:
            refuse_huge(name, sheet, rows, columns)
            sheet, rows, columns = sheets.get(at, sheet), 0, 0
        elif record == _FILEPASS:
            raise refusal(say(_LOCKED, file=name))
        elif record == _BOUNDSHEET:
            start, told = _bound(data, body, size)
            sheets[start] = told
        at = body + size
    refuse_huge(name, sheet, rows, columns)
    return found


def _note(errors: Errors, row: int, column: int, sign: str) -> None:
    if len(errors) < MOST_ERRORS:
        errors.setdefault(row, {})[column] = sign


def _sign(data: bytes, body: int, record: int) -> str | None:
    if record == _BOOLERR:
        code, is_error = data[body + 6], data[body + 7]
    else:
        code, is_error = data[body + 8], data[body + 6] == 2 and data[body + 12 : body + 14] == b"\xff\xff"
    return SIGNS.get(code, "#?") if is_error else None


def _bound(data: bytes, body: int, size: int) -> tuple[int, str]:
    """Where a sheet's own records begin, and its name."""
    start = struct.unpack_from("<I", data, body)[0]
    length, wide = data[body + 6], data[body + 7] & 1
    letters = data[body + 8 : body + size]
    return start, letters[: length * 2].decode("utf-16-le", "replace") if wide else letters[:length].decode(
        "latin-1"
    )
