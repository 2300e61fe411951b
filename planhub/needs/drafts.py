"""Drafts looked at: what was typed (or stands in the columns), and how far each step has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.clock import BANGKOK, BUDDHIST_ERA
from planhub.needs.asking import Reading
from planhub.needs.questions import ENTRY, FIELDS, LATER, STEPS, names_of, step_of
from planhub.needs.typed import REPLACED, SET_ASIDE, text_of
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.thai.money import baht

_COLUMNS = (
    "problem", "title", "request", "objective", "expected_result", "quantity", "unit", "work_kind",
    "area_scope", "land_status", "land_permission", "people", "households", "target_group",
    "hearing_on", "attendees",
    "wish_rank", "proposer_title", "proposer_phone", "geom_reason",
)  # fmt: skip
_SIZES = ("width_m", "length_m", "thickness_m", "depth_m", "volume_m3")


@dataclass(frozen=True)
class StepState:
    """One of the five steps: begun, right, wrong."""

    number: int
    title: str
    begun: bool
    errors: int


def typed_of(session: Session, proposal: Proposal, need: Need) -> dict[str, Any]:
    """What stands in the form: as typed; for a record that was not typed here, its columns written out."""
    if any(text_of(need.typed, name) for name in ENTRY):
        return need.typed
    lines = session.scalars(
        select(BudgetLine)
        .where(BudgetLine.proposal_id == proposal.id)
        .order_by(BudgetLine.fiscal_year, BudgetLine.source)
    ).all()
    point = None
    if need.geom is not None:
        place = func.ST_PointOnSurface(Need.geom)
        point = session.execute(
            select(func.ST_Y(place), func.ST_X(place)).where(Need.proposal_id == proposal.id)
        ).one()
    return need.typed | written_out(proposal, need, lines, point)


def written_out(
    proposal: Proposal, need: Need, lines: Sequence[BudgetLine], point: Any = None
) -> dict[str, str]:
    """The columns as somebody would have typed them."""
    typed = {name: _text(getattr(need, name)) for name in _COLUMNS} | {"side": proposal.side or ""}
    typed |= {name: str((need.size or {}).get(name) or "") for name in _SIZES}
    if need.is_continuing is not None:
        typed["is_continuing"] = "yes" if need.is_continuing else "no"
    if point is not None:
        typed |= {"lat": f"{point[0]:.6f}", "lon": f"{point[1]:.6f}"}
        typed |= {"point_source": need.geom_how or "typed", "accuracy_m": _text(need.geom_accuracy_m)}
    for n, row in enumerate(lines, start=1):
        typed |= {
            f"amount_{n}": baht(row.amount),
            f"year_{n}": str(row.fiscal_year),
            f"source_{n}": row.source,
        }
    return {name: text for name, text in typed.items() if text}


def is_set_aside(need: Need) -> bool:
    """Whether the draft was put away."""
    return SET_ASIDE in need.typed


def replaced_of(typed: Mapping[str, Any], *, helped: bool = False) -> list[dict[str, str]]:
    """Texts overtyped from another page (or, `helped`, by what one asked us to fill in), newest first.

    Each has its field's label, the text and the moment; one that stands in its field again is left out.
    """
    labels = {asked.name: asked.label for asked in FIELDS}
    rows = typed.get(REPLACED) or []
    return [
        {"label": labels.get(str(row.get("field")), ""), "text": row.get("text", ""), "at": row.get("at", "")}
        for row in reversed(rows)
        if isinstance(row, dict)
        and bool(row.get("helped")) is helped
        and row.get("text") != text_of(typed, str(row.get("field")))
    ]


def steps_of(typed: Mapping[str, Any], reading: Reading) -> list[StepState]:
    """The five steps with what is begun and what is wrong in each."""
    wrong = [step_of(name) for name in reading.errors]
    return [
        StepState(
            number,
            title,
            any(text_of(typed, name).strip() for name in names_of(number)),
            wrong.count(number),
        )
        for number, title in STEPS.items()
        if number != LATER
    ]


def first_open(steps: Sequence[StepState]) -> int | None:
    """The step at which to go on; None when all five are begun and right."""
    return next((step.number for step in steps if step.errors or not step.begun), None)


def hour_and_minute(moment: datetime | None) -> str:
    """10:42, on the clocks of Thailand; "" for never."""
    return f"{moment.astimezone(BANGKOK):%H:%M}" if moment else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year + BUDDHIST_ERA}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
