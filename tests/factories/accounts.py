"""Accounts and the hats they wear."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.hats import hat_of
from planhub.accounts.holding import Agency, Holding
from planhub.workflow.roles import Hat

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def account(session: Session, name: str = "สมชาย ใจดี", **more: Any) -> Account:
    """An account in good standing, whose password nobody knows."""
    username = more.pop("username", f"person{next(_numbers)}")
    values = {"must_change": False, "password_hash": "-", "created_at": BEFORE} | more
    row = Account(username=username, name=name, **values)
    session.add(row)
    session.flush()
    return row


def agency(
    session: Session, code: str = "A-32-DPT", name: str = "สำนักงานโยธาธิการและผังเมืองจังหวัดสุรินทร์"
) -> Agency:
    """An agency of a province; the one that stands, if there is one."""
    row = session.get(Agency, code) or Agency(
        code=code, name_th=name, level="regional", ministry="มหาดไทย", area_code=code[2:4]
    )
    session.add(row)
    session.flush()
    return row


def holding(
    session: Session, role: str, area_code: str, *, of: Account | None = None, **more: Any
) -> Holding:
    """An office held by an account."""
    row = Holding(
        account_id=(of or account(session)).id, role=role, area_code=area_code, created_at=BEFORE, **more
    )
    session.add(row)
    session.flush()
    return row


def hat(session: Session, role: str, area_code: str, **more: Any) -> Hat:
    """A hat, ready to wear."""
    return hat_of(holding(session, role, area_code, **more))


def sign_in(client: Any, session: Session, hat: Hat) -> None:
    """Put the hat's account into the client's session cookie, as the sign-in page does."""
    who = session.get(Account, hat.account_id)
    assert who is not None
    with client.session_transaction() as cookie:
        cookie.update(account=who.id, epoch=who.session_epoch, holding=hat.holding_id)
