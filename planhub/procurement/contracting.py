"""A contract of a work: signed within its money, and divided into instalments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.procurement import paying
from planhub.procurement.procuring import hold, refuse_bound, standing_contract, steps_of
from planhub.procurement.purchase_typed import Part, Terms
from planhub.wording import N_, Sentence, say
from planhub.workflow.fines import rate_fault
from planhub.workflow.procurement import (
    STEPS_OF,
    USUAL,
    Limits,
    actual_fault,
    appeal_fault,
    division_fault,
    guarantee_of,
    last_day,
    sum_fault,
)
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder, follow
from planhub.works.work import Contract, Instalment, ProcurementStep, Work


def sign(
    session: Session,
    *,
    proposal_id: int,
    terms: Terms,
    version: int | None,
    by: Recorder,
    limits: Limits = USUAL,
) -> Contract:
    """Record a signed contract: its sum is bound in the ledger, one instalment of all of it, the works begin.

    Raises Invalid where the method, the days or the money given do not allow it.
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    refuse_bound(session, work)
    if work.method is None:
        raise IllegalMove(N_("เลือกวิธีจัดหาก่อน จึงบันทึกสัญญาได้"))
    rows = {row.step: row for row in steps_of(session, work)}
    starts = terms.starts_on or terms.signed_on + timedelta(days=1)
    _check(session, work, terms, starts, rows, by, limits)
    contract = _agreed(proposal_id, terms, starts, by, limits)
    session.add(contract)
    session.flush()
    session.add(instalment(contract, 1, contract.amount, contract.ends_on, by))
    paying.bind(session, proposal, contract, contract.amount, by, shares=terms.shares)
    step = rows.get("contract") or ProcurementStep(
        proposal_id=proposal_id, attempt=work.attempt, step="contract"
    )
    step.note = terms.over_why or step.note
    step.actual_on, step.skipped, step.by, step.at = terms.signed_on, "", by.hat.account_id, by.at
    session.add(step)
    work.contracted_on, work.starts_on, work.started_on = contract.signed_on, starts, starts
    work.ends_on = contract.ends_on
    if proposal.stage in (Stage.FUNDED, Stage.PROCUREMENT):
        follow(session, proposal, Action.START_WORKS, by=by)
    session.flush()
    return contract


def divide(
    session: Session, *, proposal_id: int, parts: Sequence[Part], version: int | None, by: Recorder
) -> list[Instalment]:
    """Divide what is not delivered yet of the contract that stands into these instalments, in their order."""
    _proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    contract = the_contract(session, work)
    rows = instalments_of(session, contract.id)
    kept = [row for row in rows if row.delivered_on]
    amounts = [row.amount for row in kept] + [part.amount for part in parts]
    if fault := division_fault(amounts, contract.amount):
        raise Invalid({"part-1": fault})
    for part in parts:
        if part.due_on and not contract.starts_on <= part.due_on <= contract.ends_on:
            words = N_("วันครบกำหนดของงวดต้องอยู่ในอายุสัญญา %(first)s ถึง %(last)s")
            raise Invalid({f"due-{part.line}": say(words, first=contract.starts_on, last=contract.ends_on)})
    for row in rows:
        if not row.delivered_on:
            session.delete(row)
    session.flush()
    taken = {row.no for row in kept}
    numbers = (n for n in count(1) if n not in taken)
    for part, no in zip(parts, numbers, strict=False):
        session.add(instalment(contract, no, part.amount, part.due_on, by))
    session.flush()
    return instalments_of(session, contract.id)


def the_contract(session: Session, work: Work) -> Contract:
    """The contract that stands. Raises IllegalMove where there is none."""
    contract = standing_contract(session, work.proposal_id)
    if contract is None:
        raise IllegalMove(N_("ยังไม่มีสัญญาที่ใช้อยู่"))
    return contract


def instalments_of(session: Session, contract_id: int) -> list[Instalment]:
    """The instalments of a contract, in order."""
    found = session.scalars(
        select(Instalment).where(Instalment.contract_id == contract_id).order_by(Instalment.no)
    )
    return list(found)


