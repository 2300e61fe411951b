"""The order in which an office holds what waits there; and a typed order read."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from planhub.areas.addresses import full_names
from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.proposals.selection import BELOW
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Name, Sentence, say
from planhub.workflow.roles import Hat
from planhub.workflow.stages import STAGE_OF

SHOWN = 300
"""Items on a ranking page; what is ranked comes first, so that none of it is left out."""
MOST = 9_999


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


@dataclass
class Ranking:
    """What waits at an office, in its order, and the ranks that items gone further keep."""

    rows: list[Ranked] = field(default_factory=list)
    kept: dict[int, int] = field(default_factory=dict)
    """Rank to id of items that have left with it."""
    unshown: int = 0
    seen: str = ""
    """Mark of this order; it comes back with the form, so that nobody overwrites another's."""

    @property
    def order(self) -> list[int]:
        """Ids in order."""
        return [row.id for row in self.rows]


def ranking(session: Session, *, hat: Hat, year: int) -> Ranking:
    """The order of what waits at an office: ranked ones first, the rest by the rank they came with."""
    here, below = aliased(Rank), aliased(Rank)
    waiting = (
        Proposal.holder_code == hat.office_code,
        Proposal.stage == STAGE_OF.get(hat.level),
        Proposal.fiscal_year == year,
    )
    query = (
        select(
            Proposal.id, Proposal.number, Need.title, Proposal.area_code, Proposal.amount,
            here.rank.label("rank"), below.rank.label("rank_below"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(here, (here.proposal_id == Proposal.id) & (here.level == hat.level))
        .outerjoin(below, (below.proposal_id == Proposal.id) & (below.level == BELOW.get(hat.level, "")))
        .where(*waiting)
        .order_by(here.rank.nulls_last(), below.rank.nulls_last(), Proposal.stage_since, Proposal.id)
    )  # fmt: skip
    found = session.execute(query.limit(SHOWN)).all()
    addresses = full_names(session, {row.area_code for row in found})
    rows = [
        Ranked(
            row.id,
            row.number or "",
            row.title,
            addresses[row.area_code],
            row.amount,
            row.rank,
            row.rank_below,
        )
        for row in found
    ]
    ranks = standing(session, hat=hat, year=year)
    listed = {row.id for row in rows}
    total = session.scalar(select(func.count()).select_from(Proposal).where(*waiting)) or 0
    return Ranking(
        rows=rows,
        kept={rank: id_ for id_, rank in ranks.items() if id_ not in listed},
        unshown=total - len(rows),
        seen=mark(ranks),
    )


def standing(session: Session, *, hat: Hat, year: int) -> dict[int, int]:
    """Every rank that an office has given in a round: id to rank."""
    rows = session.execute(
        select(Rank.proposal_id, Rank.rank)
        .where(Rank.level == hat.level, Rank.office_code == hat.office_code, Rank.fiscal_year == year)
        .order_by(Rank.rank)
    )
    return {id_: rank for id_, rank in rows}


def mark(ranks: Mapping[int, int]) -> str:
    """A short mark that changes with any rank."""
    text = ",".join(f"{id_}:{rank}" for id_, rank in sorted(ranks.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def typed_order(order: Sequence[int], typed: Mapping[int, str]) -> list[int]:
    """The order that typed numbers ask for: an item goes where its new number stands, the others move up.

    Two with the same number: the one that was moved up comes first. Raises Invalid naming `rank-<id>`.
    """
    wrong: dict[str, Sentence] = {}
    keys: dict[int, tuple[int, int, int]] = {}
    for place, id_ in enumerate(order, start=1):
        try:
            wanted = read_rank(typed.get(id_, ""), field=f"rank-{id_}") or place
        except Invalid as error:
            wrong |= error.fields
            continue
        keys[id_] = (wanted, (wanted > place) - (wanted < place), place)
    if wrong:
        raise Invalid(wrong)
    return sorted(order, key=keys.__getitem__)


def read_rank(typed: str, *, field: str = "rank") -> int | None:
    """A rank as typed, Thai digits too; None for a blank. Raises Invalid."""
    text = visible(arabic_digits(typed)).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not 1 <= int(text) <= MOST:
        raise Invalid({field: say(N_("ลำดับ “%(typed)s” ใช้ไม่ได้ พิมพ์จำนวนเต็มตั้งแต่ 1 ขึ้นไป"), typed=text[:20])})
    return int(text)


def history(session: Session, proposal_ids: Sequence[int]) -> dict[int, dict[str, Rank]]:
    """Ranks of proposals at each level, with who set them and when."""
    rows = session.scalars(select(Rank).where(Rank.proposal_id.in_(proposal_ids)))
    found: dict[int, dict[str, Rank]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, {})[row.level] = row
    return found
