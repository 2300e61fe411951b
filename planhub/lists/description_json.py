"""A description read from JSON: every value checked, each fault with its sentence. Pure."""

import codecs
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from planhub.areas.codes import read_code, refuse_bangkok
from planhub.clock import FIRST_YEAR, LAST_YEAR
from planhub.errors import Invalid
from planhub.lists.description import CARRIED, GROUPED, Column, Description, Field, Form, Unit
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.thai.folding import visible
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import Stage

MOST_COLUMNS = 16_384
"""Columns of a sheet of Excel."""
MOST_HEADER_ROW = 200
MOST_WORDS = 1_000
MOST_LETTERS = 1_000

_SHAPE = N_("คำอธิบายรายการไม่อยู่ในรูปที่อ่านได้ อธิบายรายการใหม่ในหน้าคำอธิบาย")
_UNKNOWN = N_("ไม่รู้จัก “%(value)s” ในคำอธิบายรายการ ค่าที่ใช้ได้คือ %(known)s")
_NOT_A_COLUMN = N_("ช่องของ “%(field)s” อ่านไม่ได้ เลือกช่องจากแถวตัวอย่างอีกครั้ง")
_BAD_YEAR = N_("ปี %(year)s ใช้ไม่ได้ พิมพ์ปี พ.ศ. สี่หลัก ตั้งแต่ %(first)s ถึง %(last)s")
_BAD_ROW = N_("แถวหัวตารางใช้ไม่ได้ พิมพ์เลขแถวตั้งแต่ 1 ถึง %(most)s เรียงกัน เช่น 3,4")
_BAD_ENCODING = N_("ไม่รู้จักรหัสอักษร %(encoding)s ใช้ utf-8, cp874 หรือปล่อยว่างให้ระบบเดา")
_BAD_ZONE = N_("โซน UTM ของประเทศไทยมี 47 กับ 48 เลือกหนึ่งค่า หรือปล่อยว่าง")
_NO_DRAFT = N_("คำว่า “%(word)s” จะเป็นสถานะร่างไม่ได้ ร่างไม่อยู่ในฐานข้อมูลกลาง เลือกสถานะอื่น")
_TOO_MANY = N_("คำที่อธิบายไว้มีมากกว่า %(most)s คำ ลบคำที่ไม่ใช้แล้วออก")

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874", "tis-620", "iso8859-11")
_KEYS = frozenset(Description.__dataclass_fields__)

_Word = TypeVar("_Word", bound=StrEnum)


def read_description(data: object, *, draft: bool = False) -> Description:
    """The description in JSON values; Invalid with {place in the description: sentence}.

    A `draft` may still lack what `Description.lacks` names.
    """
    if not isinstance(data, Mapping):
        raise Invalid({"description": say(_SHAPE)})
    faults: dict[str, Sentence] = {}

    def part(name: str, read: Callable[[Any], Any], absent: Any) -> Any:
        value = data.get(name)
        if value is None:
            return absent
        try:
            return read(value)
        except Invalid as error:
            faults.update({name if at == "value" else f"{name}.{at}": s for at, s in error.fields.items()})
        except (TypeError, ValueError, AttributeError, KeyError, OverflowError):
            faults[name] = say(_SHAPE)
        return absent

    for name in set(data) - _KEYS:
        faults[str(name)[:60]] = say(_UNKNOWN, value=str(name)[:60], known=", ".join(sorted(_KEYS)))
    description = Description(
        columns=part("columns", _columns, {}),
        form=part("form", lambda value: _one(Form, value), Form.SHEET),
        encoding=part("encoding", _encoding, None),
        sheet=part("sheet", _sheet, None),
        header_rows=part("header_rows", _header_rows, ()),
        year_columns=part("year_columns", _year_columns, {}),
        year=part("year", _year, None),
        province_code=part("province_code", _province, None),
        stage_words=part("stage_words", _stage_words, {}),
        side_words=part("side_words", _side_words, {}),
        default_stage=part("default_stage", _stage, None),
        amount_unit=part("amount_unit", lambda value: _one(Unit, value), Unit.BAHT),
        carry_down=part("carry_down", lambda value: _fields(value, CARRIED), ()),
        groups=part("groups", lambda value: _fields(value, GROUPED), ()),
        utm_zone=part("utm_zone", _zone, None),
        budget_source=part("budget_source", _budget_source, None),
        placeless_here=part("placeless_here", _truth, None),
    )
    if faults:
        raise Invalid(faults)
    if not draft:
        description.require_complete()
    return description


