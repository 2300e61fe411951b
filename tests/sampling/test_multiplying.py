"""Filling with many: shared out over all provinces, topped up, and as lawful as the small sample."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanSummary
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.sampling.multiplying import multiply, prepare, quotas

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def grow(session: Session, n: int) -> int:
    """Fill up to n as the command does; how many there are then."""
    prepare(session, at=AT)
    for quota in quotas(session, n):
        multiply(session, quota, at=AT, seed=1)
    session.flush()
    return session.scalar(select(func.count()).select_from(Proposal)) or 0


def test_exactly_so_many_are_made_and_all_provinces_get_their_share(small_country: Session) -> None:
    assert grow(small_country, 300) == 300
    shares = dict(
        small_country.execute(
            select(Proposal.province_code, func.count()).group_by(Proposal.province_code)
        ).all()
    )
    assert set(shares) == {"32", "50", "81"}
    assert shares["32"] > 10 * shares["50"] > 0


def test_a_second_run_makes_what_is_missing_and_no_more(small_country: Session) -> None:
    assert grow(small_country, 120) == 120
    assert grow(small_country, 120) == 120
    assert grow(small_country, 200) == 200
    assert small_country.scalar(select(func.count(Proposal.number.distinct()))) == small_country.scalar(
        select(func.count(Proposal.number))
    )


def test_the_logs_end_where_the_proposals_stand_and_the_summaries_count_the_plan_items(
    small_country: Session,
) -> None:
    grow(small_country, 200)
    last = (
        select(Review.to_stage)
        .where(Review.proposal_id == Proposal.id, Review.seq == Proposal.version)
        .scalar_subquery()
    )
    astray = small_country.scalar(
        select(func.count())
        .select_from(Proposal)
        .where(Proposal.number.is_not(None), last.is_distinct_from(Proposal.stage))
    )
    assert astray == 0
    items = small_country.scalar(select(func.count()).select_from(PlanItem))
    counted = small_country.scalar(select(func.sum(PlanSummary.items)).where(PlanSummary.level == 2))
    assert items == counted == small_country.scalar(select(func.count(Proposal.number)))
