"""Load the list of local authorities (อปท.) of the Department of Local Administration."""

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.areas.load_report import LoadReport
from planhub.areas.local_authority import LocalAuthority
from planhub.areas.names import name_key
from planhub.areas.staging import Progress, silent, upsert
from planhub.areas.table_file import Row, read_table
from planhub.thai.folding import arabic_digits
from planhub.wording import N_, say

HEADERS = {
    "code": ("dla_code", "รหัส อปท.", "lao_code", "local_authority_code", "รหัส", "code"),
    "province": ("province_code", "รหัสจังหวัด"),
    "kind": ("type_th", "ประเภท", "ประเภท อปท.", "type"),
    "name": ("name_th", "ชื่อ", "ชื่อ อปท.", "name"),
}
KIND_OF_TYPE = {
    "อบจ": "pao",
    "องคการบริหารสวนจังหวัด": "pao",
    "เทศบาลนคร": "city",
    "เทศบาลเมือง": "town",
    "เทศบาลตำบล": "subdistrict_municipality",
    "อบต": "sao",
    "องคการบริหารสวนตำบล": "sao",
    "เมืองพัทยา": "special",
    "กรุงเทพมหานคร": "special",
}
"""Folded words for the type, as lists have them."""

_STORING = N_("บันทึก อปท.")
_BAD_CODE = N_("รหัส อปท. “%(typed)s” ไม่ใช่เลข 7 หลัก จึงไม่โหลดแถวนี้")
_BAD_KIND = N_(
    "รหัส %(code)s ประเภท “%(typed)s” ไม่รู้จัก (อบจ. เทศบาลนคร เทศบาลเมือง เทศบาลตำบล อบต.) จึงไม่โหลดแถวนี้"
)
_NO_PROVINCE = N_("รหัส %(code)s (%(name)s) ไม่มีจังหวัด %(province)s ในทำเนียบ จึงไม่โหลดแถวนี้")
_OTHER_PROVINCE = N_("รหัส %(code)s (%(name)s) เป็นของจังหวัด %(ours)s แต่ช่องจังหวัดเป็น %(theirs)s ใช้ตามรหัส")
_DUPLICATE = N_("รหัส %(code)s (%(name)s) มีในแถว %(first)s แล้ว ใช้แถวแรก")


def load_local_authorities(session: Session, path: Path, *, progress: Progress = silent) -> LoadReport:
    """Add and update local authorities; running it again changes nothing. Invalid for a bad file."""
    report = LoadReport(path.name)
    table = read_table(path, HEADERS, needed=[("code", "kind", "name")])
    query = select(Area.code).where(Area.kind.in_(("province", "district")), Area.valid_to.is_(None))
    known = set(session.scalars(query))
    rows: dict[str, dict[str, Any]] = {}
    lines: dict[str, int] = {}
    for line, row in table:
        report.read += 1
        taken = _row(line, row, known, report)
        if taken is None:
            continue
        code = taken["code"]
        if code in rows:
            sentence = say(_DUPLICATE, code=code, name=taken["name_th"], first=lines[code])
            report.refuse(line, code, "duplicate", sentence)
            continue
        rows[code], lines[code] = taken, line
    report.added, report.changed = upsert(
        session, LocalAuthority, list(rows.values()), what=_STORING, progress=progress
    )
    report.same = len(rows) - report.added - report.changed
    return report


def _row(line: int, row: Row, known: set[str], report: LoadReport) -> dict[str, Any] | None:
    code = arabic_digits(row["code"]).replace(" ", "").replace("-", "")
    name = row["name"]
    if not (code.isascii() and code.isdecimal() and len(code) == 7):
        report.refuse(line, code[:30], "bad_code", say(_BAD_CODE, typed=code[:30]))
        return None
    kind = KIND_OF_TYPE.get(name_key(row["kind"]))
    if kind is None:
        report.refuse(line, code, "bad_value", say(_BAD_KIND, code=code, typed=row["kind"][:30]))
        return None
    province, district = code[1:3], code[1:5]
    if province not in known:
        sentence = say(_NO_PROVINCE, code=code, name=name, province=province)
        report.refuse(line, code, "parent_missing", sentence)
        return None
    theirs = arabic_digits(row.get("province", ""))
    if theirs and theirs != province:
        sentence = say(_OTHER_PROVINCE, code=code, name=name, ours=province, theirs=theirs)
        report.note(line, code, "bad_value", sentence)
    inside = kind != "pao" and district in known and not codes.in_bangkok(district)
    return {
        "code": code,
        "kind": kind,
        "name_th": name,
        "province_code": province,
        "district_code": district if inside else None,
        "valid_to": None,
    }
