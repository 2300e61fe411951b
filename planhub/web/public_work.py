"""What the public page of a number tells of the work: how far it is, its silence, before and after."""

from typing import Any

from planhub.database import db
from planhub.edge import tell
from planhub.progress.public_work import SHOWN, mark_of, public_photos
from planhub.proposals.proposal import Proposal
from planhub.web.works.due import silence_of
from planhub.works.work import Work

__all__ = ["mark_of", "public_work"]


def public_work(proposal: Proposal) -> dict[str, Any] | None:
    """The values of public/_work.html; None before any money came."""
    if proposal.stage not in SHOWN:
        return None
    work = db.session.get(Work, proposal.id)
    silence = silence_of(proposal, work)
    photos = public_photos(db.session(), proposal)
    return {
        "physical": work.physical if work and work.reported_at else None,
        "reported_at": work.reported_at if work else None,
        "stale": tell(silence.words) if silence and silence.stale else "",
        "before": [photo for photo in photos if photo.moment == "before"],
        "after": [photo for photo in photos if photo.moment == "after"],
    }
