"""The contractor's guarantee given back once the days of liability are over, and those that wait for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.procurement.procuring import BUYING, DONE, hold
from planhub.procurement.purchase_typed import Return
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Hat
from planhub.works.following import Recorder
from planhub.works.work import Contract, Instalment
from planhub.works.works import mine

GRACE = 15
"""Days within which it is given back (ระเบียบกระทรวงการคลังฯ 2560 ข้อ 170)."""
PAGE = 50


@dataclass(frozen=True)
class Owed:
    """A guarantee that is to be given back."""

    proposal_id: int
    number: str
    title: str
    place_code: str
    contract_id: int
    contract_number: str
    contractor: str
    guarantee: Decimal | None
    due_on: date

    def overdue(self, day: date) -> int:
        """Days after the last on which it had to be back; 0 while there is time."""
        return max(0, (day - self.due_on).days - GRACE)


def set_due(session: Session, contract: Contract) -> None:
    """Say from which day the guarantee is owed: the last acceptance and the days of liability; else none."""
    accepted = session.scalars(
        select(Instalment.accepted_on).where(Instalment.contract_id == contract.id)
    ).all()
    days = [day for day in accepted if day is not None]
    whole = len(days) == len(accepted) and contract.ended_on is None and bool(contract.guarantee)
    contract.guarantee_due_on = (
        max(days) + timedelta(days=contract.liability_days) if days and whole else None
    )


def give_back(
    session: Session, *, proposal_id: int, contract_id: int, back: Return, version: int | None, by: Recorder
) -> Contract:
    """Record that the guarantee was given back, by which document. Raises Invalid, IllegalMove, NotFound."""
    hold(session, proposal_id=proposal_id, version=version, by=by, stages=BUYING | DONE)
    contract = session.get(Contract, contract_id)
    if contract is None or contract.proposal_id != proposal_id:
        raise NotFound(N_("ไม่พบสัญญานี้"))
    if contract.guarantee_returned_on is not None:
        words = N_("คืนหลักประกันแล้วเมื่อ %(day)s")
        raise IllegalMove(say(words, day=contract.guarantee_returned_on))
    if contract.guarantee_due_on is None:
        raise IllegalMove(N_("ยังไม่ถึงเวลาคืนหลักประกัน คืนได้เมื่อตรวจรับครบทุกงวดและพ้นระยะประกันความชำรุดบกพร่อง"))
    wrong: dict[str, Sentence] = {}
    if back.returned_on < contract.guarantee_due_on:
        words = N_("ต้องไม่ก่อนวันพ้นระยะประกันความชำรุดบกพร่อง (%(day)s)")
        wrong["returned_on"] = say(words, day=contract.guarantee_due_on)
    elif back.returned_on > by.day:
        wrong["returned_on"] = say(N_("วันนี้ยังมาไม่ถึง (วันนี้ %(today)s) ใส่วันที่ทำจริง"), today=by.day)
    if wrong:
        raise Invalid(wrong)
    contract.guarantee_returned_on, contract.guarantee_return_no = back.returned_on, back.document_no
    session.flush()
    return contract


def owed(session: Session, *, hat: Hat, day: date, after: tuple[date, int] | None = None) -> list[Owed]:
    """A page of guarantees whose day has come, the longest first; one more than PAGE where more follow."""
    query = _owed(hat, day).order_by(Contract.guarantee_due_on, Contract.id).limit(PAGE + 1)
    if after is not None:
        query = query.where(tuple_(Contract.guarantee_due_on, Contract.id) > after)
    return [
        Owed(
            row.id, row.number or "", title, row.place_code, contract.id, contract.number,
            contract.contractor, contract.guarantee, contract.guarantee_due_on,
        )
        for row, title, contract in session.execute(query)
        if contract.guarantee_due_on is not None
    ]  # fmt: skip


def overdue(session: Session, *, hat: Hat, day: date) -> int:
    """How many should be back by now."""
    late = _owed(hat, day - timedelta(days=GRACE + 1)).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(late)) or 0


def _owed(hat: Hat, day: date) -> Select[Proposal, str, Contract]:
    return (
        select(Proposal, Need.title, Contract)
        .join(Contract, Contract.proposal_id == Proposal.id)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(mine(hat), Contract.guarantee_due_on <= day, Contract.guarantee_returned_on.is_(None))
    )
