"""What a contract does to the ledger: its sum is bound; instalments are delivered, accepted, fined, paid."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.money.accounting import Figure, record_of, standing_of
from planhub.procurement import guaranteeing
from planhub.procurement.procuring import BUYING, DONE, hold, standing_contract
from planhub.procurement.purchase_typed import Pot, Receipt
from planhub.proposals.proposal import Proposal
from planhub.thai.money import baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.fines import excuse_fault, fined_days
from planhub.workflow.procurement import days_late, fine_of
from planhub.workflow.stages import Action
from planhub.works.following import Recorder, follow
from planhub.works.work import Contract, Instalment, Work


def bind(
    session: Session,
    proposal: Proposal,
    contract: Contract,
    amount: Decimal,
    by: Recorder,
    *,
    shares: Mapping[Pot, Decimal] | None = None,
    note: str = "",
) -> None:
    """Bind a sum of a contract, or (below nothing) release it; from the money named, or the oldest first.

    Raises Invalid {"contract_amount": …} where less is left than is to be bound.
    """
    pots = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    if amount > 0:
        left = {pot: row.remaining for pot, row in sorted(pots.items()) if row.remaining > 0}
        if amount > sum(left.values(), Decimal(0)):
            raise Invalid({"contract_amount": too_much(amount, sum(left.values(), Decimal(0)))})
        parts = dict(_taken(left, amount)) if not shares else _named(shares, left, amount)
    else:
        bound = {pot: row.committed for pot, row in sorted(pots.items(), reverse=True) if row.committed > 0}
        if -amount > sum(bound.values(), Decimal(0)):
            raise Invalid(
                {"contract_amount": say(N_("เงินที่ผูกพันไว้ในหน้าเงินไม่พอกับที่จะปลด ตรวจรายการในหน้าเงินก่อน"))}
            )
        parts = {pot: -sum_ for pot, sum_ in _taken(bound, -amount)}
    figures = [
        Figure(
            "committed", sum_, *pot, document_no=contract.number, document_on=contract.signed_on, note=note
        )
        for pot, sum_ in parts.items()
    ]
    record_of(session, proposal, figures, by=by)


def record_receipt(
    session: Session,
    *,
    proposal_id: int,
    contract_id: int,
    no: int,
    receipt: Receipt,
    version: int | None,
    by: Recorder,
) -> Instalment:
    """Record that an instalment was delivered, accepted, paid; late days are fined, paying is in the ledger.

    Raises Invalid where days are out of order or in the future, IllegalMove once it was paid.
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by, stages=BUYING | DONE)
    contract = session.get(Contract, contract_id)
    row = session.get(Instalment, (contract_id, no))
    if contract is None or row is None or contract.proposal_id != work.proposal_id:
        raise NotFound(N_("ไม่พบงวดนี้ อาจมีการแบ่งงวดใหม่ไปแล้ว"))
    if row.paid_on:
        raise IllegalMove(N_("งวดนี้จ่ายเงินแล้ว ถ้าต้องแก้ตัวเลขให้แก้ในหน้าเงิน"))
    if contract.ended_on and not row.accepted_on:
        raise IllegalMove(N_("สัญญานี้เลิกแล้ว ส่งมอบหรือตรวจรับอีกไม่ได้"))
    closed = contract.ended_on or proposal.stage in DONE
    others = [one for one in _instalments(session, contract_id) if one.no != no]
    wrong = _faults(contract, receipt, by.day) | _excuse_faults(row, receipt, others)
    if closed and not receipt.accepted_on:
        wrong["accepted_on"] = say(N_("งานหรือสัญญานี้สิ้นสุดแล้ว ลบวันตรวจรับไม่ได้"))
    if wrong:
        raise Invalid(wrong)
    row.delivered_on, row.accepted_on = receipt.delivered_on, receipt.accepted_on
    row.acceptance_no, row.paid_on = receipt.acceptance_no, receipt.paid_on
    row.excused_days, row.excused_why = receipt.excused_days, receipt.excused_why
    row.excused_no = receipt.excused_no
    row.fine = _fine(contract, row, others)
    row.by, row.at = by.hat.account_id, by.at
    if receipt.paid_on:
        _pay(session, proposal, contract, row, receipt, by)
    session.flush()
    guaranteeing.set_due(session, contract)
    session.flush()
    return row


def complete(session: Session, *, proposal_id: int, version: int | None, by: Recorder) -> Work:
    """Record that a bought work is done: every instalment was accepted, so all of it is there.

    A work of the office's own hands is done by its reports (reporting.complete).
    """
    proposal, work = hold(session, proposal_id=proposal_id, version=version, by=by)
    contract = standing_contract(session, proposal_id)
    if contract is None:
        raise IllegalMove(N_("ยังไม่มีสัญญาที่ใช้อยู่"))
    accepted = [row.accepted_on for row in _instalments(session, contract.id)]
    days = [day for day in accepted if day]
    if not days or len(days) < len(accepted):
        raise IllegalMove(say(N_("ยังตรวจรับไม่ครบ เหลืออีก %(n)d งวด"), n=len(accepted) - len(days)))
    work.completed_on, work.physical = max(days), 100
    follow(session, proposal, Action.COMPLETE, by=by)
    session.flush()
    return work


