"""The village's own order of its needs: who put what where, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.needs import answers
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.thai.money import Unreadable
from planhub.wording import N_, say
from planhub.workflow.roles import Level


def order(
    session: Session, *, area_code: str, fiscal_year: int, wanted: Sequence[int], by: int, at: datetime
) -> None:
    """Put the needs of an area in this order, first to last; those left out follow as they stood.

    Only ranks that change are written, so that each says who set it. Raises Invalid for one not there.
    """
    standing = ranked(session, area_code=area_code, fiscal_year=fiscal_year)
    ids = {row.proposal_id for row in standing}
    if not set(wanted) <= ids or len(set(wanted)) != len(wanted):
        raise Invalid({"rank": say(N_("มีเรื่องที่ไม่อยู่ในรายการแล้ว เปิดหน้านี้ใหม่แล้วจัดลำดับอีกครั้ง"))})
    places = {proposal_id: n for n, proposal_id in enumerate(wanted)}
    after = sorted(standing, key=lambda row: (places.get(row.proposal_id, len(places)), row.rank))
    for rank, row in enumerate(after, start=1):
        if row.rank != rank:
            row.rank, row.set_by, row.set_at = rank, by, at
    session.flush()


def wanted(form: Mapping[str, str]) -> list[int]:
    """The order that a form of boxes rank-<id> asks for: by the numbers typed, ties as they were sent.

    Raises Invalid for a box that holds no number.
    """
    places: list[tuple[int, int, int]] = []
    for sent, (name, text) in enumerate(form.items()):
        head, _, tail = name.partition("-")
        if head == "rank" and tail.isascii() and tail.isdecimal() and len(tail) < 18:
            try:
                place = answers.count(text, most=9_999, example="1")
            except Unreadable as error:
                raise Invalid({name: error.sentence}) from None
            places.append((place or 9_999, sent, int(tail)))
    return [proposal_id for _place, _sent, proposal_id in sorted(places)]


def enter(session: Session, *, proposal: Proposal, wished: int | None, by: int, at: datetime) -> None:
    """Give a newly submitted need its place: the one wished for, else the last; one with a place keeps it."""
    standing = ranked(session, area_code=proposal.area_code, fiscal_year=proposal.fiscal_year)
    if any(row.proposal_id == proposal.id for row in standing):
        return
    rank = max((row.rank for row in standing), default=0) + 1
    # one that the year's end moved has its place of the round before still
    row = session.get(Rank, (proposal.id, Level.VILLAGE), with_for_update=True, populate_existing=True)
    row = row or Rank(proposal_id=proposal.id, level=Level.VILLAGE)
    row.office_code, row.fiscal_year = proposal.area_code, proposal.fiscal_year
    row.rank, row.set_by, row.set_at = rank, by, at
    session.add(row)
    session.flush()
    if wished is not None and wished < rank:
        before = [row.proposal_id for row in standing]
        wanted = [*before[: wished - 1], proposal.id, *before[wished - 1 :]]
        order(
            session,
            area_code=proposal.area_code,
            fiscal_year=proposal.fiscal_year,
            wanted=wanted,
            by=by,
            at=at,
        )


def ranked(session: Session, *, area_code: str, fiscal_year: int) -> Sequence[Rank]:
    """The area's ranks in order, locked: two people who order at once take turns."""
    return session.scalars(
        select(Rank)
        .where(Rank.level == Level.VILLAGE, Rank.office_code == area_code, Rank.fiscal_year == fiscal_year)
        .order_by(Rank.rank)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
