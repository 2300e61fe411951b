"""A contract extended, amended, or ended before the work was done; each as it was signed, kept beside it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.procurement import paying
from planhub.procurement.contracting import instalment, instalments_of, the_contract
from planhub.procurement.procuring import Doer, hold, move
from planhub.procurement.purchase_typed import Amendment, Ending
from planhub.wording import N_, say
from planhub.workflow.procurement import USUAL, Limits, sum_fault
from planhub.workflow.stages import Action, Stage
from planhub.works.work import Contract, ContractChange, Instalment


def amend(
    session: Session,
    *,
    proposal_id: int,
    amendment: Amendment,
    version: int | None,
    by: Doer,
    limits: Limits = USUAL,
) -> ContractChange:
    """Extend or amend the contract: its last day, its sum, what is bound, and the open instalments.

    More days move the due days of what is not delivered; another sum changes the last instalment that is not.
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    contract = the_contract(session, work)
    amount = amendment.amount or contract.amount
    more = amount - contract.amount
    if not amendment.days_more and not more:
        raise Invalid({"days_more": say(N_("พิมพ์จำนวนวันที่ขยาย หรือวงเงินใหม่ของสัญญา"))})
    fault = (
        sum_fault(work.method, amount, ground=work.ground, limits=limits) if work.method and more else None
    )
    if fault:
        raise Invalid({"contract_amount": fault})
    change = _change(contract, "amend" if more else "extend", amount, amendment.days_more, by)
    change.reason, change.document_no = amendment.reason, amendment.document_no
    rows = instalments_of(session, contract.id)
    for row in rows:
        if row.due_on and not row.delivered_on:
            row.due_on += timedelta(days=amendment.days_more)
    contract.days += amendment.days_more
    contract.ends_on = work.ends_on = change.ends_after
    if more:
        contract.amount = amount
        _follow_sum(session, contract, rows, more, by)
        paying.bind(session, proposal, contract, more, by, note=amendment.reason)
    session.add(change)
    session.flush()
    return change


def end(
    session: Session, *, proposal_id: int, ending: Ending, version: int | None, by: Doer
) -> ContractChange:
    """End the contract early: what is not accepted is bound no longer, and the work is bought again."""
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    contract = the_contract(session, work)
    if not contract.signed_on <= ending.ended_on <= by.day:
        words = N_("วันเลิกสัญญาต้องไม่ก่อนวันลงนาม (%(day)s) และไม่เกินวันนี้")
        raise Invalid({"ended_on": say(words, day=contract.signed_on)})
    rows = instalments_of(session, contract.id)
    rest = contract.amount - sum((row.amount for row in rows if row.accepted_on), Decimal(0))
    if not rest:
        raise IllegalMove(N_("ตรวจรับครบทุกงวดแล้ว เลิกสัญญาไม่ได้ บันทึกว่าแล้วเสร็จแทน"))
    change = _change(contract, "end", contract.amount, 0, by)
    change.reason, change.document_no = ending.reason, ending.document_no
    session.add(change)
    contract.ended_on, contract.ended_why = ending.ended_on, ending.reason
    paying.bind(session, proposal, contract, -rest, by, note=ending.reason)
    work.attempt += 1
    work.method = work.ground = work.invited = None
    work.contracted_on = work.starts_on = work.ends_on = None
    if proposal.stage == Stage.WORKS:
        move(session, proposal, Action.PROCURE_AGAIN, by, reason=ending.reason)
    session.flush()
    return change


def _change(contract: Contract, kind: str, amount: Decimal, days_more: int, by: Doer) -> ContractChange:
    return ContractChange(
        contract_id=contract.id,
        kind=kind,
        days_more=days_more,
        amount_before=contract.amount,
        amount_after=amount,
        ends_before=contract.ends_on,
        ends_after=contract.ends_on + timedelta(days=days_more),
        by=by.hat.account_id,
        capacity=by.capacity,
        at=by.at,
    )


def _follow_sum(
    session: Session, contract: Contract, rows: Sequence[Instalment], more: Decimal, by: Doer
) -> None:
    """Put the difference on the last instalment that is not delivered; a new one where all are."""
    last = next((row for row in reversed(rows) if not row.delivered_on), None)
    if last is None and more > 0:
        no = max((row.no for row in rows), default=0) + 1
        session.add(instalment(contract, no, more, contract.ends_on, by))
    elif last is None or last.amount + more <= 0:
        words = N_("ลดวงเงินได้ไม่เกินงวดสุดท้ายที่ยังไม่ส่งมอบ แบ่งงวดใหม่ก่อนแล้วจึงลด")
        raise Invalid({"contract_amount": say(words)})
    else:
        last.amount += more
