"""A province's development issues (ประเด็นการพัฒนา) as the planner sees them, with what hangs on each."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.proposals.review import Alignment, DevelopmentIssue


@dataclass(frozen=True)
class Issue:
    """An issue and how many items name it."""

    row: DevelopmentIssue
    items: int


def issues_of(session: Session, province_code: str) -> list[Issue]:
    """All issues of a province, the newest plan first."""
    used = select(func.count()).where(Alignment.issue_id == DevelopmentIssue.id).scalar_subquery()
    rows = session.execute(
        select(DevelopmentIssue, used)
        .where(DevelopmentIssue.province_code == province_code)
        .order_by(DevelopmentIssue.from_year.desc(), DevelopmentIssue.no, DevelopmentIssue.id)
    )
    return [Issue(row, items) for row, items in rows]
