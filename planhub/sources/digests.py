"""The digest of what a list's row wrote, from the item that stands: as `comparing` makes it of the row."""

from typing import Any

from sqlalchemy import ColumnElement, Numeric, Text, case, cast, func, null

from planhub.linkage.plan_item import PlanItem, PlanItemText


def without_figures() -> ColumnElement[Any]:
    """Of an item whose row told nothing of its money: a nought that was told leaves no other trace."""
    own = PlanItemText.point_how != "area"
    row = func.row(
        PlanItem.province_code,
        PlanItem.area_code,
        PlanItem.fiscal_year,
        PlanItem.stage,
        PlanItem.side,
        PlanItem.envelope,
        cast(PlanItem.amount, Numeric(14, 2)),
        PlanItemText.title,
        PlanItemText.agency,
        PlanItemText.objective,
        PlanItemText.places,
        case((own, func.ST_X(PlanItemText.point)), else_=null()),
        case((own, func.ST_Y(PlanItemText.point)), else_=null()),
    )
    return func.sha256(func.convert_to(cast(row, Text), "UTF8"))
