"""Accounts for the bench: offices with much to do, in different provinces, one secret for all."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.accounts.account import Account
from planhub.accounts.hashes import hashed
from planhub.accounts.holding import Holding
from planhub.accounts.pins import new_password
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage

OFFICES = (
    ("subdistrict_secretary", Stage.SUBDISTRICT, 4),
    ("district_secretary", Stage.DISTRICT, 3),
    ("planner", Stage.PROVINCE, 3),
)
"""Role, the stage that waits there, how many people at once: ten."""


@dataclass(frozen=True)
class Person:
    """Somebody at work."""

    username: str
    password: str
    role: str
    area_code: str


def people(session: Session) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """(ten at work, one more of each role whose pages are asked for by the bare SQL)."""
    password = new_password()
    secret = hashed(password)
    working, measured = [], []
    for role, stage, n in OFFICES:
        busy = session.execute(
            select(Proposal.holder_code, func.count().label("n"))
            .where(Proposal.stage == stage)
            .group_by(Proposal.holder_code)
            .order_by(func.count().desc(), Proposal.holder_code)
            .limit(n + 1)
        ).all()
        for place, (office, _) in enumerate(busy):
            one = Person(f"bench-{role}-{office}", password, role, office)
            enrol(session, one, secret)
            (measured if place == 0 else working).append(asdict(one))
    return working, measured


def enrol(session: Session, one: Person, secret: str) -> None:
    """Make the account where it lacks, and give it the secret."""
    account = session.scalars(select(Account).where(Account.username == one.username)).one_or_none()
    if account is not None:
        account.password_hash = secret
        return
    at = clock.now()
    account = Account(
        username=one.username,
        name=f"{one.username} (bench)",
        password_hash=secret,
        must_change=False,
        created_at=at,
    )
    session.add(account)
    session.flush()
    session.add(Holding(account_id=account.id, role=one.role, area_code=one.area_code, created_at=at))
