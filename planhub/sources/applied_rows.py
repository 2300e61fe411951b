"""What is written of items that were judged: statements, made once for each shape that a source's rows take.

Each is executed with `its_source`, `its_time` and `its_run`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    String,
    bindparam,
    case,
    func,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import aliased

from planhub.areas.area import Area
from planhub.areas.staging import table_of
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.upserting import Half, Rows, addition, merger
from planhub.results.royal_project import RoyalProject
from planhub.sources import spending
from planhub.sources.import_run import Outcome
from planhub.sources.judged import JUDGED
from planhub.sources.source_item import SourceItem
from planhub.sources.staged import STAGED

NEW = JUDGED.c.outcome == Outcome.NEW.value
CHANGED = JUDGED.c.outcome == Outcome.CHANGED.value
WRITTEN = JUDGED.c.outcome.in_([Outcome.NEW.value, Outcome.CHANGED.value])

# Statements are made once: making one costs as much as checking a hundred items.
_SOURCE = bindparam("its_source", type_=String(collation="C"))
_TIME = bindparam("its_time", type_=DateTime(timezone=True))
_RUN = bindparam("its_run", type_=BigInteger)
_AROUND = [aliased(Area) for _ in range(3)]
_GIVEN = STAGED.c.lon.is_not(None) & STAGED.c.lat.is_not(None)
_OWN: ColumnElement[Any] = func.coalesce(Area.point, *(area.point for area in _AROUND))


@dataclass(frozen=True)
class Shape:
    """Which of the statements a source's rows take."""

    keyed: bool
    moneyed: bool
    """Rows say what became of the money: without, what stands of it is left as it is."""


@cache
def addition_of(table: Half, shape: Shape) -> Insert:
    """The new ones. One that was there before may still carry a royal project."""
    rows = _rows(table, shape).where(NEW)
    if table is PlanItem:
        carries = RoyalProject.carried_by(JUDGED.c.item_id)
        rows = rows.add_columns(
            carries.where(RoyalProject.province_code == JUDGED.c.province_code).label("royal")
        )
    return addition(table, rows)


@cache
def merger_of(table: Half, shape: Shape) -> Insert:
    """Those that have changed, over what stands of them."""
    kept_while = {"stage_since": "stage"} if table is PlanItem else {}
    return merger(table, _rows(table, shape).where(CHANGED), kept_while=kept_while)


def _rows(table: Half, shape: Shape) -> Rows:
    if table is not PlanItem:
        return _wide(shape.keyed)
    return spending.shown(_narrow()) if shape.moneyed else _narrow()


def _narrow() -> Rows:
    return (
        select(
            JUDGED.c.province_code,
            JUDGED.c.item_id.label("id"),
            _SOURCE.label("source_code"),
            JUDGED.c.key.label("external_id"),
            STAGED.c.fiscal_year,
            JUDGED.c.district_code,
            JUDGED.c.subdistrict_code,
            JUDGED.c.area_code,
            STAGED.c.stage,
            STAGED.c.side,
            STAGED.c.envelope,
            func.cast(STAGED.c.amount, PlanItem.amount.type).label("amount"),
            _TIME.label("stage_since"),
            _TIME.label("updated_at"),
            _point().label("spot"),
        )
        .select_from(_placed())
        .order_by(JUDGED.c.province_code, JUDGED.c.item_id)
    )


def _wide(keyed: bool) -> Rows:
    how = case((_GIVEN, "typed"), (_OWN.is_not(None), "area"), else_=null())
    return (
        select(
            JUDGED.c.province_code,
            JUDGED.c.item_id.label("id"),
            (JUDGED.c.key if keyed else null()).label("number"),
            STAGED.c.title,
            STAGED.c.search_key,
            STAGED.c.agency,
            STAGED.c.objective,
            _point().label("point"),
            how.label("point_how"),
            JUDGED.c.places,
        )
        .select_from(_placed())
        .order_by(JUDGED.c.province_code, JUDGED.c.item_id)
    )


def _placed() -> FromClause:
    """Rows with their areas; of an area without a point the nearest wider area's is borrowed."""
    rows = JUDGED.join(STAGED, STAGED.c.n == JUDGED.c.n).join(Area, Area.code == JUDGED.c.area_code)
    for area, name in zip(_AROUND, ("subdistrict_code", "district_code", "province_code"), strict=True):
        rows = rows.outerjoin(area, area.code == JUDGED.c[name])
    return rows


def _point() -> ColumnElement[Any]:
    typed = func.ST_SetSRID(func.ST_MakePoint(STAGED.c.lon, STAGED.c.lat), 4326)
    return case((_GIVEN, typed), else_=_OWN)


@cache
def ledger() -> Insert:
    """The ledger says what stands now."""
    rows = select(
        _SOURCE,
        JUDGED.c.key,
        JUDGED.c.province_code,
        JUDGED.c.item_id,
        (JUDGED.c.version + 1),
        JUDGED.c.digest,
        _RUN,
        _TIME,
    ).where(WRITTEN)
    names = [
        "source_code", "external_id", "province_code", "item_id", "version", "digest", "run_id", "updated_at",
    ]  # fmt: skip
    statement = insert(table_of(SourceItem)).from_select(names, rows)
    new = {name: statement.excluded[name] for name in names if name not in ("source_code", "external_id")}
    return statement.on_conflict_do_update(index_elements=["source_code", "external_id"], set_=new)
