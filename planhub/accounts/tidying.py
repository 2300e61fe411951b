"""Take away what is kept for a while only: keys of answered forms, and files of first PINs."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planhub.accounts import handing_out
from planhub.accounts.account import AnsweredOnce

REMEMBERED = timedelta(days=7)
"""How long a form that is sent again gets its first answer; its page is out of date long before."""
AT_ONCE = 10_000
"""Rows taken away at a time, so that nobody waits for it."""


def tidy(session: Session, *, issued: Path, at: datetime) -> int:
    """Do what is due, as every minute; how many keys were forgotten."""
    handing_out.sweep(issued, at=at)
    old = (
        select(AnsweredOnce.key)
        .where(AnsweredOnce.at < at - REMEMBERED)
        .order_by(AnsweredOnce.at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    gone = session.execute(delete(AnsweredOnce).where(AnsweredOnce.key.in_(old)).returning(AnsweredOnce.key))
    return len(gone.all())
