"""Links between records as they stand now, and the family that was merged into one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from planhub.areas.addresses import full_names
from planhub.errors import Invalid
from planhub.proposals.need import Attachment, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import ProposalLink, Rank
from planhub.proposals.search import by_number
from planhub.wording import N_, Name, say
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import NOT_COUNTED, Stage

KIND_WORD = {
    "duplicate_of": (N_("ซ้ำกับ"), N_("มีเรื่องที่ซ้ำ")),
    "merged_into": (N_("รวมเข้ากับ"), N_("รับรวมเรื่อง")),
    "part_of": (N_("เป็นส่วนหนึ่งของ"), N_("มีส่วนย่อย")),
    "continues": (N_("ทำต่อจาก"), N_("มีเรื่องที่ทำต่อ")),
    "answers_complaint": (N_("แก้ข้อร้องเรียน"), N_("มีเรื่องที่แก้ข้อร้องเรียนนี้")),
    "from_master_plan": (N_("มาจากแผนแม่บท"), N_("มีเรื่องตามแผนแม่บทนี้")),
}
"""Words of each kind, from the one side and from the other."""
DEEPEST = 50
"""Merges that are followed one after another; more would be a circle."""


@dataclass(frozen=True)
class Link:
    """A link as seen from one of its ends."""

    id: int
    words: str
    other_id: int
    number: str | None
    title: str
    stage: Stage
    at: datetime


@dataclass(frozen=True)
class Member:
    """A proposal that was merged into another, with what it brings."""

    id: int
    number: str
    title: str
    address: Name
    proposer: str
    """Position title of who proposed; no name."""
    amount: Decimal
    people: int | None
    households: int | None
    attendees: int | None
    rank: int | None
    """Its rank in its own village."""
    files: int


@dataclass(frozen=True)
class Family:
    """Everything merged into one proposal, however deep."""

    members: list[Member] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """Ids of the members."""
        return [member.id for member in self.members]

    @property
    def attendees(self) -> int:
        """Heads at the members' hearings together."""
        return sum(member.attendees or 0 for member in self.members)


def links_of(session: Session, proposal_id: int) -> list[Link]:
    """Links of a proposal that nobody has undone, the newest first."""
    rows = session.execute(_links(), {"proposal_id": proposal_id})
    return [
        Link(
            link.id,
            KIND_WORD[link.kind][link.to_id == proposal_id],
            id_,
            number,
            title,
            Stage(stage),
            link.at,
        )
        for link, id_, number, title, stage in rows
    ]


def family(session: Session, proposal_id: int) -> Family:
    """The proposals that live on in this one, those merged into them too."""
    rows = session.execute(_family(), {"proposal_id": proposal_id}).all()
    addresses = full_names(session, {proposal.area_code for proposal, *_ in rows})
    return Family(
        [
            Member(
                id=proposal.id,
                number=proposal.number or "",
                title=need.title,
                address=addresses[proposal.area_code],
                proposer=need.proposer_title or "",
                amount=proposal.amount,
                people=need.people,
                households=need.households,
                attendees=need.attendees,
                rank=rank,
                files=n,
            )
            for proposal, need, rank, n in rows
        ]
    )


def root_of(session: Session, proposal: Proposal) -> Proposal:
    """The record in which one lives on, through however many merges; itself where it was not merged."""
    return steps_of(session, proposal)[-1][0]


def roots_of(session: Session, ids: Sequence[int]) -> dict[int, Proposal]:
    """The records in which some that were merged live on, by id, in one statement; others are left out."""
    walk = (
        select(Proposal.id.label("id"), Proposal.id.label("at"), literal(0).label("steps"))
        .where(Proposal.id.in_(ids), Proposal.stage == Stage.MERGED)
        .cte("walk", recursive=True)
    )
    link = aliased(ProposalLink)
    walk = walk.union_all(
        select(walk.c.id, link.to_id, walk.c.steps + 1)
        .join(link, link.from_id == walk.c.at)
        .where(link.kind == "merged_into", *_standing(link), walk.c.steps < DEEPEST)
    )
    rows = session.execute(
        select(walk.c.id, Proposal)
        .join(Proposal, Proposal.id == walk.c.at)
        .where(walk.c.steps > 0)
        .order_by(walk.c.steps)
    )
    return {id_: proposal for id_, proposal in rows}  # the last step wins


