"""What befell works of a show province after the money: told by the domain's own writers, as of past days.

A contract ended and bought again, reports sent back and gone back, changes asked, allowed and refused.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.procurement import amending, contracting, procuring
from planhub.procurement.purchase_typed import Choice, Ending, StepFacts, Terms
from planhub.progress import changing, reporting
from planhub.progress.told import Told
from planhub.proposals.proposal import Proposal
from planhub.sampling.contracts import fine_per_day
from planhub.sampling.desks import Desk, Desks
from planhub.sampling.enrolling import SHOW_AGENCY
from planhub.sampling.purse import rounded
from planhub.workflow.due import last_opened
from planhub.workflow.procurement import STEPS_OF
from planhub.workflow.stages import Stage
from planhub.works.wanted import Wanted
from planhub.works.work import Contract, Instalment, Work

Bought = Row[tuple[Proposal, Work, Contract, int]]
SETTLED = 90
"""Days since a contract was signed, after which something may have gone wrong with it."""
NEW_CONTRACTOR = "ห้างหุ้นส่วนจำกัด ตัวอย่างก่อสร้าง 2"
BUILT = frozenset({"infrastructure", "water"})
"""Sides whose works are laid along a line: what is told of those that change fits them."""
BACK = 12
"""Percent by which a report goes back."""


def tell_afterwards(session: Session, province: str, desks: Desks) -> None:
    """Everything, for as far as the province has works that it could have befallen."""
    works = _bought(session, province, before=local_day(desks.ago(SETTLED)))
    ours = [row for row in works if row.Proposal.agency_code == SHOW_AGENCY]
    others = [row for row in works if row.Proposal.agency_code != SHOW_AGENCY]
    untouched = sorted(
        (row for row in others if not row.accepted and row.Work.method == "specific"),
        key=lambda row: (row.Work.physical, row.Proposal.id),
    )
    for row, again in zip(untouched[:2], (False, True), strict=False):
        _end(session, row, desks, signed_again=again)
    left = sorted(
        (row for row in others if row not in untouched[:2]), key=lambda row: row.Proposal.side not in BUILT
    )
    _report(session, ours[:1], left[:1], desks)
    _ask(session, [*ours[:1], *left[1:]], desks)
    ask_of_money(session, province, desks, sealed=False)


def _bought(session: Session, province: str, *, before: date) -> Sequence[Bought]:
    accepted = (
        select(func.count())
        .where(Instalment.contract_id == Contract.id, Instalment.accepted_on.is_not(None))
        .scalar_subquery()
        .label("accepted")
    )
    return session.execute(
        select(Proposal, Work, Contract, accepted)
        .join(Work, Work.proposal_id == Proposal.id)
        .join(Contract, Contract.proposal_id == Proposal.id)
        .where(Proposal.province_code == province, Proposal.stage == Stage.WORKS)
        .where(Contract.signed_on < before)
        .order_by(Proposal.id)
    ).all()


def _end(session: Session, row: Bought, desks: Desks, *, signed_again: bool) -> None:
    """The contractor left: the contract is ended and the work is bought again, it may be up to a contract."""
    id_, method, ground = row.Proposal.id, row.Work.method or "", row.Work.ground
    amount, number, estimate = row.Contract.amount, row.Contract.number, row.Work.estimate
    egp_no = f"{int(row.Work.egp_no) + 1}" if row.Work.egp_no else None
    by = desks.planner
    ending = Ending(
        local_day(desks.ago(45)), "ผู้รับจ้างทิ้งงานเกิน 60 วัน แจ้งเป็นหนังสือสองครั้งแล้วไม่กลับมาทำ", f"{number}-ลป."
    )
    amending.end(session, proposal_id=id_, ending=ending, version=None, by=by.acts(desks.ago(45)))
    choice = Choice(
        method,
        ground,
        estimate=estimate,
        egp_no=egp_no,
        first_on=local_day(desks.ago(40)),
        why="จัดหาผู้รับจ้างรายใหม่แทนรายที่เลิกสัญญา",
    )
    procuring.choose(session, proposal_id=id_, choice=choice, version=None, by=by.acts(desks.ago(40)))
    steps = [step for step in STEPS_OF[method] if step != "contract"]
    for n, step in enumerate(steps if signed_again else steps[:2]):
        at = desks.ago(38 - 6 * n)
        facts = StepFacts(actual_on=local_day(at))
        procuring.record_step(session, proposal_id=id_, step=step, facts=facts, version=None, by=by.acts(at))
    if signed_again:
        kind, sum_ = row.Contract.fine_kind or "", rounded(amount * Decimal("0.98"), 1_000)
        terms = Terms(
            number=f"{number.split('/')[0]}ก/2570",
            signed_on=local_day(desks.ago(9)),
            amount=sum_,
            contractor=NEW_CONTRACTOR,
            days=75,
            fine_kind=kind,
            fine_per_day=fine_per_day(kind, sum_),
        )
        contracting.sign(session, proposal_id=id_, terms=terms, version=None, by=by.acts(desks.ago(9)))


def _report(session: Session, ours: Sequence[Bought], others: Sequence[Bought], desks: Desks) -> None:
    """A month's report that the province sent back, and one whose percent went back."""
    period = last_opened(local_day(desks.ago(20)), by_quarter=False)
    for row in ours:
        told = Told(
            period,
            min(99, row.Work.physical + 9),
            "เทผิวทางและงานไหล่ทางแล้วเสร็จตามแบบ",
            next_step="เก็บงานและตรวจวัดแนวระดับ",
        )
        written = _write(session, row, told, desks, by=desks.agency.hat.account_id, as_=desks.agency.capacity)
        reporting.check(
            session,
            proposal_id=row.Proposal.id,
            report_id=written,
            accepted=False,
            note="รูประหว่างทำยังเป็นรูปเดิมของเดือนก่อน ส่งรูปที่เห็นงานที่รายงานเพิ่ม แล้วส่งใหม่",
            by=desks.planner.acts(desks.ago(16)),
        )
    for row in others:
        told = Told(
            period,
            max(1, row.Work.physical - BACK),
            "รื้อส่วนที่ผลทดสอบไม่ผ่าน เตรียมเทใหม่",
            went_back="ผลทดสอบกำลังอัดไม่ผ่านหนึ่งช่วง คณะกรรมการให้ผู้รับจ้างรื้อทำใหม่",
            problem_code="other",
            problem="ผู้รับจ้างใช้คอนกรีตไม่ได้ตามแบบ",
            remedy="ให้รื้อและทำใหม่โดยไม่เพิ่มเงินและเวลา",
        )
        _write(session, row, told, desks, by=None, as_="ช่างผู้ควบคุมงาน (ตัวอย่าง)")