def sign_day_fault(
    method: str | None, rows: Mapping[str, ProcurementStep], signed_on: date, *, today: date
) -> Sentence | None:
    """Why it cannot have been signed on that day, by the steps recorded (by id); None when it can."""
    if method not in STEPS_OF:
        return None
    done = {step: row.actual_on for step, row in rows.items() if row.actual_on and step in STEPS_OF[method]}
    appeal = rows.get("appeal")
    return actual_fault("contract", signed_on, today=today, done=done, method=method) or appeal_fault(
        method,
        winner_on=done.get("winner"),
        appeal_skipped=bool(appeal and appeal.skipped),
        signed_on=signed_on,
    )


class Said(Protocol):
    """The terms whose order and sums hold whenever they are said: when it is signed, or mended."""

    @property
    def signed_on(self) -> date: ...
    @property
    def starts_on(self) -> date | None: ...
    @property
    def guarantee(self) -> Decimal | None: ...
    @property
    def guarantee_until(self) -> date | None: ...
    @property
    def fine_kind(self) -> str | None: ...
    @property
    def fine_per_day(self) -> Decimal | None: ...


def terms_faults(said: Said, *, amount: Decimal) -> dict[str, Sentence]:
    """Why a contract of this sum cannot have these terms, by field."""
    wrong: dict[str, Sentence] = {}
    if fault := rate_fault(said.fine_kind, amount=amount, fine_per_day=said.fine_per_day):
        wrong["fine_per_day"] = fault
    if said.starts_on and said.starts_on < said.signed_on:
        wrong["starts_on"] = say(N_("วันเริ่มงานต้องไม่ก่อนวันลงนาม (%(day)s)"), day=said.signed_on)
    if said.guarantee is not None and said.guarantee > amount:
        wrong["guarantee"] = say(N_("มากกว่าวงเงินสัญญา ตรวจจำนวนอีกครั้ง"))
    if said.guarantee_until and said.guarantee_until < said.signed_on:
        wrong["guarantee_until"] = say(N_("วันสิ้นสุดหลักประกันต้องไม่ก่อนวันลงนาม (%(day)s)"), day=said.signed_on)
    return wrong


def _agreed(proposal_id: int, terms: Terms, starts: date, by: Recorder, limits: Limits) -> Contract:
    """The contract as it was signed, the usual guarantee and liability where it names none."""
    return Contract(
        proposal_id=proposal_id,
        number=terms.number,
        signed_on=terms.signed_on,
        amount=terms.amount,
        contractor=terms.contractor,
        days=terms.days,
        starts_on=starts,
        ends_on=last_day(starts, terms.days),
        guarantee=guarantee_of(terms.amount, limits=limits) if terms.guarantee is None else terms.guarantee,
        guarantee_until=terms.guarantee_until,
        liability_days=limits.liability if terms.liability_days is None else terms.liability_days,
        fine_kind=terms.fine_kind,
        fine_per_day=terms.fine_per_day,
        by=by.hat.account_id,
        at=by.at,
    )


def _check(
    session: Session,
    work: Work,
    terms: Terms,
    starts: date,
    rows: Mapping[str, ProcurementStep],
    by: Recorder,
    limits: Limits,
) -> None:
    method = work.method or ""
    wrong: dict[str, Sentence] = {}
    faults = {
        "contract_amount": sum_fault(method, terms.amount, ground=work.ground, limits=limits),
        "signed_on": sign_day_fault(method, rows, terms.signed_on, today=by.day),
    }
    wrong |= {name: fault for name, fault in faults.items() if fault}
    over = work.estimate is not None and terms.amount > work.estimate
    if over and not terms.over_why and "contract_amount" not in wrong:
        words = N_("วงเงินสัญญาสูงกว่าราคากลาง %(estimate)s บาท บอกเหตุผลของคณะกรรมการ หรือตรวจวงเงินอีกครั้ง")
        wrong["over_why"] = say(words, estimate=work.estimate)
    wrong |= terms_faults(replace(terms, starts_on=starts), amount=terms.amount)
    used = select(Contract.id).where(
        Contract.proposal_id == work.proposal_id, Contract.number == terms.number
    )
    if session.scalar(used):
        wrong["number"] = say(N_("งานนี้มีสัญญาเลขที่นี้อยู่แล้ว ตรวจเลขที่อีกครั้ง"))
    if wrong:
        raise Invalid(wrong)


def instalment(contract: Contract, no: int, amount: Decimal, due_on: date | None, by: Recorder) -> Instalment:
    """A new instalment of a contract."""
    return Instalment(
        contract_id=contract.id, no=no, amount=amount, due_on=due_on, by=by.hat.account_id, at=by.at
    )
