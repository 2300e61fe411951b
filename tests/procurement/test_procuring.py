"""A purchase from the first step to the last instalment: stages, days, money and plan item follow."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from planhub.linkage.plan_item import PlanItem
from planhub.money.money_entry import ItemMoney
from planhub.procurement import amending, contracting, paying, procuring
from planhub.procurement.purchase import Purchase, purchase_of
from planhub.procurement.purchase_typed import (
    Amendment,
    Choice,
    Ending,
    OwnWork,
    Part,
    Receipt,
    StepFacts,
    Terms,
)
from planhub.procurement.timeline import timeline_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder
from planhub.works.work import Contract, Instalment, Work
from tests.factories import accounts, areas, purchases

SMALL = Choice(method="specific", ground="small", estimate=Decimal(450_000), first_on=date(2026, 10, 5))
TERMS = Terms(
    number="12/2570",
    signed_on=date(2026, 11, 2),
    amount=Decimal(440_000),
    contractor="หจก. สุรินทร์ก่อสร้าง",
    days=60,
    fine_per_day=Decimal(440),
)


@pytest.fixture
def by(session: Session) -> Recorder:
    """The province's planner."""
    areas.surin(session)
    return purchases.recorder(accounts.hat(session, "planner", "32"))


def told(row: Proposal, by: Recorder, version: int | None = None) -> dict[str, Any]:
    return {"proposal_id": row.id, "version": version, "by": by}


def bought(
    session: Session, by: Recorder, *, terms: Terms = TERMS, choice: Choice = SMALL, **more: Any
) -> Proposal:
    """A work under contract."""
    row = purchases.funded(session, **more)
    procuring.choose(session, choice=choice, **told(row, by))
    contracting.sign(session, terms=terms, **told(row, by))
    return row


def standing(session: Session, row: Proposal) -> Purchase:
    return purchase_of(session, row, session.get(Work, row.id))


def money(session: Session, row: Proposal) -> ItemMoney:
    session.expire_all()
    return session.scalars(select(ItemMoney).where(ItemMoney.item_id == row.uid)).one()


def test_choosing_a_method_plans_its_steps_and_begins_the_purchase(session: Session, by: Recorder) -> None:
    row = purchases.funded(session)
    work = procuring.choose(session, choice=SMALL, **told(row, by))
    assert row.stage == Stage.PROCUREMENT
    assert (work.method, work.ground, work.estimate, work.version) == ("specific", "small", 450_000, 1)
    planned = {step: one.planned_on for step, one in standing(session, row).steps.items()}
    assert list(planned) == ["tor", "approve", "quote", "winner", "contract"]
    assert planned["tor"] == date(2026, 10, 12)
    assert standing(session, row).next_step == "tor"


REFUSED: list[tuple[Choice, str, str]] = [
    (Choice("specific", "small", estimate=Decimal(600_000)), "estimate", "too much for a small sum"),
    (Choice("ebidding", estimate=Decimal(300_000)), "estimate", "too little for an open invitation"),
    (Choice("ebidding"), "method", "without an estimate, the money given counts"),
    (Choice("selection", invited=2), "invited", "too few invited"),
]


@pytest.mark.parametrize(("choice", "field", "why"), REFUSED)
def test_a_method_that_does_not_allow_it_is_refused(
    session: Session, by: Recorder, choice: Choice, field: str, why: str
) -> None:
    row = purchases.funded(session)
    with pytest.raises(Invalid) as refusal:
        procuring.choose(session, choice=choice, **told(row, by))
    assert list(refusal.value.fields) == [field], why


NOT_YET = [Stage.PLANNED, Stage.PROVINCE, Stage.COMPLETED]


@pytest.mark.parametrize("stage", NOT_YET)
def test_only_what_has_money_and_is_not_done_is_bought(session: Session, by: Recorder, stage: Stage) -> None:
    row = purchases.funded(session, stage=stage)
    with pytest.raises(IllegalMove):
        procuring.choose(session, choice=SMALL, **told(row, by))


