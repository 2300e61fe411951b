"""Who is signed in, and which hats that person may wear today."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Holding
from planhub.workflow.roles import Hat, Role


@dataclass(frozen=True)
class SignedIn:
    """An account in good standing and its hats in force, highest office first."""

    account_id: int
    username: str
    name: str
    must_change: bool
    hats: list[Hat]
    titles: dict[int, str]
    """Position title by holding id, as signed under decisions."""

    def wearing(self, holding_id: int | None) -> Hat | None:
        """The chosen hat, or the first one."""
        return next(
            (hat for hat in self.hats if hat.holding_id == holding_id), self.hats[0] if self.hats else None
        )


def signed_in(session: Session, *, account_id: int, epoch: int, day: date) -> SignedIn | None:
    """The account behind a session cookie; None when closed, or signed out everywhere since."""
    account = session.get(Account, account_id)
    if account is None or account.closed_at is not None or account.session_epoch != epoch:
        return None
    rows = session.scalars(
        select(Holding)
        .where(Holding.account_id == account_id)
        .where(or_(Holding.valid_from.is_(None), Holding.valid_from <= day))
        .where(or_(Holding.valid_to.is_(None), Holding.valid_to >= day))
        .order_by(Holding.acting, Holding.id)
    ).all()
    return SignedIn(
        account_id=account.id,
        username=account.username,
        name=account.name,
        must_change=account.must_change,
        hats=[hat_of(row) for row in rows],
        titles={row.id: row.title for row in rows if row.title},
    )


def hat_of(row: Holding) -> Hat:
    """The hat that an office held gives."""
    return Hat(
        account_id=row.account_id,
        holding_id=row.id,
        role=Role(row.role),
        area_code=row.area_code,
        agency_code=row.agency_code,
        acting=row.acting,
        order_number=row.order_number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