def steps_of(session: Session, proposal: Proposal) -> list[tuple[Proposal, datetime | None]]:
    """The records in which one has lived on, itself first, each with when it went into the next one."""
    steps: list[tuple[Proposal, datetime | None]] = []
    while proposal.stage == Stage.MERGED and len(steps) < DEEPEST:
        found = session.execute(
            select(Proposal, ProposalLink.at)
            .join(ProposalLink, ProposalLink.to_id == Proposal.id)
            .where(ProposalLink.from_id == proposal.id, ProposalLink.kind == "merged_into")
            .where(*_standing(ProposalLink))
            .order_by(ProposalLink.id.desc())
            .limit(1)
        ).one_or_none()
        if found is None:
            break
        steps.append((proposal, found.at))
        proposal = found.Proposal
    return [*steps, (proposal, None)]


def merge_target(session: Session, *, typed: str, hat: Hat, field: str = "target") -> Proposal:
    """The record to merge into, by its number; it must live, and lie before this committee's area.

    Raises Invalid naming the field.
    """
    if not typed.strip():
        raise Invalid({field: say(N_("เลือกเรื่องที่จะรวมเข้าด้วย หรือพิมพ์เลขที่ของเรื่องนั้น"))})
    target = by_number(session, typed, field=field)
    if not hat.covers(target.place_code, target.area_code):
        raise Invalid(
            {field: say(N_("เรื่อง %(number)s อยู่นอกพื้นที่ของท่าน จึงรวมเข้าด้วยไม่ได้"), number=target.number)}
        )
    if Stage(target.stage) in NOT_COUNTED:
        raise Invalid(
            {field: say(N_("เรื่อง %(number)s สิ้นสุดหรือถูกรวมไปแล้ว เลือกเรื่องที่ยังพิจารณาอยู่"), number=target.number)}
        )
    return target


def _standing(link: "type[ProposalLink]") -> list[ColumnElement[bool]]:
    """Neither an undoing nor undone."""
    undoing = aliased(ProposalLink)
    return [link.undoes_id.is_(None), ~select(undoing.id).where(undoing.undoes_id == link.id).exists()]


# Built once: that costs more than sending them.
@cache
def _links() -> Select[*tuple[Any, ...]]:
    own: BindParameter[int] = bindparam("proposal_id")
    return (
        select(ProposalLink, Proposal.id, Proposal.number, Need.title, Proposal.stage)
        .join(
            Proposal,
            or_(
                (ProposalLink.from_id == own) & (Proposal.id == ProposalLink.to_id),
                (ProposalLink.to_id == own) & (Proposal.id == ProposalLink.from_id),
            ),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .where(or_(ProposalLink.from_id == own, ProposalLink.to_id == own))
        .where(*_standing(ProposalLink))
        .order_by(ProposalLink.id.desc())
    )


@cache
def _family() -> Select[*tuple[Any, ...]]:
    own: BindParameter[int] = bindparam("proposal_id")
    into = (
        select(ProposalLink.from_id.label("id"))
        .where(ProposalLink.to_id == own, ProposalLink.kind == "merged_into", *_standing(ProposalLink))
        .cte("family", recursive=True)
    )
    deeper = aliased(ProposalLink)
    into = into.union(
        select(deeper.from_id)
        .join(into, deeper.to_id == into.c.id)
        .where(deeper.kind == "merged_into", *_standing(deeper))
    )
    files = (
        select(func.count())
        .where(Attachment.proposal_id == Proposal.id, Attachment.removed_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(Proposal, Need, Rank.rank, files)
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(Rank, (Rank.proposal_id == Proposal.id) & (Rank.level == Level.VILLAGE))
        .where(Proposal.id.in_(select(into.c.id)))
        .order_by(Proposal.number)
    )
