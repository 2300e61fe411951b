"""How a work is got: a method and its planned days, each step recorded; or the office does it itself."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.money.accounting import standing_of
from planhub.procurement.purchase_typed import Choice, OwnWork, StepFacts
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock
from planhub.wording import N_, say
from planhub.workflow.procurement import (
    STEPS_OF,
    USUAL,
    Limits,
    actual_fault,
    invited_fault,
    planned_days,
    sum_fault,
)
from planhub.workflow.stages import STAGE_WORD, Action, Stage
from planhub.works.beginning import take
from planhub.works.following import Recorder, follow
from planhub.works.work import Contract, ProcurementStep, Work

OWN = frozenset({Stage.LOCAL, Stage.JOINT})
"""Stages that stay through purchase and works until all is done."""
BUYING = frozenset({Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS}) | OWN
"""Stages in which a purchase can be recorded."""
DONE = frozenset({Stage.COMPLETED, Stage.EVALUATED})
"""Stages in which only what is still owed can be recorded."""


def choose(
    session: Session,
    *,
    proposal_id: int,
    choice: Choice,
    version: int | None,
    by: Recorder,
    limits: Limits = USUAL,
) -> Work:
    """Choose or change the method; its steps' planned days follow. A first choice begins the purchase.

    What was recorded of another method stays as an earlier purchase; `choice.why` says why it begins anew.
    Raises Invalid with the rule named where the method does not allow the sum.
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    refuse_bound(session, work)
    amount = choice.estimate or _budget(session, proposal)
    if fault := sum_fault(choice.method, amount, ground=choice.ground, limits=limits):
        raise Invalid({"estimate" if choice.estimate else "method": fault})
    if fault := invited_fault(choice.method, choice.invited, limits=limits):
        raise Invalid({"invited": fault})
    stage = Stage(proposal.stage)
    begun_otherwise = work.started_on is not None and work.method is None and work.contracted_on is None
    if work.method != choice.method or stage is Stage.WORKS:
        _begin_anew(session, work, why=choice.why, must=stage is Stage.WORKS)
    if stage in OWN and begun_otherwise:
        work.started_on = None
    work.method, work.ground, work.invited = choice.method, choice.ground, choice.invited
    work.estimate, work.egp_no = choice.estimate, choice.egp_no
    _plan_steps(session, work, choice, by, limits)
    if stage is Stage.FUNDED:
        follow(session, proposal, Action.PROCURE, by=by)
    elif stage is Stage.WORKS:
        follow(session, proposal, Action.PROCURE_AGAIN, by=by, reason=choice.why)
    session.flush()
    return work


def do_ourselves(
    session: Session, *, proposal_id: int, plan: OwnWork, version: int | None, by: Recorder
) -> Work:
    """Record that the office does the work with its own hands, nothing bought as a whole: the works begin."""
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    refuse_bound(session, work)
    _keep_days(work, plan)
    if plan.started_on > by.day:
        raise Invalid({"started_on": say(N_("วันที่เริ่มยังมาไม่ถึง บันทึกเมื่อเริ่มทำงานแล้ว"))})
    if plan.ends_on is not None and plan.ends_on < plan.started_on:
        raise Invalid({"ends_on": say(N_("วันแล้วเสร็จต้องไม่ก่อนวันเริ่ม (%(day)s)"), day=plan.started_on)})
    _begin_anew(session, work, why=plan.why, must=False)
    for step in steps_of(session, work):
        session.delete(step)
    work.method = work.ground = work.invited = None
    work.starts_on = work.started_on = plan.started_on
    work.ends_on = plan.ends_on
    if proposal.stage in (Stage.FUNDED, Stage.PROCUREMENT):
        follow(session, proposal, Action.START_WORKS, by=by)
    session.flush()
    return work


