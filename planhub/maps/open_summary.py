"""Sums by area as JSON that PostgreSQL itself writes, from what is kept."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Select, and_, bindparam, cast, func, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanSummary
from planhub.linkage.plan_pyramid import COUNTED_PHASES, PlanPyramid
from planhub.maps.area_sums import from_pyramid, of_pyramid, phase_sum
from planhub.maps.choice import COUNTED, NO_SIDE, Choice
from planhub.maps.conditions import years
from planhub.maps.figures import PLANNED_PHASES
from planhub.maps.open_data import as_json
from planhub.maps.wanted import as_wanted
from planhub.workflow.stages import IN_PLAN

LEVELS = {"province": 2, "district": 4, "subdistrict": 6}
SUMS = ("items", "baht", "planned", "counted")


def summary(session: Session, level: str, provinces: Sequence[str], prefix: str, choice: Choice) -> list[str]:
    """A JSON text for each living area of a level in the 76 provinces, zeros included, by code."""
    if as_wanted(choice).from_pyramid:
        query = _from_pyramid(level, choice, prefixed=bool(prefix), among=bool(provinces))
    else:
        sums = _from_summary(session, level, choice)
        query = _areas(level, sums, PlanSummary.area_code, prefixed=bool(prefix), among=bool(provinces))
    given: dict[str, Any] = dict(zip(("low", "high"), codes.bounds(prefix), strict=True)) if prefix else {}
    given |= {"provinces": list(provinces)} if provinces else {}
    return list(session.scalars(query, given))


@lru_cache(200)  # building a statement costs as much as asking it
def _from_pyramid(level: str, choice: Choice, *, prefixed: bool, among: bool) -> Select[*tuple[Any, ...]]:
    """From where each area, year and source has one row; the summary tells stages and sides apart."""
    digits, wanted, code = LEVELS[level], as_wanted(choice), PlanPyramid.area_code
    values = [*from_pyramid(wanted)[:2], phase_sum(PLANNED_PHASES), phase_sum(COUNTED_PHASES)]
    named = [value.label(name) for value, name in zip(values, SUMS, strict=True)]
    # at a grain what is known more coarsely stands too
    sums = select(code, *named).where(PlanPyramid.grain == digits, func.length(code) == digits)
    return _areas(level, sums.where(*of_pyramid(wanted)), code, prefixed=prefixed, among=among)


def _from_summary(session: Session, level: str, choice: Choice) -> Select[*tuple[Any, ...]]:
    table = PlanSummary
    query: Select[*tuple[Any, ...]] = select(table.area_code, *_by_stage(choice))
    query = query.where(table.level == LEVELS[level])
    query = query.where(table.fiscal_year.in_([choice.year] if choice.year else years(session)))
    if choice.side:
        query = query.where(table.side == ("" if choice.side == NO_SIDE else choice.side))
    return query


def _areas(
    level: str, sums_of: Select[*tuple[Any, ...]], code: Any, *, prefixed: bool, among: bool
) -> Select[*tuple[Any, ...]]:
    """The areas of a level with their sums; `low` and `high`, `provinces` are given with the statement."""
    inside = [_within(code)] if prefixed else []
    sums = sums_of.where(*inside).group_by(code).subquery("sums")
    numbers = {name: func.coalesce(sums.c[name], 0) for name in SUMS}
    percent = func.round(cast(100 * numbers["planned"], Numeric) / func.nullif(numbers["counted"], 0), 1)
    heads = func.round(numbers["baht"] / func.nullif(Area.population, 0), 2)
    fields = {"code": Area.code, "name_th": Area.name_th, "name_en": Area.name_en, **numbers}
    fields |= {"share_planned": percent, "population": Area.population, "baht_per_head": heads}
    query = (
        select(as_json(fields))
        .outerjoin(sums, sums.c.area_code == Area.code)
        .where(Area.kind == level, Area.in_76, Area.valid_to.is_(None))
        .order_by(Area.code)
    )
    if prefixed:
        query = query.where(_within(Area.code))
    if among:
        query = query.where(func.left(Area.code, 2).in_(bindparam("provinces", expanding=True)))
    return query


def _within(code: Any) -> ColumnElement[bool]:
    return and_(code >= bindparam("low", type_=code.type), code < bindparam("high", type_=code.type))


def _by_stage(choice: Choice) -> list[ColumnElement[Any]]:
    """items, baht, planned and counted as sums over summary rows."""
    chosen, stage = PlanSummary.stage.in_(sorted(choice.stages)), PlanSummary.stage
    zero = [
        func.coalesce(func.sum(column).filter(chosen), 0) for column in (PlanSummary.items, PlanSummary.baht)
    ]
    return [
        zero[0].label("items"),
        zero[1].label("baht"),
        func.coalesce(func.sum(PlanSummary.items).filter(stage.in_(sorted(IN_PLAN))), 0).label("planned"),
        func.coalesce(func.sum(PlanSummary.items).filter(stage.in_(sorted(COUNTED))), 0).label("counted"),
    ]
