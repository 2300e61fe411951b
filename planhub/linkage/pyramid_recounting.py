"""Prove the pyramid of the map right: count every plan item again and compare; on request write it anew."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.linkage.plan_pyramid import KEY, PHASE_STAGES, VALUES, PlanPyramid
from planhub.linkage.recounting import raise_versions


@dataclass(frozen=True)
class PyramidDifference:
    """One row of the pyramid that does not equal the recount."""

    grain: int
    area_code: str
    fiscal_year: int
    source_code: str
    kept: tuple[Any, ...]
    """The values in the order of VALUES, as kept."""
    counted: tuple[Any, ...]
    """As counted now."""

    def __str__(self) -> str:
        changed = [
            f"{name} kept {kept} counted {counted}"
            for name, kept, counted in zip(VALUES, self.kept, self.counted, strict=True)
            if kept != counted
        ]
        place = f"{self.area_code} (grain {self.grain}) {self.fiscal_year} {self.source_code}"
        return f"{place}: {', '.join(changed)}"


def differences(session: Session, *, limit: int | None = None) -> list[PyramidDifference]:
    """Every row of the pyramid that differs from a recount of plan_item, in one snapshot; [] is the proof."""
    kept, counted = PlanPyramid.__table__.alias("kept"), _recount().subquery("counted")
    same_key = and_(*[kept.c[name] == counted.c[name] for name in KEY])
    keys = [func.coalesce(kept.c[name], counted.c[name]) for name in KEY]
    theirs = [func.coalesce(counted.c[name], 0) for name in VALUES]
    mine = [func.coalesce(kept.c[name], 0) for name in VALUES]
    query = (
        select(*keys, *mine, *theirs)
        .select_from(kept.outerjoin(counted, same_key, full=True))
        .where(tuple_(*mine) != tuple_(*theirs))
        .order_by(*keys)
    )
    if limit is not None:
        query = query.limit(limit)
    n, m = len(KEY), len(KEY) + len(VALUES)
    rows: Any = session.execute(query)
    return [PyramidDifference(*(*row[:n], tuple(row[n:m]), tuple(row[m:]))) for row in rows]


def repair(session: Session) -> int:
    """Write the pyramid anew from the plan items, writers kept out meanwhile; returns the rows written.

    Every province's version goes up, so that kept tiles are let go.
    """
    session.execute(text("lock table plan_item in share row exclusive mode"))
    session.execute(delete(PlanPyramid))
    session.execute(insert(PlanPyramid).from_select([*KEY, *VALUES], _recount()))
    raise_versions(session)
    return session.scalar(select(func.count()).select_from(PlanPyramid)) or 0


def _recount() -> Select[Any]:
    """What the pyramid should hold, from the items themselves."""
    fine = _fine().subquery("fine")
    grains = union_all(
        *[
            select(
                literal(grain).label("grain"),
                code.label("area_code"),
                fine.c.fiscal_year,
                fine.c.source_code,
                *[func.sum(fine.c[name]).label(name) for name in VALUES],
            ).group_by(code, fine.c.fiscal_year, fine.c.source_code)
            for grain, code in (
                (2, fine.c.province_code),
                (4, func.coalesce(fine.c.district_code, fine.c.province_code)),
                (6, func.coalesce(fine.c.subdistrict_code, fine.c.district_code, fine.c.province_code)),
                (8, fine.c.area_code),
            )
        ]
    ).subquery("grains")
    return select(grains).where(or_(*[grains.c[name] != 0 for name in VALUES]))


def _fine() -> Select[Any]:
    places = [
        PlanItem.province_code,
        PlanItem.district_code,
        PlanItem.subdistrict_code,
        PlanItem.area_code,
        PlanItem.fiscal_year,
        PlanItem.source_code,
    ]
    of_phase = {phase: PlanItem.stage.in_(sorted(stages)) for phase, stages in PHASE_STAGES.items()}
    sums: list[ColumnElement[Any]] = [
        *[func.count().filter(held).label(phase) for phase, held in of_phase.items()],
        *[_sum(PlanItem.amount, held).label(f"{phase}_baht") for phase, held in of_phase.items()],
        _sum(cast(func.extract("epoch", PlanItem.stage_since), BigInteger), of_phase["waiting"]).label(
            "waiting_since"
        ),
    ]
    columns: list[Any] = [*places, *sums]
    return select(*columns).group_by(*places)


def _sum(column: Any, held: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column).filter(held), 0)
