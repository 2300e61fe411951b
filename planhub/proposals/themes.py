"""Plans of a theme, such as water, and their revisions at six and twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.proposals.upkeep import ThemePlan, ThemeRevision
from planhub.workflow.stages import IN_PLAN


@dataclass(frozen=True)
class Theme:
    """One plan with its revisions in order, and what stands in the province's plan of that side today."""

    plan: ThemePlan
    revisions: list[ThemeRevision]
    items: int
    baht: Decimal

    def due(self, day: date) -> ThemeRevision | None:
        """The revision that is due and not done."""
        waiting = (row for row in self.revisions if row.done_at is None and row.due_on <= day)
        return next(waiting, None)


def themes_of(session: Session, province_code: str) -> list[Theme]:
    """A province's plans of a theme, the newest first."""
    plans = session.scalars(
        select(ThemePlan)
        .where(ThemePlan.province_code == province_code)
        .order_by(ThemePlan.fiscal_year.desc(), ThemePlan.side)
    ).all()
    revisions = session.scalars(
        select(ThemeRevision)
        .where(ThemeRevision.plan_id.in_([plan.id for plan in plans]))
        .order_by(ThemeRevision.plan_id, ThemeRevision.months)
    ).all()
    figures = _figures(session, province_code, plans)
    return [
        Theme(
            plan,
            [row for row in revisions if row.plan_id == plan.id],
            *figures.get((plan.fiscal_year, plan.side), (0, Decimal(0))),
        )
        for plan in plans
    ]


def figures_of(session: Session, plan: ThemePlan) -> tuple[int, Decimal]:
    """How many items of the plan's side its province's plan of the year holds now, and for how much."""
    found = _figures(session, plan.province_code, [plan])
    return found.get((plan.fiscal_year, plan.side), (0, Decimal(0)))


def _figures(
    session: Session, province_code: str, plans: Sequence[ThemePlan]
) -> dict[tuple[int, str], tuple[int, Decimal]]:
    rows = session.execute(
        select(Proposal.plan_year, Proposal.side, func.count(), func.sum(Proposal.amount))
        .where(
            Proposal.province_code == province_code,
            Proposal.plan_year.in_({plan.fiscal_year for plan in plans}),
            Proposal.side.in_({plan.side for plan in plans}),
            Proposal.stage.in_(IN_PLAN),
        )
        .group_by(Proposal.plan_year, Proposal.side)
    )
    return {(year or 0, side or ""): (items, baht) for year, side, items, baht in rows}
