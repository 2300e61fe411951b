"""What was told of a work so far: its reports, and how its money stands beside the work itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.money.money_entry import ItemMoney
from planhub.progress.progress import ProgressReport

MOST = 60
"""Reports shown: five years of months."""


@dataclass(frozen=True)
class Money:
    """Baht of a work, all years and sources together."""

    given: Decimal
    """It may spend: allocated, moved up and down, less what was carried over, returned or lapsed."""
    committed: Decimal
    """Bound and not yet paid."""
    disbursed: Decimal

    @property
    def percent(self) -> int | None:
        """Paid in a hundred of what was given; None while nothing was given."""
        return round(self.disbursed * 100 / self.given) if self.given > 0 else None

    @property
    def left(self) -> Decimal:
        """Given and neither bound nor paid."""
        return self.given - self.committed - self.disbursed

    @property
    def bound(self) -> bool:
        """Whether any of it is bound or was paid."""
        return self.committed + self.disbursed > 0


def reports_of(session: Session, proposal_id: int) -> Sequence[ProgressReport]:
    """Reports of a work, the last word first."""
    query = select(ProgressReport).where(ProgressReport.proposal_id == proposal_id)
    return session.scalars(query.order_by(ProgressReport.id.desc()).limit(MOST)).all()


def sent_back(reports: Sequence[ProgressReport]) -> ProgressReport | None:
    """The report that waits for mending: the last of its work, where that was sent back."""
    return reports[0] if reports and reports[0].review == "sent_back" else None


def money_of(session: Session, *, province_code: str, item_id: UUID) -> Money:
    """How the money of an item stands by its ledger."""
    given = ItemMoney.allocated + ItemMoney.increased - ItemMoney.decreased
    spendable = given - ItemMoney.carried - ItemMoney.returned - ItemMoney.lapsed
    row = session.execute(
        select(
            func.coalesce(func.sum(spendable), 0),
            func.coalesce(func.sum(ItemMoney.committed), 0),
            func.coalesce(func.sum(ItemMoney.disbursed), 0),
        ).where(ItemMoney.province_code == province_code, ItemMoney.item_id == item_id)
    ).one()
    return Money(*row)