def test_a_page_drawn_before_somebody_else_recorded_is_refused(session: Session, by: Recorder) -> None:
    row = purchases.funded(session)
    procuring.choose(session, choice=SMALL, **told(row, by, version=0))
    with pytest.raises(Conflict):
        procuring.choose(session, choice=SMALL, **told(row, by, version=0))


def test_another_agency_buys_nothing(session: Session, by: Recorder) -> None:
    accounts.agency(session)
    accounts.agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
    row = purchases.funded(session)
    row.agency_code = "A-32-DPT"
    other = purchases.recorder(accounts.hat(session, "agency_officer", "32", agency_code="A-32-RID"))
    with pytest.raises(NotAllowed):
        procuring.choose(session, choice=SMALL, **told(row, other))
    mine = purchases.recorder(accounts.hat(session, "agency_officer", "32", agency_code="A-32-DPT"))
    procuring.choose(session, choice=SMALL, **told(row, mine))
    assert row.stage == Stage.PROCUREMENT


def test_steps_are_recorded_in_order_or_skipped_with_a_reason(session: Session, by: Recorder) -> None:
    row = purchases.funded(session)
    procuring.choose(session, choice=SMALL, **told(row, by))
    step: Callable[[str, StepFacts], Any] = lambda name, facts: procuring.record_step(  # noqa: E731
        session, step=name, facts=facts, **told(row, by)
    )
    step("tor", StepFacts(actual_on=date(2026, 10, 14)))
    step("approve", StepFacts(skipped="รวมกับขั้นแรก"))
    for name, facts, field in (
        ("quote", StepFacts(actual_on=date(2026, 10, 13)), "actual_on"),
        ("quote", StepFacts(actual_on=date(2026, 11, 22)), "actual_on"),
        ("quote", StepFacts(actual_on=date(2026, 10, 20), skipped="ไม่ต้อง"), "skipped"),
    ):
        with pytest.raises(Invalid) as refusal:
            step(name, facts)
        assert field in refusal.value.fields
    for name in ("notice", "contract", "nonsense"):
        with pytest.raises(IllegalMove):
            step(name, StepFacts(actual_on=date(2026, 10, 20)))
    purchase = standing(session, row)
    assert purchase.next_step == "quote"
    assert purchase.steps["tor"].planned_on == date(2026, 10, 12)  # the plan stays beside the fact


def test_a_failed_tender_stays_beside_the_next_purchase(session: Session, by: Recorder) -> None:
    row = purchases.funded(session, baht=900_000)
    open_ = Choice("ebidding", estimate=Decimal(850_000), first_on=date(2026, 10, 1))
    procuring.choose(session, choice=open_, **told(row, by))
    procuring.record_step(session, step="tor", facts=StepFacts(actual_on=date(2026, 10, 9)), **told(row, by))
    alone = Choice("specific", "failed", estimate=Decimal(850_000))
    with pytest.raises(Invalid) as refusal:
        procuring.choose(session, choice=alone, **told(row, by))
    assert list(refusal.value.fields) == ["why"]
    procuring.choose(session, choice=Choice("specific", "failed", why="ไม่มีผู้ยื่นข้อเสนอ"), **told(row, by))
    purchase = standing(session, row)
    assert purchase.work
    assert purchase.work.attempt == 2
    assert [(one.no, [step.step for step in one.steps if step.actual_on]) for one in purchase.earlier] == [
        (1, ["tor"])
    ]
    assert purchase.steps["tor"].actual_on is None
    assert purchase.steps["tor"].note == "ไม่มีผู้ยื่นข้อเสนอ"


