"""A contract extended, amended, or ended before the work was done; each as it was signed, kept beside it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.procurement import guaranteeing, paying
from planhub.procurement.contracting import instalment, instalments_of, the_contract
from planhub.procurement.procuring import hold
from planhub.procurement.purchase_typed import Amendment, Ending
from planhub.thai.money import baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.procurement import USUAL, Limits, division_fault, sum_fault
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder, follow
from planhub.works.work import Contract, ContractChange, Instalment, Work


def amend(
    session: Session,
    *,
    proposal_id: int,
    amendment: Amendment,
    version: int | None,
    by: Recorder,
    limits: Limits = USUAL,
) -> ContractChange:
    """Extend or amend the contract: its last day, its sum, what is bound, and the open instalments.

    Other days move the due days of what is not delivered; another sum changes the last of it.
    Only an allowed change request comes here (planhub.progress.applying_changes).
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    contract = the_contract(session, work)
    if not amendment.days_more and amendment.amount in (None, contract.amount):
        raise Invalid({"days_more": say(N_("พิมพ์จำนวนวันที่ขยาย หรือวงเงินใหม่ของสัญญา"))})
    if wrong := amendment_faults(session, work=work, contract=contract, amendment=amendment, limits=limits):
        raise Invalid(wrong)
    amount = amendment.amount or contract.amount
    more = amount - contract.amount
    change = _change(contract, "amend" if more else "extend", amount, amendment.days_more, by)
    change.reason, change.document_no = amendment.reason, amendment.document_no
    rows = instalments_of(session, contract.id)
    contract.days += amendment.days_more
    contract.ends_on = work.ends_on = change.ends_after
    _follow_days(contract, rows, amendment.days_more)
    if more:
        contract.amount = amount
        _follow_sum(session, contract, rows, more, by)
        paying.bind(session, proposal, contract, more, by, note=amendment.reason)
    session.add(change)
    session.flush()
    guaranteeing.set_due(session, contract)
    session.flush()
    return change


def hand_over(
    session: Session,
    *,
    proposal_id: int,
    contractor: str,
    reason: str,
    document_no: str,
    version: int | None,
    by: Recorder,
) -> ContractChange:
    """Let another contractor take the contract over; who had it stays in its history."""
    _proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    contract = the_contract(session, work)
    change = _change(contract, "amend", contract.amount, 0, by)
    change.reason, change.document_no = reason, document_no
    change.contractor_before, change.contractor_after = contract.contractor, contractor
    contract.contractor = contractor
    session.add(change)
    session.flush()
    return change


def amendment_faults(
    session: Session, *, work: Work, contract: Contract, amendment: Amendment, limits: Limits = USUAL
) -> dict[str, Sentence]:
    """Why the contract cannot be amended so, the rule named, by field; the ledger comes later."""
    wrong: dict[str, Sentence] = {}
    amount = amendment.amount or contract.amount
    ends = contract.ends_on + timedelta(days=amendment.days_more)
    if ends < contract.starts_on:
        words = N_("วันสิ้นสุดสัญญาต้องไม่ก่อนวันเริ่มงาน (%(day)s)")
        wrong["ends_on"] = say(words, day=contract.starts_on)
    if amount == contract.amount:
        return wrong
    rows = instalments_of(session, contract.id)
    last = next((row for row in reversed(rows) if not row.delivered_on), None)
    less = contract.amount - amount
    fault = sum_fault(work.method, amount, ground=work.ground, limits=limits) if work.method else None
    fault = fault or division_fault([row.amount for row in rows], contract.amount)
    if fault is None and less > 0 and (last is None or last.amount <= less):
        words = N_(
            "ทุกงวดรวมกันต้องเท่าวงเงินสัญญา และงวดที่ส่งมอบแล้วไม่เปลี่ยน จึงลดได้น้อยกว่างวดสุดท้ายที่ยังไม่ส่งมอบ "
            "(%(baht)s บาท) แบ่งงวดใหม่ก่อนแล้วจึงลด"
        )
        fault = say(words, baht=baht(last.amount if last else Decimal(0)))
    if fault:
        wrong["contract_amount"] = fault
    return wrong


def end(
    session: Session, *, proposal_id: int, ending: Ending, version: int | None, by: Recorder
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
    contract.guarantee_due_on = None
    paying.bind(session, proposal, contract, -rest, by, note=ending.reason)
    work.attempt += 1
    work.method = work.ground = work.invited = None
    work.contracted_on = work.starts_on = work.ends_on = None
    if proposal.stage == Stage.WORKS:
        follow(session, proposal, Action.PROCURE_AGAIN, by=by, reason=ending.reason)
    session.flush()
    return change


def _change(contract: Contract, kind: str, amount: Decimal, days_more: int, by: Recorder) -> ContractChange:
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


def _follow_days(contract: Contract, rows: Sequence[Instalment], days_more: int) -> None:
    """Due days of what is not delivered move with the contract's, and stay within it."""
    for row in rows:
        if row.due_on and not row.delivered_on:
            moved = row.due_on + timedelta(days=days_more)
            row.due_on = max(min(moved, contract.ends_on), contract.starts_on)


def _follow_sum(
    session: Session, contract: Contract, rows: Sequence[Instalment], more: Decimal, by: Recorder
) -> None:
    """Put the difference on the last instalment that is not delivered; a new one where all are."""
    last = next((row for row in reversed(rows) if not row.delivered_on), None)
    if last is None:
        no = max((row.no for row in rows), default=0) + 1
        session.add(instalment(contract, no, more, contract.ends_on, by))
    else:
        last.amount += more
