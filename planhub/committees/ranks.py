"""The order in which an office holds what waits there, and the ranks that it has given."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, union_all
from sqlalchemy.orm import Session, aliased

from planhub.areas.addresses import full_names
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.proposals.selection import BELOW
from planhub.wording import Name
from planhub.workflow.roles import Hat
from planhub.workflow.stages import STAGE_OF, Stage

ENDED = (Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN, Stage.DEFERRED)
"""Stages in which an item needs its rank no more: it is free for others."""
SHOWN = 300
"""Items on a ranking page, what is ranked first; and ranks of which is told whether they are free."""


@dataclass(frozen=True)
class Ranked:
    """An item that waits, with its ranks."""

    id: int
    number: str
    title: str
    address: Name
    amount: Decimal
    rank: int | None
    rank_below: int | None
    former_rank: int | None
    """Of the round before, where the year's end moved it into this one."""
    former_year: int | None


@dataclass(frozen=True)
class Places:
    """The ranks of an office in a round that are held by what has not ended."""

    held: dict[int, int]
    """Id to rank."""

    @property
    def next(self) -> int:
        """The rank after the last."""
        return max(self.held.values(), default=0) + 1

    @property
    def free(self) -> list[int]:
        """Ranks before the last that nobody holds."""
        return sorted(set(range(1, self.next)) - set(self.held.values()))


@dataclass(frozen=True)
class Open:
    """Which ranks of an office in a round may be taken: those among the first, and the one after the last."""

    free: list[int]
    """Of the first SHOWN ranks those that nobody holds."""
    next: int
    """The rank after the last."""

    @property
    def whole(self) -> bool:
        """No rank beyond those looked at is held."""
        return self.next <= SHOWN + 1


@dataclass
class Ranking:
    """What waits at an office, in its order, and the ranks that items gone further keep."""

    rows: list[Ranked] = field(default_factory=list)
    kept: dict[int, int] = field(default_factory=dict)
    """Rank to id of items that have left with it, and keep it."""
    free: list[int] = field(default_factory=list)
    """Ranks before the last that nobody holds."""
    unshown: int = 0
    last: int = 0
    """The last rank that is held."""
    seen: str = ""
    """Mark of this order; it comes back with the form, so that nobody overwrites another's."""

    @property
    def order(self) -> list[int]:
        """Ids in order."""
        return [row.id for row in self.rows]

    @property
    def places(self) -> list[int]:
        """The ranks of this list from the top: those that are stored, then the ones after the last."""
        return places_for([row.rank for row in self.rows], last=self.last)

    @property
    def unranked(self) -> int:
        """How many rows have no rank yet."""
        return sum(1 for row in self.rows if row.rank is None)


def ranking(session: Session, *, hat: Hat, year: int) -> Ranking:
    """The order of what waits at an office: ranked ones first, then what comes again in its old order.

    The rest follow by the rank they came with.
    """
    found = session.execute(_in_order(hat, year).limit(SHOWN)).all()
    addresses = full_names(session, {row.area_code for row in found})
    rows = [_ranked(row, addresses[row.area_code]) for row in found]
    held = places(session, hat=hat, year=year)
    listed = {row.id for row in rows}
    total = session.scalar(select(func.count()).select_from(Proposal).where(*_waiting(hat, year))) or 0
    return Ranking(
        rows=rows,
        kept={rank: id_ for id_, rank in held.held.items() if id_ not in listed},
        free=held.free,
        last=held.next - 1,
        unshown=total - len(rows),
        seen=mark(standing(session, hat=hat, year=year)),
    )


def _waiting(hat: Hat, year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Proposal.holder_code == hat.office_code,
        Proposal.stage == STAGE_OF.get(hat.level),
        Proposal.fiscal_year == year,
    )


