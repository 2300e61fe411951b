"""When the made-up items changed, as their logs tell it: each province's last word, its month's opening.

Rows are stored in one moment, so that every province would have changed in that moment and in no other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, time

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from planhub.clock import BANGKOK, local_day
from planhub.linkage.plan_item import DistrictVersion, PlanVersion
from planhub.linkage.plan_month import PlanMonth
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review


def without_items(session: Session, provinces: Collection[str]) -> set[str]:
    """Those of which nothing was ever stored: what is told of them is all that they have."""
    return set(provinces) - set(session.scalars(select(PlanVersion.province_code)))


def date_back(session: Session, provinces: Collection[str], *, at: datetime) -> None:
    """Say of provinces whose items were stored just now when they changed; for a session as owner."""
    month = datetime.combine(local_day(at).replace(day=1), time(), BANGKOK)
    last = dict(
        session.execute(
            select(Proposal.province_code, func.max(Proposal.updated_at))
            .where(Proposal.province_code.in_(provinces), Proposal.number.is_not(None))
            .group_by(Proposal.province_code)
        ).all()
    )
    _open_month(session, [code for code, changed in last.items() if changed >= month], month)
    _say_changed(session, last)


def _open_month(session: Session, provinces: Collection[str], month: datetime) -> None:
    """How their items stood before the month's first change."""
    before = (
        select(Review.proposal_id, Review.to_stage)
        .ext(distinct_on(Review.proposal_id))
        .where(Review.at < month)
        .order_by(Review.proposal_id, Review.seq.desc())
        .subquery()
    )
    year = func.coalesce(Proposal.plan_year, Proposal.fiscal_year)
    stood = (
        select(
            literal(month.date()), Proposal.province_code, year, before.c.to_stage,
            func.count(), func.sum(Proposal.amount),
        )
        .join(before, before.c.proposal_id == Proposal.id)
        .where(Proposal.province_code.in_(provinces), Proposal.number.is_not(None))
        .group_by(Proposal.province_code, year, before.c.to_stage)
    )  # fmt: skip
    columns = ["month", "province_code", "fiscal_year", "stage", "items", "baht"]
    session.execute(delete(PlanMonth).where(PlanMonth.province_code.in_(provinces)))
    session.execute(insert(PlanMonth).from_select(columns, stood))


def _say_changed(session: Session, last: Mapping[str, datetime]) -> None:
    """A version never goes back by itself: it is written anew, with its number kept."""
    known = dict(
        session.execute(
            select(PlanVersion.province_code, PlanVersion.version).where(PlanVersion.province_code.in_(last))
        ).all()
    )
    rows = [
        {"province_code": code, "version": version, "changed_at": last[code]}
        for code, version in known.items()
    ]
    if not rows:
        return
    session.execute(delete(PlanVersion).where(PlanVersion.province_code.in_(known)))
    session.execute(insert(PlanVersion), rows)
    session.execute(
        update(DistrictVersion)
        .where(DistrictVersion.province_code == PlanVersion.province_code)
        .where(DistrictVersion.province_code.in_(known))
        .values(changed_at=PlanVersion.changed_at)
        .execution_options(synchronize_session=False)
    )
