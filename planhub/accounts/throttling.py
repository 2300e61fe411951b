"""Failed sign-ins are counted by account and by address; after a few, each makes the next wait longer.

Waits double from a minute to an hour for an account. An address is allowed far more, since a whole district
may stand behind one (a mobile carrier's, an office's). A day without failures forgets them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.accounts.account import SigninFailure

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Limit:
    """How many failures are free, and how the waiting grows after them."""

    free: int
    longest: timedelta


LIMITS = {
    "account": Limit(free=4, longest=timedelta(hours=1)),
    "address": Limit(free=60, longest=timedelta(minutes=15)),
}
FIRST_WAIT = timedelta(minutes=1)


def subjects_of(username: str, address: str) -> list[str]:
    """What a try is counted under, in one order for everybody, so that two tries never deadlock."""
    return [f"account:{username[:100]}", f"address:{_network(address)}"]


def wait_after(subject: str, failures: int) -> timedelta:
    """How long a subject waits after its n-th failure: none, then 1, 2, 4, 8 … minutes."""
    limit = LIMITS[subject.partition(":")[0]]
    beyond = failures - limit.free
    return min(FIRST_WAIT * 2 ** min(beyond - 1, 20), limit.longest) if beyond > 0 else timedelta(0)


def left_to_wait(session: Session, subjects: list[str], *, at: datetime) -> timedelta:
    """How long these must still wait; holds their rows until the try is over, so that all are counted."""
    rows = [_hold(session, subject, at) for subject in subjects]
    return max((_left(row, at) for row in rows), default=timedelta(0))


def count_failure(session: Session, subjects: list[str], *, at: datetime) -> None:
    """One more failure for each; what is long past is swept out."""
    for subject in subjects:
        row = _hold(session, subject, at)
        row.failures = 1 if at - row.last_at > FORGOTTEN_AFTER else row.failures + 1
        row.last_at = at
    _sweep(session, at)


def forget_failures(session: Session, username: str) -> None:
    """After a good sign-in, or new credentials: the account begins anew; its address does not."""
    session.execute(delete(SigninFailure).where(SigninFailure.subject == f"account:{username[:100]}"))


def _hold(session: Session, subject: str, at: datetime) -> SigninFailure:
    session.execute(
        insert(SigninFailure).values(subject=subject, failures=0, last_at=at).on_conflict_do_nothing()
    )
    query = select(SigninFailure).where(SigninFailure.subject == subject)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def _left(row: SigninFailure, at: datetime) -> timedelta:
    return max(row.last_at + wait_after(row.subject, row.failures) - at, timedelta(0))


def _sweep(session: Session, at: datetime) -> None:
    old = (
        select(SigninFailure.subject)
        .where(SigninFailure.last_at < at - FORGOTTEN_AFTER)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(SigninFailure).where(SigninFailure.subject.in_(old.scalar_subquery())))


def _network(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one, which is one household or office."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(known if known.version == 4 else ip_network(f"{known}/64", strict=False))
