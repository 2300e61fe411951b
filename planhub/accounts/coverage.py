"""Which villages have an account, and which have never used theirs: by subdistrict."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from planhub.accounts.account import Account
from planhub.areas.area import Area
from planhub.areas.codes import bounds
from planhub.wording import Name


@dataclass(frozen=True)
class Covered:
    """Counts of villages and ชุมชน of one subdistrict."""

    code: str
    name: Name
    places: int
    without: int
    """Have no account yet."""
    unused: int
    """Have one that was never signed in to."""


def coverage(session: Session, area_code: str) -> list[Covered]:
    """Every subdistrict of a district (or the one itself) that has villages, in Thai order."""
    low, high = bounds(area_code)
    place = aliased(Area)
    never = Account.id.is_not(None) & Account.last_signin_at.is_(None) & Account.closed_at.is_(None)
    query = (
        select(
            Area.code,
            Area.name_th,
            Area.name_en,
            func.count(place.code),
            func.count(case((Account.id.is_(None), 1))),
            func.count(case((never, 1))),
        )
        .join(place, place.parent_code == Area.code)
        .outerjoin(Account, Account.username == place.code)
        .where(Area.kind == "subdistrict", Area.code >= low, Area.code < high)
        .where(place.kind.in_(("village", "community")), place.valid_to.is_(None))
        .group_by(Area.code, Area.name_th, Area.name_en)
        .order_by(Area.name_th, Area.code)
    )
    rows = session.execute(query)
    return [Covered(code, Name(thai, english or thai), *counts) for code, thai, english, *counts in rows]
