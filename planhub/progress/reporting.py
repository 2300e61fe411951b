"""Progress told by who carries a work out, looked at by the level above, and followed by the work."""

from datetime import date, datetime

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid, NotAllowed, NotFound
from planhub.progress.progress import ProgressReport
from planhub.progress.told import Told
from planhub.proposals.bearings import facts_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock
from planhub.wording import N_, say
from planhub.workflow import above
from planhub.workflow.due import REPORTED, Period
from planhub.workflow.stages import STAGE_WORD, Action, Stage
from planhub.works.beginning import take
from planhub.works.following import Recorder, follow
from planhub.works.work import Contract, Instalment, Work


def report(
    session: Session,
    *,
    proposal_id: int,
    told: Told,
    version: int | None,
    by: int | None,
    capacity: str,
    at: datetime,
) -> ProgressReport:
    """Write one report; the work shows what the newest period says.

    Raises IllegalMove (nothing to report on), Conflict (the page is older than the work), or Invalid where
    the percent goes back without a reason.
    """
    proposal = lock(session, proposal_id)
    _still_reported(proposal)
    work = take(session, proposal, version=version, at=at)
    before = percent_before(session, proposal_id, told.period)
    back = told.physical < before
    if back and not told.went_back:
        words = N_("ครั้งก่อนรายงานไว้ร้อยละ %(before)s ครั้งนี้น้อยลง บอกเหตุผลว่าเพราะอะไร")
        raise Invalid({"went_back": say(words, before=before)})
    row = ProgressReport(
        proposal_id=proposal_id,
        fiscal_year=told.period.fiscal_year,
        month=told.period.month,
        by_quarter=told.period.by_quarter,
        physical=told.physical,
        went_back=told.went_back if back else "",
        activity=told.activity,
        output=told.output,
        problem_code=told.problem_code,
        problem=told.problem,
        remedy=told.remedy,
        next_step=told.next_step,
        at=at,
        by=by,
        capacity=capacity,
    )
    session.add(row)
    session.flush()
    _show_newest(session, work)
    return row


def check(
    session: Session,
    *,
    proposal_id: int,
    report_id: int,
    accepted: bool,
    note: str,
    by: Recorder,
) -> ProgressReport:
    """Accept a report or send it back with a reason; one sent back no longer counts.

    Raises NotFound, NotAllowed (not the level above, or who reported), IllegalMove (looked at already) or
    Invalid.
    """
    proposal = lock(session, proposal_id)
    row = session.get(ProgressReport, report_id, populate_existing=True)
    if row is None or row.proposal_id != proposal_id:
        raise NotFound(N_("ไม่พบรายงานนี้"))
    if not above.reviews(facts_of(session, proposal, level=by.hat.level), by.hat):
        raise NotAllowed(N_("ตรวจรายงานเป็นหน้าที่ของระดับที่เหนือกว่าผู้รายงาน"))
    if row.by == by.hat.account_id:
        raise NotAllowed(N_("ท่านรายงานฉบับนี้เอง ให้ผู้อื่นเป็นผู้ตรวจ"))
    if row.review is not None:
        raise IllegalMove(N_("รายงานนี้มีผู้ตรวจแล้ว"))
    if not accepted and not note:
        raise Invalid({"note": say(N_("บอกเหตุผลที่ส่งกลับ เพื่อให้ผู้รายงานแก้ได้ตรงจุด"))})
    row.review, row.review_note = "accepted" if accepted else "sent_back", note
    row.reviewed_at, row.reviewed_by, row.reviewed_as = by.at, by.hat.account_id, by.capacity
    work = take(session, proposal, version=None, at=by.at)
    session.flush()
    if not accepted and proposal.stage in REPORTED:
        _show_newest(session, work)
    return row


def complete(
    session: Session,
    *,
    proposal_id: int,
    done_on: date,
    version: int | None,
    by: Recorder,
) -> Proposal:
    """The work is done: all of it was reported, and whatever is due by contract was accepted.

    Raises IllegalMove, Conflict, NotAllowed, or Invalid {"done_on": …}.
    """
    proposal = lock(session, proposal_id)
    work = take(session, proposal, version=version, at=by.at)
    if work.physical < 100:
        raise IllegalMove(N_("รายงานความก้าวหน้าร้อยละ 100 ก่อน แล้วจึงบันทึกว่าแล้วเสร็จ"))
    if _waits_for_acceptance(session, proposal_id):
        raise IllegalMove(N_("ยังมีงวดงานที่ยังไม่ได้ตรวจรับ บันทึกการตรวจรับที่หน้าจัดซื้อจัดจ้างก่อน"))
    if done_on > by.day:
        raise Invalid({"done_on": say(N_("วันที่แล้วเสร็จยังมาไม่ถึง ตรวจวันอีกครั้ง"))})
    began = work.started_on or work.funded_on
    if began is not None and done_on < began:
        raise Invalid({"done_on": say(N_("วันที่แล้วเสร็จมาก่อนวันเริ่มงาน %(day)s ตรวจวันอีกครั้ง"), day=began)})
    work.completed_on = done_on
    return follow(session, proposal, Action.COMPLETE, by=by)


def percent_before(session: Session, proposal_id: int, period: Period) -> int:
    """What the newest report that counts, of this period or an earlier one, says; 0 for none."""
    up_to = tuple_(ProgressReport.fiscal_year, ProgressReport.month) <= tuple_(
        literal(period.fiscal_year), literal(period.month)
    )
    found = session.scalars(_counting(proposal_id).where(up_to).limit(1)).one_or_none()
    return found.physical if found else 0


def _counting(proposal_id: int) -> Select[ProgressReport]:
    """Reports that count, the newest period first, of one period the last word first."""
    return (
        select(ProgressReport)
        .where(ProgressReport.proposal_id == proposal_id, ProgressReport.review.is_distinct_from("sent_back"))
        .order_by(ProgressReport.fiscal_year.desc(), ProgressReport.month.desc(), ProgressReport.id.desc())
    )


def _show_newest(session: Session, work: Work) -> None:
    counting = session.scalars(_counting(work.proposal_id)).all()
    newest = counting[0] if counting else None
    work.physical = newest.physical if newest else 0
    work.problem_code = newest.problem_code if newest else None
    work.reported_at = max((row.at for row in counting), default=None)
    session.flush()


def _still_reported(proposal: Proposal) -> None:
    if proposal.stage not in REPORTED:
        words = N_("เรื่องนี้%(stage)sอยู่ จึงยังไม่มีความก้าวหน้าให้รายงาน")
        if proposal.stage in (Stage.COMPLETED, Stage.EVALUATED):
            words = N_("เรื่องนี้%(stage)sแล้ว ไม่ต้องรายงานความก้าวหน้าอีก")
        raise IllegalMove(say(words, stage=STAGE_WORD[Stage(proposal.stage)]))


def _waits_for_acceptance(session: Session, proposal_id: int) -> bool:
    waiting = (
        select(Instalment.no)
        .join(Contract, Contract.id == Instalment.contract_id)
        .where(
            Contract.proposal_id == proposal_id,
            Contract.ended_on.is_(None),
            Instalment.accepted_on.is_(None),
        )
    )
    return session.scalar(waiting.limit(1)) is not None
