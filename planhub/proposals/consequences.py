"""What an action writes besides the stage: classification, agency, issues, links, opinion, plan year."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.clock import local_day
from planhub.errors import IllegalMove, Invalid
from planhub.proposals.bearings import later_round
from planhub.proposals.links import root_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, DevelopmentIssue, Opinion, ProposalLink
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Given
from planhub.workflow.roles import HEIGHT, Hat, Level
from planhub.workflow.stages import NOT_COUNTED, Action, Stage


def settle(
    session: Session, *, proposal: Proposal, action: Action, given: Given, hat: Hat, at: datetime
) -> None:
    """Write the facts that come with an action; raises Invalid or IllegalMove where they do not fit."""
    effect = EFFECTS.get(action)
    if effect is not None:
        effect(session, proposal, given, hat, at)


def _classify(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    proposal.classification = given.classification
    if given.agency_code:
        proposal.agency_code = _agency(session, proposal, given.agency_code, local_day(at))


def _align(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    wanted = set(given.issue_ids)
    known = set(
        session.scalars(
            select(DevelopmentIssue.id).where(
                DevelopmentIssue.id.in_(wanted), DevelopmentIssue.province_code == proposal.province_code
            )
        )
    )
    if wanted - known:
        raise Invalid({"issue_ids": say(N_("มีประเด็นการพัฒนาที่ไม่ใช่ของจังหวัดนี้ เลือกใหม่จากรายการ"))})
    leading = given.leading_issue_id or (given.issue_ids[0] if len(given.issue_ids) == 1 else None)
    if wanted and leading not in wanted:
        raise Invalid({"leading_issue_id": say(N_("เลือกประเด็นหลักหนึ่งประเด็น เพื่อนับวงเงินครั้งเดียว"))})
    session.execute(delete(Alignment).where(Alignment.proposal_id == proposal.id))
    session.add_all(
        Alignment(proposal_id=proposal.id, issue_id=issue, is_leading=issue == leading)
        for issue in sorted(wanted)
    )


def _agency(session: Session, proposal: Proposal, code: str, day: date) -> str:
    agency = session.get(Agency, code)
    # one of another province could neither read the item nor answer, and it would be stuck there
    if agency is None or not proposal.place_code.startswith(agency.area_code or ""):
        raise Invalid({"agency_code": say(N_("ไม่พบส่วนราชการรหัส %(code)s เลือกจากรายการ"), code=code)})
    # nor does anybody read the post of one that has closed, or has not opened yet
    if agency.valid_to is not None and agency.valid_to < day:
        closed = N_("%(name)sเลิกแล้วเมื่อ %(day)s เลือกส่วนราชการอื่นจากรายการ")
        raise Invalid({"agency_code": say(closed, name=agency.name, day=agency.valid_to)})
    if agency.valid_from is not None and agency.valid_from > day:
        early = N_("%(name)sยังไม่เปิด เปิดวันที่ %(day)s เลือกส่วนราชการอื่นจากรายการ")
        raise Invalid({"agency_code": say(early, name=agency.name, day=agency.valid_from)})
    return code


def _refer(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    code = given.agency_code or proposal.agency_code
    if code:
        proposal.agency_code = _agency(session, proposal, code, local_day(at))


def _opine(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    if given.verdict == "infeasible" and not given.reason.strip():
        raise Invalid({"reason": say(N_("เมื่อเห็นว่าทำไม่ได้ ต้องบอกเหตุผล"))})
    if given.verdict == "conditional" and not given.reason.strip():
        raise Invalid({"reason": say(N_("เมื่อเห็นว่าทำได้โดยมีเงื่อนไข ต้องเขียนเงื่อนไข"))})
    session.add(
        Opinion(
            proposal_id=proposal.id,
            agency_code=hat.agency_code or "",
            verdict=given.verdict or "",
            estimated_cost=Decimal(given.estimated_cost) if given.estimated_cost else None,
            permission_note=given.permission_note.strip(),
            reason=given.reason.strip(),
            by=hat.account_id,
            at=at,
        )
    )


def before_its_round(proposal: Proposal, plan_year: int | None) -> Sentence | None:
    """The sentence that stands against the plan of a year before the proposal's round."""
    if plan_year is None or plan_year >= proposal.fiscal_year:
        return None
    return say(N_("ปีของแผนต้องไม่ก่อนปีงบประมาณของรอบ (%(year)d)"), year=proposal.fiscal_year)


