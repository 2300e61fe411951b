"""Give the running number: once for a proposal, never twice, whoever submits at the same moment."""

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.proposals.numbers import written
from planhub.proposals.proposal import NumberSeries, Proposal


def give(session: Session, *, area_code: str, fiscal_year: int) -> str:
    """The next number of an area in a year; its row stays locked until the transaction ends."""
    while True:
        number = written(area_code, fiscal_year, _next(session, area_code, fiscal_year))
        if not session.scalar(select(exists().where(Proposal.number == number))):
            return number  # one brought in from elsewhere may have been there already


def _next(session: Session, area_code: str, fiscal_year: int) -> int:
    first = insert(NumberSeries).values(area_code=area_code, fiscal_year=fiscal_year, last=1)
    running: int = session.execute(
        first.on_conflict_do_update(
            index_elements=["area_code", "fiscal_year"], set_={"last": NumberSeries.last + 1}
        ).returning(NumberSeries.last)
    ).scalar_one()
    return running
