"""Which values of a signed contract may be mended now, by whom, and all that was mended of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import NotFound
from planhub.procurement.contracting import instalments_of
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Facts
from planhub.workflow.roles import Hat
from planhub.workflow.slips import (
    AFTER_ITS_END,
    OF_DAYS,
    OF_FINE,
    OF_GUARANTEE,
    SLIPS,
    WEIGHTY,
    mends_weighty,
)
from planhub.works.work import Contract, ContractChange, ContractSlip, Instalment, Work

OF_WORK = ("egp_no", "estimate")
"""What stands with the work, not with its contract."""


@dataclass(frozen=True)
class Recorded:
    """What stands of a contract that may be mended; names as in workflow.slips.SLIPS."""

    number: str
    contractor: str
    egp_no: str | None
    estimate: Decimal | None
    signed_on: date
    starts_on: date
    days: int
    guarantee: Decimal | None
    guarantee_until: date | None
    liability_days: int
    fine_kind: str | None
    fine_per_day: Decimal | None


def contract_of(session: Session, proposal_id: int, contract_id: int) -> Contract:
    """A contract of a work, in force or ended. Raises NotFound."""
    contract = session.get(Contract, contract_id) if contract_id < 2**63 else None
    if contract is None or contract.proposal_id != proposal_id:
        raise NotFound(N_("ไม่พบสัญญานี้"))
    return contract


def recorded(contract: Contract, work: Work) -> Recorded:
    """What stands now."""
    names = [one.name for one in fields(Recorded)]
    return Recorded(**{name: getattr(work if name in OF_WORK else contract, name) for name in names})


def slips_of(session: Session, proposal_id: int) -> Sequence[ContractSlip]:
    """All that was mended of a work's contracts, the newest first."""
    query = select(ContractSlip).join(Contract, Contract.id == ContractSlip.contract_id)
    query = query.where(Contract.proposal_id == proposal_id)
    return session.scalars(query.order_by(ContractSlip.id.desc())).all()


def locks(session: Session, *, contract: Contract, facts: Facts, hat: Hat) -> dict[str, Sentence]:
    """The values that this hat cannot mend now, each with why and what to do instead."""
    found: dict[str, Sentence] = {}
    if contract.ended_on is not None:
        ended = say(N_("สัญญานี้เลิกแล้ว แก้ได้เฉพาะเลขที่และชื่อผู้รับจ้าง"))
        found |= dict.fromkeys(SLIPS.keys() - AFTER_ITS_END, ended)
    if contract.guarantee_returned_on is not None:
        words = N_("คืนหลักประกันแล้วเมื่อ %(day)s จึงแก้ไม่ได้")
        found |= dict.fromkeys(OF_GUARANTEE, say(words, day=contract.guarantee_returned_on))
    parts = instalments_of(session, contract.id)
    if late := next((one for one in parts if _late(one)), None):
        words = N_("งวดที่ %(no)s ส่งมอบช้าและคิดค่าปรับจากค่านี้แล้ว ลบวันส่งมอบของงวดนั้นก่อนแล้วจึงแก้")
        found |= dict.fromkeys(OF_FINE, say(words, no=late.no))
    if why := _days_lock(session, contract, parts):
        found |= dict.fromkeys(OF_DAYS, why)
    if not mends_weighty(facts, hat, recorded_by=contract.by):
        words = N_("ค่าปรับคิดจากค่านี้ ผู้บันทึกสัญญาจึงแก้เองไม่ได้ ให้ระดับที่อยู่เหนือขึ้นไปแก้ (จังหวัด หรืออำเภอสำหรับงานของท้องถิ่น)")
        found |= dict.fromkeys(WEIGHTY, say(words))
    return found


def _days_lock(session: Session, contract: Contract, parts: Sequence[Instalment]) -> Sentence | None:
    changed = select(ContractChange.at).where(ContractChange.contract_id == contract.id)
    if session.scalar(changed.limit(1)) is not None:
        return say(N_("สัญญานี้แก้ไขหรือขยายเวลาไปแล้ว วันในสัญญาจึงเปลี่ยนได้ด้วยคำขอเปลี่ยนแปลงเท่านั้น"))
    delivered = next((one for one in parts if one.delivered_on), None)
    if delivered is None:
        return None
    words = N_(
        "ส่งมอบงวดที่ %(no)s แล้ว วันช้าคิดจากวันเดิม ลบวันส่งมอบของงวดนั้นก่อน หรือขอเปลี่ยนวันแล้วเสร็จที่แท็บ “ขอเปลี่ยนแปลง”"
    )
    return say(words, no=delivered.no)


def _late(one: Instalment) -> bool:
    late = one.due_on is not None and one.delivered_on is not None and one.delivered_on > one.due_on
    return bool(one.fine) or late
