"""Everything an office knows of one item, gathered for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency, Holding
from planhub.areas.addresses import full_name
from planhub.committees import ranks
from planhub.errors import NotFound
from planhub.needs.sketch import Sketch, point_of, sketch
from planhub.proposals.bearings import possible_actions
from planhub.proposals.decisions import Event, event_of, submissions
from planhub.proposals.links import Family, Link, family, links_of
from planhub.proposals.need import Attachment, BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, DevelopmentIssue, Opinion, Review
from planhub.proposals.search import Lookalike, lookalikes
from planhub.proposals.standing import Standing, offices_of, standing_of
from planhub.wording import N_, Name, Sentence
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import Action


@dataclass(frozen=True)
class LogRow:
    """A decision, with who signed it and in what capacity."""

    event: Event
    name: str
    capacity: str
    acting: bool
    order_number: str | None
    action: Action


@dataclass(frozen=True)
class RankAt:
    """A rank at one level."""

    level: Level
    rank: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """An item whole."""

    proposal: Proposal
    need: Need
    address: Name
    standing: Standing
    money: Sequence[BudgetLine]
    files: Sequence[Attachment]
    """Its own, and those of what was merged into it."""
    issues: list[tuple[DevelopmentIssue, bool]]
    """Each with whether it leads."""
    ranks: list[RankAt]
    opinions: list[tuple[Opinion, Name, str]]
    """Each with the agency's name and the officer's."""
    log: list[LogRow]
    links: list[Link]
    family: Family
    lookalikes: list[Lookalike]
    sketch: Sketch | None
    point: tuple[float, float, bool] | None
    agency: Sentence | None
    actions: list[Action]


def dossier(session: Session, *, proposal_id: int, hat: Hat, day: date) -> Dossier:
    """Everything about one item, and what this hat could do with it today. Raises NotFound."""
    proposal, need = found(session, proposal_id)
    members = family(session, proposal_id)
    alike = lookalikes(session, proposal_id=proposal_id)
    offices = offices_of(session, _codes(proposal))
    return Dossier(
        proposal=proposal,
        need=need,
        address=full_name(session, proposal.area_code),
        standing=standing_of(proposal, offices, day=day),
        money=session.scalars(
            select(BudgetLine)
            .where(BudgetLine.proposal_id == proposal_id)
            .order_by(BudgetLine.fiscal_year, BudgetLine.source)
        ).all(),
        files=session.scalars(
            select(Attachment)
            .where(Attachment.proposal_id.in_([proposal_id, *members.ids]), Attachment.removed_at.is_(None))
            .order_by(Attachment.proposal_id != proposal_id, Attachment.id)
        ).all(),
        issues=_issues(session, proposal_id),
        ranks=_ranks(session, proposal_id),
        opinions=_opinions(session, proposal_id),
        log=log_of(session, proposal),
        links=links_of(session, proposal_id),
        family=members,
        lookalikes=alike,
        sketch=sketch(
            session,
            proposal_id=proposal_id,
            place_code=proposal.place_code,
            others=[row.id for row in alike],
        ),
        point=point_of(session, proposal_id, proposal.area_code),
        agency=offices.name(proposal.agency_code) if proposal.agency_code else None,
        actions=possible_actions(session, proposal, hat, day),
    )


def found(session: Session, proposal_id: int) -> tuple[Proposal, Need]:
    """The item of an id in an address. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id) if proposal_id < 2**63 else None
    need = session.get(Need, proposal_id) if proposal else None
    if proposal is None or need is None:
        raise NotFound(N_("ไม่พบเรื่องนี้ อาจพิมพ์ที่อยู่ผิด ค้นหาจากเลขที่หรือชื่อเรื่องได้"))
    return proposal, need


def has_said(session: Session, *, proposal_id: int, agency_code: str) -> bool:
    """Whether an agency has given an opinion on the item."""
    opinion = select(Opinion.id).where(Opinion.proposal_id == proposal_id, Opinion.agency_code == agency_code)
    return session.scalar(opinion.limit(1)) is not None


def log_of(session: Session, proposal: Proposal) -> list[LogRow]:
    """The log of an item, the newest first."""
    rows = session.execute(
        select(Review, Holding, Account.name)
        .outerjoin(Holding, Holding.id == Review.holding_id)
        .outerjoin(Account, Account.id == Review.actor_id)
        .where(Review.proposal_id == proposal.id)
        .order_by(Review.seq.desc())
    ).all()
    codes = _codes(proposal) | {row.Review.holder_code for row in rows}
    codes |= {row.Review.given.get("agency_code") or "" for row in rows}
    codes |= {row.Holding.agency_code or "" for row in rows if row.Holding}
    offices = offices_of(session, codes - {""})
    targets = {
        row.Review.given["target_id"] for row in rows if isinstance(row.Review.given.get("target_id"), int)
    }
    merged = session.execute(select(Proposal.id, Proposal.number).where(Proposal.id.in_(targets)))
    numbers = {id_: number for id_, number in merged}
    nth = submissions(row.Review for row in rows)
    return [
        LogRow(
            event=event_of(
                review,
                holding.agency_code if holding else None,
                proposal,
                offices,
                numbers.get(review.given.get("target_id") or 0),
                nth.get(review.seq, 1),
            ),
            name=name or "",
            capacity=review.capacity,
            acting=bool(holding and holding.acting),
            order_number=holding.order_number if holding else None,
            action=Action(review.action),
        )
        for review, holding, name in rows
    ]


def _codes(proposal: Proposal) -> set[str]:
    codes = {proposal.area_code, proposal.holder_code, proposal.subdistrict_code, proposal.district_code}
    return codes | {proposal.province_code} | ({proposal.agency_code} if proposal.agency_code else set())


def _issues(session: Session, proposal_id: int) -> list[tuple[DevelopmentIssue, bool]]:
    rows = session.execute(
        select(DevelopmentIssue, Alignment.is_leading)
        .join(Alignment, Alignment.issue_id == DevelopmentIssue.id)
        .where(Alignment.proposal_id == proposal_id)
        .order_by(Alignment.is_leading.desc(), DevelopmentIssue.no)
    )
    return [(issue, leads) for issue, leads in rows]


def _ranks(session: Session, proposal_id: int) -> list[RankAt]:
    found = ranks.history(session, [proposal_id]).get(proposal_id, {})
    who = {row.set_by for row in found.values()}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(who)))
    names = {id_: name for id_, name in rows}
    return [
        RankAt(level, found[level].rank, names.get(found[level].set_by or 0, ""), found[level].set_at)
        for level in (Level.VILLAGE, Level.SUBDISTRICT, Level.DISTRICT, Level.PROVINCE)
        if level in found
    ]


def _opinions(session: Session, proposal_id: int) -> list[tuple[Opinion, Name, str]]:
    rows = session.execute(
        select(Opinion, Agency, Account.name)
        .join(Agency, Agency.code == Opinion.agency_code)
        .outerjoin(Account, Account.id == Opinion.by)
        .where(Opinion.proposal_id == proposal_id)
        .order_by(Opinion.id.desc())
    )
    return [(opinion, agency.name, name or "") for opinion, agency, name in rows]
