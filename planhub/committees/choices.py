"""What a committee chooses from: the offices that serve a place, the province's issues, the plan's years."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.proposals.review import DevelopmentIssue

YEARS_AHEAD = 5
"""A plan reaches so many fiscal years from its round."""


def agencies_for(session: Session, *, place_code: str, day: date) -> Sequence[Agency]:
    """Offices that serve a place, today: those of its district, its province and the whole country."""
    serving = ["", place_code[:2], place_code[:4], place_code[:6]]
    return session.scalars(
        select(Agency)
        .where(Agency.area_code.in_(serving))
        .where(or_(Agency.valid_from.is_(None), Agency.valid_from <= day))
        .where(or_(Agency.valid_to.is_(None), Agency.valid_to >= day))
        .order_by(Agency.level, Agency.name_th)
    ).all()


def issues_for(session: Session, *, province_code: str, year: int) -> Sequence[DevelopmentIssue]:
    """A province's development issues in a fiscal year."""
    return session.scalars(
        select(DevelopmentIssue)
        .where(DevelopmentIssue.province_code == province_code)
        .where(DevelopmentIssue.from_year <= year, DevelopmentIssue.to_year >= year)
        .order_by(DevelopmentIssue.no, DevelopmentIssue.id)
    ).all()


def plan_years(round_year: int) -> list[int]:
    """Fiscal years of whose plan an item of a round may become part."""
    return list(range(round_year, round_year + YEARS_AHEAD))
