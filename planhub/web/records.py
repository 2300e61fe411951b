"""The record that a page is about, once its reader has been found to have a right to it."""

from collections.abc import Sequence

from flask import g

from planhub.areas.addresses import full_name
from planhub.database import db
from planhub.edge import tell
from planhub.edge.rules import acting_hat, demand
from planhub.errors import NotFound
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.web import navigation
from planhub.wording import N_, Sentence
from planhub.workflow.authority import Permission


def record(proposal_id: int, permission: Permission = Permission.NEED_WRITE) -> tuple[Proposal, Need]:
    """A proposal and its words, for a hat that holds the permission over its place.

    Raises NotFound or NotAllowed.
    """
    proposal = db.session.get(Proposal, proposal_id)
    need = db.session.get(Need, proposal_id) if proposal else None
    if proposal is None or need is None:
        raise NotFound(N_("ไม่พบเรื่องนี้"))
    demand(permission, proposal.place_code, proposal.area_code)
    return proposal, need


def id_in(text: str) -> int | None:
    """A record's number in what was sent; None where no record can have it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def capacity() -> str:
    """How the person signs: the title of the office in use, acting holders as such."""
    return navigation.capacity(acting_hat(), g.person)


def told(sentences: dict[str, Sentence], order: Sequence[str] = ()) -> dict[str, str]:
    """Sentences by field, in the reader's language; as the fields in `order` stand on the page."""
    place = {name: at for at, name in enumerate(order)}
    names = sorted(sentences, key=lambda name: place.get(name, len(place)))
    return {name: tell(sentences[name]) for name in names}


def place_name(code: str) -> str:
    """An area's address in the reader's language."""
    return tell(full_name(db.session(), code))
