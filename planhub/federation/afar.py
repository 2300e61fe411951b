"""A province that works on its own server, as the centre tells the public of it: from plan items alone.

What the centre still keeps of its proposals ended with the move; plan items are what arrives since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from planhub.federation.node_link import NodeLink
from planhub.federation.node_report import NodeReport
from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanVersion
from planhub.linkage.projecting import SOURCE
from planhub.linkage.way import ProvinceWay, Way
from planhub.workflow.stages import IN_PLAN

PAGE = 100


@dataclass(frozen=True)
class Afar:
    """A province whose plan items come from its own server."""

    province_code: str
    as_of: datetime
    """All that its server had written by then is here."""


@dataclass(frozen=True)
class Carried:
    """A plan item with all that its public page tells."""

    facts: PlanItem
    words: PlanItemText
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Sums:
    """A plan's projects and baht on both sides of the envelope."""

    items: int
    within: Decimal
    over: Decimal


def afar(session: Session, province_code: str) -> Afar | None:
    """Where a province's items come from its own server: until when; None where they are written here."""
    query = (
        select(func.coalesce(NodeReport.reported_at, NodeLink.joined_at))
        .select_from(ProvinceWay)
        .join(NodeLink, NodeLink.province_code == ProvinceWay.province_code)
        .outerjoin(NodeReport, NodeReport.province_code == ProvinceWay.province_code)
        .where(ProvinceWay.province_code == province_code, ProvinceWay.way == Way.NODE)
    )
    as_of = session.scalar(query)
    return Afar(province_code, as_of) if as_of is not None else None


def item_of(session: Session, number: str) -> Carried | None:
    """The plan item of a number (its first two digits are its province's)."""
    named = _carried().where(PlanItem.province_code == number[:2], PlanItemText.number == number)
    # another system's key may read like a number of ours, as one that was once taken out of here
    row = session.execute(named.order_by(PlanItem.source_code != SOURCE).limit(1)).first()
    return Carried(*row) if row else None


def plan_of(session: Session, province_code: str, year: int, *, start: int = 1) -> Sequence[Carried]:
    """A page of a province's plan: within the envelope first, then by number.

    One more than PAGE where there are more.
    """
    over = case((PlanItem.envelope == "over", 1), else_=0)
    query = _carried().where(*_in_plan(province_code, year)).order_by(over, PlanItemText.number, PlanItem.id)
    return [Carried(*row) for row in session.execute(query.offset(start - 1).limit(PAGE + 1))]


def sums_of(session: Session, province_code: str, year: int) -> Sums:
    """How many projects and how much."""
    over = func.coalesce(PlanItem.envelope, "within") == "over"
    query = select(
        func.count(),
        func.coalesce(func.sum(PlanItem.amount).filter(~over), 0),
        func.coalesce(func.sum(PlanItem.amount).filter(over), 0),
    )
    n, within, beyond = session.execute(query.where(*_in_plan(province_code, year))).one()
    return Sums(n, Decimal(within), Decimal(beyond))


def mark_of(session: Session, afar: Afar, number: str) -> str:
    """A text that changes whenever what is told of a number may have."""
    version = session.scalar(
        select(PlanVersion.version).where(PlanVersion.province_code == afar.province_code)
    )
    return f"{number} {version} {afar.as_of.isoformat()}"


def _in_plan(province_code: str, year: int) -> list[Any]:
    return [
        PlanItem.province_code == province_code,
        PlanItem.fiscal_year == year,
        PlanItem.stage.in_(IN_PLAN),
    ]


def _carried() -> Select[Any]:
    point = PlanItemText.point
    joined = (PlanItemText.province_code == PlanItem.province_code) & (PlanItemText.id == PlanItem.id)
    return select(PlanItem, PlanItemText, func.ST_X(point), func.ST_Y(point)).join(PlanItemText, joined)
