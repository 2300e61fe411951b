"""Sums by area as JSON that PostgreSQL itself writes, from what is kept."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Select, and_, cast, func, select, true
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
    sums = _sums(session, level, prefix, choice).subquery("sums")
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
    if prefix:
        query = query.where(_under(Area.code, prefix))
    if provinces:
        query = query.where(func.left(Area.code, 2).in_(provinces))
    return list(session.scalars(query))


def _sums(session: Session, level: str, prefix: str, choice: Choice) -> Select[*tuple[Any, ...]]:
    """By area of a level: from the pyramid where it can tell, for there each area and year has one row."""
    digits, wanted = LEVELS[level], as_wanted(choice)
    query: Select[*tuple[Any, ...]]
    if wanted.from_pyramid:
        code = PlanPyramid.area_code
        values = [*from_pyramid(wanted)[:2], phase_sum(PLANNED_PHASES), phase_sum(COUNTED_PHASES)]
        named = [value.label(name) for value, name in zip(values, SUMS, strict=True)]
        # at a grain what is known more coarsely stands too
        query = select(code, *named).where(PlanPyramid.grain == digits, func.length(code) == digits)
        query = query.where(*of_pyramid(wanted))
    else:
        code = PlanSummary.area_code
        query = select(code, *_by_stage(choice)).where(PlanSummary.level == digits)
        query = query.where(PlanSummary.fiscal_year.in_([choice.year] if choice.year else years(session)))
        if choice.side:
            query = query.where(PlanSummary.side == ("" if choice.side == NO_SIDE else choice.side))
    return query.where(_under(code, prefix)).group_by(code)


def _under(code: Any, prefix: str) -> ColumnElement[bool]:
    if not prefix:
        return true()
    lo, hi = codes.bounds(prefix)
    return and_(code >= lo, code < hi)


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
