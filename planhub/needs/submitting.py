"""Submit a draft: what was typed becomes columns, money and a place; the number is given once."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import delete
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove, Invalid
from planhub.needs.asking import Reading, read
from planhub.needs.coordinates import Place
from planhub.needs.drafting import lock_draft
from planhub.needs.drafts import is_set_aside, typed_of
from planhub.needs.ordering import enter
from planhub.needs.plots import Plot
from planhub.needs.questions import ENTRY
from planhub.needs.tracks import Track
from planhub.needs.typed import mark
from planhub.needs.whereabouts import outside
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.numbering import give
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock, review
from planhub.proposals.season import season_of
from planhub.thai.folding import search_key
from planhub.wording import N_
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action

_PLAIN = (
    "problem", "request", "objective", "expected_result", "quantity", "unit", "work_kind", "area_scope",
    "land_status", "land_permission", "people", "households", "target_group", "hearing_on", "attendees",
    "wish_rank", "proposer_title", "proposer_phone",
)  # fmt: skip
_SIZES = ("width_m", "length_m", "thickness_m", "depth_m", "volume_m3")
_CHANGED = N_("ร่างนี้เพิ่งถูกแก้จากอีกหน้าหนึ่ง ตรวจอีกครั้งแล้วกดส่ง")


def submit(
    session: Session,
    *,
    proposal_id: int,
    hat: Hat,
    capacity: str,
    version: int | None,
    seen: str | None,
    at: datetime,
    day: date,
) -> Proposal:
    """Submit a draft; `version` and `seen` are what the check page was drawn from.

    Raises Invalid with a sentence for each field, Conflict when the draft has changed since the page was
    drawn, and whatever the flow refuses.
    """
    proposal = lock(session, proposal_id)
    need = lock_draft(session, proposal_id)
    if is_set_aside(need):
        raise IllegalMove(N_("ร่างนี้ถูกทิ้งไว้ นำกลับมาก่อนแล้วจึงส่ง"))
    reading = _read_whole(session, proposal, need, seen=seen, day=day)
    settle(session, proposal, need, reading)
    _give_number(session, proposal, at=at)
    session.flush()
    done = review(
        session,
        proposal_id=proposal_id,
        action=Action.SUBMIT,
        hat=hat,
        capacity=capacity,
        given=Given(),
        version=version,
        at=at,
        day=day,
    )
    enter(session, proposal=done, wished=reading.values.get("wish_rank"), by=hat.account_id, at=at)
    return done


def _read_whole(session: Session, proposal: Proposal, need: Need, *, seen: str | None, day: date) -> Reading:
    """All that was typed, without a fault, and kept as it was typed."""
    typed = typed_of(session, proposal, need)
    if seen is not None and seen != stamp(typed):
        raise Conflict(_CHANGED)
    reading = read(typed, fiscal_year=proposal.fiscal_year, day=day)
    if reading.errors:
        raise Invalid(reading.errors)
    need.typed = typed
    return reading


def _give_number(session: Session, proposal: Proposal, *, at: datetime) -> None:
    """Its number, where it has none; a village that asks has something to propose."""
    if proposal.number is None:
        proposal.number = give(session, area_code=proposal.area_code, fiscal_year=proposal.fiscal_year)
        proposal.submitted_at = at
    session.execute(
        delete(NothingToPropose).where(
            NothingToPropose.area_code == proposal.area_code,
            NothingToPropose.fiscal_year == proposal.fiscal_year,
        )
    )


def aim(session: Session, proposal: Proposal, *, day: date) -> bool:
    """Point a draft that was left lying at the round that is open now; whether it had to be moved.

    Raises IllegalMove, with the day of the next one, when no round is open.
    """
    if proposal.number is not None:
        return False
    season = season_of(session, proposal.province_code, day=day)
    if season.fiscal_year is None:
        raise IllegalMove(season.words)
    moved = proposal.fiscal_year != season.fiscal_year
    proposal.fiscal_year = season.fiscal_year
    return moved


def stamp(typed: Mapping[str, Any]) -> str:
    """A digest of all that was typed, for the check page."""
    return mark({"all": mark(typed, ENTRY)}, ["all"])


def settle(session: Session, proposal: Proposal, need: Need, reading: Reading) -> None:
    """Write what was read into the columns, the lines of money and the place."""
    values = reading.values
    for name in _PLAIN:
        setattr(need, name, values[name])
    need.title = values["title"]
    proposal.search_key = search_key(values["title"])
    need.is_continuing = {"yes": True, "no": False}.get(values["is_continuing"])
    need.size = {name: str(values[name]) for name in _SIZES if values[name] is not None}
    _locate(session, proposal, need, values)
    proposal.side = values["side"]
    proposal.amount = reading.amount
    session.execute(delete(BudgetLine).where(BudgetLine.proposal_id == proposal.id))
    lines: list[tuple[int, str, Decimal]] = values["lines"]
    session.add_all(
        BudgetLine(proposal_id=proposal.id, fiscal_year=year, source=source, amount=amount)
        for year, source, amount in lines
    )


def _locate(session: Session, proposal: Proposal, need: Need, values: Mapping[str, Any]) -> None:
    place: Place | None = values["place"]
    need.geom_how = values["point_source"] if place else None
    need.geom_accuracy_m = values["accuracy_m"] if place else None
    need.geom_reason = values["geom_reason"] if place else None
    if place is None:
        need.geom, need.geom_outside_m = None, None
        return
    drawn: Track | Plot | None = values["line"]
    shape: Any = WKTElement(drawn.wkt if drawn else f"POINT({place.lon} {place.lat})", srid=4326)
    need.geom = shape
    distance = outside(session, proposal.area_code, place)
    need.geom_outside_m = round(distance.metres) if distance else None
