"""What became of a need after it was merged: it shares whatever happens to the record it lives on in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Holding
from planhub.proposals.decisions import Event, event_of, submissions
from planhub.proposals.links import steps_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.proposals.standing import Standing, offices_of, standing_of
from planhub.wording import N_, say
from planhub.workflow.stages import Action

LITTLE = (Action.ALIGN, Action.CLASSIFY)
"""Steps of the other record that its parts need not hear of."""
_ABOUT = N_("เรื่อง %(number)s ที่รวมไว้: %(words)s")
_NOW = N_("รวมอยู่กับเรื่อง %(number)s ตอนนี้: %(now)s")


@dataclass(frozen=True)
class Fate:
    """The record in which a merged need lives on, and what was decided on it since."""

    number: str
    standing: Standing
    events: list[Event]

    def shared(self, own: Standing) -> Standing:
        """The need's own strip, which says how it goes with the record it lives on in."""
        return shared(own, self.number, self.standing)


def shared(own: Standing, number: str, other: Standing) -> Standing:
    """The strip of what was merged, with that of the record of this number in which it lives on."""
    return replace(own, say=say(_NOW, number=number, now=other.say))


def fate_of(session: Session, proposal: Proposal, *, day: date) -> Fate | None:
    """How it goes with a merged need; None where it was not merged."""
    steps = steps_of(session, proposal)
    if len(steps) < 2:
        return None
    events: list[Event] = []
    root = steps[-1][0]
    for n, (record, _) in enumerate(steps[1:], start=1):
        into = steps[n + 1][0].number if record is not root else None
        events += _events(session, record, since=steps[n - 1][1], into=into)
    offices = offices_of(session, {root.holder_code})
    return Fate(root.number or "", standing_of(root, offices, day=day), events)


def _events(session: Session, record: Proposal, *, since: datetime | None, into: str | None) -> list[Event]:
    rows = session.execute(
        select(Review, Holding.agency_code)
        .outerjoin(Holding, Holding.id == Review.holding_id)
        .where(Review.proposal_id == record.id)
    ).all()
    nth = submissions(row.Review for row in rows)
    rows = [
        row for row in rows if (since is None or row.Review.at >= since) and row.Review.action not in LITTLE
    ]
    offices = offices_of(session, office_codes(record, [(row.Review, row.agency_code) for row in rows]))
    told = [
        event_of(row.Review, row.agency_code, record, offices, into, nth.get(row.Review.seq, 1))
        for row in rows
    ]
    return [replace(event, words=say(_ABOUT, number=record.number, words=event.words)) for event in told]


def office_codes(proposal: Proposal, log: Sequence[tuple[Review, str | None]]) -> set[str]:
    """Codes of every office that a proposal and its log, each row with its actor's agency, name."""
    codes = {proposal.area_code, proposal.holder_code, proposal.subdistrict_code}
    codes |= {proposal.district_code, proposal.province_code}
    for row, agency_code in log:
        codes |= {row.holder_code, row.given.get("agency_code") or "", agency_code or ""}
    return codes - {""}
