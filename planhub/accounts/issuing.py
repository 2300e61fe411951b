"""Issue PINs and passwords anew, and for every village of a district at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_unless_there
from sqlalchemy.orm import Session

from planhub.accounts import hashes, throttling
from planhub.accounts.account import Account
from planhub.accounts.creating import Issued, office_name
from planhub.accounts.holding import Holding
from planhub.accounts.pins import new_pin, new_secret
from planhub.accounts.reach import all_of, demand_account, demand_term, living
from planhub.accounts.recording import record
from planhub.accounts.terms import Term
from planhub.areas.area import Area
from planhub.areas.codes import bounds
from planhub.errors import Conflict, NotFound
from planhub.wording import N_
from planhub.workflow.roles import Hat, Role

_CLOSED = N_("บัญชีนี้ปิดแล้ว เปิดบัญชีอีกครั้งก่อนจึงออกรหัสใหม่ได้")
_GONE = N_("ไม่พบบัญชีนี้")


def reissue(session: Session, *, account_id: int, by: Hat | None, at: datetime, day: date) -> Issued:
    """A new PIN or password to be changed at first use; the old one and all sessions end at once."""
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound(_GONE)
    demand_account(session, by, account, day)
    if account.closed_at is not None:
        raise Conflict(_CLOSED)
    secret = new_secret(account.username)
    _renew(session, account, hashes.hashed(secret))
    record(session, [account.id], "reissued", by=by, at=at)
    holdings = living(session, account.id, day) or all_of(session, account.id)
    area_code = holdings[0].area_code if holdings else ""
    return Issued(account.id, account.username, account.name, secret, area_code)


def create_villages(session: Session, area: Area, *, by: Hat | None, at: datetime) -> list[Issued]:
    """Accounts for every village and ชุมชน of a district or subdistrict that has none; again: for no more.

    In the order of their codes, each with a PIN that is known this once.
    """
    _demand_villages(by, area)
    places = without_account(session, area.code)
    if not places:
        return []
    pins = {place.code: new_pin(place.code) for place in places}
    rows = _accounts(places, pins, by, at)
    made = session.execute(
        insert_unless_there(Account)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["username"])
        .returning(Account.username, Account.id)
    )
    ids = {username: id_ for username, id_ in made}
    _give_villages(session, ids, by, at)
    # one that somebody else made meanwhile is not among the ids: its PIN is on their slip
    return [
        Issued(ids[place.code], place.code, office_name(place), pins[place.code], place.code)
        for place in places
        if place.code in ids
    ]


def reissue_unused(session: Session, area: Area, *, by: Hat | None, at: datetime) -> list[Issued]:
    """New PINs for the villages of an area that have never signed in, whose slips may have been lost."""
    _demand_villages(by, area)
    accounts = session.scalars(
        select(Account).where(_unused(area.code)).order_by(Account.username).with_for_update()
    ).all()
    pins = [new_pin(account.username) for account in accounts]
    for account, hash_ in zip(accounts, hashes.hashed_all(pins), strict=True):
        _renew(session, account, hash_)
    if accounts:
        record(session, [account.id for account in accounts], "reissued", by=by, at=at)
    return [
        Issued(account.id, account.username, account.name, pin, account.username)
        for account, pin in zip(accounts, pins, strict=True)
    ]


def without_account(session: Session, area_code: str) -> Sequence[Area]:
    """Living villages and ชุมชน in an area that have no account, in the order of their codes."""
    none = ~exists().where(Account.username == Area.code)
    return session.scalars(_places(area_code).where(none).order_by(Area.code)).all()


def places_of(session: Session, area_code: str) -> Sequence[Area]:
    """Living villages and ชุมชน in an area, in the order of their codes."""
    return session.scalars(_places(area_code).order_by(Area.code)).all()


def _places(area_code: str) -> Select[Area]:
    low, high = bounds(area_code)
    inside = or_(
        (Area.code >= low) & (Area.code < high), (Area.parent_code >= low) & (Area.parent_code < high)
    )
    return select(Area).where(Area.kind.in_(("village", "community")), Area.valid_to.is_(None), inside)


def _unused(area_code: str) -> ColumnElement[bool]:
    """Open, never signed in, named by a place of the area, and holding no other office than its own."""
    other = exists().where(Holding.account_id == Account.id, Holding.role != Role.VILLAGE_HEAD.value)
    places = _places(area_code).with_only_columns(Area.code)
    return (
        Account.username.in_(places) & Account.last_signin_at.is_(None) & Account.closed_at.is_(None) & ~other
    )


def _demand_villages(by: Hat | None, area: Area) -> None:
    demand_term(by, Term(role=Role.VILLAGE_HEAD, area_code=area.code, reach_code=area.code))


def _renew(session: Session, account: Account, hash_: str) -> None:
    account.password_hash = hash_
    account.must_change = True
    account.session_epoch += 1
    throttling.forget_failures(session, account.username)


def _accounts(
    places: Sequence[Area], pins: Mapping[str, str], by: Hat | None, at: datetime
) -> list[dict[str, Any]]:
    stored = hashes.hashed_all([pins[place.code] for place in places])
    who = by and by.account_id
    return [
        {"username": p.code, "name": office_name(p), "password_hash": h, "created_at": at, "created_by": who}
        for p, h in zip(places, stored, strict=True)
    ]


def _give_villages(session: Session, ids: Mapping[str, int], by: Hat | None, at: datetime) -> None:
    if not ids:
        return
    role, who = Role.VILLAGE_HEAD.value, by and by.account_id
    session.execute(
        insert(Holding),
        [
            {"account_id": id_, "role": role, "area_code": code, "created_at": at, "created_by": who}
            for code, id_ in ids.items()
        ],
    )
    record(session, list(ids.values()), "created", by=by, at=at, details={"role": role})
