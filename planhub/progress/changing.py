"""Changes after the money came: asked for with a reason, allowed by who has the power, then written."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from planhub.procurement.procuring import Doer, standing_contract
from planhub.progress.applying_changes import Change, apply, standing
from planhub.progress.progress import ChangeRequest
from planhub.progress.progress_told import money_of
from planhub.proposals.bearings import facts_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock
from planhub.wording import N_, say
from planhub.workflow import above
from planhub.workflow.due import REPORTED
from planhub.workflow.roles import Hat
from planhub.workflow.stages import STAGE_WORD, Stage
from planhub.works.beginning import take
from planhub.works.wanted import CHANGES, Wanted


def ask(
    session: Session,
    *,
    proposal_id: int,
    wanted: Wanted,
    version: int | None,
    by: int,
    capacity: str,
    at: datetime,
) -> ChangeRequest:
    """Ask for one change; there is one open request of each kind.

    Raises IllegalMove, Conflict, or Invalid with a sentence for the box.
    """
    proposal = lock(session, proposal_id)
    if proposal.stage not in REPORTED:
        words = N_("เรื่องนี้%(stage)sอยู่ ขอเปลี่ยนแปลงได้หลังได้รับเงินและก่อนแล้วเสร็จ")
        raise IllegalMove(say(words, stage=STAGE_WORD[Stage(proposal.stage)]))
    if any(row.field == wanted.field for row in open_requests(session, proposal_id)):
        words = N_("มีคำขอเปลี่ยน%(what)sที่ยังรอคำตอบอยู่ รอผลหรือถอนคำขอเดิมก่อน")
        raise IllegalMove(say(words, what=CHANGES[wanted.field]))
    work = take(session, proposal, version=version, at=at)
    before = standing(session, proposal=proposal, work=work, field=wanted.field)
    after = before | wanted.after
    _check(session, proposal=proposal, field=wanted.field, before=before, after=after)
    row = ChangeRequest(
        proposal_id=proposal_id,
        field=wanted.field,
        before=before,
        after=after,
        reason=wanted.reason,
        document_no=wanted.document_no,
        asked_at=at,
        asked_by=by,
        asked_as=capacity,
    )
    session.add(row)
    session.flush()
    return row


def decide(
    session: Session,
    *,
    proposal_id: int,
    request_id: int,
    approved: bool,
    decision: str,
    hat: Hat,
    capacity: str,
    at: datetime,
) -> ChangeRequest:
    """Allow a change, and write it, or refuse it with a reason; never who asked for it.

    Raises NotFound, NotAllowed, IllegalMove (decided already), Invalid, or Conflict where what stands is no
    longer what the request was asked against.
    """
    proposal = lock(session, proposal_id)
    row = _open(session, proposal_id, request_id)
    if not above.decides(facts_of(session, proposal, level=hat.level), hat):
        raise NotAllowed(N_("อนุญาตการเปลี่ยนแปลงเป็นอำนาจของจังหวัด หรือของนายอำเภอสำหรับงานที่ท้องถิ่นทำเอง"))
    if row.asked_by == hat.account_id:
        raise NotAllowed(N_("ท่านเป็นผู้ขอเอง ให้ผู้มีอำนาจท่านอื่นเป็นผู้อนุญาต"))
    if not approved and not decision:
        raise Invalid({"decision": say(N_("บอกเหตุผลที่ไม่อนุญาต เพื่อให้ผู้ขอทราบ"))})
    work = take(session, proposal, version=None, at=at)
    if approved:
        if proposal.stage not in REPORTED:
            raise IllegalMove(N_("งานนี้แล้วเสร็จหรือไม่มีเงินแล้ว จึงเปลี่ยนแปลงไม่ได้ ให้ตอบว่าไม่อนุญาต"))
        if standing(session, proposal=proposal, work=work, field=row.field) != row.before:
            raise Conflict(N_("ค่าเดิมเปลี่ยนไปจากวันที่ขอแล้ว ตอบว่าไม่อนุญาต แล้วให้ขอใหม่จากค่าปัจจุบัน"))
        _check(session, proposal=proposal, field=row.field, before=row.before, after=row.after)
        apply(Change(session, proposal, work, row, Doer(hat, capacity, at, local_day(at))))
    row.state, row.decision = "approved" if approved else "refused", decision
    row.decided_at, row.decided_by, row.decided_as = at, hat.account_id, capacity
    session.flush()
    return row


def take_back(
    session: Session, *, proposal_id: int, request_id: int, by: int, capacity: str, at: datetime
) -> ChangeRequest:
    """Who asked takes the request back. Raises NotFound, NotAllowed or IllegalMove."""
    lock(session, proposal_id)
    row = _open(session, proposal_id, request_id)
    if row.asked_by != by:
        raise NotAllowed(N_("ถอนคำขอได้เฉพาะผู้ที่ขอ"))
    row.state = "taken_back"
    row.decided_at, row.decided_by, row.decided_as = at, by, capacity
    session.flush()
    return row


def requests_of(session: Session, proposal_id: int) -> Sequence[ChangeRequest]:
    """Every request of a work, the newest first."""
    query = select(ChangeRequest).where(ChangeRequest.proposal_id == proposal_id)
    return session.scalars(query.order_by(ChangeRequest.id.desc()).limit(200)).all()


def open_requests(session: Session, proposal_id: int) -> Sequence[ChangeRequest]:
    """Those that wait for an answer."""
    return session.scalars(
        select(ChangeRequest).where(ChangeRequest.proposal_id == proposal_id, ChangeRequest.state == "asked")
    ).all()


def money_is_bound(session: Session, proposal: Proposal) -> bool:
    """Whether some of its money is bound or paid, or a contract stands: sums then change by request alone."""
    money = money_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    return money.bound or standing_contract(session, proposal.id) is not None


def _open(session: Session, proposal_id: int, request_id: int) -> ChangeRequest:
    row = session.get(ChangeRequest, request_id, populate_existing=True) if request_id < 2**63 else None
    if row is None or row.proposal_id != proposal_id:
        raise NotFound(N_("ไม่พบคำขอนี้"))
    if row.state != "asked":
        raise IllegalMove(N_("คำขอนี้มีคำตอบแล้ว"))
    return row


def _check(
    session: Session, *, proposal: Proposal, field: str, before: dict[str, str], after: dict[str, str]
) -> None:
    """Raises Invalid where the new values cannot stand."""
    if after == before:
        raise Invalid({"field": say(N_("ค่าใหม่เหมือนค่าเดิม แก้ค่าที่ต้องการเปลี่ยนก่อน"))})
    if field == "amount":
        money = money_of(session, province_code=proposal.province_code, item_id=proposal.uid)
        if Decimal(after["baht"]) < money.committed + money.disbursed:
            words = N_("ผูกพันและเบิกจ่ายไปแล้ว %(baht)s บาท วงเงินใหม่ต้องไม่น้อยกว่านั้น")
            raise Invalid({"baht": say(words, baht=money.committed + money.disbursed)})
    if field == "contractor" and standing_contract(session, proposal.id) is None:
        raise Invalid({"contractor": say(N_("ยังไม่มีสัญญา จึงยังไม่มีผู้รับจ้างให้เปลี่ยน"))})
    if field == "dates":
        _check_days(before, after, under_contract=standing_contract(session, proposal.id) is not None)


def _check_days(before: dict[str, str], after: dict[str, str], *, under_contract: bool) -> None:
    if under_contract and after["starts_on"] != before["starts_on"]:
        raise Invalid({"starts_on": say(N_("มีสัญญาแล้ว เปลี่ยนได้เฉพาะวันแล้วเสร็จ เว้นช่องนี้ว่างไว้"))})
    starts, ends = (after[name] and date.fromisoformat(after[name]) for name in ("starts_on", "ends_on"))
    if starts and ends and ends < starts:
        raise Invalid({"ends_on": say(N_("วันแล้วเสร็จมาก่อนวันเริ่ม ตรวจวันอีกครั้ง"))})
