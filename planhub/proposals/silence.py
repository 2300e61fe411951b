"""A village's answer that it has nothing to propose, so that it is not counted as silent."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import Proposal
from planhub.wording import N_


def answer(session: Session, *, area_code: str, fiscal_year: int, none: bool, by: int, day: date) -> None:
    """Keep the answer "none", or take it back. Raises IllegalMove where a need was submitted already."""
    standing = session.get(NothingToPropose, (area_code, fiscal_year))
    if not none:
        if standing is not None:
            session.delete(standing)
        return
    submitted = select(Proposal.id).where(
        Proposal.area_code == area_code,
        Proposal.fiscal_year == fiscal_year,
        Proposal.number.is_not(None),
    )
    if session.scalar(select(submitted.exists())):
        raise IllegalMove(N_("รอบนี้ส่งเรื่องไปแล้ว จึงตอบว่าไม่มีความต้องการไม่ได้"))
    if standing is None:
        session.add(NothingToPropose(area_code=area_code, fiscal_year=fiscal_year, answered_on=day, by=by))
