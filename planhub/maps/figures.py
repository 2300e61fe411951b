"""Figures of areas under a set of filters, from the sums that triggers keep."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.linkage.plan_item import PlanSummary
from planhub.linkage.plan_pyramid import COUNTED_PHASES, FUNDED_PHASES, PHASE_STAGES, PlanPyramid
from planhub.maps.area_sums import from_pyramid, of_pyramid, phase_sum
from planhub.maps.choice import COUNTED, NO_SIDE, Choice
from planhub.maps.conditions import years
from planhub.maps.wanted import Wanted
from planhub.workflow.stages import IN_PLAN

PLANNED_PHASES = ("planned", "funded", "works", "done")
"""The phases that are "in the plan"."""
FUNDED = frozenset(stage for phase in FUNDED_PHASES for stage in PHASE_STAGES[phase])
DONE = frozenset(PHASE_STAGES["done"])


@dataclass(frozen=True)
class Figures:
    """Sums over the items of one area; what is not of the chosen stages is in none of the first two."""

    items: int = 0
    baht: Decimal = Decimal(0)
    planned: int = 0
    """In the plan, whatever stage is chosen; so are the next three."""
    counted: int = 0
    funded: int = 0
    done: int = 0
    waiting: int | None = 0
    """Chosen items that wait; None: the kept sums do not tell them apart under these filters."""
    since: int = 0
    """Seconds since 1970 at which these came where they wait, added up."""


NOTHING = Figures()


def added(parts: Iterable[Figures]) -> Figures:
    """The sum of several areas."""
    known = list(parts)
    if any(part.waiting is None for part in known):
        known = [_unknown_wait(part) for part in known]
    sums = {field.name: _sum(getattr(part, field.name) for part in known) for field in fields(Figures)}
    return Figures(**sums) if known else NOTHING


def figures_of(values: Iterable[Any]) -> Figures:
    """A row of a statement, in the order of the fields."""
    items, baht, planned, counted, funded, done, waiting, since = values
    return Figures(
        int(items or 0),
        Decimal(baht or 0),
        int(planned or 0),
        int(counted or 0),
        int(funded or 0),
        int(done or 0),
        int(waiting or 0),
        int(since or 0),
    )


def kept_figures(session: Session, wanted: Wanted, *, parent: str) -> dict[str, Figures]:
    """Of an area ("" for the country: its provinces only) and its children, by code, from sums that are kept.

    Only for what `wanted.from_pyramid` or `wanted.from_summary` says they can tell; the pyramid first, which
    has a row where the summary has one for each stage and side.
    """
    if wanted.from_pyramid:
        return dict(_rows(session, _pyramid(wanted, len(parent)), _span(parent)))
    found = dict(_rows(session, _summary(wanted.choice, years(session), len(parent)), _span(parent)))
    waits = wanted.waits
    if waits:
        query = _pyramid(Wanted(Choice(year=wanted.choice.year)), len(parent))
        waiting = dict(_rows(session, query, _span(parent)))
        return {code: _with_wait(one, waiting.get(code, NOTHING)) for code, one in found.items()}
    return found if waits is False else {code: _unknown_wait(one) for code, one in found.items()}


def _rows(session: Session, query: Select[Any], span: dict[str, str]) -> Iterator[tuple[str, Figures]]:
    return ((row[0], figures_of(row[1:])) for row in session.execute(query, span))


def _span(parent: str) -> dict[str, str]:
    """An area and the bounds of its children's codes, as `_of` asks for them."""
    return dict(zip(("low", "high"), codes.bounds(parent), strict=True)) | {"own": parent} if parent else {}


def _summary(choice: Choice, known: list[int], digits: int) -> Select[Any]:
    table = PlanSummary

    def total(column: Any, stages: Iterable[str]) -> ColumnElement[Any]:
        return func.sum(column).filter(table.stage.in_(sorted(stages)))

    none = func.sum(0)
    query: Select[Any] = select(
        table.area_code,
        total(table.items, choice.stages),
        total(table.baht, choice.stages),
        total(table.items, IN_PLAN),
        total(table.items, COUNTED),
        total(table.items, FUNDED),
        total(table.items, DONE),
        none,
        none,
    ).where(table.fiscal_year.in_([choice.year] if choice.year else known))
    if choice.side:
        query = query.where(table.side == ("" if choice.side == NO_SIDE else choice.side))
    return query.where(_of(table.level, table.area_code, digits)).group_by(table.area_code)


@lru_cache(200)  # building it costs more than asking it
def _pyramid(wanted: Wanted, digits: int) -> Select[Any]:
    table = PlanPyramid
    shares = [phase_sum(phases) for phases in (PLANNED_PHASES, COUNTED_PHASES, FUNDED_PHASES, ("done",))]
    waits = [func.sum(table.waiting), func.sum(table.waiting_since)] if wanted.waits else [func.sum(0)] * 2
    return (
        select(table.area_code, *from_pyramid(wanted)[:2], *shares, *waits)
        .where(*of_pyramid(wanted), _of(table.grain, table.area_code, digits))
        .where(
            func.length(table.area_code) == table.grain
        )  # at a grain what is known more coarsely stands too
        .group_by(table.area_code)
    )


def _of(level: Any, code: Any, digits: int) -> ColumnElement[bool]:
    """An area of so many digits and its children in one statement: whole and parts of one moment."""
    if not digits:
        return and_(level == 2)
    own, low, high = (bindparam(name, type_=code.type) for name in ("own", "low", "high"))
    return or_(and_(level == digits, code == own), and_(level == digits + 2, code >= low, code < high))


def _with_wait(one: Figures, other: Figures) -> Figures:
    return Figures(
        one.items, one.baht, one.planned, one.counted, one.funded, one.done, other.waiting, other.since
    )


def _unknown_wait(one: Figures) -> Figures:
    return Figures(one.items, one.baht, one.planned, one.counted, one.funded, one.done, None, 0)


def _sum(values: Iterable[Any]) -> Any:
    known = list(values)
    return None if any(value is None for value in known) else sum(known)