def record_step(
    session: Session,
    *,
    proposal_id: int,
    step: str,
    facts: StepFacts,
    version: int | None,
    by: Recorder,
) -> ProcurementStep:
    """Record a step's planned and actual day, or why it was skipped; the contract's comes from the contract.

    Raises Invalid where the days are out of order or in the future.
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    if work.method is None:
        raise IllegalMove(N_("เลือกวิธีจัดหาก่อน จึงบันทึกขั้นตอนได้"))
    if step not in STEPS_OF[work.method] or step == "contract":
        raise IllegalMove(N_("ขั้นนี้ไม่มีในวิธีจัดหาที่เลือก หรือบันทึกที่แบบสัญญา"))
    if facts.actual_on and facts.skipped:
        raise Invalid({"skipped": say(N_("ใส่วันที่ทำจริง หรือเหตุที่ข้าม อย่างใดอย่างหนึ่ง"))})
    rows = {row.step: row for row in steps_of(session, work)}
    done = {row.step: row.actual_on for row in rows.values() if row.actual_on and row.step != step}
    if facts.actual_on and (
        fault := actual_fault(step, facts.actual_on, today=by.day, done=done, method=work.method)
    ):
        raise Invalid({"actual_on": fault})
    row = rows.get(step) or ProcurementStep(proposal_id=work.proposal_id, attempt=work.attempt, step=step)
    row.planned_on = facts.planned_on or row.planned_on
    row.actual_on, row.skipped, row.note = facts.actual_on, facts.skipped, facts.note
    row.by, row.at = by.hat.account_id, by.at
    session.add(row)
    if proposal.stage == Stage.FUNDED:
        follow(session, proposal, Action.PROCURE, by=by)
    session.flush()
    return row


def hold(
    session: Session,
    *,
    proposal_id: int,
    version: int | None,
    by: Recorder,
    stages: frozenset[Stage] = BUYING,
) -> tuple[Proposal, Work]:
    """The proposal and its work, held; only in a stage in which this can be. Raises IllegalMove, Conflict."""
    proposal = lock(session, proposal_id)
    stage = Stage(proposal.stage)
    if stage is Stage.PLANNED:
        raise IllegalMove(N_("ยังไม่ได้รับจัดสรรงบประมาณ บันทึกการจัดสรรในหน้าเงินก่อน"))
    if stage not in stages:
        words = N_("เรื่องนี้%(stage)s จึงบันทึกการจัดซื้อจัดจ้างไม่ได้")
        raise IllegalMove(say(words, stage=STAGE_WORD[stage]))
    return proposal, take(session, proposal, version=version, at=by.at)


def steps_of(session: Session, work: Work) -> list[ProcurementStep]:
    """The steps of the purchase that stands."""
    found = session.scalars(
        select(ProcurementStep).where(
            ProcurementStep.proposal_id == work.proposal_id, ProcurementStep.attempt == work.attempt
        )
    )
    return list(found)


def standing_contract(session: Session, proposal_id: int) -> Contract | None:
    """The contract in force, if there is one."""
    return session.scalars(
        select(Contract).where(Contract.proposal_id == proposal_id, Contract.ended_on.is_(None))
    ).one_or_none()


def refuse_bound(session: Session, work: Work) -> None:
    """Raise IllegalMove while a contract stands."""
    contract = standing_contract(session, work.proposal_id)
    if contract is not None:
        words = N_("มีสัญญา %(number)s อยู่แล้ว แก้ไขหรือเลิกสัญญาก่อน")
        raise IllegalMove(say(words, number=contract.number))


def _keep_days(work: Work, plan: OwnWork) -> None:
    """Raise IllegalMove where days of a work of its own hands, once said, would be said anew."""
    said = work.method is None and work.contracted_on is None and work.starts_on and work.started_on
    moved = plan.started_on != work.started_on or (work.ends_on is not None and plan.ends_on != work.ends_on)
    if said and moved:
        words = N_("งานนี้กำหนดวันไว้แล้ว (%(first)s ถึง %(last)s) เปลี่ยนวันได้ที่แท็บ “ขอเปลี่ยนแปลง”")
        raise IllegalMove(say(words, first=work.started_on, last=work.ends_on or "–"))


def _begin_anew(session: Session, work: Work, *, why: str, must: bool) -> None:
    """Count a new purchase where something was recorded of the one before; planned days alone are dropped."""
    rows = steps_of(session, work)
    if must or any(row.actual_on or row.skipped for row in rows):
        if not why:
            raise Invalid({"why": say(N_("บอกเหตุผลที่เริ่มจัดหาใหม่ ขั้นตอนเดิมยังเก็บไว้เป็นประวัติ"))})
        work.attempt += 1
        return
    for row in rows:
        session.delete(row)
    session.flush()


def _plan_steps(session: Session, work: Work, choice: Choice, by: Recorder, limits: Limits) -> None:
    rows = {row.step: row for row in steps_of(session, work)}
    if rows and choice.first_on is None:
        return
    planned = planned_days(choice.method, choice.first_on or by.day, limits=limits)
    for n, (step, day) in enumerate(planned.items()):
        row = rows.get(step)
        if row is None:
            row = ProcurementStep(proposal_id=work.proposal_id, attempt=work.attempt, step=step)
            row.note = choice.why if n == 0 else ""
            session.add(row)
        if row.actual_on is None:
            row.planned_on, row.by, row.at = day, by.hat.account_id, by.at
    session.flush()


def _budget(session: Session, proposal: Proposal) -> Decimal:
    """What may be spent on it; before any money came, what was asked for."""
    pots = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid).values()
    given = sum((pot.allocated + pot.increased - pot.decreased for pot in pots), Decimal(0))
    return given or proposal.amount
