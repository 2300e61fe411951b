"""Prepared rows into a temporary table, by COPY; everything after that is a statement over all of them."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import Connection as Psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from planhub.areas import codes
from planhub.errors import Invalid
from planhub.lists.faults import PLACE_FIELDS, fault_json, sentence_json
from planhub.lists.prepared import FIGURES, Fault, Prepared, Values
from planhub.lists.words import name_keys, place_key, place_words
from planhub.sources.staged import NAMES, STAGED
from planhub.thai.folding import search_key
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

SEPARATOR = "\x1f"
"""Between the cells of a row, where they stand as one text."""
MOST_KEY = 200
"""Letters of a key."""
STEP = 2_000

_LONG_KEY = N_("รหัสยาวเกิน %(most)s ตัวอักษร ใช้รหัสที่สั้นลง")
_NO_KEY = N_("แถวนี้ไม่มีรหัส กรอกรหัสของโครงการ")
_LACKS = {
    "title": N_("ไม่มีชื่อโครงการ กรอกชื่อโครงการ"),
    "year": N_("ไม่มีปีงบประมาณ กรอกปี พ.ศ. สี่หลัก เช่น 2571"),
    "stage": N_("ไม่มีสถานะ กรอกสถานะ หรือเลือกสถานะของทั้งรายการในคำอธิบาย"),
}
_DRAFT = N_("ร่างไม่อยู่ในฐานข้อมูลกลาง ใช้สถานะอื่น")

_NO_NAMES = (None, None, None)
_WHOLE = re.compile(r"[0-9]{8}|C-[0-9]{7}-[0-9]{3}")
_NULL = "\x02"
"""Stands for no value; no text that a person sees has it."""
_SPECIAL = re.compile("[\\\\\n\r\x00\ud800-\udfff]")
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Given:
    """A row and the version that its sender believes to stand (the API's; None where nobody asks)."""

    prepared: Prepared
    expected: int | None = None


def stage(session: Session, rows: Iterable[Prepared | Given], *, told: Callable[[int], None]) -> int:
    """Fill the staging table of this transaction anew; `told` hears how many rows so far."""
    clear(session)
    connection = session.connection()
    session.execute(CreateTable(STAGED))  # not Table.create: its events are not for threads
    driver = connection.connection.driver_connection
    if not isinstance(driver, Psycopg):
        raise TypeError("copying needs the psycopg driver")
    statement = sql.SQL("copy {} ({}) from stdin (null {})").format(
        sql.Identifier(STAGED.name), sql.SQL(", ").join(map(sql.Identifier, NAMES)), sql.Literal(_NULL)
    )
    n = 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for block in _blocks(rows):
            copy.write("".join(block))
            n += len(block)
            told(n)
    if n > STEP:
        # a glance is enough: how many rows, and that keys differ
        session.execute(text("set local default_statistics_target = 10"))
        session.execute(text("analyze staged (n, key, words_key, place_code, skipped, detailed)"))
    return n


def clear(session: Session) -> None:
    """Drop what an earlier run of the same transaction has left."""
    session.execute(text("drop table if exists pg_temp.staged, pg_temp.claim, pg_temp.judged"))


def _blocks(rows: Iterable[Prepared | Given]) -> Iterator[list[str]]:
    block: list[str] = []
    for n, row in enumerate(rows):
        given = row if isinstance(row, Given) else Given(row)
        block.append(_line(_columns(n, given)))
        if len(block) == STEP:
            yield block
            block = []
    if block:
        yield block


def _columns(n: int, given: Given) -> tuple[Any, ...]:
    """The values of one row in the order of the table."""
    row, told = given.prepared, given.prepared.values
    if row.skipped is not None:
        skipped = json.dumps(sentence_json(row.skipped), ensure_ascii=False)
        cells = SEPARATOR.join(row.cells)
        return (n, row.row, "", None, skipped, None, None, cells, *[None] * (len(NAMES) - 8))
    faults = [*row.faults, *_lacking(row)]
    place_code, refused = _code(told.place_code)
    if refused:
        faults.append(refused)
    of_place = [f for f in faults if f.kind == "unclear" and f.field in PLACE_FIELDS] if faults else faults
    others = [f for f in faults if f not in of_place]
    detailed = _detailed(told, place_code)
    words = place_words(told, place_code) if detailed else place_code or ""
    title = told.title or ""
    return (
        n,
        row.row,
        row.key[:MOST_KEY],
        given.expected,
        None,
        _json(others),
        _json(of_place),
        SEPARATOR.join(row.cells),
        title,
        search_key(title),
        told.fiscal_year,
        told.amount if told.amount is not None else 0,
        *(getattr(told, name) for name in FIGURES),
        told.stage.value if told.stage else None,
        told.side,
        told.envelope,
        told.agency,
        told.objective,
        place_code,
        told.province,
        told.district,
        told.subdistrict,
        told.moo,
        told.village,
        told.place_text,
        told.lat,
        told.lon,
        *(name_keys(told) if detailed else _NO_NAMES),
        words,
        place_key(words),
        "t" if detailed else "f",
    )


def _json(faults: list[Fault]) -> str | None:
    return json.dumps([fault_json(f) for f in faults], ensure_ascii=False) if faults else None


def _line(values: tuple[Any, ...]) -> str:
    """A line of COPY's text form; a row without anything to escape, as nearly all are, is only joined."""
    texts = [_NULL if v is None else v if type(v) is str else str(v) for v in values]
    line = "\t".join(texts)
    if _SPECIAL.search(line) or line.count("\t") != len(texts) - 1:
        line = "\t".join(_escaped(each) for each in texts)
    return line + "\n"


def _escaped(value: str) -> str:
    usable = _UNUSABLE.sub("", value)
    return usable.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _lacking(row: Prepared) -> Iterator[Fault]:
    """What no reader of rows should have let through, and the database would refuse for all rows at once."""
    told = row.values
    if not row.key:
        yield Fault(None, "key", say(_NO_KEY), "wrong")
    if len(row.key) > MOST_KEY:
        yield Fault(None, "key", say(_LONG_KEY, most=MOST_KEY), "wrong")
    if told.stage is Stage.DRAFT:
        yield Fault(None, "stage", say(_DRAFT), "wrong")
    if not row.faults:
        absent = {"title": not told.title, "year": told.fiscal_year is None, "stage": told.stage is None}
        for field, lacks in absent.items():
            if lacks:
                yield Fault(None, field, say(_LACKS[field]), "wrong")


def _detailed(told: Values, place_code: str | None) -> bool:
    """Whether names or a text say something of the place that its code does not say already."""
    if place_code and _WHOLE.fullmatch(place_code):
        return False
    return any((told.province, told.district, told.subdistrict, told.moo, told.village, told.place_text))


def _code(typed: str | None) -> tuple[str | None, Fault | None]:
    if not typed or codes.is_code(typed):
        return typed or None, None
    return _read_code(typed)


@lru_cache(maxsize=4096)
def _read_code(typed: str) -> tuple[str | None, Fault | None]:
    try:
        return codes.read_code(typed, field="code"), None
    except Invalid as error:
        return None, Fault(None, "place_code", error.sentence, "wrong")