def _write(session: Session, row: Bought, told: Told, desks: Desks, *, by: int | None, as_: str) -> int:
    return reporting.report(
        session, proposal_id=row.Proposal.id, told=told, version=None, by=by, capacity=as_, at=desks.ago(20)
    ).id


def _ask(session: Session, works: Sequence[Bought], desks: Desks) -> None:
    """Changes of works under contract: one waits, two were allowed, one refused, one taken back."""
    for n, row in enumerate(works[:5]):
        ends = row.Contract.ends_on
        wanted, verdict, decision = (
            (_days(ends + timedelta(days=45), "ฝนตกหนักติดต่อกัน น้ำท่วมหน้างาน 38 วัน"), None, ""),
            (
                Wanted("scope", {"request": "ย้ายจุดเริ่มต้นเข้ามา 40 เมตร ตามแนวที่ดินที่เจ้าของอุทิศให้"},
                       "เจ้าของที่ดินแปลงเดิมไม่อนุญาต แนวใหม่ประชาคมเห็นชอบแล้ว", "สร 0018/2201"),
                True, "ปริมาณงานและวงเงินเท่าเดิม ประชาคมเห็นชอบ",
            ),
            (
                _days(ends + timedelta(days=120), "ผู้รับจ้างขาดแรงงาน"),
                False, "การขาดแรงงานเป็นความรับผิดชอบของผู้รับจ้าง ไม่ใช่เหตุขยายเวลาตามสัญญา",
            ),
            (Wanted("contractor", {"contractor": NEW_CONTRACTOR}, "ผู้รับจ้างขอโอนสิทธิให้ห้างในเครือ", ""), None, ""),
            (
                Wanted("contract", {"ends_on": (ends + timedelta(days=30)).isoformat()},
                       "อุทกภัยตามประกาศจังหวัด น้ำท่วมทางเข้าพื้นที่ 30 วัน", "สร 0021/1874"),
                True, "เป็นเหตุสุดวิสัย ผู้รับจ้างแจ้งเหตุภายใน 15 วัน ขยายเวลาให้ 30 วัน",
            ),
        )[n]  # fmt: skip
        ours = row.Proposal.agency_code == SHOW_AGENCY
        asker, decider = (desks.agency, desks.planner) if ours else (desks.planner, desks.governor)
        asked = _asked(session, row.Proposal.id, wanted, asker, desks, days=6 if n == 0 else 40 - 3 * n)
        if verdict is not None:
            _decided(session, row.Proposal.id, asked, decider, desks, verdict, decision, days=30 - 3 * n)
        elif n == 3:
            changing.take_back(
                session,
                proposal_id=row.Proposal.id,
                request_id=asked,
                by=asker.hat.account_id,
                capacity=asker.capacity,
                at=desks.ago(28),
            )


