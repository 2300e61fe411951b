"""Instalments are received, fined and paid; the last acceptance lets the work be done."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.procurement import contracting, paying
from planhub.procurement.purchase_typed import Part
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.procurement.buying import bought, money, receive, told


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
