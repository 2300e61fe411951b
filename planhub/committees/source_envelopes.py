"""The plan of a year by source of money: within and over the envelope, its limit, and what is left of it."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.committees.plan import in_plan
from planhub.committees.source_envelope import SourceEnvelope
from planhub.proposals.need import BudgetLine
from planhub.proposals.proposal import Proposal

UNKNOWN = "open"
"""Where an item's money comes from nobody has said yet."""


@dataclass(frozen=True)
class OfSource:
    """One source of a plan; sums in baht, of all years that its items ask for."""

    source: str
    items: int
    within: Decimal
    over: Decimal
    limit: Decimal | None = None

    @property
    def left(self) -> Decimal | None:
        """What is left of the limit; below zero where too much is planned; None without a limit."""
        return None if self.limit is None else self.limit - self.within


def by_source(session: Session, *, province_code: str, year: int) -> list[OfSource]:
    """Every source that the plan asks, or has a limit for; the largest first."""
    side = func.coalesce(Proposal.envelope, "within")
    rows = session.execute(
        select(
            BudgetLine.source,
            func.count(func.distinct(Proposal.id)).label("items"),
            func.coalesce(func.sum(BudgetLine.amount).filter(side == "within"), 0).label("within"),
            func.coalesce(func.sum(BudgetLine.amount).filter(side == "over"), 0).label("over"),
        )
        .join(Proposal, Proposal.id == BudgetLine.proposal_id)
        .where(*in_plan(province_code, year))
        .group_by(BudgetLine.source)
    )
    said = limits(session, province_code=province_code, year=year)
    nothing = Decimal(0)
    found = {source: OfSource(source, 0, nothing, nothing, limit) for source, limit in said.items()}
    for row in rows:
        sums = Decimal(row.within), Decimal(row.over)
        found[row.source] = OfSource(row.source, row.items, *sums, said.get(row.source))
    return sorted(found.values(), key=lambda one: (-one.within - one.over, one.source))


def limits(session: Session, *, province_code: str, year: int) -> dict[str, Decimal]:
    """Source to limit in baht, where the province has said one."""
    rows = session.scalars(
        select(SourceEnvelope).where(
            SourceEnvelope.province_code == province_code, SourceEnvelope.fiscal_year == year
        )
    )
    return {row.source: row.amount for row in rows}
