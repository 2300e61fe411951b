"""A purchase from its first step: methods and their limits, stages, who may, what an office does itself."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.procurement import contracting, paying, procuring
from planhub.procurement.purchase_typed import Choice, OwnWork, StepFacts
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.factories import accounts, purchases
from tests.procurement.buying import SMALL, TERMS, receive, standing, told


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
