"""Filling with many: shared out over all provinces, topped up, and as lawful as the small sample."""

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanSummary
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.sampling import bulk
from planhub.sampling.multiplying import FIVE_YEARS, multiply, prepare, quotas
from tests.factories.areas import area

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


def test_a_village_without_a_point_has_its_needs_pinned_about_its_subdistrict(small_country: Session) -> None:
    for moo in range(1, 10):
        area(small_country, f"320103{moo:02}", point=None)
    grow(small_country, 300)
    pinned, of = small_country.execute(
        select(func.count(Need.geom), func.count())
        .join(Proposal, Proposal.id == Need.proposal_id)
        .where(Proposal.area_code.startswith("320103"))
    ).one()
    assert of > 20
    assert pinned > of / 2


def test_five_years_are_told_to_their_ends(small_country: Session) -> None:
    prepare(small_country, at=AT, past=FIVE_YEARS)
    for quota in quotas(small_country, 400):
        multiply(small_country, quota, at=AT, seed=1, past=FIVE_YEARS)
    years = Counter(small_country.scalars(select(Proposal.fiscal_year)))
    assert sorted(years) == [2567, 2568, 2569, 2570, 2571]
    assert min(years.values()) > 400 / 5 / 2, "about as many in each"
    moves = small_country.scalar(select(func.count()).select_from(Review)) or 0
    assert 7 <= moves / 400 <= 9, "30 million rows of 3.75 million items"


def test_what_was_stripped_for_a_load_is_all_made_again(connection: Connection) -> None:
    assert bulk.lacking(connection) == [], "migrations make what the classes say"
    bulk.strip(connection)
    gone = {part.name for part in bulk.lacking(connection)}
    assert {"ix_proposal_alike", "uq_proposal_number", "fk_review_proposal_id", "idx_need_geom"} <= gone
    told: list[tuple[int, int]] = []
    bulk.restore(connection, report=lambda name, done, total: told.append((done, total)))
    assert bulk.lacking(connection) == []
    assert told[-1] == (len(gone), len(gone))
