"""Numbers by area from the trigger-kept summaries; only villages of one subdistrict are counted live."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem, PlanSummary
from planhub.maps.choice import COUNTED, NO_SIDE, Choice
from planhub.maps.row import Row, rest
from planhub.workflow.stages import IN_PLAN

CHILD_KINDS = {
    "": ("province",),
    "province": ("district",),
    "district": ("subdistrict",),
    "subdistrict": ("village", "community"),
}
_NONE = (0, Decimal(0), 0, 0)
Sums = tuple[int, Decimal, int, int]


def years(session: Session) -> list[int]:
    """Fiscal years that have plan items, newest first; one look at the index for each year."""
    found: list[int] = []
    query = select(func.max(PlanSummary.fiscal_year)).where(PlanSummary.level == 2)
    newest = session.scalar(query)
    while newest is not None:
        found.append(newest)
        newest = session.scalar(query.where(PlanSummary.fiscal_year < newest))
    return found


def national(session: Session, choice: Choice) -> list[Row]:
    """The 76 provinces, zeros included, in Thai order; Bangkok is none of them."""
    sums = _kept(session, PlanSummary.level == 2, choice)
    return [_row(area, sums.get(area.code, _NONE)) for area in _provinces(session)]


def within(session: Session, area: Area, choice: Choice) -> tuple[Row, list[Row]]:
    """An area's own numbers, and those of its children with a last row for what lies in no child."""
    if area.kind in ("village", "community"):
        return _village(session, area, choice), []
    if area.kind == "subdistrict":
        sums = _counted(session, area, choice)
        whole = _row(area, _added(list(sums.values())))
    else:
        lo, hi = codes.bounds(area.code)
        finer = and_(
            PlanSummary.level == len(area.code) + 2, PlanSummary.area_code >= lo, PlanSummary.area_code < hi
        )
        own = and_(PlanSummary.level == len(area.code), PlanSummary.area_code == area.code)
        sums = _kept(session, or_(own, finer), choice)  # one statement: whole and parts of one moment
        whole = _row(area, sums.get(area.code, _NONE))
    rows = [_row(child, sums.get(child.code, _NONE)) for child in _children(session, area, sums)]
    left = rest(whole, rows)
    return whole, [*rows, left] if left else rows


def _kept(session: Session, place: ColumnElement[bool], choice: Choice) -> dict[str, Sums]:
    query: Select[Any] = select(PlanSummary.area_code, *sums_of(PlanSummary, choice)).where(place)
    query = query.where(PlanSummary.fiscal_year.in_([choice.year] if choice.year else years(session)))
    if choice.side:
        query = query.where(PlanSummary.side == ("" if choice.side == NO_SIDE else choice.side))
    rows = session.execute(query.group_by(PlanSummary.area_code))
    return {
        code: (int(items), baht, int(planned), int(counted)) for code, items, baht, planned, counted in rows
    }


def sums_of(table: Any, choice: Choice) -> list[ColumnElement[Any]]:
    """items, baht, planned and counted as sums over summary rows."""
    chosen, stage = table.stage.in_(sorted(choice.stages)), table.stage
    zero = [func.coalesce(func.sum(column).filter(chosen), 0) for column in (table.items, table.baht)]
    return [
        zero[0].label("items"),
        zero[1].label("baht"),
        func.coalesce(func.sum(table.items).filter(stage.in_(sorted(IN_PLAN))), 0).label("planned"),
        func.coalesce(func.sum(table.items).filter(stage.in_(sorted(COUNTED))), 0).label("counted"),
    ]


def _counted(session: Session, area: Area, choice: Choice) -> dict[str, Sums]:
    """Live counts by proposing area inside one subdistrict, an index range of its district."""
    chosen, stage = PlanItem.stage.in_(sorted(choice.stages)), PlanItem.stage
    query = (
        select(
            PlanItem.area_code,
            func.count().filter(chosen),
            func.coalesce(func.sum(PlanItem.amount).filter(chosen), 0),
            func.count().filter(stage.in_(sorted(IN_PLAN))),
            func.count().filter(stage.in_(sorted(COUNTED))),
        )
        .where(*of_subdistrict(area.code), *of_year_and_side(choice))
        .group_by(PlanItem.area_code)
    )
    return {
        code: (items, Decimal(baht), planned, counted)
        for code, items, baht, planned, counted in session.execute(query)
    }


def of_subdistrict(code: str) -> list[ColumnElement[bool]]:
    """Plan items of one subdistrict, by the index of its district."""
    return [
        PlanItem.province_code == code[:2],
        PlanItem.district_code == code[:4],
        PlanItem.subdistrict_code == code[:6],
    ]


def of_year_and_side(choice: Choice) -> list[ColumnElement[bool]]:
    """The year and the side of a choice, for plan items."""
    conditions: list[ColumnElement[bool]] = []
    if choice.year:
        conditions.append(PlanItem.fiscal_year == choice.year)
    if choice.side == NO_SIDE:
        conditions.append(func.coalesce(PlanItem.side, "") == "")
    elif choice.side:
        conditions.append(PlanItem.side == choice.side)
    return conditions


def _village(session: Session, area: Area, choice: Choice) -> Row:
    subdistrict = session.get(Area, (area.parent_code or area.code)[:6])
    sums = _counted(session, subdistrict, choice) if subdistrict else {}
    return _row(area, sums.get(area.code, _NONE))


def _added(parts: Sequence[Sums]) -> Sums:
    return (
        sum(p[0] for p in parts),
        sum((p[1] for p in parts), Decimal(0)),
        sum(p[2] for p in parts),
        sum(p[3] for p in parts),
    )


def _provinces(session: Session) -> Sequence[Area]:
    return session.scalars(
        select(Area)
        .where(Area.parent_code.is_(None), Area.kind == "province", Area.in_76, Area.valid_to.is_(None))
        .order_by(Area.name_th)
    ).all()


def _children(session: Session, area: Area, sums: dict[str, Sums]) -> Sequence[Area]:
    """Living children, and retired ones that items still name."""
    in_use = or_(Area.valid_to.is_(None), Area.code.in_([code for code, s in sums.items() if any(s)]))
    return session.scalars(
        select(Area)
        .where(Area.parent_code == area.code, Area.kind.in_(CHILD_KINDS[area.kind]), in_use)
        .order_by(Area.moo, Area.name_th, Area.code)
    ).all()


def _row(area: Area, sums: Sums) -> Row:
    items, baht, planned, counted = sums
    return Row(
        code=area.code,
        kind=area.kind,
        name_th=area.name_th,
        name_en=area.name_en,
        items=items,
        baht=baht,
        planned=planned,
        counted=counted,
        population=area.population,
        moo=area.moo,
        retired=area.valid_to is not None,
        region=area.region,
        cluster=area.cluster,
    )