def test_a_signed_contract_binds_its_money_and_the_plan_item_shows_it(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    session.commit()
    assert row.stage == Stage.WORKS
    work = session.get_one(Work, row.id)
    assert (work.contracted_on, work.started_on, work.ends_on) == (
        date(2026, 11, 2), date(2026, 11, 3), date(2027, 1, 1),
    )  # fmt: skip
    contract = session.scalars(select(Contract)).one()
    assert contract.guarantee == 22_000  # five percent
    assert [(one.no, one.amount, one.due_on) for one in session.scalars(select(Instalment))] == [
        (1, 440_000, date(2027, 1, 1))
    ]
    assert (money(session, row).committed, money(session, row).remaining) == (440_000, 60_000)
    item = session.get_one(PlanItem, ("32", row.uid))
    assert (item.committed, item.contracted_on, item.due_on) == (440_000, date(2026, 11, 2), date(2027, 1, 1))
    actions = session.scalars(select(Review.action).where(Review.proposal_id == row.id).order_by(Review.seq))
    assert list(actions) == [Action.PROCURE, Action.START_WORKS]


UNSIGNED: list[tuple[dict[str, Any], str, str]] = [
    ({"amount": Decimal(500_001)}, "contract_amount", "a sum the method does not allow"),
    ({"amount": Decimal(470_000), "over_why": "ต่อรองแล้ว"}, "contract_amount", "more than was given"),
    ({"signed_on": date(2026, 11, 22)}, "signed_on", "signed tomorrow"),
    ({"starts_on": date(2026, 11, 1)}, "starts_on", "begun before it was signed"),
    ({"guarantee": Decimal(440_001)}, "guarantee", "a guarantee larger than the sum"),
    ({"shares": {(2570, "province"): Decimal(1)}}, "contract_amount", "parts that are not the whole"),
    ({"amount": Decimal(451_000)}, "over_why", "above the estimate without a reason"),
    ({"shares": {(2570, "loan"): Decimal(440_000)}}, "from-2570-loan", "money that it has not got"),
]


@pytest.mark.parametrize(("other", "field", "why"), UNSIGNED)
def test_a_contract_that_cannot_be_is_refused_in_words(
    session: Session, by: Recorder, other: dict[str, Any], field: str, why: str
) -> None:
    row = purchases.funded(session, baht=460_000)
    procuring.choose(session, choice=SMALL, **told(row, by))
    with pytest.raises(Invalid) as refusal:
        contracting.sign(session, terms=Terms(**(vars(TERMS) | other)), **told(row, by))
    assert list(refusal.value.fields) == [field], why


def test_a_contract_above_the_estimate_says_why(session: Session, by: Recorder) -> None:
    row = purchases.funded(session, baht=460_000)
    procuring.choose(session, choice=SMALL, **told(row, by))
    terms = Terms(**(vars(TERMS) | {"amount": Decimal(451_000), "over_why": "เสนอราคารายเดียว ต่อรองแล้ว"}))
    assert contracting.sign(session, terms=terms, **told(row, by)).amount == 451_000
    now = purchase_of(session, row, session.get_one(Work, row.id))
    assert now.over_estimate
    assert now.steps["contract"].note == "เสนอราคารายเดียว ต่อรองแล้ว"


def test_steps_that_were_passed_over_are_known(session: Session, by: Recorder) -> None:
    row = purchases.funded(session, baht=460_000)
    procuring.choose(session, choice=SMALL, **told(row, by))

    def passed() -> list[str]:
        return purchase_of(session, row, session.get_one(Work, row.id)).passed_over

    assert passed() == []
    won = StepFacts(actual_on=date(2026, 10, 30))
    procuring.record_step(session, step="winner", facts=won, **told(row, by))
    assert passed() == ["tor", "approve", "quote"]
    procuring.record_step(session, step="approve", facts=StepFacts(skipped="ไม่ต้องทำ"), **told(row, by))
    assert passed() == ["tor", "quote"]


def test_nothing_is_signed_while_the_losers_may_appeal(session: Session, by: Recorder) -> None:
    row = purchases.funded(session, baht=900_000)
    procuring.choose(session, choice=Choice("ebidding"), **told(row, by))
    won = StepFacts(actual_on=date(2026, 10, 30))
    procuring.record_step(session, step="winner", facts=won, **told(row, by))
    with pytest.raises(Invalid) as refusal:
        contracting.sign(
            session, terms=Terms(**(vars(TERMS) | {"amount": Decimal(800_000)})), **told(row, by)
        )
    assert "อุทธรณ์" in str(refusal.value.fields["signed_on"])


def test_money_of_two_years_is_taken_the_oldest_first_or_as_named(session: Session, by: Recorder) -> None:
    row = purchases.funded(session, baht=100_000, year=2569)
    purchases.give(session, row, 400_000)
    procuring.choose(session, choice=SMALL, **told(row, by))
    contracting.sign(session, terms=TERMS, **told(row, by))
    pots = standing(session, row).pots
    assert [(pot.fiscal_year, pot.committed) for pot in pots] == [(2569, 100_000), (2570, 340_000)]


def test_instalments_come_to_the_contracts_sum(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    with pytest.raises(Invalid):
        contracting.divide(session, parts=[Part(Decimal(440_001))], **told(row, by))
    late = [Part(Decimal(440_000), date(2027, 1, 2), line=3)]
    with pytest.raises(Invalid) as refusal:
        contracting.divide(session, parts=late, **told(row, by))
    assert list(refusal.value.fields) == ["due-3"]
    parts = [Part(Decimal(140_000), date(2026, 11, 10)), Part(Decimal(300_000), date(2027, 1, 1))]
    rows = contracting.divide(session, parts=parts, **told(row, by))
    assert [(one.no, one.amount) for one in rows] == [(1, 140_000), (2, 300_000)]
    receive(session, row, by, 1, delivered_on=date(2026, 11, 9))
    rows = contracting.divide(session, parts=[Part(Decimal(300_000))], **told(row, by))
    assert [(one.no, one.amount, one.delivered_on) for one in rows] == [
        (1, 140_000, date(2026, 11, 9)), (2, 300_000, None),
    ]  # fmt: skip


def receive(session: Session, row: Proposal, by: Recorder, no: int, **facts: Any) -> Instalment:
    contract = session.scalars(
        select(Contract).where(Contract.proposal_id == row.id).order_by(-Contract.id)
    ).first()
    assert contract
    return paying.record_receipt(
        session, contract_id=contract.id, no=no, receipt=Receipt(**facts), **told(row, by)
    )


def test_late_is_fined_and_paid_is_in_the_ledger(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    parts = [Part(Decimal(140_000), date(2026, 11, 10)), Part(Decimal(300_000), date(2026, 11, 12))]
    contracting.divide(session, parts=parts, **told(row, by))
    first = receive(session, row, by, 1, delivered_on=date(2026, 11, 15))
    assert first.fine == 5 * 440
    second = receive(session, row, by, 2, delivered_on=date(2026, 11, 16))
    assert second.fine == 1 * 440  # the other three days were fined with the first
    paid = receive(
        session, row, by, 1,
        delivered_on=date(2026, 11, 15), accepted_on=date(2026, 11, 17), acceptance_no="ตร 1/2570",
        paid_on=date(2026, 11, 20), paid_no="ฎ 15/2570",
    )  # fmt: skip
    assert paid.paid_on
    found = money(session, row)
    assert (found.committed, found.disbursed, found.remaining) == (300_000, 140_000, 60_000)
    with pytest.raises(IllegalMove):
        receive(session, row, by, 1)
    with pytest.raises(NotFound):
        receive(session, row, by, 9)


WRONG_RECEIPTS: list[tuple[dict[str, Any], str, str]] = [
    ({"delivered_on": date(2026, 11, 1)}, "delivered_on", "delivered before it was signed"),
    ({"delivered_on": date(2026, 11, 22)}, "delivered_on", "delivered tomorrow"),
    ({"accepted_on": date(2026, 11, 10), "acceptance_no": "1"}, "accepted_on", "accepted, never delivered"),
    (
        {"delivered_on": date(2026, 11, 10), "accepted_on": date(2026, 11, 9), "acceptance_no": "1"},
        "accepted_on", "accepted before it was delivered",
    ),
    (
        {"delivered_on": date(2026, 11, 10), "accepted_on": date(2026, 11, 10)},
        "acceptance_no", "accepted without a paper",
    ),
    ({"paid_on": date(2026, 11, 10), "paid_no": "1"}, "paid_on", "paid but never accepted"),
    (
        {
            "delivered_on": date(2026, 11, 10), "accepted_on": date(2026, 11, 10), "acceptance_no": "1",
            "paid_on": date(2026, 11, 11),
        },
        "paid_no", "paid without a paper",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "field", "why"), WRONG_RECEIPTS)
def test_days_of_an_instalment_are_in_order(
    session: Session, by: Recorder, facts: dict[str, Any], field: str, why: str
) -> None:
    row = bought(session, by)
    with pytest.raises(Invalid) as refusal:
        receive(session, row, by, 1, **facts)
    assert list(refusal.value.fields) == [field], why


def test_more_days_and_another_sum_follow_an_amendment(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    change = Amendment("น้ำท่วมพื้นที่", days_more=15, document_no="สร 1/1")
    made = amending.amend(session, amendment=change, **told(row, by))
    assert (made.kind, made.ends_before, made.ends_after) == ("extend", date(2027, 1, 1), date(2027, 1, 16))
    dearer = Amendment("เพิ่มปริมาณงาน", amount=Decimal(460_000))
    amending.amend(session, amendment=dearer, **told(row, by))
    purchase = standing(session, row)
    assert purchase.work
    assert purchase.contract
    assert purchase.work.ends_on == purchase.contract.row.ends_on == date(2027, 1, 16)
    assert [(one.amount, one.due_on) for one in purchase.contract.instalments] == [
        (460_000, date(2027, 1, 16))
    ]
    assert money(session, row).committed == 460_000
    amending.amend(session, amendment=Amendment("ลดงาน", amount=Decimal(400_000)), **told(row, by))
    assert money(session, row).committed == 400_000
    for change, field in (
        (Amendment("มากไป", amount=Decimal(500_001)), "contract_amount"),
        (Amendment("ไม่ได้แก้อะไร"), "days_more"),
    ):
        with pytest.raises(Invalid) as refusal:
            amending.amend(session, amendment=change, **told(row, by))
        assert list(refusal.value.fields) == [field]


def test_a_contract_ended_early_leaves_room_for_the_next(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    contracting.divide(session, parts=[Part(Decimal(140_000)), Part(Decimal(300_000))], **told(row, by))
    receive(
        session, row, by, 1,
        delivered_on=date(2026, 11, 9), accepted_on=date(2026, 11, 9), acceptance_no="1",
    )  # fmt: skip
    amending.end(session, ending=Ending(date(2026, 11, 20), "ผู้รับจ้างทิ้งงาน"), **told(row, by))
    assert row.stage == Stage.PROCUREMENT
    assert money(session, row).committed == 140_000  # what was accepted is still owed
    purchase = standing(session, row)
    assert purchase.contract is None
    assert purchase.method is None
    assert len(purchase.ended) == 1
    assert purchase.work
    assert purchase.work.contracted_on is None
    with pytest.raises(IllegalMove):
        receive(session, row, by, 2, delivered_on=date(2026, 11, 20))
    receive(
        session, row, by, 1,
        delivered_on=date(2026, 11, 9), accepted_on=date(2026, 11, 9), acceptance_no="1",
        paid_on=date(2026, 11, 21), paid_no="2",
    )  # fmt: skip
    procuring.choose(session, choice=SMALL, **told(row, by))
    again = Terms(**(vars(TERMS) | {"number": "13/2570", "amount": Decimal(300_000)}))
    contracting.sign(session, terms=again, **told(row, by))
    assert row.stage == Stage.WORKS
    assert (money(session, row).committed, money(session, row).disbursed) == (300_000, 140_000)


def test_the_last_acceptance_lets_the_work_be_done_and_paid_after(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    with pytest.raises(IllegalMove):
        paying.complete(session, **told(row, by))
    came = {"delivered_on": date(2026, 11, 9), "accepted_on": date(2026, 11, 12), "acceptance_no": "1"}
    receive(session, row, by, 1, **came)
    work = paying.complete(session, **told(row, by))
    assert (row.stage, work.completed_on, work.physical) == (Stage.COMPLETED, date(2026, 11, 12), 100)
    with pytest.raises(Invalid):
        receive(session, row, by, 1)  # what is done stays accepted
    receive(session, row, by, 1, **came, paid_on=date(2026, 11, 20), paid_no="9")
    assert money(session, row).disbursed == 440_000


def test_an_office_does_it_itself(session: Session, by: Recorder) -> None:
    row = purchases.funded(session)
    for plan, field in (
        (OwnWork(date(2026, 11, 22)), "started_on"),
        (OwnWork(date(2026, 11, 20), date(2026, 11, 19)), "ends_on"),
    ):
        with pytest.raises(Invalid) as refusal:
            procuring.do_ourselves(session, plan=plan, **told(row, by))
        assert list(refusal.value.fields) == [field]
    procuring.do_ourselves(session, plan=OwnWork(date(2026, 11, 20), date(2027, 1, 31)), **told(row, by))
    assert row.stage == Stage.WORKS
    assert standing(session, row).own
    # later it is bought after all
    with pytest.raises(Invalid):
        procuring.choose(session, choice=SMALL, **told(row, by))
    procuring.choose(session, choice=Choice("specific", "small", why="เครื่องจักรไม่พอ"), **told(row, by))
    assert row.stage == Stage.PROCUREMENT
    assert not standing(session, row).own


def test_a_local_work_keeps_its_stage_until_it_is_done(session: Session, by: Recorder) -> None:
    row = purchases.funded(session, stage=Stage.LOCAL, source="lao")
    row.classification = "self"
    clerk = purchases.recorder(accounts.hat(session, "subdistrict_secretary", "320102"))
    procuring.choose(session, choice=SMALL, **told(row, clerk))
    contracting.sign(session, terms=TERMS, **told(row, clerk))
    assert row.stage == Stage.LOCAL
    receive(
        session, row, clerk, 1,
        delivered_on=date(2026, 11, 9), accepted_on=date(2026, 11, 9), acceptance_no="1",
    )  # fmt: skip
    paying.complete(session, **told(row, clerk))
    assert row.stage == Stage.COMPLETED


def test_plan_and_fact_lie_on_one_scale(session: Session, by: Recorder) -> None:
    row = purchases.funded(session)
    assert timeline_of(standing(session, row), today=purchases.TODAY) is None
    procuring.choose(session, choice=SMALL, **told(row, by))
    procuring.record_step(session, step="tor", facts=StepFacts(actual_on=date(2026, 10, 14)), **told(row, by))
    contracting.sign(session, terms=TERMS, **told(row, by))
    line = timeline_of(standing(session, row), today=purchases.TODAY)
    assert line is not None
    assert line.shows_today
    tor = line.bars[0]
    assert (tor.planned, tor.late) == ((date(2026, 10, 5), date(2026, 10, 12)), 2)
    assert [str(bar.words) for bar in line.bars[-2:]] == ["ทำงานตามสัญญา 12/2570", "งวดที่ 1"]
    assert line.bars[-2].running
    assert line.bars[-2].fact == (date(2026, 11, 3), purchases.TODAY)
    assert (line.first, line.last) == (date(2026, 10, 5), date(2027, 1, 1))
    assert line.at(line.first) == 0
    assert line.stretch((line.first, line.last)) == (0, 1)
    assert line.ticks() == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
