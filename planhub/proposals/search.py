"""Needs that look like one: alike in words, and in the same subdistrict or near in place.

The candidates come by place first (two indexes), and only they are compared by pg_trgm's similarity();
its % operator would pull in the trigram index of the whole country instead.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func, literal, null, select, union
from sqlalchemy.orm import Session

from planhub.areas.addresses import full_names
from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.numbers import read_number
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import within
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
"""Candidates near in place; a crowded town shows the nearest words of these."""


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
    me = session.execute(
        select(Proposal.subdistrict_code, Proposal.district_code, Proposal.side, Need.search_key, Need.geom)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(Proposal.id == proposal_id)
    ).one_or_none()
    if me is None or not me.search_key:
        return []
    same_place = select(Proposal.id).where(within(me.subdistrict_code))
    metres: ColumnElement[Any] = cast(null(), Float)
    if me.geom is None:
        candidates = same_place.subquery()
    else:
        near = select(Need.proposal_id).where(Need.geom.op("&&")(func.ST_Expand(me.geom, NEAR_DEGREES)))
        candidates = union(same_place, near.limit(MOST)).subquery()
        centre = func.ST_PointOnSurface
        metres = func.ST_DistanceSphere(centre(Need.geom), centre(me.geom), type_=Float)
    alike = func.similarity(Need.search_key, literal(me.search_key), type_=Float)
    compared = (
        select(
            Proposal.id, Proposal.number, Need.title, Proposal.area_code, Proposal.stage, Proposal.side,
            Proposal.fiscal_year, Proposal.amount, alike.label("alike"), metres.label("metres"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .where(Proposal.id.in_(select(candidates.c[0])), Proposal.id != proposal_id)
        .where(Proposal.district_code == me.district_code, Proposal.number.is_not(None))
        .where(Proposal.stage != Stage.WITHDRAWN)
        .subquery()
    )  # fmt: skip
    beside = (
        (compared.c.metres <= BESIDE_M) & (compared.c.side == me.side) & (compared.c.alike >= BESIDE_ALIKE)
    )
    rows = session.execute(
        select(compared)
        .where((compared.c.alike >= ALIKE) | beside)
        .order_by(compared.c.alike.desc(), compared.c.id)
        .limit(most)
    ).all()
    addresses = full_names(session, {row.area_code for row in rows})
    return [
        Lookalike(
            row.id, row.number, row.title, addresses[row.area_code], Stage(row.stage), row.fiscal_year,
            row.amount, row.alike, None if row.metres is None else round(row.metres),
        )
        for row in rows
    ]  # fmt: skip


def by_number(session: Session, typed: str, *, field: str = "number") -> Proposal:
    """The proposal whose number was typed, in any way people type it. Raises Invalid."""
    number = read_number(typed, field=field)
    found = session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()
    if found is None:
        raise Invalid({field: say(N_("ไม่พบเรื่องเลขที่ %(number)s ตรวจตัวเลขอีกครั้ง"), number=number)})
    return found
