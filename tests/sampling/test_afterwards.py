"""The whole sample of Surin: the governor's page has something of everything, and all of it recounts."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.committees.editions import editions, is_intact
from planhub.committees.plan_content import content_of, digest_of
from planhub.committees.sealed_plan import SealedPlan
from planhub.committees.source_envelopes import by_source
from planhub.linkage import pyramid_recounting, recounting
from planhub.maps.nation import nation
from planhub.money.money_entry import ItemMoney
from planhub.oversight.governed import governed
from planhub.oversight.narrowed import SHOWN, Narrowed
from planhub.oversight.trouble import Limits, Trouble
from planhub.oversight.troubles import troubled
from planhub.procurement.guaranteeing import overdue, owed
from planhub.progress.progress import ChangeRequest, ProgressReport, WorkPhoto
from planhub.progress.silent_offices import silent_offices
from planhub.proposals import quarterly, themes
from planhub.proposals.proposal import Proposal
from planhub.results.royal import half_of, summary
from planhub.sampling.desks import desks_of
from planhub.sampling.filling import QUIET
from planhub.workflow.due import DueRules, last_closed
from planhub.workflow.procurement import STEPS_OF
from planhub.workflow.stages import Stage
from planhub.works.work import Contract, ContractChange, Instalment, ProcurementStep, Work
from tests.serving import SEEDED

SURIN = "32"


@pytest.fixture(scope="module")
def sample(server: cluster.Server, seeded: Path) -> Iterator[Session]:
    """The sample as `bin/demo` shows it; nothing is written."""
    engine = create_engine(server.url(cluster.OWNER, SEEDED))
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def now() -> datetime:
    """Nearly when the sample was filled."""
    return clock.now()


def test_every_stage_is_there(sample: Session) -> None:
    found = set(sample.scalars(select(Proposal.stage).where(Proposal.province_code == SURIN).distinct()))
    assert found == {stage.value for stage in Stage}


def test_the_governors_three_numbers_and_every_list_of_troubles_have_items(
    sample: Session, now: datetime
) -> None:
    day = clock.local_day(now)
    limits = Limits(day, last_closed(day, DueRules()), 60)
    found = governed(sample, Narrowed(SURIN), limits)
    for group in SHOWN:
        assert found.whole.of(group).items >= 10, group
    for trouble in Trouble:
        rows, _next = troubled(sample, Narrowed(SURIN), trouble, limits)
        assert len(rows) >= 3, trouble


def test_offices_are_silent_and_what_nobody_confirmed_is_marked(sample: Session, now: datetime) -> None:
    desks = desks_of(sample, SURIN, at=now)
    assert desks is not None
    hat, day = desks.planner.hat, clock.local_day(now)
    assert 3 <= silent_offices(sample, hat=hat, day=day, rules=DueRules()).silent <= 20
    waits = [row.id for row in quarterly.rows_of(sample, hat=hat, quarter=quarterly.quarter_of(day))]
    marked = quarterly.missed(sample, waits, day=day)
    assert 0 < len(marked) < len(waits)
    assert {row.answer for row in _answers(sample)} == {"confirmed", "changed", "withdrawn"}


def _answers(sample: Session) -> list[quarterly.QuarterAnswer]:
    return list(sample.scalars(select(quarterly.QuarterAnswer)))


def test_changes_were_asked_for_allowed_refused_and_taken_back(sample: Session) -> None:
    rows = sample.scalars(select(ChangeRequest)).all()
    assert {row.state for row in rows} == {"asked", "approved", "refused", "taken_back"}
    assert {row.field for row in rows} >= {"amount", "scope", "dates"}
    for row in rows:
        if row.state == "approved" and row.field == "amount":
            assert sample.get_one(Proposal, row.proposal_id).amount == Decimal(row.after["baht"])


def test_a_contract_was_ended_and_the_work_bought_again(sample: Session) -> None:
    ended = sample.scalars(select(Contract).where(Contract.ended_on.is_not(None))).all()
    stages = {sample.get_one(Proposal, row.proposal_id).stage for row in ended}
    assert stages == {"procurement", "works"}, "one is being bought, one has a new contract"
    for row in ended:
        work = sample.get_one(Work, row.proposal_id)
        steps = sample.scalars(
            select(ProcurementStep).where(
                ProcurementStep.proposal_id == row.proposal_id, ProcurementStep.attempt == work.attempt
            )
        ).all()
        assert work.attempt == 2
        assert {step.step for step in steps} == set(STEPS_OF[work.method or ""])
        bound = sample.scalar(
            select(func.sum(ItemMoney.committed)).where(
                ItemMoney.item_id == sample.get_one(Proposal, row.proposal_id).uid
            )
        )
        standing = sample.scalar(
            select(func.coalesce(func.sum(Contract.amount), 0)).where(
                Contract.proposal_id == row.proposal_id, Contract.ended_on.is_(None)
            )
        )
        assert bound == standing, "what the ended one bound is free again"


def test_works_have_photos_at_three_moments_and_one_was_taken_far_away(
    sample: Session, seeded: Path, now: datetime
) -> None:
    rows = sample.scalars(select(WorkPhoto)).all()
    assert {row.moment for row in rows} == {"before", "during", "after"}
    assert sum((row.away_m or 0) > 2_000 for row in rows) == 1
    assert all(row.taken_at and row.taken_at <= row.at < now for row in rows)
    laid_down = {path.name for path in (seeded / "uploads").rglob("*") if path.is_file()}
    assert all(any(name.startswith(row.sha256) for name in laid_down) for row in rows)


def test_a_report_was_sent_back_and_one_went_back_with_its_reason(sample: Session) -> None:
    sent_back = sample.scalars(select(ProgressReport).where(ProgressReport.review == "sent_back")).all()
    assert sent_back
    assert all(row.review_note for row in sent_back)
    back = sample.scalars(select(ProgressReport).where(ProgressReport.went_back != "")).all()
    assert back
    for row in back:
        assert sample.get_one(Work, row.proposal_id).physical == row.physical


def test_the_plan_was_sealed_twice_and_a_source_is_asked_for_more_than_it_holds(
    sample: Session, now: datetime
) -> None:
    year = clock.fiscal_year(clock.local_day(now))
    known = editions(sample, province_code=SURIN, year=year)
    assert sorted(one.edition for one in known) == [1, 2]
    assert all(is_intact(sample, sealed) for sealed in sample.scalars(select(SealedPlan)))
    now_ = digest_of(content_of(sample, province_code=SURIN, year=year), "")
    last = sample.scalars(select(SealedPlan).where(SealedPlan.edition == 2)).one()
    assert now_ != digest_of(last.content, ""), "something has changed since"
    left = [one.left for one in by_source(sample, province_code=SURIN, year=year) if one.left is not None]
    assert left
    assert min(left) < 0


def test_a_plan_of_a_theme_was_revised_and_waits_for_the_next_revision(
    sample: Session, now: datetime
) -> None:
    day = clock.local_day(now)
    plans = themes.themes_of(sample, SURIN)
    revisions = [one for plan in plans for one in plan.revisions]
    assert any(one.done_at for one in revisions)
    assert any(one.done_at is None and one.due_on < day for one in revisions), "one is due"
    assert any(one.done_at is None and one.due_on > day for one in revisions), "one is to come"


def test_royal_projects_stand_in_many_provinces_and_some_have_not_reported(
    sample: Session, now: datetime
) -> None:
    lines = summary(sample, half_of(clock.local_day(now)).before)
    with_some = [line for line in lines if line.projects]
    assert len(with_some) >= 30
    assert any(line.reported < line.projects for line in with_some)
    assert any(line.linked for line in with_some)


def test_what_the_items_and_their_summaries_show_is_what_a_recount_finds(sample: Session) -> None:
    assert recounting.differences(sample, limit=5) == []
    assert pyramid_recounting.differences(sample, limit=5) == []


def test_days_were_granted_by_a_change_of_the_contract(sample: Session) -> None:
    granted = sample.scalars(
        select(ChangeRequest).where(ChangeRequest.field == "contract", ChangeRequest.state == "approved")
    ).all()
    assert granted
    for row in granted:
        amended = sample.scalars(
            select(ContractChange)
            .join(Contract, Contract.id == ContractChange.contract_id)
            .where(Contract.proposal_id == row.proposal_id, ContractChange.at == row.decided_at)
        ).one()
        assert (amended.kind, amended.days_more) == ("extend", 30)
        assert amended.ends_after.isoformat() == row.after["ends_on"]


def test_guarantees_wait_are_late_and_were_given_back_and_fines_were_forgone(
    sample: Session, now: datetime
) -> None:
    day = clock.local_day(now)
    desks = desks_of(sample, SURIN, at=now)
    assert desks is not None
    rows = owed(sample, hat=desks.planner.hat, day=day)
    assert len(rows) >= 2
    assert 0 < overdue(sample, hat=desks.planner.hat, day=day) <= len(rows)
    contracts = sample.scalars(select(Contract).where(Contract.guarantee_due_on.is_not(None))).all()
    assert any(row.guarantee_returned_on for row in contracts)
    assert any(row.guarantee_due_on and row.guarantee_due_on > day for row in contracts)
    parts = sample.scalars(select(Instalment).where(Instalment.excused_days > 0)).all()
    assert parts
    assert any(part.fine for part in sample.scalars(select(Instalment)))


def test_some_provinces_are_silent_and_the_others_changed_this_month(sample: Session, now: datetime) -> None:
    found = nation(sample, year=None, at=now)
    assert found.silent == len(QUIET)
    assert {line.code for line in found.provinces if line.quiet} == set(QUIET)
