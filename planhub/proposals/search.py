"""Needs that look like one: alike in words, and in the same subdistrict or near in place.

The candidates come by place first, all from one index that holds a district's words and points together, and
only they are compared by pg_trgm's similarity(); the rows of the likest alone are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Float,
    ScalarSelect,
    Select,
    bindparam,
    case,
    false,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from planhub.areas.addresses import full_names
from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.numbers import read_number
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Name, say
from planhub.workflow.stages import Stage

ALIKE = 0.3
"""Similarity of words from which two needs are shown as look-alikes."""
BESIDE_M = 300
BESIDE_ALIKE = 0.15
"""Within this many metres and of the same side, words may differ more."""
NEAR_DEGREES = 0.03
"""About three kilometres."""
MOST = 2_000
"""Candidates: those of the subdistrict first, then the nearest, then the newest."""


@dataclass(frozen=True)
class Lookalike:
    """A need that may be the same as another."""

    id: int
    number: str
    title: str
    address: Name
    stage: Stage
    fiscal_year: int
    amount: Decimal
    alike: float
    """0 to 1, by words."""
    metres: int | None
    """Between the two places, where both are known."""


def lookalikes(session: Session, *, proposal_id: int, most: int = 6) -> list[Lookalike]:
    """Needs of the same district that look like this one, the likest first."""
    rows = session.execute(_alike(), {"proposal_id": proposal_id, "most": most}).all()
    addresses = full_names(session, {row.area_code for row in rows})
    return [
        Lookalike(
            row.id, row.number, row.title, addresses[row.area_code], Stage(row.stage), row.fiscal_year,
            row.amount, row.alike, None if row.metres is None else round(row.metres),
        )
        for row in rows
    ]  # fmt: skip


@cache  # building it costs more than sending it
def _alike() -> Select[*tuple[Any, ...]]:
    me = _asked_about()
    mine = {column.name: select(column).scalar_subquery() for column in me.c}
    compared = _compared(mine)
    alike = compared.c.alike
    metres = func.ST_DistanceSphere(compared.c.point, mine["point"], type_=Float)
    # in this order, for distances cost more than all else
    wanted = case((alike >= ALIKE, true()), (alike < BESIDE_ALIKE, false()), else_=metres <= BESIDE_M)
    likest = (
        select(
            Proposal.id, Proposal.number, Proposal.area_code, Proposal.stage, Proposal.fiscal_year,
            Proposal.amount, compared.c.alike, metres.label("metres"),
        )
        .join(compared, compared.c.id == Proposal.id)
        .where(wanted, (alike >= ALIKE) | (Proposal.side == mine["side"]))
        .where(Proposal.stage != Stage.WITHDRAWN)
        .order_by(compared.c.alike.desc(), Proposal.id)
        .limit(bindparam("most"))
        .subquery("likest")
    )  # fmt: skip
    return (
        select(likest, Need.title)
        .join(Need, Need.proposal_id == likest.c.id)
        .order_by(likest.c.alike.desc(), likest.c.id)
    )


def _asked_about() -> CTE:
    own = aliased(Proposal)
    return (
        select(own.id, own.subdistrict_code, own.district_code, own.side, own.search_key, own.point)
        .where(own.id == bindparam("proposal_id"))
        .cte("me")
        .prefix_with("materialized")
    )


def _compared(mine: Mapping[str, ScalarSelect[Any]]) -> CTE:
    """Candidates with their likeness: columns of `ix_proposal_alike` alone, a district beside itself."""
    other = aliased(Proposal)
    here = other.subdistrict_code == mine["subdistrict_code"]
    near = other.point.op("&&")(func.ST_Expand(mine["point"], NEAR_DEGREES, type_=Proposal.point.type))
    away = other.point.op("<->")(mine["point"])
    district = (
        select(other.id, other.search_key, other.point, (~here).label("elsewhere"), away.label("away"))
        .where(other.district_code == mine["district_code"], other.number.is_not(None))
        .where(other.id != bindparam("proposal_id"))
    )
    # one without a place looks at no more than its own subdistrict's part of the index
    found = union_all(district.where(here), district.where(~here, near, mine["point"].is_not(None))).subquery(
        "found"
    )
    candidates = (
        select(found.c.id, found.c.search_key, found.c.point)
        .order_by(found.c.elsewhere, found.c.away, found.c.id.desc())
        .limit(MOST)
        .subquery("candidates")
    )
    # materialized, or the words of each would be compared again for each condition
    alike = func.similarity(candidates.c.search_key, mine["search_key"], type_=Float)
    return (
        select(candidates.c.id, candidates.c.point, alike.label("alike"))
        .cte("compared")
        .prefix_with("materialized")
    )


def by_number(session: Session, typed: str, *, field: str = "number") -> Proposal:
    """The proposal whose number was typed, in any way people type it. Raises Invalid."""
    number = read_number(typed, field=field)
    found = session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()
    if found is None:
        raise Invalid({field: say(N_("ไม่พบเรื่องเลขที่ %(number)s ตรวจตัวเลขอีกครั้ง"), number=number)})
    return found
