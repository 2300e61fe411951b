"""The numbers that colour the explorer's areas, as columns of one small JSON."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
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
from planhub.maps.conditions import years
from planhub.maps.figures import Figures
from planhub.maps.live_figures import live_figures
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
    waits and is chosen; the kept sums do not tell them apart by side or single stage, so with one chosen they
    are null and `waits` too; it is false where nothing chosen waits. What no kept sum tells (words; a source
    with a side or a single stage) is counted where few items match; else with words the numbers are those
    without (`all_words` is true), and `code` is null where nothing is known by area.
    """
    if level == "subdistrict" and not 0 < len(within) <= MOST_WITHIN:
        raise Invalid({"within": say(_WITHIN)})
    if not (wanted.from_pyramid or wanted.from_summary):
        found = live_figures(session, wanted, digits=LENGTH[level], provinces=within)
        if found is not None:
            return _live(session, found, LENGTH[level], at)
        wanted = replace(wanted, words="")
        if not (wanted.from_pyramid or wanted.from_summary):
            return json.dumps({name: None for name in COLUMNS} | {"waits": None})
        told = json.loads(area_values(session, level, wanted, within=within, at=at))
        return json.dumps(told | {"all_words": True}, separators=(",", ":"))
    query = _from_pyramid(wanted) if wanted.from_pyramid else _from_summary(session, wanted)
    query = (
        query.join(Area, Area.code == _code(wanted)).add_columns(Area.population).group_by(Area.population)
    )
    rows = session.execute(_inside(query, wanted, level, within).order_by(_code(wanted)))
    values = []
    for code, items, baht, counted, funded, done, waiting, since, people in rows:
        if not (items or counted):
            continue  # kept sums stay when the last item of an area goes
        days = mean_wait(int(waiting), int(since), at) if waiting and wanted.waits else None
        values.append((code, int(items), round(baht), int(counted), int(funded), int(done), people, days))
    return _columns(values, wanted.waits)


def _columns(rows: Sequence[tuple[Any, ...]], waits: bool | None) -> str:
    lists = {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}
    return json.dumps(lists | {"waits": waits}, separators=(",", ":"))


def _live(session: Session, found: dict[str, Figures], digits: int, at: datetime) -> str:
    known = {code: one for code, one in found.items() if len(code) == digits}
    people = dict(session.execute(select(Area.code, Area.population).where(Area.code.in_(known))).all())
    rows = []
    for code, one in sorted(known.items()):
        days = mean_wait(one.waiting, one.since, at) if one.waiting else None
        head = (code, one.items, round(one.baht), one.counted, one.funded, one.done)
        rows.append((*head, people.get(code), days))
    return _columns(rows, any(row[-1] is not None for row in rows))


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
