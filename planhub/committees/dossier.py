"""Everything an office knows of one item, gathered for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency, Holding
from planhub.committees.found import Found
from planhub.needs.sketch import Sketch, point_of, sketch
from planhub.proposals.bearings import facts_ranked, rules_for
from planhub.proposals.decisions import Event, event_of, submissions
from planhub.proposals.links import Family, Link, family, links_of
from planhub.proposals.need import Attachment, BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import (
    Alignment,
    DevelopmentIssue,
    Opinion,
    Rank,
    Review,
)
from planhub.proposals.search import Lookalike, lookalikes
from planhub.proposals.standing import Offices, Standing, offices_of, standing_of
from planhub.wording import Name, Sentence
from planhub.workflow.judging import Facts, possible
from planhub.workflow.roles import Hat, Level
from planhub.workflow.rounds import RoundRules
from planhub.workflow.stages import Action

Reviews = Sequence[tuple[Review, Holding | None, str | None]]


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
    year: int
    """The round that ranked it; one that was rolled over keeps the rank of the round before."""
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
    lookalikes: list[tuple[Lookalike, Name]]
    """Each with its address."""
    sketch: Sketch | None
    point: tuple[float, float, bool] | None
    agency: Sentence | None
    facts: Facts
    """As the office of the hat sees it."""
    rules: RoundRules
    """By which it is judged."""
    actions: list[Action]


def dossier(session: Session, item: Found, *, hat: Hat, day: date) -> Dossier:
    """Everything about one item, and what this hat could do with it today."""
    proposal, need = item.proposal, item.need
    proposal_id = proposal.id
    links = links_of(session, proposal_id) if item.links else []
    members = family(session, proposal_id) if links else Family()
    ranks = _ranks(session, proposal_id)
    alike = lookalikes(session, proposal_id=proposal_id)
    reviews = _reviews(session, proposal_id)
    offices = offices_of(
        session, _codes(proposal) | _codes_of(reviews) | {other.area_code for other in alike}
    )
    here = [row for row in ranks if (row.level, row.year) == (hat.level, proposal.fiscal_year)]
    own = dict.fromkeys([proposal_id], here[0].rank) if here else {}
    facts = facts_ranked(session, [proposal], level=hat.level, ranks=own)[proposal_id]
    rules = rules_for(session, proposal)
    return Dossier(
        proposal=proposal,
        need=need,
        address=offices.address(proposal.area_code),
        standing=standing_of(proposal, offices, day=day),
        money=session.scalars(
            select(BudgetLine)
            .where(BudgetLine.proposal_id == proposal_id)
            .order_by(BudgetLine.fiscal_year, BudgetLine.source)
        ).all(),
        files=_files(session, [proposal_id, *members.ids]) if item.files or members.ids else [],
        issues=_issues(session, proposal_id) if item.issues else [],
        ranks=ranks,
        opinions=_opinions(session, proposal_id) if item.opinions else [],
        log=_log(session, proposal, reviews, offices),
        links=links,
        family=members,
        lookalikes=[(other, offices.address(other.area_code)) for other in alike],
        sketch=sketch(
            session,
            proposal_id=proposal_id,
            place_code=proposal.place_code,
            others=[row.id for row in alike],
        ),
        point=point_of(session, proposal_id, proposal.area_code),
        agency=offices.name(proposal.agency_code) if proposal.agency_code else None,
        facts=facts,
        rules=rules,
        actions=possible(facts=facts, hat=hat, rules=rules, day=day),
    )


def _reviews(session: Session, proposal_id: int) -> Reviews:
    """What was decided, the newest first, each with the holding and the name of who signed."""
    rows = session.execute(
        select(Review, Holding, Account.name)
        .outerjoin(Holding, Holding.id == Review.holding_id)
        .outerjoin(Account, Account.id == Review.actor_id)
        .where(Review.proposal_id == proposal_id)
        .order_by(Review.seq.desc())
    )
    return [(review, holding, name) for review, holding, name in rows]


def _codes_of(reviews: Reviews) -> set[str]:
    codes = {review.holder_code for review, _holding, _name in reviews}
    codes |= {review.given.get("agency_code") or "" for review, _holding, _name in reviews}
    return (codes | {holding.agency_code or "" for _review, holding, _name in reviews if holding}) - {""}


def _log(session: Session, proposal: Proposal, reviews: Reviews, offices: Offices) -> list[LogRow]:
    given = (review.given.get("target_id") for review, _holding, _name in reviews)
    targets = {target for target in given if isinstance(target, int)}
    numbers: dict[int, str | None] = {}
    if targets:
        merged = session.execute(select(Proposal.id, Proposal.number).where(Proposal.id.in_(targets)))
        numbers = {id_: number for id_, number in merged}
    nth = submissions(review for review, _holding, _name in reviews)
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
        for review, holding, name in reviews
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


def _files(session: Session, ids: Sequence[int]) -> Sequence[Attachment]:
    return session.scalars(
        select(Attachment)
        .where(Attachment.proposal_id.in_(ids), Attachment.removed_at.is_(None))
        .order_by(Attachment.proposal_id != ids[0], Attachment.id)
    ).all()


def _ranks(session: Session, proposal_id: int) -> list[RankAt]:
    rows = session.execute(
        select(Rank.level, Rank.rank, Rank.fiscal_year, Account.name, Rank.set_at)
        .outerjoin(Account, Account.id == Rank.set_by)
        .where(Rank.proposal_id == proposal_id)
    )
    found = {level: RankAt(Level(level), rank, year, name or "", at) for level, rank, year, name, at in rows}
    order = (Level.VILLAGE, Level.SUBDISTRICT, Level.DISTRICT, Level.PROVINCE)
    return [found[level] for level in order if level in found]


def _opinions(session: Session, proposal_id: int) -> list[tuple[Opinion, Name, str]]:
    rows = session.execute(
        select(Opinion, Agency, Account.name)
        .join(Agency, Agency.code == Opinion.agency_code)
        .outerjoin(Account, Account.id == Opinion.by)
        .where(Opinion.proposal_id == proposal_id)
        .order_by(Opinion.id.desc())
    )
    return [(opinion, agency.name, name or "") for opinion, agency, name in rows]
