"""Load lists of villages as provinces keep them: new ones, changed names; what does not fit is reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from planhub.areas import codes, village_codes
from planhub.areas.area import Area
from planhub.areas.load_report import LoadReport
from planhub.areas.names import name_key, stored_keys
from planhub.areas.placing import EAST, NORTH, SOUTH, WEST
from planhub.areas.retired import moved_with_its_subdistrict, successor_of, what_became
from planhub.areas.staging import Progress, among, silent, upsert
from planhub.areas.table_file import Row, read_count, read_table
from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits
from planhub.wording import N_, say

HEADERS = {
    "code": (
        "village_code",
        "รหัสหมู่บ้าน",
        "vill_code",
        "villcode",
        "mooban_code",
        "muban_code",
        "vid",
        "code",
        "รหัส",
    ),
    **village_codes.HEADERS,
    "name_th": ("name_th", "ชื่อหมู่บ้าน", "village_name", "vill_nm_t", "vill_name", "ชื่อ", "หมู่บ้าน", "name"),
    "name_en": ("name_en", "ชื่อภาษาอังกฤษ", "village_name_en", "vill_nm_e"),
    "lat": ("lat", "latitude", "ละติจูด", "y"),
    "lon": ("lon", "lng", "long", "longitude", "ลองจิจูด", "x"),
    "population": ("population", "ประชากร", "จำนวนประชากร", "population_2564"),
    "households": ("households", "houses", "ครัวเรือน", "จำนวนครัวเรือน", "จำนวนบ้าน", "houses_2564"),
}
STEP = 5_000

_READING = N_("ตรวจรายชื่อหมู่บ้าน")
_STORING = N_("บันทึกหมู่บ้าน")
_NOT_VILLAGE = N_("รหัส %(code)s มี %(n)s หลัก ไม่ใช่รหัสหมู่บ้าน 8 หลัก จึงไม่โหลดแถวนี้")
_NO_PARENT = N_("ไม่มีตำบลรหัส %(parent)s ในทำเนียบ จึงไม่โหลดหมู่บ้าน %(code)s (%(name)s) ตรวจเลข 6 หลักแรก")
_BANGKOK = N_("รหัส %(code)s อยู่ในกรุงเทพมหานคร ซึ่งไม่มีหมู่บ้าน จึงไม่โหลดแถวนี้")
_DUPLICATE = N_("รหัส %(code)s มีในแถว %(first)s แล้ว ใช้แถวแรก")
_RENAMED = N_("รหัส %(code)s เดิมชื่อ “%(ours)s” เปลี่ยนเป็น “%(theirs)s” ตามแฟ้ม")
_NO_NAME = N_("รหัส %(code)s ไม่มีชื่อหมู่บ้านในแฟ้ม จึงเรียกว่า “%(name)s”")
_OTHER_MOO = N_("รหัส %(code)s ลงท้ายด้วยหมู่ %(ours)s แต่ช่องหมู่ที่เป็น “%(theirs)s” ใช้ตามรหัส")
_BAD_NUMBER = N_("รหัส %(code)s ค่า “%(value)s” ไม่ใช่จำนวนที่ใช้ได้ จึงเว้นว่างไว้")
_BAD_POINT = N_("รหัส %(code)s พิกัด “%(value)s” อยู่นอกประเทศไทยหรืออ่านไม่ได้ จึงเว้นว่างไว้")


@dataclass
class _Gazetteer:
    """What is known before the load."""

    subdistricts: dict[str, Area]
    villages: Mapping[str, tuple[str, bool]]
    """Code to name and whether the name is only the sample's."""


@dataclass
class _Reading:
    """The state of going through one file."""

    session: Session
    report: LoadReport
    known: _Gazetteer
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def load_villages(session: Session, path: Path, *, today: date, progress: Progress = silent) -> LoadReport:
    """Add and update the villages of a list; running it again changes nothing. Invalid for a bad file.

    Villages of the sample ("หมู่ที่ n") get their names, and those not in the list end on `today`: in each
    subdistrict the list names, and in a whole province when it reaches all districts of it.
    """
    table = read_table(path, HEADERS, needed=(("code",), *village_codes.NEEDED))
    reading = _Reading(session, LoadReport(path.name), _gazetteer(session))
    for n, (line, row) in enumerate(table):
        if n % STEP == 0:
            progress(_READING, n, len(table))
        reading.report.read += 1
        _take(reading, line, row)
    progress(_READING, len(table), len(table))
    report = reading.report
    rows = list(reading.rows.values())
    _forget_strewn_points(session, list(reading.rows))
    report.added, report.changed = upsert(
        session,
        Area,
        rows,
        unless_empty=("name_en", "population", "households", "point"),
        what=_STORING,
        progress=progress,
    )
    report.same = len(rows) - report.added - report.changed
    report.changed += _end_sample_villages(session, list(reading.rows), today)
    if report.added:
        session.execute(text("analyze area"))  # the next search comes before autovacuum does
    return report


def _gazetteer(session: Session) -> _Gazetteer:
    subdistricts = session.scalars(select(Area).where(Area.kind == "subdistrict"))
    villages = session.execute(
        select(Area.code, Area.name_th, Area.schematic_name).where(Area.kind == "village")
    )
    return _Gazetteer(
        {area.code: area for area in subdistricts}, {code: (name, sample) for code, name, sample in villages}
    )


