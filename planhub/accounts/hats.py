"""Who is signed in, and which hats that person may wear today."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Holding
from planhub.areas.addresses import address_of, with_address
from planhub.areas.area import Area
from planhub.wording import Name
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
    places: dict[str, Name]
    """Address by the area code of a hat; a code that nobody knows is left out."""

    def wearing(self, holding_id: int | None) -> Hat | None:
        """The chosen hat, or the first one."""
        return next(
            (hat for hat in self.hats if hat.holding_id == holding_id), self.hats[0] if self.hats else None
        )


def signed_in(session: Session, *, account_id: int, epoch: int, day: date) -> SignedIn | None:
    """The account behind a session cookie; None when closed, or signed out everywhere since."""
    rows = session.execute(_behind(), {"account_id": account_id, "epoch": epoch, "day": day}).all()
    if not rows:
        return None
    held = [row for row in rows if row.holding_id is not None]
    return SignedIn(
        account_id=account_id,
        username=rows[0].username,
        name=rows[0].name,
        must_change=rows[0].must_change,
        hats=[_hat(account_id, row.holding_id, row) for row in held],
        titles={row.holding_id: row.title for row in held if row.title},
        places={row.code: address_of(row).name for row in held if row.code},
    )


@cache  # asked for by every page of everybody: built once
def _behind() -> Select[*tuple[Any, ...]]:
    """An account in good standing: a row for each office held on a day, one row where none is."""
    day = bindparam("day", type_=Holding.valid_from.type)
    in_force = and_(
        Holding.account_id == Account.id,
        or_(Holding.valid_from.is_(None), Holding.valid_from <= day),
        or_(Holding.valid_to.is_(None), Holding.valid_to >= day),
    )
    known = select(
        Account.username,
        Account.name,
        Account.must_change,
        Holding.id.label("holding_id"),
        Holding.role,
        Holding.area_code,
        Holding.agency_code,
        Holding.acting,
        Holding.order_number,
        Holding.valid_from,
        Holding.valid_to,
        Holding.title,
    )
    return (
        with_address(
            known.select_from(Account)
            .outerjoin(Holding, in_force)
            .outerjoin(Area, Area.code == Holding.area_code)
        )
        .where(Account.id == bindparam("account_id"), Account.closed_at.is_(None))
        .where(Account.session_epoch == bindparam("epoch"))
        .order_by(Holding.acting, Holding.id)
    )


def hat_of(row: Holding) -> Hat:
    """The hat that an office held gives."""
    return _hat(row.account_id, row.id, row)


def _hat(account_id: int, holding_id: int, row: Any) -> Hat:
    return Hat(
        account_id=account_id,
        holding_id=holding_id,
        role=Role(row.role),
        area_code=row.area_code,
        agency_code=row.agency_code,
        acting=row.acting,
        order_number=row.order_number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
