"""The numbers that colour the explorer's areas, as columns of one small JSON; from kept sums, never live."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.areas.codes import bounds
from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanSummary
from planhub.linkage.plan_pyramid import COUNTED_PHASES, FUNDED_PHASES, PHASE_STAGES, PlanPyramid, mean_wait
from planhub.maps.area_sums import from_pyramid, of_pyramid, phase_sum
from planhub.maps.choice import COUNTED, NO_SIDE
from planhub.maps.summaries import years
from planhub.maps.wanted import Wanted
from planhub.wording import N_, say

LENGTH = {"province": 2, "district": 4, "subdistrict": 6}
MOST_WITHIN = 20
"""Provinces whose subdistricts go into one answer."""
COLUMNS = ("code", "items", "baht", "counted", "funded", "done", "people", "days")

_WITHIN = N_("บอกจังหวัดที่ต้องการตัวเลขของตำบล ได้ครั้งละไม่เกิน 20 จังหวัด เช่น within=32,45")


def area_values(
    session: Session, level: str, wanted: Wanted, *, within: Collection[str] = (), at: datetime
) -> str:
    """A JSON object of equally long lists, one entry for each area that has any item; null where unknown.

    Shares are of what counts, whatever stage is chosen. Days are the mean days in the present stage of what
    waits; the kept sums do not tell them apart by side, so with a side chosen they are null. With a source
    and a side (or a single stage) together nothing is known by area, and `code` is null.
    """
    if level == "subdistrict" and not 0 < len(within) <= MOST_WITHIN:
        raise Invalid({"within": say(_WITHIN)})
    if not (wanted.from_pyramid or wanted.from_summary):
        return json.dumps({name: None for name in COLUMNS})
    query = _from_pyramid(wanted) if wanted.from_pyramid else _from_summary(session, wanted)
    query = (
        query.join(Area, Area.code == _code(wanted)).add_columns(Area.population).group_by(Area.population)
    )
    rows = session.execute(_inside(query, wanted, level, within).order_by(_code(wanted)))
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for code, items, baht, counted, funded, done, waiting, since, people in rows:
        days = mean_wait(int(waiting), int(since), at) if waiting else None
        values = (code, int(items), round(baht), int(counted), int(funded), int(done), people, days)
        for name, value in zip(COLUMNS, values, strict=True):
            found[name].append(value)
    return json.dumps(found, separators=(",", ":"))


def _code(wanted: Wanted) -> Any:
    return PlanPyramid.area_code if wanted.from_pyramid else PlanSummary.area_code


def _from_pyramid(wanted: Wanted) -> Select[Any]:
    items, baht = from_pyramid(wanted)[:2]
    parts = [phase_sum(phases) for phases in (COUNTED_PHASES, FUNDED_PHASES, ("done",), ("waiting",))]
    since = func.sum(PlanPyramid.waiting_since)
    return (
        select(PlanPyramid.area_code, items, baht, *parts, since)
        .where(*of_pyramid(wanted))
        .group_by(PlanPyramid.area_code)
    )


def _from_summary(session: Session, wanted: Wanted) -> Select[Any]:
    choice = wanted.choice
    stage = PlanSummary.stage
    funded = [stage_ for phase in FUNDED_PHASES for stage_ in PHASE_STAGES[phase]]
    query = (
        select(
            PlanSummary.area_code,
            _filtered(PlanSummary.items, stage.in_(sorted(choice.stages))),
            _filtered(PlanSummary.baht, stage.in_(sorted(choice.stages))),
            _filtered(PlanSummary.items, stage.in_(sorted(COUNTED))),
            _filtered(PlanSummary.items, stage.in_(sorted(funded))),
            _filtered(PlanSummary.items, stage.in_(sorted(PHASE_STAGES["done"]))),
            literal(0),
            literal(0),
        )
        .where(PlanSummary.fiscal_year.in_([choice.year] if choice.year else years(session)))
        .group_by(PlanSummary.area_code)
    )
    if choice.side:
        query = query.where(PlanSummary.side == ("" if choice.side == NO_SIDE else choice.side))
    return query


def _inside(query: Select[Any], wanted: Wanted, level: str, within: Collection[str]) -> Select[Any]:
    """The rows of one level; at its grain the pyramid also holds what is only known more coarsely."""
    code, digits = _code(wanted), LENGTH[level]
    if wanted.from_pyramid:
        query = query.where(PlanPyramid.grain == digits, func.length(code) == digits)
    else:
        query = query.where(PlanSummary.level == digits)
    if not within:
        return query
    ranges = [bounds(province) for province in sorted(within)]
    inside: ColumnElement[bool] = (code >= ranges[0][0]) & (code < ranges[0][1])
    for low, high in ranges[1:]:
        inside = inside | ((code >= low) & (code < high))
    return query.where(inside)


def _filtered(column: Any, condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column).filter(condition), 0)