def _refuse(sentence: str, at: str = "value", **values: Any) -> Invalid:
    return Invalid({at: say(sentence, **values)})


def _one(words: type[_Word], value: object) -> _Word:
    try:
        return words(str(value))
    except ValueError:
        known = ", ".join(words)
        raise _refuse(_UNKNOWN, value=str(value)[:60], known=known) from None


def _text(value: object, most: int = MOST_LETTERS) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(value)
    return visible(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(value)
    return int(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _column(name: str, value: object) -> Column:
    try:
        if not isinstance(value, Mapping) or set(value) - {"index", "heading"}:
            raise TypeError(value)
        index = _whole(value["index"])
        if not 0 <= index < MOST_COLUMNS:
            raise ValueError(index)
        return Column(index, _text(value.get("heading") or ""))
    except (TypeError, ValueError, KeyError):
        raise _refuse(_NOT_A_COLUMN, name, field=name[:60]) from None


def _columns(value: Mapping[str, object]) -> dict[Field, Column]:
    return {_one(Field, name): _column(str(name), column) for name, column in value.items()}


def _year_columns(value: Mapping[str, object]) -> dict[int, Column]:
    return {_year(year): _column(str(year), column) for year, column in value.items()}


def _year(value: object) -> int:
    try:
        year = _whole(value)
    except (TypeError, ValueError):
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _refuse(_BAD_YEAR, year=str(value)[:20], first=FIRST_YEAR, last=LAST_YEAR)
    return year


def _header_rows(value: Collection[object]) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    rows = tuple(_whole(row) for row in value)
    follow = all(b == a + 1 for a, b in pairwise(rows))
    if not follow or any(not 1 <= row <= MOST_HEADER_ROW for row in rows):
        raise _refuse(_BAD_ROW, most=MOST_HEADER_ROW)
    return rows


def _encoding(value: object) -> str:
    try:
        name = codecs.lookup(str(value)).name
        if name not in {codecs.lookup(known).name for known in ENCODINGS}:
            raise LookupError(name)
    except (LookupError, ValueError):
        raise _refuse(_BAD_ENCODING, encoding=str(value)[:40]) from None
    return name


def _sheet(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > MOST_LETTERS:
        raise ValueError(value)
    return value  # a sheet's name is kept letter by letter: it is looked up by it


def _province(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    code = read_code(value, field="value", kinds=("province",))
    refuse_bangkok(code, field="value")
    return code


def _stage(value: object) -> Stage:
    stage = _one(Stage, value)
    if stage is Stage.DRAFT:
        raise _refuse(_NO_DRAFT, word=str(value))
    return stage


def _stage_words(value: Mapping[str, object]) -> dict[str, Stage]:
    return _words(value, _stage)


def _side_words(value: Mapping[str, object]) -> dict[str, str]:
    return _words(value, _side)


def _side(value: object) -> str:
    if value != "" and value not in SIDES:
        raise _refuse(_UNKNOWN, value=str(value)[:60], known=", ".join(SIDES))
    return str(value)


def _budget_source(value: object) -> str:
    if value not in BUDGET_SOURCES:
        raise _refuse(_UNKNOWN, value=str(value)[:60], known=", ".join(BUDGET_SOURCES))
    return str(value)


def _words(value: Mapping[str, object], read: Callable[[object], Any]) -> dict[str, Any]:
    if len(value) > MOST_WORDS:
        raise _refuse(_TOO_MANY, most=MOST_WORDS)
    words = {}
    for word, meaning in value.items():
        try:
            words[_text(word)] = read(meaning)
        except Invalid as error:
            raise Invalid({str(word)[:60]: error.sentence}) from None
    return words


def _fields(value: Collection[object], allowed: Collection[Field]) -> tuple[Field, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    names = tuple(dict.fromkeys(_one(Field, name) for name in value))
    for name in names:
        if name not in allowed:
            raise _refuse(_UNKNOWN, value=name.value, known=", ".join(sorted(allowed)))
    return names


def _zone(value: object) -> int:
    if str(value) not in ("47", "48"):
        raise _refuse(_BAD_ZONE)
    return int(str(value))