def _include(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    early = before_its_round(proposal, given.plan_year)
    if early is not None:
        raise Invalid({"plan_year": early})
    proposal.plan_year = given.plan_year
    proposal.envelope = given.envelope


def _take_out(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    proposal.plan_year, proposal.envelope = None, None


def _merge(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    if given.target_id == proposal.id:
        raise Invalid({"target_id": say(N_("รวมเรื่องเข้ากับตัวเองไม่ได้ เลือกเรื่องอื่น"))})
    target = session.scalars(
        select(Proposal)
        .where(Proposal.id == given.target_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)  # it may have ended while we waited for it
    ).one_or_none()
    if target is None or target.province_code != proposal.province_code:
        raise Invalid({"target_id": say(N_("ไม่พบเรื่องที่จะรวมเข้าด้วยในจังหวัดนี้"))})
    if Stage(target.stage) in NOT_COUNTED:
        raise IllegalMove(N_("เรื่องที่จะรวมเข้าด้วยสิ้นสุดหรือถูกรวมไปแล้ว เลือกเรื่องที่ยังพิจารณาอยู่"))
    session.add(
        ProposalLink(from_id=proposal.id, to_id=target.id, kind="merged_into", at=at, by=hat.account_id)
    )


def _unmerge(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    undone = select(ProposalLink.undoes_id).where(ProposalLink.undoes_id.is_not(None))
    link = session.scalars(
        select(ProposalLink)
        .where(ProposalLink.from_id == proposal.id, ProposalLink.kind == "merged_into")
        .where(ProposalLink.undoes_id.is_(None), ProposalLink.id.not_in(undone))
        .order_by(ProposalLink.id.desc())
        .limit(1)
    ).one_or_none()
    if link is None:
        raise IllegalMove(N_("ไม่พบการรวมที่จะยกเลิก"))
    _check_not_refused(root_of(session, proposal), hat)
    session.add(
        ProposalLink(
            from_id=link.from_id,
            to_id=link.to_id,
            kind=link.kind,
            undoes_id=link.id,
            at=at,
            by=hat.account_id,
        )
    )


def _check_not_refused(root: Proposal, hat: Hat) -> None:
    """What was merged shares a refusal; only a level that could reopen it may take a part out of it."""
    if root.stage == Stage.REJECTED and HEIGHT[hat.level] <= HEIGHT[Level(root.decided_by or hat.level)]:
        refused = N_("เรื่อง %(number)s ที่รวมไว้มีมติไม่เห็นชอบแล้ว ยกเลิกการรวมได้เฉพาะระดับที่สูงกว่าผู้มีมติ")
        raise IllegalMove(say(refused, number=root.number))


def _withdraw(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    # what others asked for stands on this record: it may not vanish with one owner's change of mind
    undone = select(ProposalLink.undoes_id).where(ProposalLink.undoes_id.is_not(None))
    merged = session.scalar(
        select(func.count())
        .where(ProposalLink.to_id == proposal.id, ProposalLink.kind == "merged_into")
        .where(ProposalLink.undoes_id.is_(None), ProposalLink.id.not_in(undone))
    )
    if merged:
        raise IllegalMove(
            say(N_("มีเรื่องอื่นรวมอยู่กับเรื่องนี้ %(n)d เรื่อง ถอนไม่ได้ ขอให้คณะกรรมการยกเลิกการรวมก่อน"), n=merged)
        )


def _resume(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    # deferred to a later round: it is taken up in that round, with number and history kept
    proposal.fiscal_year = later_round(session, proposal) or proposal.fiscal_year


def _roll_over(session: Session, proposal: Proposal, given: Given, hat: Hat, at: datetime) -> None:
    ended = proposal.plan_year or proposal.fiscal_year
    if given.plan_year is None or given.plan_year <= ended:
        raise Invalid({"plan_year": say(N_("ยกไปได้เฉพาะรอบหลังปีงบประมาณ %(year)d"), year=ended)})
    # ranks stay as they were given; the new round ranks anew where it wants to
    proposal.fiscal_year = given.plan_year
    proposal.plan_year, proposal.envelope = None, None


EFFECTS: dict[Action, Callable[[Session, Proposal, Given, Hat, datetime], None]] = {
    Action.CLASSIFY: _classify,
    Action.ALIGN: _align,
    Action.REFER: _refer,
    Action.DO_JOINTLY: _refer,
    Action.OPINE: _opine,
    Action.INCLUDE: _include,
    Action.TAKE_OUT: _take_out,
    Action.MERGE: _merge,
    Action.UNMERGE: _unmerge,
    Action.WITHDRAW: _withdraw,
    Action.RESUME: _resume,
    Action.ROLL_OVER: _roll_over,
}
