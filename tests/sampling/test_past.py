"""The sample's days: what the log tells is what the ministry's page shows of silence and of the month."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.clock import BANGKOK, local_day
from planhub.linkage import recounting
from planhub.linkage.plan_item import PlanItem, PlanVersion
from planhub.maps.nation import QUIET_DAYS, nation
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.sampling import filling
from planhub.sampling.filling import fill
from planhub.sampling.stories import FELL_SILENT, ends_at
from planhub.workflow.stages import NOT_COUNTED, Action, Stage
from tests.factories.rolling import roll

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
MONTH = datetime(2026, 11, 1, tzinfo=BANGKOK)
HEARD, SILENT = "50", "81"


@pytest.fixture
def filled(small_country: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The small country, filled, with one province of which nothing was heard for 45 days."""
    monkeypatch.setattr(filling, "QUIET", {SILENT: 45})
    fill(small_country, at=AT)
    small_country.commit()
    return small_country


def test_a_province_changed_last_when_its_log_says_so(filled: Session) -> None:
    for province in (HEARD, SILENT):
        last = filled.scalar(
            select(func.max(Proposal.updated_at)).where(
                Proposal.province_code == province, Proposal.number.is_not(None)
            )
        )
        assert filled.get_one(PlanVersion, province).changed_at == last
    silence = {line.code: line.silence for line in nation(filled, year=None, at=AT).provinces}
    assert (silence[HEARD] or 0) <= QUIET_DAYS
    assert (silence[SILENT] or 0) > 45


def test_of_a_silent_province_nothing_is_told_since_and_the_year_s_end_finds_nothing_there(
    filled: Session,
) -> None:
    reviews = select(func.max(Review.at)).join(Proposal, Proposal.id == Review.proposal_id)
    latest = filled.scalar(reviews.where(Proposal.province_code == SILENT))
    assert latest is not None
    assert (local_day(AT) - local_day(latest)).days > 45
    _running, last, *earlier = FELL_SILENT
    assert not {ends_at(path) for path in last} & {Stage.DEFERRED, Stage.FUNDED}
    assert not {ends_at(path) for paths in earlier for path in paths} & {Stage.DEFERRED, Stage.PLANNED}


def test_what_changed_this_month_is_what_the_log_tells_of_it(filled: Session) -> None:
    lines = {line.code: line for line in nation(filled, year=None, at=AT).provinces}
    first = select(Review.proposal_id, func.min(Review.at).label("at")).group_by(Review.proposal_id)
    submitted = first.subquery()
    for province in (HEARD, "32"):
        rows = filled.execute(
            select(Proposal.stage, submitted.c.at)
            .join(submitted, submitted.c.proposal_id == Proposal.id)
            .where(Proposal.province_code == province)
        ).all()
        new = sum(at >= MONTH and Stage(stage) not in NOT_COUNTED for stage, at in rows)
        assert lines[province].new <= new, "some that stood before were merged, withdrawn or refused since"
        assert lines[province].new > 0, province
    assert lines[SILENT].new == 0
    assert lines[SILENT].now == lines[SILENT].opened


def test_how_the_month_opened_is_how_each_log_stood_then(filled: Session) -> None:
    opened: Counter[str] = Counter()
    for proposal in filled.scalars(
        select(Proposal).where(Proposal.province_code == HEARD, Proposal.number.is_not(None))
    ):
        before = filled.scalars(
            select(Review.to_stage)
            .where(Review.proposal_id == proposal.id, Review.at < MONTH)
            .order_by(Review.seq)
        ).all()
        if before:
            opened[before[-1]] += 1
    line = next(line for line in nation(filled, year=None, at=AT).provinces if line.code == HEARD)
    finished = {Stage.COMPLETED, Stage.EVALUATED}
    assert line.opened.get("done", 0) == sum(n for stage, n in opened.items() if stage in finished)
    assert sum(line.opened.values()) <= sum(opened.values())


def test_the_year_s_end_moved_what_got_no_money_with_its_number_and_rank(filled: Session) -> None:
    moved = filled.scalars(select(Review).where(Review.action == Action.ROLL_OVER)).all()
    assert {row.from_stage for row in moved} == {"planned", "deferred"}
    for row in moved:
        proposal = filled.get_one(Proposal, row.proposal_id)
        assert (row.actor_id, row.given) == (None, {"plan_year": 2571})
        assert local_day(row.at).isoformat() == "2026-10-01"
        assert (proposal.fiscal_year, proposal.plan_year) == (2571, None)
        assert proposal.number is not None
        assert int(proposal.number.split("-")[1]) < 2571, "the number is that of the round that asked"
        kept = set(filled.scalars(select(Rank.fiscal_year).where(Rank.proposal_id == proposal.id)))
        assert kept <= {int(proposal.number.split("-")[1])}
        item = filled.scalars(select(PlanItem).where(PlanItem.external_id == proposal.number)).one()
        assert (item.fiscal_year, item.stage) == (2571, proposal.stage)
    for province in ("32", HEARD, SILENT):
        assert not roll(filled, province, AT), "the first beat finds nothing left to do"
    assert recounting.differences(filled, limit=5) == []