def ask_of_money(session: Session, province: str, desks: Desks, *, sealed: bool) -> None:
    """Sums of items that wait for their purchase: one allowed to cost more before the plan is sealed again.

    After that one more, so that the plan differs from what was sealed, and one that has no answer.
    """
    stories = ((6, 3), (4, None)) if sealed else ((12, 9),)
    rows = session.scalars(
        select(Proposal)
        .where(Proposal.province_code == province, Proposal.stage == Stage.FUNDED)
        .order_by(Proposal.id)
        .offset(1 if sealed else 0)
        .limit(len(stories))
    ).all()
    for row, (days, answered) in zip(rows, stories, strict=False):
        wanted = Wanted(
            "amount",
            {"baht": f"{rounded(row.amount * Decimal('1.08'), 1_000):.2f}"},
            "ราคาวัสดุตามประกาศพาณิชย์จังหวัดสูงขึ้น ราคากลางที่คำนวณใหม่เกินวงเงินเดิม",
            f"สร 0017/{2300 + days}",
        )
        asked = _asked(session, row.id, wanted, desks.planner, desks, days=days)
        if answered:
            why = "ใช้เงินเหลือจ่ายของจังหวัด"
            _decided(session, row.id, asked, desks.governor, desks, True, why, days=answered)


def _days(ends: date, why: str) -> Wanted:
    return Wanted("dates", {"ends_on": ends.isoformat()}, why, "")


def _asked(session: Session, id_: int, wanted: Wanted, by: Desk, desks: Desks, *, days: int) -> int:
    return changing.ask(
        session,
        proposal_id=id_,
        wanted=wanted,
        version=None,
        by=by.hat.account_id,
        capacity=by.capacity,
        at=desks.ago(days),
    ).id


def _decided(
    session: Session,
    id_: int,
    request: int,
    by: Desk,
    desks: Desks,
    approved: bool,
    why: str,
    *,
    days: int,
) -> None:
    changing.decide(
        session,
        proposal_id=id_,
        request_id=request,
        approved=approved,
        decision=why,
        by=by.acts(desks.ago(days)),
    )
