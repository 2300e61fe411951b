"""Figures of areas by what no kept sum tells (words; a source with a side): a bounded look at the items."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, extract, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.maps.choice import COUNTED, NO_SIDE
from planhub.maps.conditions import of_subdistrict, of_wanted, of_year_and_side
from planhub.maps.figures import DONE, FUNDED, Figures, figures_of
from planhub.maps.plan_items import JOINED
from planhub.maps.search import facts_of, planned
from planhub.maps.wanted import WAITING, Wanted
from planhub.workflow.stages import IN_PLAN

MOST = 5_000
"""Items looked at for one answer; where there are more, nothing is claimed."""


def live_figures(
    session: Session, wanted: Wanted, *, digits: int, provinces: Collection[str] = (), district: str = ""
) -> dict[str, Figures] | None:
    """By area of a level, or by the finest above it that is known; None where too many items match.

    Looked at are the provinces named (all, if none is), of one of them perhaps only a district.
    """
    near = _by_words(wanted, provinces) if wanted.words else _by_facts(wanted, provinces, district)
    facts = facts_of(near, min(provinces) if len(provinces) == 1 else "") if wanted.words else near
    columns = facts.c
    known = [columns.subdistrict_code, columns.district_code, columns.province_code][(6 - digits) // 2 :]
    code = func.coalesce(*known)
    mine = _of_choice(columns, wanted, district) if wanted.words else []
    query: Select[Any] = select(code, *_sums(columns, wanted, mine)).group_by(code)
    query = query.select_from(near).join(facts, true()) if wanted.words else query
    with planned(session, once=not provinces):
        # counted first: of a common word no item need be looked up
        if (session.scalar(select(func.count()).select_from(near)) or 0) > MOST:
            return None
        rows = session.execute(query).all()
    return {row[0]: found for row in rows if (found := figures_of(row[1:])).counted or found.items}


def in_subdistrict(session: Session, wanted: Wanted, code: str) -> dict[str, Figures]:
    """Of each proposing area of one subdistrict, an index range of its district."""
    query: Select[Any] = select(PlanItem.area_code, *_sums(PlanItem, wanted, []))
    query = query.where(*of_subdistrict(code), *of_wanted(wanted)).group_by(PlanItem.area_code)
    if wanted.words:
        query = query.join(PlanItemText, JOINED).where(PlanItemText.province_code == code[:2])
    return {row[0]: figures_of(row[1:]) for row in session.execute(query)}


def _by_words(wanted: Wanted, provinces: Collection[str]) -> CTE:
    """Keys of the items whose words match, whatever else is wanted of them."""
    text = PlanItemText
    query = select(text.province_code, text.id).where(text.says(wanted.words))
    if provinces:
        query = query.where(_among(text.province_code, provinces))
    return query.limit(MOST + 1).cte("words").prefix_with("materialized")


def _by_facts(wanted: Wanted, provinces: Collection[str], district: str) -> CTE:
    conditions = [PlanItem.source_code == wanted.source] if wanted.source else []
    conditions += of_year_and_side(wanted.choice)
    if provinces:
        conditions.append(_among(PlanItem.province_code, provinces))
    if district:
        conditions.append(PlanItem.district_code == district)
    query = select(*PlanItem.__table__.c).where(*conditions)
    return query.limit(MOST + 1).cte("near").prefix_with("materialized")


def _of_choice(facts: Any, wanted: Wanted, district: str) -> list[ColumnElement[bool]]:
    choice = wanted.choice
    conditions: list[ColumnElement[bool]] = [facts.fiscal_year == choice.year] if choice.year else []
    if choice.side:
        side = "" if choice.side == NO_SIDE else choice.side
        conditions.append(func.coalesce(facts.side, "") == side)
    if wanted.source:
        conditions.append(facts.source_code == wanted.source)
    if district:
        conditions.append(facts.district_code == district)
    return conditions


def _sums(facts: Any, wanted: Wanted, mine: list[ColumnElement[bool]]) -> list[ColumnElement[Any]]:
    def among(stages: Collection[str]) -> list[ColumnElement[bool]]:
        return [*mine, facts.stage.in_(sorted(stages))]

    chosen = wanted.choice.stages
    waiting = among(chosen & WAITING)
    return [
        func.count().filter(*among(chosen)),
        func.sum(facts.amount).filter(*among(chosen)),
        func.count().filter(*among(IN_PLAN)),
        func.count().filter(*among(COUNTED)),
        func.count().filter(*among(FUNDED)),
        func.count().filter(*among(DONE)),
        func.count().filter(*waiting),
        func.sum(extract("epoch", facts.stage_since)).filter(*waiting),
    ]


def _among(column: Any, provinces: Collection[str]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == func.any(literal(sorted(provinces), ARRAY(String(collation="C"))))
    return found