def _take(reading: _Reading, line: int, row: Row) -> None:
    code = _code(reading, line, row)
    if code is None:
        return
    if code in reading.rows:
        sentence = say(_DUPLICATE, code=code, first=reading.lines[code])
        reading.report.refuse(line, code, "duplicate", sentence)
        return
    name = _name(reading, line, code, row.get("name_th", ""))
    moo = arabic_digits(row.get("moo", "")).strip().removesuffix(".0")
    if moo and moo.lstrip("0") != code[6:].lstrip("0"):
        reading.report.note(line, code, "bad_value", say(_OTHER_MOO, code=code, ours=code[6:], theirs=moo))
    name_en = row.get("name_en") or None
    reading.lines[code] = line
    reading.rows[code] = {
        "code": code,
        "kind": "village",
        "parent_code": code[:6],
        "name_th": name,
        "name_en": name_en,
        "search_key": stored_keys("village", name, name_en),
        "moo": int(code[6:]),
        "cluster_centre": False,
        "in_76": True,
        "population": _count(reading, line, code, row.get("population", "")),
        "households": _count(reading, line, code, row.get("households", "")),
        "schematic_name": False,
        "valid_to": None,
        "point": _point(reading, line, code, row),
    }


def _code(reading: _Reading, line: int, row: Row) -> str | None:
    """The village code of a row as it is today, or None after telling the report why not."""
    typed = village_codes.written_code(row)
    refuse = reading.report.refuse
    try:
        code = codes.read_code(typed)
    except Invalid as error:
        digits = arabic_digits(typed).strip()
        what = "moo_00" if len(digits) in (8, 9) and digits.endswith("00") else "bad_code"
        refuse(line, typed[:30], what, error.sentence)
        return None
    if codes.kind_of(code) != "village":
        refuse(line, code, "wrong_kind", say(_NOT_VILLAGE, code=code, n=len(code)))
        return None
    if codes.in_bangkok(code):
        refuse(line, code, "bangkok", say(_BANGKOK, code=code))
        return None
    subdistrict = reading.known.subdistricts.get(code[:6])
    if subdistrict is None:
        sentence = say(_NO_PARENT, parent=code[:6], code=code, name=row.get("name_th", ""))
        refuse(line, code, "parent_missing", sentence)
        return None
    return code if subdistrict.valid_to is None else _moved(reading, line, code, subdistrict)


def _moved(reading: _Reading, line: int, code: str, subdistrict: Area) -> str | None:
    """The code under the subdistrict's successor."""
    today = successor_of(reading.session, subdistrict)
    if today is None:
        sentence = what_became(subdistrict, None)
        reading.report.refuse(line, code, "retired_unresolved", sentence)
        return None
    moved = today.code + code[6:]
    sentence = moved_with_its_subdistrict(code, moved, reading.known.villages.get(moved, ("", False))[0])
    reading.report.note(line, code, "retired", sentence)
    return moved


def _name(reading: _Reading, line: int, code: str, theirs: str) -> str:
    ours, sample = reading.known.villages.get(code, ("", True))
    if not theirs:
        name = ours or f"หมู่ที่ {int(code[6:])}"
        reading.report.note(line, code, "no_name", say(_NO_NAME, code=code, name=name))
        return name
    if not sample and name_key(ours) != name_key(theirs):
        sentence = say(_RENAMED, code=code, ours=ours, theirs=theirs)
        reading.report.note(line, code, "name_differs", sentence)
    return theirs


def _count(reading: _Reading, line: int, code: str, typed: str) -> int | None:
    try:
        return read_count(typed)
    except ValueError:
        reading.report.note(line, code, "bad_value", say(_BAD_NUMBER, code=code, value=typed[:30]))
        return None


def _point(reading: _Reading, line: int, code: str, row: Row) -> bytes | None:
    lat, lon = row.get("lat", ""), row.get("lon", "")
    if not lat and not lon:
        return None
    try:
        y, x = float(arabic_digits(lat)), float(arabic_digits(lon))
    except ValueError:
        x = y = 0.0
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        value = f"{lat[:20]}, {lon[:20]}"
        reading.report.note(line, code, "bad_value", say(_BAD_POINT, code=code, value=value))
        return None
    return shapely.to_wkb(shapely.set_srid(shapely.Point(x, y), 4326), include_srid=True)


def _forget_strewn_points(session: Session, loaded: list[str]) -> None:
    """A sample village that gets its name keeps no invented place."""
    session.execute(
        update(Area)
        .where(Area.schematic_name, among(Area.code, loaded))
        .values(point=None)
        .execution_options(synchronize_session=False)
    )


def _end_sample_villages(session: Session, loaded: list[str], today: date) -> int:
    """Retire sample villages that a real list of their place does not know; how many."""
    districts = {code[:4] for code in loaded}
    whole = [
        province
        for province in sorted({code[:2] for code in loaded})
        if districts.issuperset(_districts(session, province))
    ]
    ended = session.execute(
        update(Area)
        .where(
            Area.schematic_name,
            Area.valid_to.is_(None),
            or_(
                Area.parent_code.in_({code[:6] for code in loaded}),
                func.left(Area.code, 2).in_(whole),
            ),
        )
        .values(valid_to=today)
        .returning(Area.code)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return len(ended)


def _districts(session: Session, province: str) -> list[str]:
    return list(
        session.scalars(select(Area.code).where(Area.parent_code == province, Area.valid_to.is_(None)))
    )
