"""The accounts of the level below: who holds what in one's area, searched, by keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency, Holding
from planhub.accounts.reach import roles_below
from planhub.areas.area import Area
from planhub.areas.codes import bounds
from planhub.areas.names import name_key
from planhub.clock import local_day
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Name, Sentence, say
from planhub.workflow.roles import Hat, Role

PAGE = 50

STATES = {
    "open": N_("เปิดใช้อยู่"),
    "unused": N_("ยังไม่เคยเข้าใช้"),
    "acting": N_("รักษาการ"),
    "ended": N_("ตำแหน่งสิ้นสุดแล้ว"),
    "closed": N_("ปิดแล้ว"),
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty strings for no matter what."""

    words: str = ""
    """Part of a person's or a place's name, or the beginning of a username or code."""
    role: str = ""
    area_code: str = ""
    state: str = ""
    """A key of STATES."""


@dataclass(frozen=True)
class Row:
    """One office held, with the account that holds it."""

    holding: Holding
    account: Account
    agency: Name | None
    day: date

    @property
    def key(self) -> str:
        """Where the next page begins."""
        return f"{self.holding.area_code}~{self.holding.id}"

    @property
    def state(self) -> Sentence:
        """How it stands with it, in a few words."""
        holding, account = self.holding, self.account
        if account.closed_at is not None:
            return say(N_("ปิดแล้ว %(day)s"), day=local_day(account.closed_at))
        if holding.valid_to is not None and holding.valid_to < self.day:
            return say(N_("ตำแหน่งสิ้นสุด %(day)s"), day=holding.valid_to)
        if holding.valid_from is not None and holding.valid_from > self.day:
            return say(N_("เริ่ม %(day)s"), day=holding.valid_from)
        if account.last_signin_at is None:
            return say(N_("ยังไม่เคยเข้าใช้"))
        if account.must_change:
            return say(N_("รอตั้งรหัสใหม่"))
        return say(N_("เข้าใช้ล่าสุด %(day)s"), day=local_day(account.last_signin_at))

    @property
    def in_force(self) -> bool:
        """Whether it can be used today."""
        holding = self.holding
        begun = holding.valid_from is None or holding.valid_from <= self.day
        lasts = holding.valid_to is None or holding.valid_to >= self.day
        return self.account.closed_at is None and begun and lasts


def page(session: Session, hat: Hat, wanted: Wanted, *, day: date, after: str = "") -> tuple[list[Row], str]:
    """A page of the offices this hat manages, by area, and the key of the next page ("" at the end)."""
    query = (
        select(Holding, Account, Agency)
        .join(Account, Account.id == Holding.account_id)
        .outerjoin(Area, Area.code == Holding.area_code)
        .outerjoin(Agency, Agency.code == Holding.agency_code)
        .where(_below(hat), *_narrowed(wanted, day))
        .order_by(Holding.area_code, Holding.id)
        .limit(PAGE + 1)
    )
    rows = [_row(*row, day) for row in session.execute(_after(query, after))]
    return rows[:PAGE], rows[PAGE - 1].key if len(rows) > PAGE else ""


def offices_of(session: Session, account_id: int, *, day: date) -> list[Row]:
    """Every office an account holds or held, the newest first."""
    query = (
        select(Holding, Account, Agency)
        .join(Account, Account.id == Holding.account_id)
        .outerjoin(Agency, Agency.code == Holding.agency_code)
        .where(Holding.account_id == account_id)
        .order_by(Holding.id.desc())
    )
    return [_row(*row, day) for row in session.execute(query)]


def _row(holding: Holding, account: Account, agency: Agency | None, day: date) -> Row:
    return Row(holding, account, agency.name if agency else None, day)


def _below(hat: Hat) -> ColumnElement[bool]:
    roles = [role.value for role in roles_below(hat)]
    return and_(Holding.role.in_(roles), _inside(hat.area_code))


def _inside(area_code: str) -> ColumnElement[bool]:
    """In an area by the code's prefix; a ชุมชน by its subdistrict's."""
    if not area_code:
        return Holding.id.is_not(None)
    low, high = bounds(area_code)
    by_code = and_(Holding.area_code >= low, Holding.area_code < high)
    by_parent = and_(Area.kind == "community", Area.parent_code >= low, Area.parent_code < high)
    return or_(by_code, by_parent)


def _narrowed(wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    conditions = [_inside(wanted.area_code)]
    if wanted.role in set(Role):
        conditions.append(Holding.role == wanted.role)
    if wanted.words.strip():
        conditions.append(_named(wanted.words))
    ended = and_(Holding.valid_to.is_not(None), Holding.valid_to < day)
    states: dict[str, ColumnElement[bool]] = {
        "open": and_(Account.closed_at.is_(None), ~ended),
        "unused": and_(Account.closed_at.is_(None), Account.last_signin_at.is_(None)),
        "acting": and_(Account.closed_at.is_(None), Holding.acting, ~ended),
        "ended": ended,
        "closed": Account.closed_at.is_not(None),
    }
    if wanted.state in states:
        conditions.append(states[wanted.state])
    return conditions


def _named(words: str) -> ColumnElement[bool]:
    text = visible(arabic_digits(words))
    key = name_key(words)
    ways: Sequence[ColumnElement[bool]] = (
        Account.name.icontains(text, autoescape=True),
        Account.username.istartswith(text.replace(" ", ""), autoescape=True),
        Agency.name_th.icontains(text, autoescape=True),
        *((Area.search_key.contains(key, autoescape=True),) if key else ()),
    )
    return or_(*ways)


def _after(query: Select[Holding, Account, Agency], after: str) -> Select[Holding, Account, Agency]:
    code, _, number = after.rpartition("~")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return query
    return query.where(tuple_(Holding.area_code, Holding.id) > tuple_(code, int(number)))
