"""The sample's money and works keep the rules of the real ones, and are worth looking at."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.clock import fiscal_year, local_day
from planhub.linkage.plan_item import PlanItem
from planhub.money import ledger
from planhub.money.money_entry import ItemMoney, MoneyEntry
from planhub.progress.progress import ProgressReport
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.results.result import LaterLook, VillageAnswer, WorkResult
from planhub.results.royal_project import RoyalProject, RoyalReport
from planhub.sampling.filling import fill
from planhub.sampling.works import STAGES
from planhub.workflow.fines import rate_fault
from planhub.workflow.procurement import STEPS_OF, sum_fault
from planhub.workflow.stages import Action, Stage
from planhub.works.work import Contract, Instalment, ProcurementStep, Work

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BOUGHT = ("procurement", "works", "completed", "evaluated")


@pytest.fixture
def filled(small_country: Session) -> Session:
    """The small country, filled."""
    fill(small_country, at=AT)
    small_country.flush()
    return small_country


def test_what_got_money_has_a_ledger_and_a_work_and_nothing_else_has(filled: Session) -> None:
    stages = {row.id: row.stage for row in filled.scalars(select(Proposal))}
    worked = {stages[id_] for id_ in filled.scalars(select(Work.proposal_id))}
    paid = {stages[id_] for id_ in filled.scalars(select(MoneyEntry.proposal_id)) if id_ is not None}
    assert worked == paid == {stage.value for stage in STAGES}
    funded = [id_ for id_, stage in stages.items() if stage in ("funded", *BOUGHT)]
    assert set(funded) <= set(filled.scalars(select(Work.proposal_id)))


def test_the_sums_are_what_the_entries_come_to(filled: Session) -> None:
    kinds = ("allocated", "increased", "decreased", "committed", "disbursed", "carried", "returned")
    told: Counter[tuple[object, ...]] = Counter()
    for row in filled.scalars(select(MoneyEntry)):
        told[row.item_id, row.fiscal_year, row.source, row.kind] += row.amount  # type: ignore[assignment]
    for sums in filled.scalars(select(ItemMoney)):
        for kind in kinds:
            assert getattr(sums, kind) == told[sums.item_id, sums.fiscal_year, sums.source, kind]


def test_no_figure_lies_ahead_and_none_is_before_its_fiscal_year(filled: Session) -> None:
    for row in filled.scalars(select(MoneyEntry).where(MoneyEntry.proposal_id.is_not(None))):
        assert row.at < AT
        if row.kind in ("committed", "disbursed") and row.amount > 0 and "เหลื่อมปี" not in row.note:
            assert fiscal_year(local_day(row.at)) == row.fiscal_year, (row.kind, row.at, row.source)


def test_what_was_asked_for_is_what_the_need_says_and_no_more(filled: Session) -> None:
    for work in filled.scalars(select(Work)):
        proposal = filled.get_one(Proposal, work.proposal_id)
        assert ledger.total(ledger.rows(filled, proposal)).sums["requested"] == proposal.amount, (
            proposal.number
        )


def test_what_is_kept_over_a_years_end_stands_again_in_the_next(filled: Session) -> None:
    kept = filled.execute(select(ItemMoney).where(ItemMoney.carried > 0)).scalars().all()
    assert kept
    for row in kept:
        next_ = filled.get(ItemMoney, (row.province_code, row.item_id, row.fiscal_year + 1, "carry"))
        assert next_ is not None
        assert next_.allocated == row.carried
        assert row.committed == 0


def test_purchases_keep_the_rules_of_their_method(filled: Session) -> None:
    for work in filled.scalars(select(Work).where(Work.method.is_not(None))):
        assert work.method is not None
        assert sum_fault(work.method, work.estimate or Decimal(0), ground=work.ground) is None
        rows = filled.scalars(select(ProcurementStep).where(ProcurementStep.proposal_id == work.proposal_id))
        steps = {row.step: row for row in rows}
        assert tuple(name for name in STEPS_OF[work.method] if name in steps) == STEPS_OF[work.method]
        days = [day for name in STEPS_OF[work.method] if (day := steps[name].actual_on)]
        assert days == sorted(days)
        assert all(day <= TODAY for day in days)
        assert (steps["contract"].actual_on is not None) == (work.contracted_on is not None)


def test_instalments_come_to_the_contract_to_the_satang_and_what_is_paid_is_in_the_ledger(
    filled: Session,
) -> None:
    contracts = filled.scalars(select(Contract)).all()
    assert contracts
    for contract in contracts:
        parts = filled.scalars(
            select(Instalment).where(Instalment.contract_id == contract.id).order_by(Instalment.no)
        ).all()
        assert sum(part.amount for part in parts) == contract.amount
        paid = sum((part.amount for part in parts if part.paid_on), Decimal(0))
        spent = filled.scalar(
            select(func.coalesce(func.sum(MoneyEntry.amount), 0)).where(
                MoneyEntry.proposal_id == contract.proposal_id, MoneyEntry.kind == "disbursed"
            )
        )
        assert paid == spent
        for part in parts:
            days = [day for day in (part.delivered_on, part.accepted_on, part.paid_on) if day]
            assert days == sorted(days)
            assert all(contract.signed_on <= day <= TODAY for day in days)


def test_progress_goes_forward_and_a_finished_work_is_whole(filled: Session) -> None:
    reports: dict[int, list[int]] = {}
    for row in filled.scalars(select(ProgressReport).order_by(ProgressReport.proposal_id, ProgressReport.at)):
        assert row.at < AT
        reports.setdefault(row.proposal_id, []).append(row.physical)
    assert all(percents == sorted(percents) for percents in reports.values())
    for work in filled.scalars(select(Work)):
        stage = filled.get_one(Proposal, work.proposal_id).stage
        assert (work.physical == 100) == (stage in ("completed", "evaluated"))
        assert work.physical == max(reports.get(work.proposal_id, [0]))


def test_a_work_was_looked_at_again_a_year_after_it_was_done(filled: Session) -> None:
    rows = filled.scalars(select(Review).where(Review.action.in_([Action.COMPLETE, Action.EVALUATE])))
    days: dict[int, dict[str, date]] = {}
    for row in rows:
        days.setdefault(row.proposal_id, {})[row.action] = local_day(row.at)
    looked = [found for found in days.values() if Action.EVALUATE in found]
    assert looked
    assert all((found[Action.EVALUATE] - found[Action.COMPLETE]).days >= 365 for found in looked)
    for look in filled.scalars(select(LaterLook)):
        stage = filled.get_one(Proposal, look.proposal_id).stage
        assert (look.state is not None) == (stage == Stage.EVALUATED)
        assert filled.get(WorkResult, look.proposal_id) is not None
        if look.at is not None:
            assert local_day(look.at) >= look.due_on
    assert filled.scalar(select(func.count()).select_from(VillageAnswer))


def test_the_plan_items_show_money_and_works_of_every_kind(filled: Session) -> None:
    items = filled.scalars(select(PlanItem).where(PlanItem.allocated.is_not(None))).all()
    assert any(item.disbursed for item in items)
    running = [item for item in items if item.stage in ("procurement", "works")]
    assert any(item.due_on and item.due_on < TODAY for item in running if item.stage == "works"), "late"
    assert any(item.contracted_on is None for item in running), "without a contract"
    assert any(item.allocated and item.allocated > item.amount for item in items), "over budget"
    assert any(item.reported_at is None for item in running), "silent"


def test_royal_projects_have_reports_and_some_are_carried_by_an_item(filled: Session) -> None:
    projects = filled.scalars(select(RoyalProject)).all()
    assert sum(project.province_code == "32" for project in projects) == 3
    reported = set(filled.scalars(select(RoyalReport.project_id)))
    assert {project.id for project in projects if project.province_code == "32"} <= reported
    assert filled.scalar(select(func.count()).select_from(PlanItem).where(PlanItem.royal)) == sum(
        project.item_id is not None for project in projects
    )


def test_fines_and_guarantees_keep_the_rules(filled: Session) -> None:
    contracts = filled.scalars(select(Contract)).all()
    assert {row.fine_kind for row in contracts} >= {"supply", "whole"}
    for row in contracts:
        fault = rate_fault(row.fine_kind, amount=row.amount, fine_per_day=row.fine_per_day)
        assert fault is None, fault
        parts = filled.scalars(select(Instalment).where(Instalment.contract_id == row.id)).all()
        accepted = [part.accepted_on for part in parts if part.accepted_on]
        whole = len(accepted) == len(parts) and row.ended_on is None
        due = max(accepted) + timedelta(days=row.liability_days) if whole else None
        assert row.guarantee_due_on == due
        if row.guarantee_returned_on is not None:
            assert due is not None
            assert due < row.guarantee_returned_on < TODAY
            assert row.guarantee_return_no
        for part in parts:
            assert part.excused_days == 0 or (part.excused_why and part.excused_no)
            assert part.fine == 0 or (part.delivered_on and part.due_on and part.delivered_on > part.due_on)
