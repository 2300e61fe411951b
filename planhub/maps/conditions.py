"""A choice of filters as conditions on plan items, and the years that have any."""

from functools import cache

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanSummary
from planhub.maps.choice import NO_SIDE, Choice
from planhub.maps.wanted import Wanted


def years(session: Session) -> list[int]:
    """Fiscal years that have plan items, newest first; one look at the index for each year."""
    return list(session.scalars(_years()))


@cache
def _years() -> Select[tuple[int]]:
    some = (
        PlanSummary.level == 2,
        PlanSummary.items > 0,
    )  # of a year that was taken back only zeros are left
    newest = select(func.max(PlanSummary.fiscal_year).label("year")).where(*some)
    known = newest.cte("known", recursive=True)
    older = newest.where(PlanSummary.fiscal_year < known.c.year).correlate(known).scalar_subquery()
    known = known.union_all(select(older).select_from(known).where(known.c.year.is_not(None)))
    return select(known.c.year).where(known.c.year.is_not(None))


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


def of_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    """All that is wanted but the stages, for plan items joined with their words."""
    conditions = of_year_and_side(wanted.choice)
    if wanted.source:
        conditions.append(PlanItem.source_code == wanted.source)
    if wanted.words:
        conditions.append(PlanItemText.says(wanted.words))
    return conditions
