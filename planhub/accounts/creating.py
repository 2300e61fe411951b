"""Create an account with its first office; a village's is named by its code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.accounts import hashes
from planhub.accounts.account import Account
from planhub.accounts.holding import Holding
from planhub.accounts.pins import new_secret
from planhub.accounts.reach import demand_term
from planhub.accounts.recording import record
from planhub.accounts.terms import Term, line, read_term
from planhub.areas.addresses import name_in_thai
from planhub.areas.area import Area
from planhub.areas.search import looks_like_a_code
from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Hat, Role

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
PHONE = re.compile(r"0\d{8,9}")

_NO_NAME = N_("ยังไม่ได้พิมพ์ชื่อ")
_USERNAME_FORM = N_("ชื่อผู้ใช้เป็นอักษรอังกฤษตัวเล็ก ตัวเลข จุด หรือขีด 3–40 ตัว ขึ้นต้นด้วยตัวอักษร เช่น somchai.p")
_TAKEN = N_("ชื่อผู้ใช้ %(username)s มีอยู่แล้ว ใช้ชื่ออื่น หรือเพิ่มตำแหน่งให้บัญชีนั้น")
_VILLAGE_TAKEN = N_("%(username)s มีบัญชีอยู่แล้ว ถ้าเปลี่ยนผู้ใหญ่บ้านหรือลืม PIN ให้ออกรหัสใหม่แทน")
_PHONE_FORM = N_("เบอร์โทรศัพท์มี 9 หรือ 10 หลักและขึ้นต้นด้วย 0 เช่น 081 234 5678")


@dataclass(frozen=True)
class Issued:
    """An account whose new PIN or password is known this once; only its hash is stored."""

    account_id: int
    username: str
    name: str
    secret: str
    area_code: str


def create(session: Session, typed: Mapping[str, str], *, by: Hat | None, at: datetime) -> Issued:
    """An account with its first office, from a form's fields.

    Invalid with a sentence for each field, NotAllowed for an office that is not this hat's to give.
    """
    term, wrong = _term(session, typed)
    username, name = _who(session, typed, term, wrong)
    phone = read_phone(typed.get("phone", ""), wrong)
    if term:
        demand_term(by, term)
    if wrong or term is None:
        raise Invalid(wrong)
    secret = new_secret(username)
    values = {"username": username, "name": name, "phone": phone, "created_at": at}
    account_id = session.scalar(
        insert(Account)
        .values(password_hash=hashes.hashed(secret), created_by=by and by.account_id, **values)
        .on_conflict_do_nothing(index_elements=["username"])
        .returning(Account.id)
    )
    if account_id is None:
        village = term.role is Role.VILLAGE_HEAD
        field, sentence = ("area_code", _VILLAGE_TAKEN) if village else ("username", _TAKEN)
        raise Invalid({field: say(sentence, username=username)})
    session.add(holding_of(term, account_id, by=by, at=at))
    record(session, [account_id], "created", by=by, at=at, details=term.details())
    return Issued(account_id, username, name, secret, term.area_code)


def holding_of(term: Term, account_id: int, *, by: Hat | None, at: datetime) -> Holding:
    """The row of an office given."""
    return Holding(
        account_id=account_id,
        role=term.role.value,
        area_code=term.area_code,
        agency_code=term.agency_code,
        title=term.title,
        acting=term.acting,
        order_number=term.order_number,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        created_at=at,
        created_by=by and by.account_id,
    )


def office_name(place: Area) -> str:
    """How a village's account is called until its head's name is known: หมู่ที่ 4 บ้านโคกเพชร."""
    return name_in_thai(place.kind, place.name_th, place.moo, schematic=place.schematic_name)


def read_phone(typed: str, wrong: dict[str, Sentence]) -> str | None:
    """A telephone number's digits; None for a blank; what cannot be one is noted as wrong."""
    digits = re.sub(r"[\s\-().]", "", arabic_digits(visible(typed)))
    if digits.startswith("+66"):
        digits = "0" + digits[3:]
    if digits and not PHONE.fullmatch(digits):
        wrong["phone"] = say(_PHONE_FORM)
    return digits or None


def _term(session: Session, typed: Mapping[str, str]) -> tuple[Term | None, dict[str, Sentence]]:
    try:
        return read_term(session, typed), {}
    except Invalid as fault:
        return None, dict(fault.fields)


def _who(
    session: Session, typed: Mapping[str, str], term: Term | None, wrong: dict[str, Sentence]
) -> tuple[str, str]:
    """(username, name): of a village its code and the name of the place, unless a person's was typed."""
    name = line(typed, "name", wrong)
    if typed.get("role") == Role.VILLAGE_HEAD:
        username = term.area_code if term else ""
        return username, name or (office_name(session.get_one(Area, username)) if username else "")
    username = visible(typed.get("username", "")).casefold()
    if not USERNAME.fullmatch(username) or looks_like_a_code(username):
        wrong["username"] = say(_USERNAME_FORM)
    if not name:
        wrong.setdefault("name", say(_NO_NAME))
    return username, name
