"""The envelope of a province's plan of a fiscal year: how much it is, and how much is planned already."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import IN_PLAN


@dataclass(frozen=True)
class Envelope:
    """One year's; all sums in baht."""

    year: int
    limit: Decimal | None = None
    """What the province may plan within; None where nobody has said it."""
    within: Decimal = Decimal(0)
    over: Decimal = Decimal(0)
    items: int = 0

    @property
    def known(self) -> bool:
        """Whether there is anything to tell."""
        return self.limit is not None or self.items > 0

    def left(self, amount: Decimal = Decimal(0)) -> Decimal | None:
        """What is left once so much more is planned within it; below zero where that is too much."""
        return None if self.limit is None else self.limit - self.within - amount


def envelopes(session: Session, *, province_code: str, years: Sequence[int]) -> list[Envelope]:
    """The envelopes of some fiscal years, in their order."""
    side = func.coalesce(Proposal.envelope, "within")
    planned = session.execute(
        select(
            Proposal.plan_year,
            func.coalesce(func.sum(Proposal.amount).filter(side == "within"), 0).label("within"),
            func.coalesce(func.sum(Proposal.amount).filter(side == "over"), 0).label("over"),
            func.count().label("items"),
        )
        .where(Proposal.province_code == province_code, Proposal.plan_year.in_(years))
        .where(Proposal.stage.in_(IN_PLAN))
        .group_by(Proposal.plan_year)
    )
    sums = {row.plan_year: row for row in planned}
    said = session.execute(
        select(PlanningRound.fiscal_year, PlanningRound.envelope).where(
            PlanningRound.province_code == province_code, PlanningRound.fiscal_year.in_(years)
        )
    )
    limits = {year: limit for year, limit in said}
    return [
        Envelope(
            year=year,
            limit=limits.get(year),
            within=Decimal(sums[year].within) if year in sums else Decimal(0),
            over=Decimal(sums[year].over) if year in sums else Decimal(0),
            items=sums[year].items if year in sums else 0,
        )
        for year in years
    ]
