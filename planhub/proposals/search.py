"""Needs that look like one: alike in words, and in the same subdistrict or near in place.

The candidates come by place first (two indexes), and only they are compared by pg_trgm's similarity();
its % operator would pull in the trigram index of the whole country instead.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Float, Select, bindparam, func, select, union
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
    own, asked = aliased(Proposal), aliased(Need)
    me = (
        select(own.id, own.subdistrict_code, own.district_code, own.side, asked.search_key, asked.geom)
        .join(asked, asked.proposal_id == own.id)
        .where(own.id == bindparam("proposal_id"))
        .cte("me")
        .prefix_with("materialized")
    )
    mine = {column.name: select(column).scalar_subquery() for column in me.c}
    here, place = mine["subdistrict_code"], Proposal.place_code
    same_place = select(Proposal.id).where(place >= here, place < here.concat("~"))
    near = select(Need.proposal_id).where(
        Need.geom.op("&&")(func.ST_Expand(mine["geom"], NEAR_DEGREES, type_=Need.geom.type))
    )
    candidates = union(same_place, near.limit(MOST)).subquery()
    # materialized, or the words of each would be compared again for each condition
    compared = (
        select(
            Need.proposal_id.label("id"),
            func.similarity(Need.search_key, mine["search_key"], type_=Float).label("alike"),
        )
        .join(Proposal, Proposal.id == Need.proposal_id)
        .where(Proposal.id.in_(select(candidates.c[0])), Proposal.id != bindparam("proposal_id"))
        .where(Proposal.district_code == mine["district_code"], Proposal.number.is_not(None))
        .where(Proposal.stage != Stage.WITHDRAWN)
        .cte("compared")
        .prefix_with("materialized")
    )
    centre = func.ST_PointOnSurface
    metres = func.ST_DistanceSphere(centre(Need.geom), centre(mine["geom"]), type_=Float)
    beside = (Proposal.side == mine["side"]) & (metres <= BESIDE_M)
    return (
        select(
            Proposal.id, Proposal.number, Need.title, Proposal.area_code, Proposal.stage,
            Proposal.fiscal_year, Proposal.amount, compared.c.alike, metres.label("metres"),
        )
        .join(compared, compared.c.id == Proposal.id)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(compared.c.alike >= BESIDE_ALIKE, (compared.c.alike >= ALIKE) | beside)
        .order_by(compared.c.alike.desc(), Proposal.id)
        .limit(bindparam("most"))
    )  # fmt: skip


def by_number(session: Session, typed: str, *, field: str = "number") -> Proposal:
    """The proposal whose number was typed, in any way people type it. Raises Invalid."""
    number = read_number(typed, field=field)
    found = session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()
    if found is None:
        raise Invalid({field: say(N_("ไม่พบเรื่องเลขที่ %(number)s ตรวจตัวเลขอีกครั้ง"), number=number)})
    return found
