"""The guarantee owed after the days of liability, and fines forgone by a document."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.errors import IllegalMove, Invalid
from planhub.procurement import amending, contracting, guaranteeing, paying, procuring
from planhub.procurement.purchase_typed import Choice, Ending, Part, Receipt, Return, Terms
from planhub.proposals.proposal import Proposal
from planhub.works.following import Recorder
from planhub.works.work import Contract, Instalment
from tests.factories import accounts, purchases

if TYPE_CHECKING:
    from flask.testing import FlaskClient

TERMS = Terms(
    number="12/2570",
    signed_on=date(2026, 11, 2),
    amount=Decimal(440_000),
    contractor="หจก. สุรินทร์ก่อสร้าง",
    days=10,
    fine_kind="whole",
    fine_per_day=Decimal(440),
    liability_days=365,
)
ACCEPTED = Receipt(date(2026, 11, 12), date(2026, 11, 16), "ตร. 1/2570")
DUE = date(2027, 11, 16)


def signed(session: Session, by: Recorder, terms: Terms = TERMS) -> tuple[Proposal, Contract]:
    row = purchases.funded(session)
    choice = Choice(method="specific", ground="small", first_on=date(2026, 10, 5))
    procuring.choose(session, choice=choice, **told(row, by))
    return row, contracting.sign(session, terms=terms, **told(row, by))


def told(row: Proposal, by: Recorder) -> dict[str, Any]:
    return {"proposal_id": row.id, "version": None, "by": by}


def receive(session: Session, row: Proposal, by: Recorder, receipt: Receipt, no: int = 1) -> Instalment:
    contract = session.scalars(select(Contract.id).where(Contract.proposal_id == row.id)).one()
    return paying.record_receipt(session, contract_id=contract, no=no, receipt=receipt, **told(row, by))


def back(session: Session, row: Proposal, by: Recorder, contract: Contract, day: date) -> Contract:
    given = Return(day, "สร 0018/7")
    return guaranteeing.give_back(session, contract_id=contract.id, back=given, **told(row, by))


def test_it_is_owed_after_the_last_acceptance_and_the_days_of_liability(
    session: Session, by: Recorder
) -> None:
    row, contract = signed(session, by)
    parts = [Part(Decimal(200_000), date(2026, 11, 8)), Part(Decimal(240_000), date(2026, 11, 12))]
    contracting.divide(session, parts=parts, **told(row, by))
    receive(session, row, by, ACCEPTED, no=2)
    assert contract.guarantee_due_on is None, "one instalment is not accepted yet"
    receive(
        session, row, by, replace(ACCEPTED, delivered_on=date(2026, 11, 9), accepted_on=date(2026, 11, 9))
    )
    assert contract.guarantee_due_on == DUE
    receive(session, row, by, replace(ACCEPTED, accepted_on=None, acceptance_no=""), no=2)
    assert contract.guarantee_due_on is None, "taken back"


NOT_OWED = [
    ("no guarantee was given", replace(TERMS, guarantee=Decimal(0))),
]


@pytest.mark.parametrize(("why", "terms"), NOT_OWED)
def test_without_a_guarantee_nothing_is_owed(session: Session, by: Recorder, why: str, terms: Terms) -> None:
    row, contract = signed(session, by, terms)
    receive(session, row, by, ACCEPTED)
    assert contract.guarantee_due_on is None, why


def test_the_usual_days_are_two_years(session: Session, by: Recorder) -> None:
    _row, contract = signed(session, by, replace(TERMS, liability_days=None))
    assert contract.liability_days == 730


def test_it_is_given_back_once_by_a_document_and_not_too_early(session: Session, by: Recorder) -> None:
    row, contract = signed(session, by)
    with pytest.raises(IllegalMove):
        back(session, row, by, contract, date(2026, 11, 20))
    receive(session, row, by, ACCEPTED)
    paying.complete(session, **told(row, by))
    later = replace(by, day=DUE + timedelta(days=3))
    for day in (DUE - timedelta(days=1), DUE + timedelta(days=4)):
        with pytest.raises(Invalid) as refusal:
            back(session, row, later, contract, day)
        assert list(refusal.value.fields) == ["returned_on"]
    done = back(session, row, later, contract, DUE)
    assert (done.guarantee_returned_on, done.guarantee_return_no) == (DUE, "สร 0018/7")
    with pytest.raises(IllegalMove):
        back(session, row, later, contract, DUE)


def test_the_office_sees_what_it_owes_and_what_is_late(session: Session, by: Recorder) -> None:
    row, contract = signed(session, by)
    receive(session, row, by, ACCEPTED)
    session.flush()
    days = [
        # (days after the day, listed, late)
        (-1, 0, 0),
        (0, 1, 0),
        (15, 1, 0),
        (16, 1, 1),
    ]
    for more, listed, late in days:
        day = DUE + timedelta(days=more)
        rows = guaranteeing.owed(session, hat=by.hat, day=day)
        assert len(rows) == listed
        assert guaranteeing.overdue(session, hat=by.hat, day=day) == late
        assert sum(one.overdue(day) > 0 for one in rows) == late
    other = accounts.hat(session, "planner", "45")
    assert guaranteeing.owed(session, hat=other, day=DUE) == []
    back(session, row, replace(by, day=DUE), contract, DUE)
    assert guaranteeing.owed(session, hat=by.hat, day=DUE) == []


def test_an_ended_contract_owes_nothing(session: Session, by: Recorder) -> None:
    row, contract = signed(session, by)
    amending.end(session, ending=Ending(date(2026, 11, 20), "ผู้รับจ้างทิ้งงาน"), **told(row, by))
    assert contract.guarantee_due_on is None
    with pytest.raises(IllegalMove):
        back(session, row, by, contract, date(2026, 11, 20))


LATE = Receipt(date(2026, 11, 18), date(2026, 11, 18), "ตร. 1/2570")

EXCUSED = [
    # six days late of a contract that ended on the 12th
    ({}, 6 * 440, set()),
    # two of them forgone
    ({"excused_days": 2, "excused_why": "น้ำท่วม", "excused_no": "สร 1/9"}, 4 * 440, set()),
    ({"excused_days": 6, "excused_why": "น้ำท่วม", "excused_no": "สร 1/9"}, 0, set()),
    # never without the document, nor without the reason
    ({"excused_days": 2, "excused_why": "น้ำท่วม"}, 0, {"excused_no"}),
    ({"excused_days": 2, "excused_no": "สร 1/9"}, 0, {"excused_why"}),
    # nor more than it was late
    ({"excused_days": 7, "excused_why": "น้ำท่วม", "excused_no": "สร 1/9"}, 0, {"excused_days"}),
]


@pytest.mark.parametrize(("more", "fine", "wrong"), EXCUSED)
def test_a_fine_is_forgone_by_a_document_alone(
    session: Session, by: Recorder, more: dict[str, Any], fine: int, wrong: set[str]
) -> None:
    row, _contract = signed(session, by)
    if wrong:
        with pytest.raises(Invalid) as refusal:
            receive(session, row, by, replace(LATE, **more))
        assert set(refusal.value.fields) == wrong
        return
    assert receive(session, row, by, replace(LATE, **more)).fine == fine


def test_an_extension_before_the_delivery_is_in_the_due_day(session: Session, by: Recorder) -> None:
    row, _contract = signed(session, by)
    more = amending.Amendment("น้ำท่วม", days_more=4, document_no="สร 1/9")
    amending.amend(session, amendment=more, **told(row, by))
    assert receive(session, row, by, LATE).fine == 2 * 440


def test_a_rate_that_the_rules_do_not_allow_is_not_signed(session: Session, by: Recorder) -> None:
    with pytest.raises(Invalid) as refusal:
        signed(session, by, replace(TERMS, fine_per_day=Decimal(441)))
    assert "ข้อ 162" in str(refusal.value.fields["fine_per_day"])


def test_the_governor_sees_how_many_are_late(client: "FlaskClient", session: Session, by: Recorder) -> None:
    row, contract = signed(session, by)
    receive(session, row, by, ACCEPTED)
    today = clock.today()
    governor = accounts.hat(session, "governor", "32")
    for days, shown in ((guaranteeing.GRACE, False), (guaranteeing.GRACE + 1, True)):
        contract.guarantee_due_on = today - timedelta(days=days)
        session.commit()
        accounts.sign_in(client, session, governor)
        assert ("/works/guarantees" in client.get("/governor").text) is shown
