"""Which works an office must look at again, and which it has looked at."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.results.result import LaterLook
from planhub.workflow.roles import Hat
from planhub.works.works import mine

PAGE = 50
SHELVES = ("due", "coming", "seen")


@dataclass(frozen=True)
class Row:
    """One work of the list."""

    id: int
    number: str
    title: str
    place_code: str
    due_on: date
    state: str | None
    why: str


def looks(
    session: Session, *, hat: Hat, day: date, shelf: str = "due", after: tuple[date, int] | None = None
) -> list[Row]:
    """A page of an office's later looks, the longest due first; one more than PAGE where more follow."""
    shelves = {
        "due": LaterLook.state.is_(None) & (LaterLook.due_on <= day),
        "coming": LaterLook.state.is_(None) & (LaterLook.due_on > day),
        "seen": LaterLook.state.is_not(None),
    }
    query = (
        select(Proposal, Need.title, LaterLook)
        .join(Need, Need.proposal_id == Proposal.id)
        .join(LaterLook, LaterLook.proposal_id == Proposal.id)
        .where(mine(hat), shelves[shelf])
        .order_by(LaterLook.due_on, LaterLook.proposal_id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(LaterLook.due_on, LaterLook.proposal_id) > after)
    return [
        Row(proposal.id, proposal.number or "", title, proposal.place_code, row.due_on, row.state, row.why)
        for proposal, title, row in session.execute(query)
    ]


def due(session: Session, *, hat: Hat, day: date) -> int:
    """How many wait for a look."""
    found = (
        select(func.count())
        .select_from(LaterLook)
        .join(Proposal, Proposal.id == LaterLook.proposal_id)
        .where(mine(hat), LaterLook.state.is_(None), LaterLook.due_on <= day)
    )
    return session.scalar(found) or 0