def _faults(contract: Contract, receipt: Receipt, today: date) -> dict[str, Sentence]:
    wrong: dict[str, Sentence] = {}
    before: date | None = contract.signed_on
    word = N_("วันลงนามสัญญา")
    for name, day, next_word, missing in (
        ("delivered_on", receipt.delivered_on, N_("วันส่งมอบ"), ""),
        ("accepted_on", receipt.accepted_on, N_("วันตรวจรับ"), N_("พิมพ์วันส่งมอบก่อน")),
        ("paid_on", receipt.paid_on, "", N_("พิมพ์วันตรวจรับก่อน จ่ายได้เมื่อตรวจรับแล้ว")),
    ):
        if day is None:
            before = None if name != "paid_on" else before
            continue
        if before is None:
            wrong[name] = say(missing)
        elif day < before:
            wrong[name] = say(N_("ต้องไม่ก่อน%(word)s (%(day)s)"), word=word, day=before)
        elif day > today:
            wrong[name] = say(N_("วันนี้ยังมาไม่ถึง (วันนี้ %(today)s) ใส่วันที่ทำจริง"), today=today)
        before, word = day, next_word
    if receipt.accepted_on and not receipt.acceptance_no:
        wrong["acceptance_no"] = say(N_("พิมพ์เลขที่ใบตรวจรับ"))
    if receipt.paid_on and not receipt.paid_no:
        wrong["paid_no"] = say(N_("พิมพ์เลขที่ฎีกาหรือหลักฐานการจ่าย"))
    return wrong


def _excuse_faults(row: Instalment, receipt: Receipt, others: Sequence[Instalment]) -> dict[str, Sentence]:
    """A fine is forgone for a reason and by a document, and for no more days than it was late."""
    if not receipt.excused_days:
        return {}
    wrong: dict[str, Sentence] = {}
    if not receipt.excused_why:
        wrong["excused_why"] = say(N_("บอกเหตุที่งดหรือลดค่าปรับ (พ.ร.บ. 2560 มาตรา 102)"))
    if not receipt.excused_no:
        wrong["excused_no"] = say(N_("พิมพ์เลขที่หนังสือที่อนุมัติให้งดหรือลดค่าปรับ"))
    late = days_late(row.due_on, receipt.delivered_on, fined=_fined(others)) if receipt.delivered_on else 0
    if fault := excuse_fault(receipt.excused_days, late):
        wrong["excused_days"] = fault
    return wrong


def _fine(contract: Contract, row: Instalment, others: Sequence[Instalment]) -> Decimal:
    if row.delivered_on is None:
        return Decimal(0)
    late = fined_days(row.due_on, row.delivered_on, excused=row.excused_days, fined=_fined(others))
    return min(fine_of(late, contract.fine_per_day), contract.amount)


def _fined(others: Sequence[Instalment]) -> list[tuple[date, date]]:
    return [
        (one.due_on, one.delivered_on)
        for one in others
        if one.fine and one.due_on and one.delivered_on and one.delivered_on > one.due_on
    ]


def _pay(
    session: Session, proposal: Proposal, contract: Contract, row: Instalment, receipt: Receipt, by: Recorder
) -> None:
    pots = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    bound = {pot: one.committed for pot, one in sorted(pots.items()) if one.committed > 0}
    if row.amount > sum(bound.values(), Decimal(0)):
        raise Invalid({"paid_on": say(N_("เงินที่ผูกพันไว้ในหน้าเงินเหลือน้อยกว่างวดนี้ ตรวจรายการในหน้าเงินก่อน"))})
    note = f"จ่ายงวดที่ {row.no} สัญญา {contract.number}"
    told = {"document_no": receipt.paid_no, "document_on": receipt.paid_on}
    figures = []
    for pot, sum_ in _taken(bound, row.amount):
        figures.append(Figure("committed", -sum_, *pot, **told, note=note))  # type: ignore[arg-type]
        figures.append(Figure("disbursed", sum_, *pot, **told, note=note))  # type: ignore[arg-type]
    record_of(session, proposal, figures, by=by)


def _taken(pots: Mapping[Pot, Decimal], amount: Decimal) -> Iterator[tuple[Pot, Decimal]]:
    """A sum taken from pots in their order."""
    for pot, there in pots.items():
        share = min(there, amount)
        if share > 0:
            yield pot, share
        amount -= share


def _named(shares: Mapping[Pot, Decimal], left: Mapping[Pot, Decimal], amount: Decimal) -> dict[Pot, Decimal]:
    wrong = {
        f"from-{year}-{source}": say(
            N_("เหลือ %(left)s บาท ใส่ได้ไม่เกินนี้"), left=left.get((year, source), Decimal(0))
        )
        for (year, source), share in shares.items()
        if share > left.get((year, source), 0)
    }
    whole = sum(shares.values(), Decimal(0))
    if not wrong and whole != amount:
        words = N_("เงินแต่ละแหล่งรวมได้ %(whole)s บาท ไม่เท่าวงเงินสัญญา %(amount)s บาท")
        wrong["contract_amount"] = say(words, whole=whole, amount=amount)
    if wrong:
        raise Invalid(wrong)
    return dict(shares)


def too_much(amount: Decimal, left: Decimal) -> Sentence:
    """Why so much cannot be bound."""
    if not left:
        return say(N_("ยังไม่มีเงินจัดสรรคงเหลือให้ผูกพัน บันทึกการจัดสรรในหน้าเงินก่อน"))
    words = N_("วงเงิน %(amount)s บาท เกินเงินจัดสรรที่เหลือ %(left)s บาท ลดวงเงิน หรือบันทึกการโอนเพิ่มในหน้าเงินก่อน")
    return say(words, amount=baht(amount), left=baht(left))


def _instalments(session: Session, contract_id: int) -> list[Instalment]:
    return list(session.scalars(select(Instalment).where(Instalment.contract_id == contract_id)))
