"""A work's money as its page shows it: by fiscal year and source, and entry by entry as signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from planhub.accounts.account import Account
from planhub.money.accounting import remaining, standing_of
from planhub.money.money_entry import KINDS, ItemMoney, MoneyEntry
from planhub.proposals.need import BudgetLine
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import IN_PLAN

PAGE = 100


@dataclass(frozen=True)
class Row:
    """One year and source; baht of each kind and what is left."""

    fiscal_year: int
    source: str
    sums: dict[str, Decimal]

    @property
    def remaining(self) -> Decimal:
        """Baht left."""
        return remaining(self.sums)


@dataclass(frozen=True)
class Line:
    """One entry, with the name of who wrote it."""

    entry: MoneyEntry
    name: str | None
    corrected: bool


def rows(session: Session, proposal: Proposal) -> list[Row]:
    """Every year and source that money was asked for or given in; what was asked for is the need's own."""
    standing = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    asked = {
        (line.fiscal_year, line.source): line.amount
        for line in session.scalars(select(BudgetLine).where(BudgetLine.proposal_id == proposal.id))
    }
    found = []
    for year, source in sorted({*standing, *asked}):
        kept = standing.get((year, source))
        sums = {kind: getattr(kept, kind) if kept else Decimal(0) for kind in KINDS}
        sums["requested"] = sums["requested"] or asked.get((year, source), Decimal(0))
        found.append(Row(year, source, sums))
    return found


def total(found: Sequence[Row]) -> Row:
    """All years and sources together."""
    sums = {kind: sum((row.sums[kind] for row in found), Decimal(0)) for kind in KINDS}
    return Row(0, "", sums)


def entries(session: Session, proposal: Proposal, *, before: int | None = None) -> list[Line]:
    """The ledger, the newest first; one more than PAGE where more follow."""
    back = aliased(MoneyEntry)
    query = (
        select(MoneyEntry, Account.name, back.id)
        .outerjoin(Account, Account.id == MoneyEntry.by)
        .outerjoin(back, back.corrects_id == MoneyEntry.id)
        .where(MoneyEntry.province_code == proposal.province_code, MoneyEntry.item_id == proposal.uid)
        .order_by(MoneyEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(MoneyEntry.id < before)
    return [Line(entry, name, back_id is not None) for entry, name, back_id in session.execute(query)]


def given_in_plan(session: Session, *, province_code: str, year: int) -> dict[str, Decimal]:
    """Baht given in a year to the items of that year's plan, by source: allocated and moved, up and down."""
    given = ItemMoney.allocated + ItemMoney.increased - ItemMoney.decreased
    rows = session.execute(
        select(ItemMoney.source, func.sum(given))
        .join(Proposal, Proposal.uid == ItemMoney.item_id)
        .where(ItemMoney.province_code == province_code, ItemMoney.fiscal_year == year)
        .where(Proposal.province_code == province_code, Proposal.plan_year == year)
        .where(Proposal.stage.in_(IN_PLAN))
        .group_by(ItemMoney.source)
    )
    return {source: Decimal(baht) for source, baht in rows}
