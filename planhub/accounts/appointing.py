"""Give an account another office, acting or not, and end one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.creating import holding_of
from planhub.accounts.holding import Holding
from planhub.accounts.reach import demand_holding, demand_term
from planhub.accounts.recording import record
from planhub.accounts.terms import Term, read_term
from planhub.errors import Conflict, Invalid, NotFound
from planhub.thai.dates import read_date
from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable
from planhub.wording import N_, say
from planhub.workflow.roles import Hat

_HELD = N_("บัญชีนี้มีตำแหน่งนี้ในช่วงเวลาเดียวกันอยู่แล้ว แก้วันที่ หรือสิ้นสุดตำแหน่งเดิมก่อน")
_CLOSED = N_("บัญชีนี้ปิดแล้ว เปิดบัญชีอีกครั้งก่อนจึงให้ตำแหน่งได้")
_ENDED = N_("ตำแหน่งนี้สิ้นสุดไปแล้ว")
_NO_ACCOUNT = N_("ไม่พบบัญชีชื่อ %(username)s ตรวจตัวสะกดอีกครั้ง")
_NO_HOLDING = N_("ไม่พบตำแหน่งนี้")


def appoint(
    session: Session, typed: Mapping[str, str], *, account_id: int, by: Hat | None, at: datetime
) -> Holding:
    """Another office for an account; an acting holder's needs dates and the number of the order.

    Invalid with a sentence for each field, NotAllowed for an office that is not this hat's to give.
    """
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound(say(_NO_ACCOUNT, username=""))
    if account.closed_at is not None:
        raise Conflict(_CLOSED)
    term = read_term(session, typed)
    demand_term(by, term)
    if session.scalars(_same(term, account_id)).first():
        raise Invalid({"valid_from": say(_HELD)})
    holding = holding_of(term, account_id, by=by, at=at)
    session.add(holding)
    kind = "acting_appointed" if term.acting else "appointed"
    record(session, [account_id], kind, by=by, at=at, details=term.details())
    return holding


def account_named(session: Session, username: str) -> Account:
    """The account of that name, to appoint somebody whom another office created; Invalid if there is none."""
    typed = visible(username)
    # names are kept in small letters, but a ชุมชน's id begins with a capital C
    names = {typed.casefold(), typed.upper(), arabic_digits(typed)}
    found = session.scalars(select(Account).where(Account.username.in_(names))).first()
    if found is None:
        raise Invalid({"username": say(_NO_ACCOUNT, username=typed[:40])})
    return found


def end(
    session: Session, *, holding_id: int, by: Hat | None, last_day: str, at: datetime, day: date
) -> Holding | None:
    """End an office after its last day; a blank ends it now. None when it had not begun: it is taken back.

    What began today and has signed decisions already ends tonight, so that the log keeps its capacity.
    """
    holding = session.get(Holding, holding_id, with_for_update=True)
    if holding is None:
        raise NotFound(_NO_HOLDING)
    demand_holding(session, by, holding)
    if holding.valid_to is not None and holding.valid_to < day:
        raise Conflict(_ENDED)
    last = _last_day(last_day) or day - timedelta(days=1)
    account_id, details = holding.account_id, {"role": holding.role, "area_code": holding.area_code}
    if holding.valid_from is not None and last < holding.valid_from:
        if _withdrawn(session, holding):
            record(session, [account_id], "holding_withdrawn", by=by, at=at, details=details)
            return None
        last = holding.valid_from
    holding.valid_to = last
    details["valid_to"] = last.isoformat()
    record(session, [account_id], "holding_ended", by=by, at=at, details=details)
    return holding


def _same(term: Term, account_id: int) -> Select[Holding]:
    query = select(Holding).where(
        Holding.account_id == account_id,
        Holding.role == term.role.value,
        Holding.area_code == term.area_code,
        Holding.agency_code.is_not_distinct_from(term.agency_code),
    )
    if term.valid_from:
        query = query.where(or_(Holding.valid_to.is_(None), Holding.valid_to >= term.valid_from))
    if term.valid_to:
        query = query.where(or_(Holding.valid_from.is_(None), Holding.valid_from <= term.valid_to))
    return query


def _last_day(typed: str) -> date | None:
    try:
        return read_date(typed)
    except Unreadable as fault:
        raise Invalid({"last_day": fault.sentence}) from fault


def _withdrawn(session: Session, holding: Holding) -> bool:
    """Take back an office that never was in force; False when decisions were signed under it."""
    try:
        with session.begin_nested():
            session.execute(delete(Holding).where(Holding.id == holding.id))
    except IntegrityError:
        return False
    return True
