"""Changes after the money came: asked for, allowed by who has the power, written where they belong."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.progress import changing
from planhub.progress.progress import ChangeRequest
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from planhub.works.wanted import read_change
from planhub.works.work import ContractChange, Work
from tests.factories import accounts, areas, work_rows

AT = datetime.fromisoformat("2026-11-21T09:00:00+07:00")

READ = [
    # a sum with commas and Thai digits
    ({"field": "amount", "baht": "๔๕๐,๐๐๐"}, {"baht": "450000.00"}),
    # a place in one box
    ({"field": "place", "lat": "14.8820, 103.4930"}, {"lat": "14.882000", "lon": "103.493000"}),
    # a two-digit Buddhist year; the blank day stays
    ({"field": "dates", "ends_on": "31/3/70"}, {"ends_on": "2027-03-31"}),
    ({"field": "scope", "quantity": "800", "unit": "เมตร"}, {"quantity": "800.00", "unit": "เมตร"}),
    ({"field": "contractor", "contractor": " บจก. ใหม่ "}, {"contractor": "บจก. ใหม่"}),
]


@pytest.mark.parametrize(("typed", "after"), READ)
def test_a_change_is_read_as_it_is_typed(typed: dict[str, str], after: dict[str, str]) -> None:
    assert read_change(typed | {"reason": "น้ำท่วมแนวเดิม"}).after == after


UNREADABLE = [
    ({"field": "colour"}, {"field"}),
    ({"field": "amount", "baht": "0"}, {"baht"}),
    ({"field": "amount", "baht": "มาก"}, {"baht"}),
    ({"field": "place", "lat": "48.85", "lon": "2.35"}, {"lat"}),
    ({"field": "dates", "ends_on": "31/2/70"}, {"ends_on"}),
    # nothing new
    ({"field": "scope"}, {"title"}),
    # no reason
    ({"field": "amount", "baht": "1", "reason": ""}, {"reason"}),
]


@pytest.mark.parametrize(("typed", "wrong"), UNREADABLE)
def test_what_cannot_be_asked_is_told(typed: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_change({"reason": "น้ำท่วมแนวเดิม"} | typed)
    assert set(refusal.value.fields) == wrong


@pytest.fixture
def row(session: Session) -> Proposal:
    areas.surin(session)
    return work_rows.work(session, point=(103.5, 14.9))[0]


@pytest.fixture
def asker(session: Session, row: Proposal) -> Hat:
    return accounts.hat(session, "planner", "32")


@pytest.fixture
def governor(session: Session, row: Proposal) -> Hat:
    return accounts.hat(session, "governor", "32")


def ask(session: Session, row: Proposal, by: Hat, **typed: str) -> ChangeRequest:
    wanted = read_change({"reason": "น้ำท่วมแนวเดิม"} | typed)
    return changing.ask(
        session, proposal_id=row.id, wanted=wanted, version=None, by=by.account_id, capacity="ผู้ขอ", at=AT
    )


def decide(session: Session, row: Proposal, request: ChangeRequest, hat: Hat, **more: Any) -> ChangeRequest:
    given = {"approved": True, "decision": ""} | more
    by = Recorder(hat, "ผู้อนุญาต", AT, local_day(AT))
    return changing.decide(session, proposal_id=row.id, request_id=request.id, by=by, **given)


def test_a_sum_is_written_when_allowed_and_not_before(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    asked = ask(session, row, asker, field="amount", baht="650,000")
    assert row.amount == 500_000
    decide(session, row, asked, governor)
    session.commit()
    assert session.get_one(PlanItem, ("32", row.uid)).amount == 650_000
    total = select(func.sum(BudgetLine.amount)).where(BudgetLine.proposal_id == row.id)
    assert session.scalar(total) == 650_000
    assert (asked.state, asked.decided_by, asked.before, asked.after) == (
        "approved", governor.account_id, {"baht": "500000.00"}, {"baht": "650000.00"},
    )  # fmt: skip


def test_a_smaller_sum_is_taken_from_the_largest_line_first(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    session.add(BudgetLine(proposal_id=row.id, fiscal_year=2572, source="lao", amount=Decimal(100_000)))
    row.amount = Decimal(600_000)
    session.flush()
    decide(session, row, ask(session, row, asker, field="amount", baht="80,000"), governor)
    lines = session.scalars(
        select(BudgetLine.amount).where(BudgetLine.proposal_id == row.id).order_by(BudgetLine.fiscal_year)
    )
    assert list(lines) == [0, 80_000]


def test_a_sum_below_what_is_bound_is_refused(session: Session, row: Proposal, asker: Hat) -> None:
    work_rows.money(session, row, allocated=500_000, committed=300_000, disbursed=100_000)
    with pytest.raises(Invalid) as refusal:
        ask(session, row, asker, field="amount", baht="399,999")
    assert "400,000" in str(refusal.value.fields["baht"]) or "400000" in str(refusal.value.fields["baht"])
    ask(session, row, asker, field="amount", baht="400,000")


def test_the_place_moves_on_the_map(session: Session, row: Proposal, asker: Hat, governor: Hat) -> None:
    decide(session, row, ask(session, row, asker, field="place", lat="14.95", lon="103.55"), governor)
    session.commit()
    point = select(func.ST_Y(PlanItemText.point), func.ST_X(PlanItemText.point)).where(
        PlanItemText.id == row.uid
    )
    assert session.execute(point).one() == (14.95, 103.55)


def test_the_words_change_and_what_was_left_blank_stays(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    need = session.get_one(Need, row.id)
    title = need.title
    decide(session, row, ask(session, row, asker, field="scope", quantity="750", unit="เมตร"), governor)
    assert (need.title, need.quantity, need.unit) == (title, 750, "เมตร")


def test_days_without_a_contract_are_the_works(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    decide(session, row, ask(session, row, asker, field="dates", ends_on="31/3/2570"), governor)
    session.commit()
    assert session.get_one(Work, row.id).ends_on == date(2027, 3, 31)
    assert session.get_one(PlanItem, ("32", row.uid)).due_on == date(2027, 3, 31)


def test_days_under_a_contract_extend_it(session: Session, row: Proposal, asker: Hat, governor: Hat) -> None:
    contract = work_rows.contract(session, row)
    with pytest.raises(Invalid) as refusal:
        ask(session, row, asker, field="dates", starts_on="1/7/2569", ends_on="28/12/2569")
    assert set(refusal.value.fields) == {"starts_on"}
    decide(session, row, ask(session, row, asker, field="dates", ends_on="28/12/2569"), governor)
    change = session.scalars(select(ContractChange).where(ContractChange.contract_id == contract.id)).one()
    assert (change.kind, change.days_more, contract.ends_on) == ("extend", 30, date(2026, 12, 28))
    assert session.get_one(Work, row.id).ends_on == date(2026, 12, 28)


def test_the_contractor_changes_with_the_contract_alone(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    with pytest.raises(Invalid):
        ask(session, row, asker, field="contractor", contractor="บจก. ใหม่")
    contract = work_rows.contract(session, row)
    decide(session, row, ask(session, row, asker, field="contractor", contractor="บจก. ใหม่"), governor)
    assert contract.contractor == "บจก. ใหม่"
    assert session.scalar(select(ContractChange.kind)) == "amend"


def test_one_open_request_of_a_kind(session: Session, row: Proposal, asker: Hat, governor: Hat) -> None:
    first = ask(session, row, asker, field="amount", baht="650,000")
    with pytest.raises(IllegalMove):
        ask(session, row, asker, field="amount", baht="700,000")
    ask(session, row, asker, field="dates", ends_on="31/3/2570")
    decide(session, row, first, governor, approved=False, decision="เกินกรอบวงเงิน")
    assert (row.amount, first.state) == (500_000, "refused")
    ask(session, row, asker, field="amount", baht="520,000")


def test_who_asked_never_decides_and_a_refusal_has_its_reason(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    asked = ask(session, row, asker, field="amount", baht="650,000")
    with pytest.raises(NotAllowed):
        decide(session, row, asked, asker)
    with pytest.raises(Invalid):
        decide(session, row, asked, governor, approved=False)
    decide(session, row, asked, governor)
    with pytest.raises(IllegalMove):
        decide(session, row, asked, governor)


def test_the_district_allows_what_its_local_authority_took_upon_itself(session: Session) -> None:
    areas.surin(session)
    secretary = accounts.hat(session, "subdistrict_secretary", "320102")
    chief = accounts.hat(session, "district_chief", "3201")
    own, _ = work_rows.work(session, stage=Stage.LOCAL, classification="self")
    decide(session, own, ask(session, own, secretary, field="amount", baht="90,000"), chief)
    assert own.amount == 90_000
    theirs, _ = work_rows.work(session)
    asked = ask(session, theirs, secretary, field="amount", baht="90,000")
    with pytest.raises(NotAllowed):
        decide(session, theirs, asked, chief)


def test_what_has_changed_since_is_not_written_over(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    asked = ask(session, row, asker, field="amount", baht="650,000")
    row.amount = Decimal(510_000)
    session.flush()
    with pytest.raises(Conflict):
        decide(session, row, asked, governor)
    decide(session, row, asked, governor, approved=False, decision="ขอใหม่จากยอดปัจจุบัน")


def test_who_asked_may_take_it_back_and_nobody_else(
    session: Session, row: Proposal, asker: Hat, governor: Hat
) -> None:
    asked = ask(session, row, asker, field="amount", baht="650,000")
    told = {"proposal_id": row.id, "request_id": asked.id, "capacity": "ผู้ขอ", "at": AT}
    with pytest.raises(NotAllowed):
        changing.take_back(session, by=governor.account_id, **told)
    changing.take_back(session, by=asker.account_id, **told)
    assert asked.state == "taken_back"
    assert not changing.open_requests(session, row.id)


@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.COMPLETED])
def test_before_the_money_and_after_the_end_nothing_is_asked(session: Session, stage: Stage) -> None:
    areas.surin(session)
    other, _ = work_rows.work(session, stage=stage)
    with pytest.raises(IllegalMove):
        ask(session, other, accounts.hat(session, "planner", "32"), field="amount", baht="1")
