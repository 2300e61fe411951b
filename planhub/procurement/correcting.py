"""Typing slips of a signed contract mended: the paper was right all along, and what was typed is made so.

What stood before is kept for ever. The contract's sum is not mended here: money was bound by it, and the
ledger is only added to (planhub.progress.changing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Invalid, NotAllowed
from planhub.procurement import guaranteeing
from planhub.procurement.contracting import instalments_of, sign_day_fault, terms_faults
from planhub.procurement.correctable import OF_WORK, Recorded, contract_of, locks, recorded
from planhub.procurement.procuring import BUYING, DONE, hold, steps_of
from planhub.procurement.slip_typed import Slip
from planhub.proposals.bearings import facts_of
from planhub.thai.money import baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.procurement import USUAL, Limits, last_day, sum_fault
from planhub.workflow.slips import OF_DAYS, SLIPS, mends
from planhub.works.following import Recorder
from planhub.works.work import Contract, ContractSlip, Instalment, ProcurementStep, Work


def correct(
    session: Session,
    *,
    proposal_id: int,
    contract_id: int,
    slip: Slip,
    version: int | None,
    by: Recorder,
    limits: Limits = USUAL,
) -> list[ContractSlip]:
    """Mend what was typed wrong, each value kept with what stood before; work, step and instalments follow.

    Raises NotFound, NotAllowed, Conflict, or Invalid where a value cannot be mended or days are out of order.
    """
    stages = BUYING | DONE
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by, stages=stages)
    contract = contract_of(session, proposal_id, contract_id)
    facts = facts_of(session, proposal, level=by.hat.level)
    if not mends(facts, by.hat):
        raise NotAllowed(N_("แก้คำที่พิมพ์ผิดได้เฉพาะหน่วยงานที่ดำเนินการ หรือระดับที่อยู่เหนือขึ้นไป"))
    stands = recorded(contract, work)
    said = {name: plain(getattr(stands, name)) for name in SLIPS}
    changed = {name: value for name, value in slip.values.items() if plain(value) != said[name]}
    if not changed:
        raise Invalid({"number": say(N_("ทุกช่องยังเหมือนเดิม แก้ช่องที่พิมพ์ผิดก่อน"))})
    locked = locks(session, contract=contract, facts=facts, hat=by.hat)
    if wrong := {name: locked[name] for name in changed if name in locked}:
        raise Invalid(wrong)
    wanted = replace(stands, **changed)
    if wrong := _faults(session, work, contract, wanted, changed, by, limits):
        raise Invalid(wrong)
    slips = [
        ContractSlip(
            contract_id=contract.id,
            field=name,
            before=said[name],
            after=plain(value),
            reason=slip.reason,
            at=by.at,
            by=by.hat.account_id,
            capacity=by.capacity,
        )
        for name, value in changed.items()
    ]
    session.add_all(slips)
    _write(session, work, contract, stands, wanted)
    session.flush()
    return slips


def _faults(
    session: Session,
    work: Work,
    contract: Contract,
    wanted: Recorded,
    changed: Mapping[str, Any],
    by: Recorder,
    limits: Limits,
) -> dict[str, Sentence]:
    """Why the contract cannot stand so, each at a value that was changed."""
    rows = {row.step: row for row in steps_of(session, work)}
    parts = instalments_of(session, contract.id)
    wrong = terms_faults(wanted, amount=contract.amount)
    if "signed_on" in changed and (
        fault := sign_day_fault(work.method, rows, wanted.signed_on, today=by.day)
        or _signed_after_delivery(parts, wanted.signed_on)
    ):
        wrong["signed_on"] = fault
    if OF_DAYS & changed.keys():
        starts, ends = wanted.starts_on, last_day(wanted.starts_on, wanted.days)
        outside = (one for one in parts if one.due_on and one.due_on != contract.ends_on)
        if left := next((one for one in outside if not starts <= (one.due_on or starts) <= ends), None):
            words = N_(
                "งวดที่ %(no)s ครบกำหนด %(day)s อยู่นอกอายุสัญญาที่แก้ (%(first)s ถึง %(last)s) "
                "แบ่งงวดใหม่โดยเว้นวันครบกำหนดไว้ก่อน แล้วจึงแก้"
            )
            wrong["days"] = say(words, no=left.no, day=left.due_on, first=starts, last=ends)
    if "number" in changed and _taken(session, contract, wanted.number):
        wrong["number"] = say(N_("งานนี้มีสัญญาเลขที่นี้อยู่แล้ว ตรวจเลขที่อีกครั้ง"))
    if "estimate" in changed and (fault := _estimate_fault(work, contract, wanted.estimate, rows, limits)):
        wrong["estimate"] = fault
    return _at_what_changed(wrong, changed)


def _at_what_changed(wrong: dict[str, Sentence], changed: Mapping[str, Any]) -> dict[str, Sentence]:
    """What falls out of order is told at the box that was changed; what stood before is not told anew."""
    beside = {"starts_on": "signed_on", "guarantee_until": "signed_on", "days": "starts_on"}
    beside |= {"fine_per_day": "fine_kind"}
    found = {name: fault for name, fault in wrong.items() if name in changed}
    for name, fault in wrong.items():
        if name not in changed and beside.get(name) in changed:
            found.setdefault(beside[name], fault)
    return found


def _signed_after_delivery(parts: Sequence[Instalment], signed_on: date) -> Sentence | None:
    first = min((one.delivered_on for one in parts if one.delivered_on), default=None)
    if first is None or signed_on <= first:
        return None
    return say(N_("วันลงนามต้องไม่หลังวันส่งมอบงวดแรก (%(day)s) ตรวจวันอีกครั้ง"), day=first)


def _taken(session: Session, contract: Contract, number: str) -> bool:
    used = select(Contract.id).where(
        Contract.proposal_id == contract.proposal_id, Contract.number == number, Contract.id != contract.id
    )
    return session.scalar(used) is not None


def _estimate_fault(
    work: Work,
    contract: Contract,
    estimate: Decimal | None,
    rows: Mapping[str, ProcurementStep],
    limits: Limits,
) -> Sentence | None:
    if estimate is None or not work.method:
        return None
    if fault := sum_fault(work.method, estimate, ground=work.ground, limits=limits):
        return fault
    step = rows.get("contract")
    if contract.amount <= estimate or (step is not None and step.note):
        return None
    words = N_("วงเงินสัญญา %(amount)s บาทสูงกว่าราคากลางนี้ และไม่มีเหตุผลของคณะกรรมการบันทึกไว้ ตรวจตัวเลขอีกครั้ง")
    return say(words, amount=baht(contract.amount))


def _write(session: Session, work: Work, contract: Contract, stands: Recorded, wanted: Recorded) -> None:
    for one in fields(Recorded):
        setattr(work if one.name in OF_WORK else contract, one.name, getattr(wanted, one.name))
    if wanted.signed_on != stands.signed_on:
        work.contracted_on = wanted.signed_on
        for step in steps_of(session, work):
            if step.step == "contract":
                step.actual_on = wanted.signed_on
    ends, before = last_day(wanted.starts_on, wanted.days), contract.ends_on
    if (wanted.starts_on, wanted.days) != (stands.starts_on, stands.days):
        contract.ends_on = work.ends_on = ends
        work.starts_on = wanted.starts_on
        if work.started_on == stands.starts_on:
            work.started_on = wanted.starts_on
        for part in instalments_of(session, contract.id):
            if part.due_on == before:
                part.due_on = ends
    session.flush()
    if contract.guarantee_returned_on is None:
        guaranteeing.set_due(session, contract)


def plain(value: Any) -> str:
    """A value as the log keeps it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)
