"""Needs that look like one: alike in words, and in the same subdistrict or near in place.

Candidates come by place first, all from one index that holds a district's words and points together. Words
are compared here, for pg_trgm's similarity() takes several times as long over Thai (decision 0018); only the
rows of the likest are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Float,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    func,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.numbers import read_number
from planhub.proposals.proposal import Proposal
from planhub.thai.likeness import likenesses
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

ALIKE = 0.3
"""Similarity of words from which two needs are shown as look-alikes."""
BESIDE_M = 300
BESIDE_ALIKE = 0.15
"""Within this many metres and of the same side, words may differ more."""
NEAR_DEGREES = 0.03
"""About three kilometres."""
BESIDE_DEGREES = 0.003
"""A little more than BESIDE_M anywhere in Thailand: a box looked at before a distance is measured."""
MOST = 2_000
"""Candidates: those of the subdistrict first, then the nearest, then the newest."""
READ = 8
"""Rows of the likest that are read first; more where some are withdrawn, of another side or too far away."""


@dataclass(frozen=True)
class Lookalike:
    """A need that may be the same as another."""

    id: int
    number: str
    title: str
    area_code: str
    stage: Stage
    fiscal_year: int
    amount: Decimal
    alike: float
    """0 to 1, by words."""
    metres: int | None
    """Between the two places, where both are known."""


def lookalikes(session: Session, *, proposal_id: int, most: int = 6) -> list[Lookalike]:
    """Needs of the same district that look like this one, the likest first."""
    asked = session.execute(_around(), {"proposal_id": proposal_id}).one()
    if not asked.ids:
        return []
    alike = _likest(asked)
    rows: list[Row[*tuple[Any, ...]]] = []
    for ids in _batches(list(alike)):
        found = {row.id: row for row in session.execute(_rows(), {"proposal_id": proposal_id, "ids": ids})}
        rows += [found[id_] for id_ in ids if id_ in found and _counts(found[id_], alike[id_])]
        if len(rows) >= most:
            break
    return [
        Lookalike(
            row.id, row.number, row.title, row.area_code, Stage(row.stage), row.fiscal_year,
            row.amount, alike[row.id], None if row.metres is None else round(row.metres),
        )
        for row in rows[:most]
    ]  # fmt: skip


def _likest(asked: Row[*tuple[Any, ...]]) -> dict[int, float]:
    """Candidates that may count and how alike they are, the likest first."""
    compared = zip(asked.ids, asked.beside, likenesses(asked.search_key, asked.words).tolist(), strict=True)
    kept = {id_: by for id_, beside, by in compared if by >= (BESIDE_ALIKE if beside else ALIKE)}
    return dict(sorted(kept.items(), key=lambda one: (-one[1], one[0])))


def _counts(row: Row[*tuple[Any, ...]], alike: float) -> bool:
    return alike >= ALIKE or (row.same_side and row.metres is not None and row.metres <= BESIDE_M)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The first few, then four times as many each time: where most do not count, five statements read all."""
    at, n = 0, READ
    while at < len(ids):
        yield ids[at : at + n]
        at, n = at + n, n * 4


@cache  # building it costs more than sending it
def _around() -> Select[*tuple[Any, ...]]:
    """The words of one need and, as one row, of all that lie around it."""
    me = _asked_about()
    mine = {column.name: select(column).scalar_subquery() for column in me.c}
    candidates = _candidates(mine)
    beside = func.ST_Expand(mine["point"], BESIDE_DEGREES, type_=Proposal.point.type)
    return select(
        mine["search_key"].label("search_key"),
        func.array_agg(candidates.c.id).label("ids"),
        func.array_agg(func.coalesce(candidates.c.point.op("&&", is_comparison=True)(beside), False)).label(
            "beside"
        ),
        func.string_agg(candidates.c.search_key, "\n").label("words"),
    )


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    """Some candidates by their numbers, without the withdrawn."""
    me = _asked_about()
    mine = {column.name: select(column).scalar_subquery() for column in me.c}
    return (
        select(
            Proposal.id, Proposal.number, Proposal.area_code, Proposal.stage, Proposal.fiscal_year,
            Proposal.amount, Need.title,
            func.coalesce(Proposal.side == mine["side"], False).label("same_side"),
            func.ST_DistanceSphere(Proposal.point, mine["point"], type_=Float).label("metres"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .where(Proposal.id == func.any(bindparam("ids", type_=ARRAY(BigInteger))))
        .where(Proposal.stage != Stage.WITHDRAWN)
    )  # fmt: skip


def _asked_about() -> CTE:
    own = aliased(Proposal)
    return (
        select(own.id, own.subdistrict_code, own.district_code, own.side, own.search_key, own.point)
        .where(own.id == bindparam("proposal_id"))
        .cte("me")
        .prefix_with("materialized")
    )


def _candidates(mine: Mapping[str, ScalarSelect[Any]]) -> Subquery:
    """What lies around: columns of `ix_proposal_alike` alone, a district beside itself."""
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
    return (
        select(found.c.id, found.c.search_key, found.c.point)
        .order_by(found.c.elsewhere, found.c.away, found.c.id.desc())
        .limit(MOST)
        .subquery("candidates")
    )


def by_number(session: Session, typed: str, *, field: str = "number") -> Proposal:
    """The proposal whose number was typed, in any way people type it. Raises Invalid."""
    number = read_number(typed, field=field)
    found = session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()
    if found is None:
        raise Invalid({field: say(N_("ไม่พบเรื่องเลขที่ %(number)s ตรวจตัวเลขอีกครั้ง"), number=number)})
    return found
