"""A village's own page: its needs, its drafts, its order, and what was decided of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Holding
from planhub.areas.area import Area
from planhub.clock import BANGKOK
from planhub.needs.drafts import is_set_aside
from planhub.needs.typed import text_of
from planhub.proposals.decisions import Event, event_of
from planhub.proposals.fate import shared
from planhub.proposals.links import roots_of
from planhub.proposals.need import Need
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.proposals.standing import Standing, offices_of, standings
from planhub.workflow.roles import Level
from planhub.workflow.stages import NOT_COUNTED, Action, Stage

MOST = 200
NEWS_DAYS = 45
BEGINNING = 80


@dataclass(frozen=True)
class Card:
    """One need on the page."""

    id: int
    number: str | None
    title: str
    amount: Decimal | None
    fiscal_year: int
    standing: Standing
    rank: int | None
    reason: str
    """Of the return, where it came back."""
    about: str = ""
    """How the trouble was told, begun: what a draft without a title is known by."""


@dataclass(frozen=True)
class News:
    """A decision on one of the village's needs."""

    number: str
    title: str
    event: Event


@dataclass(frozen=True)
class Home:
    """All that the page shows."""

    returned: list[Card]
    drafts: list[Card]
    running: list[Card]
    ended: list[Card]
    set_aside: list[Card]
    ranked: list[Card]
    """Standing needs of the round's year in the village's own order."""
    news: list[News]
    nothing: bool
    """The village has answered that it has no need in this round."""


def home_of(session: Session, *, area_code: str, fiscal_year: int | None, day: date) -> Home:
    """The page of one village, ชุมชน or subdistrict, as of a day."""
    rows = session.execute(
        select(Proposal, Need, Rank.rank)
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(
            Rank,
            and_(
                Rank.proposal_id == Proposal.id,
                Rank.level == Level.VILLAGE,
                Rank.fiscal_year == Proposal.fiscal_year,  # in an earlier round its place was another
            ),
        )
        .where(Proposal.area_code == area_code)
        .order_by(Proposal.id.desc())
        .limit(MOST)
    ).all()
    roots = roots_of(session, [row.Proposal.id for row in rows if row.Proposal.stage == Stage.MERGED])
    strips = standings(session, [*(row.Proposal for row in rows), *roots.values()], day=day)
    strips |= {id_: shared(strips[id_], root.number or "", strips[root.id]) for id_, root in roots.items()}
    reasons = _reasons(session, [row.Proposal.id for row in rows if row.Proposal.returned])
    home = Home([], [], [], [], [], [], news_of(session, area_code, day), nothing=False)
    for proposal, need, rank in rows:
        card = _card(proposal, need, rank, strips[proposal.id], reasons.get(proposal.id, ""))
        _shelf(home, proposal, need, Stage(roots.get(proposal.id, proposal).stage)).append(card)
        if rank and proposal.fiscal_year == fiscal_year and proposal.stage not in NOT_COUNTED:
            home.ranked.append(card)
    home.ranked.sort(key=lambda card: card.rank or 0)
    answered = session.get(NothingToPropose, (area_code, fiscal_year)) if fiscal_year else None
    return Home(**(vars(home) | {"nothing": answered is not None}))


def _card(proposal: Proposal, need: Need, rank: int | None, strip: Standing, reason: str) -> Card:
    draft = proposal.stage == Stage.DRAFT
    return Card(
        id=proposal.id,
        number=proposal.number,
        title=text_of(need.typed, "title") if draft and need.typed else need.title,
        amount=None if draft else proposal.amount,
        fiscal_year=proposal.fiscal_year,
        standing=strip,
        rank=rank,
        reason=reason,
        about=_begun(text_of(need.typed or {}, "problem")) if draft else "",
    )


def _begun(text: str) -> str:
    """As much as one remembers it by."""
    words = " ".join(text.split())
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING]}…"


def _shelf(home: Home, proposal: Proposal, need: Need, lives_in: Stage) -> list[Card]:
    """Where a card stands; what was merged runs or ends with the record it lives on in."""
    if proposal.stage == Stage.DRAFT:
        if is_set_aside(need):
            return home.set_aside
        return home.returned if proposal.number else home.drafts
    ended = (Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN, Stage.EVALUATED)
    return home.ended if lives_in in ended else home.running


def _reasons(session: Session, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = session.execute(
        select(Review.proposal_id, Review.reason)
        .where(Review.proposal_id.in_(ids), Review.action == Action.RETURN)
        .order_by(Review.seq)
    )
    return {row.proposal_id: row.reason for row in rows}  # the last return wins


def news_of(session: Session, area_code: str, day: date, *, most: int = 4) -> list[News]:
    """Decisions of others on the area's needs in the last weeks, newest first."""
    since = datetime.combine(day - timedelta(days=NEWS_DAYS), time(), BANGKOK)
    rows = session.execute(
        select(Review, Proposal, Need.title, Holding.agency_code)
        .join(Proposal, Proposal.id == Review.proposal_id)
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(Holding, Holding.id == Review.holding_id)
        .where(Proposal.area_code == area_code, Review.at >= since, Proposal.number.is_not(None))
        .where(Review.action.not_in([Action.SUBMIT, Action.WITHDRAW, Action.ALIGN, Action.CLASSIFY]))
        .order_by(Review.at.desc())
        .limit(most)
    ).all()
    codes = {code for row in rows for code in _codes(row.Proposal, row.Review, row.agency_code)}
    offices = offices_of(session, codes)
    into = _numbers(session, [row.Review.given.get("target_id") for row in rows])
    return [
        News(
            row.Proposal.number,
            row.title,
            event_of(
                row.Review,
                row.agency_code,
                row.Proposal,
                offices,
                into.get(row.Review.given.get("target_id")),
            ),
        )
        for row in rows
    ]


def _numbers(session: Session, ids: Sequence[int | None]) -> dict[int | None, str | None]:
    """The numbers of records into which others went: id to number."""
    rows = session.execute(select(Proposal.id, Proposal.number).where(Proposal.id.in_(ids)))
    return {id_: number for id_, number in rows}


def _codes(proposal: Proposal, row: Review, agency_code: str | None) -> set[str]:
    codes = {proposal.area_code, proposal.subdistrict_code, proposal.district_code, proposal.province_code}
    codes |= {row.holder_code, row.given.get("agency_code") or "", agency_code or ""}
    return codes - {""}


def proposing_areas(session: Session, subdistrict_code: str) -> Sequence[Area]:
    """The subdistrict itself, its villages and ชุมชน, for whom its secretary may write."""
    return session.scalars(
        select(Area)
        .where(Area.valid_to.is_(None))
        .where(
            (Area.code == subdistrict_code)
            | (Area.parent_code == subdistrict_code) & Area.kind.in_(("village", "community"))
        )
        .order_by(Area.kind.desc(), Area.moo, Area.code)
    ).all()
