"""A contract gets more days and another sum, or ends early."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.procurement import amending, contracting, procuring
from planhub.procurement.purchase_typed import Amendment, Ending, Part, Terms
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.procurement.buying import SMALL, TERMS, bought, money, receive, standing, told


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
