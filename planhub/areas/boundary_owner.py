"""Whose boundary a shape is: the area of its code as it is today, or why there is none."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.areas.boundary_file import Shape
from planhub.areas.load_report import LoadReport
from planhub.areas.names import name_key
from planhub.areas.retired import successor_of, what_became
from planhub.errors import Invalid
from planhub.wording import N_, say

_UNKNOWN = N_("ไม่มีรหัส %(code)s (%(name)s) ในทำเนียบพื้นที่ จึงไม่โหลดแถวนี้")
_NO_PARENT = N_("ไม่มีรหัส %(code)s (%(name)s) และไม่มีรหัส %(parent)s ที่ครอบอยู่ จึงไม่โหลดแถวนี้")
_NAME = N_("รหัส %(code)s ในแฟ้มชื่อ “%(theirs)s” แต่ทำเนียบชื่อ “%(ours)s” โหลดรูปแล้ว ใช้ชื่อตามทำเนียบ")
_KIND = N_("รหัส %(code)s เป็นหมู่บ้านหรือชุมชน ซึ่งไม่มีขอบเขต จึงไม่โหลดแถวนี้")


@dataclass(frozen=True)
class Known:
    """What is known of an area before the load."""

    code: str
    kind: str
    search_key: str
    retired: bool


def known_areas(session: Session) -> dict[str, Known]:
    """All areas that have boundaries, retired ones too, by code."""
    query = select(Area.code, Area.kind, Area.search_key, Area.valid_to).where(
        Area.kind.in_(("province", "district", "subdistrict"))
    )
    return {c: Known(c, kind, key, ended is not None) for c, kind, key, ended in session.execute(query)}


def code_of(session: Session, shape: Shape, known: dict[str, Known], report: LoadReport) -> str | None:
    """The code of today, or None after telling the report why not."""
    try:
        code = codes.read_code(shape.code)
    except Invalid as error:
        report.refuse(shape.row, shape.code[:30], "bad_code", error.sentence)
        return None
    area = known.get(code)
    if area is None:
        _report_unknown(shape, code, known, report)
        return None
    if area.retired:
        return _report_retired(session, shape, code, report)
    if shape.name and f" {name_key(shape.name)} " not in area.search_key:
        ours = session.get_one(Area, code).name_th
        sentence = say(_NAME, code=code, theirs=shape.name, ours=ours)
        report.note(shape.row, code, "name_differs", sentence)
    return code


def _report_unknown(shape: Shape, code: str, known: dict[str, Known], report: LoadReport) -> None:
    parent = codes.parent_of(code)
    if codes.kind_of(code) in ("village", "community"):
        report.refuse(shape.row, code, "wrong_kind", say(_KIND, code=code))
    elif parent and parent not in known:
        sentence = say(_NO_PARENT, code=code, name=shape.name, parent=parent)
        report.refuse(shape.row, code, "parent_missing", sentence)
    else:
        report.refuse(shape.row, code, "unknown_code", say(_UNKNOWN, code=code, name=shape.name))


def _report_retired(session: Session, shape: Shape, code: str, report: LoadReport) -> str | None:
    area = session.get_one(Area, code)
    successor = successor_of(session, area)
    sentence = what_became(area, successor)
    if successor is None:
        report.refuse(shape.row, code, "retired_unresolved", sentence)
        return None
    report.note(shape.row, code, "retired", sentence)
    return successor.code
