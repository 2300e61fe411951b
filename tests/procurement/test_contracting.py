"""A contract is signed: what it binds, what refuses it, its instalments."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.procurement import contracting, procuring
from planhub.procurement.purchase import purchase_of
from planhub.procurement.purchase_typed import Choice, Part, StepFacts, Terms
from planhub.proposals.review import Review
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder
from planhub.works.work import Contract, Instalment, Work
from tests.factories import purchases
from tests.procurement.buying import SMALL, TERMS, bought, money, receive, standing, told


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
