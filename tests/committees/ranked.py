"""How a list of ranks stands, for the tests of what changes it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub.committees import ranks
from planhub.workflow.roles import Hat
from tests.factories.proposals import YEAR


def held(session: Session, hat: Hat) -> dict[str, int | None]:
    session.execute(text("set constraints all immediate"))  # what a commit would check
    session.execute(text("set constraints all deferred"))
    return {row.title: row.rank for row in ranks.ranking(session, hat=hat, year=YEAR).rows}
