"""The item of an id in an address."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from planhub.errors import NotFound
from planhub.proposals.need import Attachment, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, Opinion, ProposalLink
from planhub.wording import N_


class Found(NamedTuple):
    """An item, and of which lists it has anything: most have little, and need not be asked for it."""

    proposal: Proposal
    need: Need
    files: bool
    issues: bool
    opinions: bool
    links: bool


def found(session: Session, proposal_id: int) -> Found:
    """The item of an id in an address. Raises NotFound."""
    small = proposal_id < 2**63
    row = session.execute(_whole(), {"proposal_id": proposal_id}).one_or_none() if small else None
    if row is None:
        raise NotFound(N_("ไม่พบเรื่องนี้ อาจพิมพ์ที่อยู่ผิด ค้นหาจากเลขที่หรือชื่อเรื่องได้"))
    return Found(*row)


@cache
def _whole() -> Select[*tuple[Any, ...]]:
    own = Proposal.id
    return (
        select(
            Proposal,
            Need,
            select(Attachment.id)
            .where(Attachment.proposal_id == own, Attachment.removed_at.is_(None))
            .exists()
            .label("files"),
            select(Alignment.issue_id).where(Alignment.proposal_id == own).exists().label("issues"),
            select(Opinion.id).where(Opinion.proposal_id == own).exists().label("opinions"),
            or_(
                select(ProposalLink.id).where(ProposalLink.from_id == own).exists(),
                select(ProposalLink.id).where(ProposalLink.to_id == own).exists(),
            ).label("links"),
        )
        .join(Need, Need.proposal_id == own)
        .where(own == bindparam("proposal_id"))
    )


def has_said(session: Session, *, proposal_id: int, agency_code: str) -> bool:
    """Whether an agency has given an opinion on the item."""
    opinion = select(Opinion.id).where(Opinion.proposal_id == proposal_id, Opinion.agency_code == agency_code)
    return session.scalar(opinion.limit(1)) is not None
