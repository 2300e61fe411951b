"""What waits at an office, oldest first, and what it has sent on: bounded queries, keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, select, tuple_
from sqlalchemy.orm import Session, aliased

from planhub.areas.addresses import Address, addresses
from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.proposals.selection import BELOW, Filters, Tab, conditions
from planhub.wording import N_, Name, say
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import Stage

PAGE = 50


@dataclass(frozen=True)
class Cursor:
    """The row beside which a page begins; `back` for the page before it."""

    since: datetime
    id: int
    back: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.back else ''}{self.since.isoformat()}_{self.id}"


def read_cursor(text: str) -> Cursor | None:
    """A cursor from an address; None for none. Raises Invalid when it is not ours."""
    if not text:
        return None
    since, _, number = text.removeprefix("-").rpartition("_")
    try:
        moment = datetime.fromisoformat(since)
        cursor = Cursor(moment, int(number), back=text.startswith("-"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 0 < cursor.id < 2**63:
        raise Invalid({"at": say(N_("ตำแหน่งหน้าไม่ถูกต้อง กลับไปหน้าแรกของรายการ"))})
    return cursor


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    id: int
    version: int
    number: str | None
    title: str
    area_code: str
    address: Name
    """Without what the whole list has in common."""
    stage: Stage
    stage_since: datetime
    returned: bool
    side: str | None
    classification: str | None
    agency_code: str | None
    amount: Decimal
    rank: int | None
    """At this office's level, in this round."""
    rank_below: int | None
    """At the level that sent it, in this round."""
    former_rank: int | None
    """At this office's level in the round before, while it has none in this one."""
    former_year: int | None


@dataclass(frozen=True)
class Page:
    """A page of the list, and where the ones beside it begin."""

    rows: list[Row]
    newer: Cursor | None
    older: Cursor | None


def page(
    session: Session, *, hat: Hat, year: int, filters: Filters, cursor: Cursor | None = None, size: int = PAGE
) -> Page:
    """One page of an office's list; what waits comes oldest first, everything else newest first."""
    query = _columns(hat.level).where(*conditions(hat, year, filters))
    place = tuple_(Proposal.stage_since, Proposal.id)
    forward = (filters.tab is Tab.WAITING) is not (cursor is not None and cursor.back)
    if cursor is not None:
        here = tuple_(cursor.since, cursor.id)
        query = query.where(place > here if forward else place < here)
    order: Sequence[Any] = (Proposal.stage_since, Proposal.id)
    if not forward:
        order = (Proposal.stage_since.desc(), Proposal.id.desc())
    found = session.execute(query.order_by(*order).limit(size + 1)).all()
    more, found = len(found) > size, found[:size]
    if cursor is not None and cursor.back:
        found = found[::-1]
    places = addresses(session, {row.area_code for row in found})
    rows = [_row(row, places, hat.level) for row in found]
    going_back = cursor is not None and cursor.back
    before = bool(rows) and (more if going_back else cursor is not None)
    after = bool(rows) and (more if not going_back else True)
    return Page(
        rows,
        newer=Cursor(rows[0].stage_since, rows[0].id, back=True) if before else None,
        older=Cursor(rows[-1].stage_since, rows[-1].id) if after else None,
    )


def following(session: Session, *, hat: Hat, year: int, filters: Filters, after: Cursor) -> int | None:
    """Id of the item to go on with: the same while it is still in the list, else the one after its place.

    From the end of the list it goes round to the beginning. None for an empty list.
    """
    same = select(Proposal.id).join(Need, Need.proposal_id == Proposal.id)
    if session.scalar(same.where(*conditions(hat, year, filters), Proposal.id == after.id)):
        return after.id
    rows = page(session, hat=hat, year=year, filters=filters, cursor=after, size=1).rows
    rows = rows or page(session, hat=hat, year=year, filters=filters, size=1).rows
    return rows[0].id if rows else None


@cache  # building it costs more than sending it
def _columns(level: Level) -> Select[*tuple[Any, ...]]:
    here, below, former = aliased(Rank), aliased(Rank), aliased(Rank)
    in_round = here.fiscal_year == Proposal.fiscal_year, below.fiscal_year == Proposal.fiscal_year
    return (
        select(
            Proposal.id, Proposal.version, Proposal.number, Need.title, Proposal.area_code, Proposal.stage,
            Proposal.stage_since, Proposal.returned, Proposal.side, Proposal.classification,
            Proposal.agency_code, Proposal.amount, here.rank.label("rank"), below.rank.label("rank_below"),
            former.rank.label("former_rank"), former.fiscal_year.label("former_year"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(here, and_(here.proposal_id == Proposal.id, here.level == level, in_round[0]))
        .outerjoin(
            below,
            and_(below.proposal_id == Proposal.id, below.level == BELOW.get(level, ""), in_round[1]),
        )
        .outerjoin(
            former,
            and_(
                former.proposal_id == Proposal.id, former.level == level,
                former.fiscal_year < Proposal.fiscal_year,
            ),
        )
    )  # fmt: skip


def _row(row: Any, places: dict[str, Address], level: Level) -> Row:
    known = places.get(row.area_code)
    address = known.under(level).name if known else Name(row.area_code, row.area_code)
    return Row(**dict(row._mapping) | {"stage": Stage(row.stage), "address": address})
