"""The stage of a work follows what was recorded of it, signed as who recorded it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action


@dataclass(frozen=True)
class Recorder:
    """Who records something of a work, how that is signed, and when."""

    hat: Hat
    capacity: str
    at: datetime
    day: date


def follow(
    session: Session, proposal: Proposal, action: Action, *, by: Recorder, reason: str = ""
) -> Proposal:
    """Let the stage follow, whatever version stands. Raises what `review` refuses."""
    return review(
        session,
        proposal_id=proposal.id,
        action=action,
        hat=by.hat,
        capacity=by.capacity,
        given=Given(reason=reason),
        version=None,
        at=by.at,
        day=by.day,
    )