def _in_order(hat: Hat, year: int) -> Select[*tuple[Any, ...]]:
    here, below, former = aliased(Rank), aliased(Rank), aliased(Rank)
    mine = here.level == hat.level, here.fiscal_year == year
    return (
        select(
            Proposal.id, Proposal.number, Need.title, Proposal.area_code, Proposal.amount,
            here.rank.label("rank"), below.rank.label("rank_below"),
            former.rank.label("former_rank"), former.fiscal_year.label("former_year"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(here, and_(here.proposal_id == Proposal.id, *mine))
        .outerjoin(
            below,
            and_(
                below.proposal_id == Proposal.id, below.level == BELOW.get(hat.level, ""),
                below.fiscal_year == year,
            ),
        )
        .outerjoin(
            former,
            and_(former.proposal_id == Proposal.id, former.level == hat.level, former.fiscal_year < year),
        )
        .where(*_waiting(hat, year))
        .order_by(
            here.rank.nulls_last(), former.rank.nulls_last(), below.rank.nulls_last(),
            Proposal.stage_since, Proposal.id,
        )
    )  # fmt: skip


def _ranked(row: Row[*tuple[Any, ...]], address: Name) -> Ranked:
    return Ranked(
        row.id,
        row.number or "",
        row.title,
        address,
        row.amount,
        row.rank,
        row.rank_below,
        row.former_rank,
        row.former_year,
    )


def standing(session: Session, *, hat: Hat, year: int) -> dict[int, int]:
    """Every rank that an office has given in a round: id to rank."""
    rows = session.execute(
        select(Rank.proposal_id, Rank.rank)
        .where(Rank.level == hat.level, Rank.office_code == hat.office_code, Rank.fiscal_year == year)
        .order_by(Rank.rank)
    )
    return {id_: rank for id_, rank in rows}


def places(session: Session, *, hat: Hat, year: int) -> Places:
    """The ranks of an office in a round, without those of what has ended."""
    rows = session.execute(_held(hat, year))
    return Places({id_: rank for id_, rank in rows})


def open_places(session: Session, *, hat: Hat, year: int) -> Open:
    """The ranks that may be taken; however many an office has given, no more than SHOWN of them are read."""
    first = _held(hat, year).with_only_columns(Rank.rank).where(Rank.rank <= SHOWN)
    last_held = select(_last(hat, year).subquery().c.rank)
    held: set[int] = {row[0] for row in session.execute(union_all(first, last_held))}
    last = max(held, default=0)
    return Open([rank for rank in range(1, min(last, SHOWN) + 1) if rank not in held], last + 1)


def next_rank(session: Session, *, hat: Hat, year: int) -> int:
    """The rank after the last of an office in a round."""
    return (session.scalar(_last(hat, year)) or 0) + 1


def _last(hat: Hat, year: int) -> Select[int]:
    return _held(hat, year).with_only_columns(Rank.rank).order_by(Rank.rank.desc()).limit(1)


def _held(hat: Hat, year: int) -> Select[*tuple[Any, ...]]:
    """Id and rank of what has not ended."""
    return (
        select(Rank.proposal_id, Rank.rank)
        .join(Proposal, Proposal.id == Rank.proposal_id)
        .where(Rank.level == hat.level, Rank.office_code == hat.office_code, Rank.fiscal_year == year)
        .where(Proposal.stage.not_in(ENDED))
    )


def places_for(ranks: Iterable[int | None], *, last: int) -> list[int]:
    """The ranks that items share out: their own, and for those that have none the ones after `last`."""
    ranks = list(ranks)
    own = sorted(rank for rank in ranks if rank is not None)
    return [*own, *range(last + 1, last + 1 + len(ranks) - len(own))]


def mark(ranks: Mapping[int, int]) -> str:
    """A short mark that changes with any rank."""
    text = ",".join(f"{id_}:{rank}" for id_, rank in sorted(ranks.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def history(session: Session, proposal_ids: Sequence[int]) -> dict[int, dict[str, Rank]]:
    """Ranks of proposals at each level, with who set them and when."""
    rows = session.scalars(select(Rank).where(Rank.proposal_id.in_(proposal_ids)))
    found: dict[int, dict[str, Rank]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, {})[row.level] = row
    return found
