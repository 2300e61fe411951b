"""A province's round, kept by district: always what a fresh count tells."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, event
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.linkage.projecting import project
from planhub.maps import kept
from planhub.oversight import rounds
from planhub.proposals import coverage
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import Tab
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import YEAR


@pytest.fixture
def planner(session: Session) -> Iterator[Hat]:
    kept.forget()
    areas.surin(session)
    yield accounts.hat(session, "planner", "32")
    kept.forget()


def born(session: Session, code: str, stage: Stage, **more: object) -> Proposal:
    row = proposals.proposal(session, code, stage, **more)  # type: ignore[arg-type]
    session.flush()
    project(session, [row.id])
    return row


def moved(session: Session, row: Proposal, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    project(session, [row.id])


def looked_at(session: Session, hat: Hat) -> tuple[coverage.Survey, list[str]]:
    """The survey, and the statements that counted what was decided."""
    sent: list[str] = []
    connection = session.connection()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "decided_by" in statement:
            sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        return rounds.survey(session, hat=hat, year=YEAR), sent
    finally:
        event.remove(connection, "before_cursor_execute", note)


def test_what_is_kept_is_what_a_fresh_count_tells_after_every_change(session: Session, planner: Hat) -> None:
    def agree() -> coverage.Survey:
        told = rounds.survey(session, hat=planner, year=YEAR)
        assert told == coverage.survey(session, hat=planner, year=YEAR)
        return told

    agree()  # before there is any item
    here = born(session, "32010204", Stage.PROVINCE, decided_by="district")
    there = born(session, "32020101", Stage.DISTRICT, decided_by="subdistrict")
    assert agree().counts[Tab.DECIDED] == 0
    moved(session, here, stage=Stage.PLANNED, decided_by="province", plan_year=YEAR, envelope="within")
    assert agree().counts[Tab.DECIDED] == 1
    assert agree().answered == 1
    moved(session, there, stage=Stage.PROVINCE, decided_by="district")
    assert agree().answered == 2
    moved(session, there, stage=Stage.DISTRICT, decided_by="district", returned=True)
    assert agree().counts[Tab.RETURNED] == 1
    moved(session, there, stage=Stage.AGENCY, came_from="province", returned=False)
    told = agree()
    assert (told.counts[Tab.REFERRED], told.counts[Tab.RETURNED]) == (1, 0)
    born(session, "32020101", Stage.PROVINCE, fiscal_year=YEAR + 1)  # another round
    agree()
    session.execute(delete(PlanItem).where(PlanItem.id == here.uid))
    session.execute(delete(Proposal).where(Proposal.id == here.id))
    assert agree().counts[Tab.DECIDED] == 0


def test_only_what_changed_is_counted_anew(session: Session, planner: Hat) -> None:
    here = born(session, "32010204", Stage.PROVINCE)
    born(session, "32020101", Stage.PROVINCE)
    _, first = looked_at(session, planner)
    _, again = looked_at(session, planner)
    assert (len(first), again) == (1, [])
    moved(session, here, stage=Stage.PLANNED, decided_by="province", plan_year=YEAR, envelope="within")
    survey, once_more = looked_at(session, planner)
    assert survey.counts[Tab.DECIDED] == 1
    assert len(once_more) == 1
    assert "left(proposal.place_code, 4) IN" in once_more[0]
    assert looked_at(session, planner)[1] == []


def test_smaller_offices_count_their_own_rows(session: Session, planner: Hat) -> None:
    born(session, "32010204", Stage.DISTRICT, decided_by="subdistrict")
    for role, area in (("district_secretary", "3201"), ("subdistrict_secretary", "320102")):
        hat = accounts.hat(session, role, area)
        assert rounds.survey(session, hat=hat, year=YEAR) == coverage.survey(session, hat=hat, year=YEAR)
        assert len(looked_at(session, hat)[1]) == 1
