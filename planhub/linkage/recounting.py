"""Prove the summaries right: count every plan item again and compare; on request put right what differs.

The one place that counts the whole country's live rows; a command for proof, never a page.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanSummary, PlanVersion

_KEY = ("level", "fiscal_year", "area_code", "stage", "side")


@dataclass(frozen=True)
class Difference:
    """One summary row that does not equal the recount."""

    level: int
    fiscal_year: int
    area_code: str
    stage: str
    side: str
    kept_items: int
    kept_baht: Decimal
    items: int
    """As counted now."""
    baht: Decimal


def differences(session: Session, *, limit: int | None = None) -> list[Difference]:
    """Every summary row that differs from a recount of plan_item, in one snapshot; [] is the proof."""
    counted = _recount().subquery("counted")
    kept = select(PlanSummary).where(or_(PlanSummary.items != 0, PlanSummary.baht != 0)).subquery("kept")
    same_key = and_(*[kept.c[name] == counted.c[name] for name in _KEY])
    numbers = [
        func.coalesce(column, 0)
        for column in (kept.c["items"], kept.c.baht, counted.c["items"], counted.c.baht)
    ]
    keys = [func.coalesce(kept.c[name], counted.c[name]) for name in _KEY]
    query = (
        select(*keys, *numbers)
        .select_from(kept.outerjoin(counted, same_key, full=True))
        .where(tuple_(*numbers[:2]) != tuple_(*numbers[2:]))
        .order_by(*keys)
    )
    if limit is not None:
        query = query.limit(limit)
    rows: Any = session.execute(query)
    return [Difference(*row) for row in rows]


def repair(session: Session) -> int:
    """Write all summaries anew from the plan items, writers kept out meanwhile; returns the rows written.

    Every province's version goes up, so that caches let go of what was wrong.
    """
    session.execute(text("lock table plan_item in share row exclusive mode"))
    session.execute(delete(PlanSummary))
    names = [*_KEY, "items", "baht"]
    session.execute(insert(PlanSummary).from_select(names, _recount()))
    raise_versions(session)
    return session.scalar(select(func.count()).select_from(PlanSummary)) or 0


def raise_versions(session: Session) -> None:
    """Of every province that has items or ever had: one whose last item is gone was shown wrong as well."""
    known = union(select(PlanItem.province_code), select(PlanVersion.province_code)).subquery("known")
    provinces = select(known.c.province_code, literal(1), func.now()).order_by(known.c.province_code)
    raised = upsert(PlanVersion).from_select(["province_code", "version", "changed_at"], provinces)
    session.execute(
        raised.on_conflict_do_update(
            index_elements=["province_code"],
            set_={"version": PlanVersion.version + 1, "changed_at": func.now()},
        )
    )


def _recount() -> Select[Any]:
    """Items and baht by area at the three levels, year, stage and side, from the items themselves."""
    side = func.coalesce(PlanItem.side, "")
    levels = union_all(
        *[
            select(
                literal(level).label("level"),
                PlanItem.fiscal_year,
                code.label("area_code"),
                PlanItem.stage,
                side.label("side"),
                func.count().label("items"),
                func.sum(PlanItem.amount).label("baht"),
            )
            .where(code.is_not(None))
            .group_by(PlanItem.fiscal_year, code, PlanItem.stage, side)
            for level, code in (
                (2, PlanItem.province_code),
                (4, PlanItem.district_code),
                (6, PlanItem.subdistrict_code),
            )
        ]
    ).subquery("levels")
    return select(levels)
