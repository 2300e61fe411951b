"""Items by area from the kept sums, for tiles and for the colours of areas; no item is counted here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from planhub.areas.codes import KIND_OF_LENGTH
from planhub.linkage.plan_item import PlanSummary
from planhub.linkage.plan_pyramid import PHASE_STAGES, PlanPyramid
from planhub.maps.choice import NO_SIDE, Choice
from planhub.maps.conditions import years
from planhub.maps.tile_area import TileArea
from planhub.maps.wanted import Wanted
from planhub.workflow.stages import STAGE_GROUP, Stage

GROUPS = ("waiting", "in_plan", "in_works", "done", "not_agreed")
"""Groups of stages that a sum is told apart by."""
GROUP_PHASES = {
    group: tuple(p for p, stages in PHASE_STAGES.items() if STAGE_GROUP[stages[0]] == group)
    for group in GROUPS
}
Counts = tuple[int, Decimal, int, int, int, int, int]
"""items, baht, and the items of each of GROUPS."""


@dataclass(frozen=True)
class Cell:
    """The items of one area under one choice of filters."""

    code: str
    counts: Counts


def from_pyramid(wanted: Wanted) -> list[ColumnElement[Any]]:
    """items, baht and each group's items, as sums over rows of the pyramid."""
    phases = wanted.phases or ()
    items, baht = _added(phases), _added(f"{phase}_baht" for phase in phases)
    groups = [_added(p for p in GROUP_PHASES[group] if p in phases) for group in GROUPS]
    return [func.sum(value) for value in (items, baht, *groups)]


def phase_sum(phases: Iterable[str]) -> ColumnElement[Any]:
    """The items of some phases, as a sum over rows of the pyramid."""
    return func.sum(_added(phases))


def of_pyramid(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The year and the source of what is wanted, for the pyramid."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.choice.year:
        conditions.append(PlanPyramid.fiscal_year == wanted.choice.year)
    if wanted.source:
        conditions.append(PlanPyramid.source_code == wanted.source)
    return conditions


def cells(
    session: Session,
    choice: Choice,
    *,
    grain: int,
    provinces: Collection[str],
    districts: Collection[str] | None = None,
) -> list[Cell]:
    """Sums by side and single stage from the kept summary, at the finest area known up to a grain.

    What is known of a province or district only stands under its own code, so that nothing is lost. With
    `districts` finer sums are read for these alone; the provinces named then give what lies in no district.
    """
    if grain == 2:
        return [Cell(code, counts) for code, counts in _sums(session, choice, 2, provinces).items()]
    whole = _sums(session, choice, 2, provinces)
    by_district = _sums(session, choice, 4, provinces)
    found = _rest(whole, by_district)
    if grain == 4:
        return found + [Cell(code, counts) for code, counts in by_district.items()]
    wanted = list(by_district) if districts is None else list(districts)
    own = by_district if districts is None else _sums(session, choice, 4, wanted)
    finer = _sums(session, choice, 6, wanted)
    return found + _rest(own, finer) + [Cell(code, counts) for code, counts in finer.items()]


def _sums(session: Session, choice: Choice, level: int, within: Collection[str]) -> dict[str, Counts]:
    """Sums of one level inside some areas: the codes themselves, for the key is then read row by row."""
    if not within:
        return {}
    digits = len(next(iter(within)))
    areas = select(TileArea.code).where(
        TileArea.kind == KIND_OF_LENGTH[level], func.left(TileArea.code, digits).in_(within)
    )
    codes = list(within) if level == digits else list(session.scalars(areas))
    query: Select[Any] = (
        select(PlanSummary.area_code, *_counts(choice))
        .where(
            PlanSummary.level == level,
            PlanSummary.fiscal_year.in_([choice.year] if choice.year else years(session)),
            PlanSummary.area_code == func.any(literal(codes, ARRAY(String(collation="C")))),
            PlanSummary.stage.in_(sorted(choice.stages)),
        )
        .group_by(PlanSummary.area_code)
        .having(func.sum(PlanSummary.items) != 0)  # kept sums stay when the last item has gone on
    )
    if choice.side:
        query = query.where(PlanSummary.side == ("" if choice.side == NO_SIDE else choice.side))
    return {row[0]: (int(row[1]), row[2], *map(int, row[3:])) for row in session.execute(query)}


def _counts(choice: Choice) -> list[ColumnElement[Any]]:
    groups = [
        func.coalesce(func.sum(PlanSummary.items).filter(PlanSummary.stage.in_(_of_group(group))), 0)
        for group in GROUPS
    ]
    return [func.sum(PlanSummary.items), func.sum(PlanSummary.baht), *groups]


def _of_group(group: str) -> list[str]:
    return sorted(stage.value for stage in Stage if STAGE_GROUP[stage] == group)


def _rest(whole: dict[str, Counts], parts: dict[str, Counts]) -> list[Cell]:
    """What each area has beyond its parts, under its own code."""
    known: dict[str, list[Counts]] = defaultdict(list)
    for code, counts in parts.items():
        known[code[:-2]].append(counts)
    left = [Cell(code, _less(counts, known[code])) for code, counts in whole.items()]
    return [cell for cell in left if any(cell.counts)]


def _less(whole: Counts, parts: Iterable[Counts]) -> Counts:
    left: list[Any] = list(whole)
    for part in parts:
        left = [a - b for a, b in zip(left, part, strict=True)]
    return (left[0], left[1], left[2], left[3], left[4], left[5], left[6])


def _added(names: Iterable[str]) -> ColumnElement[Any]:
    found: ColumnElement[Any] | None = None
    for name in names:
        column: ColumnElement[Any] = getattr(PlanPyramid, name)
        found = column if found is None else found + column
    return literal(0) if found is None else found
