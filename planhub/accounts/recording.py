"""The log of what was done to whose account: only added to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.account_event import AccountEvent
from planhub.workflow.roles import Hat


def record(
    session: Session,
    account_ids: Sequence[int],
    kind: str,
    *,
    by: Hat | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one line for each account; `by` of None is the server's own command line."""
    session.flush()
    who = {"by_account_id": by and by.account_id, "by_holding_id": by and by.holding_id}
    rows = [
        {"account_id": id_, "kind": kind, "at": at, "details": dict(details or {})} for id_ in account_ids
    ]
    session.execute(insert(AccountEvent), [row | who for row in rows])


def events_of(session: Session, account_id: int, *, limit: int = 50) -> list[tuple[AccountEvent, str | None]]:
    """What was done to an account, the newest first, each with the name of who did it."""
    query = (
        select(AccountEvent, Account.name)
        .outerjoin(Account, Account.id == AccountEvent.by_account_id)
        .where(AccountEvent.account_id == account_id)
        .order_by(AccountEvent.at.desc(), AccountEvent.id.desc())
        .limit(limit)
    )
    return [(event, name) for event, name in session.execute(query)]
