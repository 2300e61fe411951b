"""A term of office as it is asked for: role, place, dates, acting or not; read from what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas import finding
from planhub.areas.codes import is_community, refuse_bangkok
from planhub.errors import Invalid
from planhub.thai.dates import read_date
from planhub.thai.folding import visible
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import LEVEL_OF, Level, Role

KINDS = {
    Level.VILLAGE: ("village", "community"),
    Level.SUBDISTRICT: ("subdistrict",),
    Level.DISTRICT: ("district",),
    Level.PROVINCE: ("province",),
}

_NO_ROLE = N_("ยังไม่ได้เลือกบทบาท")
_NO_AREA = N_("ยังไม่ได้เลือกพื้นที่ เลือกจากรายการ หรือพิมพ์รหัสพื้นที่")
_NO_AGENCY = N_("ยังไม่ได้เลือกส่วนราชการ ถ้ายังไม่มีในรายการ ให้สร้างส่วนราชการก่อน")
_NO_ORDER = N_("ผู้รักษาการต้องมีเลขที่คำสั่งแต่งตั้ง พิมพ์ตามหนังสือ เช่น สร 0118/123")
_NO_FROM = N_("ผู้รักษาการต้องมีวันเริ่ม พิมพ์วันตามคำสั่ง เช่น 1/10/2569")
_NO_TO = N_("ผู้รักษาการต้องมีวันสิ้นสุด ถ้าคำสั่งไม่ระบุ พิมพ์วันสิ้นปีงบประมาณ เช่น 30/9/2570 แล้วค่อยต่อ")
_BACKWARDS = N_("วันสิ้นสุดมาก่อนวันเริ่ม ตรวจทั้งสองช่อง")
_TOO_LONG = N_("ยาวเกิน 200 ตัวอักษร ทำให้สั้นลง")


@dataclass(frozen=True)
class Term:
    """An office to be held: where, from when, by which order."""

    role: Role
    area_code: str
    """"" for the whole country."""
    reach_code: str
    """The code by which a prefix test tells who manages it: of a ชุมชน its subdistrict's."""
    agency_code: str | None = None
    title: str | None = None
    acting: bool = False
    order_number: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def details(self) -> dict[str, Any]:
        """What the log of events keeps of it."""
        kept = {
            "role": self.role.value,
            "area_code": self.area_code,
            "agency_code": self.agency_code,
            "order_number": self.order_number,
            "valid_from": self.valid_from and self.valid_from.isoformat(),
            "valid_to": self.valid_to and self.valid_to.isoformat(),
        }
        return {name: value for name, value in kept.items() if value is not None}


def read_term(session: Session, typed: Mapping[str, str]) -> Term:
    """The term in a form's fields; Invalid with a sentence for each field that cannot be used."""
    wrong: dict[str, Sentence] = {}
    role = _role(typed.get("role", ""))
    if role is None:
        raise Invalid({"role": say(_NO_ROLE)})
    agency = _agency(session, typed.get("agency_code", ""), wrong) if role is Role.AGENCY_OFFICER else None
    area_code = agency.area_code if agency else _area(session, role, typed.get("area_code", ""), wrong)
    acting = typed.get("acting", "") == "yes"
    order = line(typed, "order_number", wrong)
    begin, end = _day(typed, "valid_from", wrong), _day(typed, "valid_to", wrong)
    if acting:
        _demand_order(order, begin, end, wrong)
    if begin and end and end < begin:
        wrong["valid_to"] = say(_BACKWARDS)
    title = line(typed, "title", wrong)
    if wrong:
        raise Invalid(wrong)
    return Term(
        role=role,
        area_code=area_code,
        reach_code=reach_code(session, area_code),
        agency_code=agency.code if agency else None,
        title=title or None,
        acting=acting,
        order_number=(order or None) if acting else None,
        valid_from=begin,
        valid_to=end,
    )


def reach_code(session: Session, area_code: str) -> str:
    """The code whose prefix tells who stands above an area; a ชุมชน has it from its subdistrict."""
    if not is_community(area_code):
        return area_code
    return finding.area_at(session, area_code).parent_code or area_code


def line(typed: Mapping[str, str], field: str, wrong: dict[str, Sentence]) -> str:
    """One line of text, tidied; too long a one is noted as wrong."""
    text = visible(typed.get(field, ""))
    if len(text) > 200:
        wrong[field] = say(_TOO_LONG)
    return text


def _role(typed: str) -> Role | None:
    try:
        return Role(typed)
    except ValueError:
        return None


def _agency(session: Session, typed: str, wrong: dict[str, Sentence]) -> Agency | None:
    code = visible(typed)
    agency = session.get(Agency, code) if code else None
    if agency is None:
        wrong["agency_code"] = say(_NO_AGENCY)
    return agency


def _area(session: Session, role: Role, typed: str, wrong: dict[str, Sentence]) -> str:
    kinds = KINDS.get(LEVEL_OF[role])
    if kinds is None:
        return ""
    if not visible(typed):
        wrong["area_code"] = say(_NO_AREA)
        return ""
    try:
        answer = finding.by_code(session, typed, field="area_code", kinds=kinds)
        if answer.note:  # an office over a retired area: say so, and let the person type today's code
            wrong["area_code"] = answer.note
        refuse_bangkok(answer.area.code, field="area_code")
    except Invalid as fault:
        wrong.update(fault.fields)
        return ""
    return answer.area.code


def _day(typed: Mapping[str, str], field: str, wrong: dict[str, Sentence]) -> date | None:
    try:
        return read_date(typed.get(field, ""))
    except Unreadable as fault:
        wrong[field] = fault.sentence
        return None


def _demand_order(order: str, begin: date | None, end: date | None, wrong: dict[str, Sentence]) -> None:
    missing = {
        "order_number": None if order else _NO_ORDER,
        "valid_from": None if begin else _NO_FROM,
        "valid_to": None if end else _NO_TO,
    }
    for field, sentence in missing.items():
        if sentence and field not in wrong:
            wrong[field] = say(sentence)
