"""Add an agency to those of a province."""

import re
from collections.abc import Mapping

from sqlalchemy.orm import Session

from planhub.accounts.agencies import LEVEL_WORD
from planhub.accounts.holding import Agency
from planhub.accounts.reach import demand_term
from planhub.accounts.terms import Term, line
from planhub.areas import finding
from planhub.areas.codes import refuse_bangkok
from planhub.errors import Invalid
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Hat, Role

_SHORT = re.compile(r"[A-Z0-9]{2,10}")
_NO_NAME = N_("ยังไม่ได้พิมพ์ชื่อส่วนราชการ")
_NO_LEVEL = N_("ยังไม่ได้เลือกประเภทส่วนราชการ")
_SHORT_FORM = N_("ชื่อย่อเป็นอักษรอังกฤษตัวใหญ่หรือตัวเลข 2–10 ตัว เช่น DPT")
_TAKEN = N_("ชื่อย่อ %(short)s มีแล้วในพื้นที่นี้ คือ %(name)s ใช้ชื่อย่ออื่น")


def found(session: Session, typed: Mapping[str, str], *, by: Hat | None) -> Agency:
    """A new agency from a form's fields; its code is A-<area>-<short name>, such as A-32-DPT.

    Invalid with a sentence for each field, NotAllowed outside this hat's area.
    """
    wrong: dict[str, Sentence] = {}
    area_code = _area(session, typed.get("area_code", ""), wrong)
    name, ministry = line(typed, "name_th", wrong), line(typed, "ministry", wrong)
    short = typed.get("short", "").strip().upper()
    level = typed.get("level", "")
    if not name:
        wrong.setdefault("name_th", say(_NO_NAME))
    if not _SHORT.fullmatch(short):
        wrong["short"] = say(_SHORT_FORM)
    if level not in LEVEL_WORD:
        wrong["level"] = say(_NO_LEVEL)
    if area_code:
        demand_term(by, Term(role=Role.AGENCY_OFFICER, area_code=area_code, reach_code=area_code))
    if wrong:
        raise Invalid(wrong)
    code = f"A-{area_code}-{short}"
    standing = session.get(Agency, code)
    if standing is not None:
        raise Invalid({"short": say(_TAKEN, short=short, name=standing.name_th)})
    agency = Agency(code=code, name_th=name, level=level, ministry=ministry or None, area_code=area_code)
    session.add(agency)
    session.flush()
    return agency


def _area(session: Session, typed: str, wrong: dict[str, Sentence]) -> str:
    kinds = ("province", "district", "subdistrict")
    try:
        answer = finding.by_code(session, typed, field="area_code", kinds=kinds)
        refuse_bangkok(answer.area.code, field="area_code")
    except Invalid as fault:
        wrong.update(fault.fields)
        return ""
    if answer.note:
        wrong["area_code"] = answer.note
    return answer.area.code
