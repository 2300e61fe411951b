"""A small purchase, as the tests of procurement carry it on: the choice, the terms, the contract."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.money.money_entry import ItemMoney
from planhub.procurement import contracting, paying, procuring
from planhub.procurement.purchase import Purchase, purchase_of
from planhub.procurement.purchase_typed import Choice, Receipt, Terms
from planhub.proposals.proposal import Proposal
from planhub.works.following import Recorder
from planhub.works.work import Contract, Instalment, Work
from tests.factories import purchases

SMALL = Choice(method="specific", ground="small", estimate=Decimal(450_000), first_on=date(2026, 10, 5))
TERMS = Terms(
    number="12/2570",
    signed_on=date(2026, 11, 2),
    amount=Decimal(440_000),
    contractor="หจก. สุรินทร์ก่อสร้าง",
    days=60,
    fine_per_day=Decimal(440),
)


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


def receive(session: Session, row: Proposal, by: Recorder, no: int, **facts: Any) -> Instalment:
    contract = session.scalars(
        select(Contract).where(Contract.proposal_id == row.id).order_by(-Contract.id)
    ).first()
    assert contract
    return paying.record_receipt(
        session, contract_id=contract.id, no=no, receipt=Receipt(**facts), **told(row, by)
    )
