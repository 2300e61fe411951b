"""What anybody may see of a work: photos before and after it, and a mark that changes with either.

Without coordinates: the page shows the item's own place, and where a photographer stood is nobody's business.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.progress.photographing import photos_of
from planhub.progress.progress import WorkPhoto
from planhub.proposals.proposal import Proposal
from planhub.workflow.due import REPORTED
from planhub.workflow.stages import Stage
from planhub.works.work import Work

SHOWN = frozenset(REPORTED | {Stage.COMPLETED, Stage.EVALUATED})
"""Stages in which a work's photos are public."""
PUBLIC_MOMENTS = ("before", "after")


def may_be_shown(proposal: Proposal, photo: WorkPhoto) -> bool:
    """Whether anybody may see this photo."""
    public = photo.removed_at is None and photo.moment in PUBLIC_MOMENTS
    return public and proposal.number is not None and proposal.stage in SHOWN


def public_photos(session: Session, proposal: Proposal) -> Sequence[WorkPhoto]:
    """Photos before and after the work, the earlier moment first."""
    shown = [photo for photo in photos_of(session, proposal.id) if may_be_shown(proposal, photo)]
    return sorted(shown, key=lambda photo: (PUBLIC_MOMENTS.index(photo.moment), photo.id))


def mark_of(session: Session, number: str) -> str:
    """A text that changes whenever what is shown of the work may have."""
    query = (
        select(Work.version, func.count(WorkPhoto.id), func.max(WorkPhoto.removed_at))
        .join(Proposal, Proposal.id == Work.proposal_id)
        .outerjoin(WorkPhoto, WorkPhoto.proposal_id == Work.proposal_id)
        .where(Proposal.number == number)
        .group_by(Work.version)
    )
    return str(session.execute(query).one_or_none() or "")
