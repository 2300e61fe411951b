"""What a bulk decision would do, told in a fixed number of statements whatever the number of items."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from planhub.committees.forecast import forecast
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.stages import Action
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, TODAY


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Every statement that the session sends."""
    seen: list[str] = []

    def look(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    bind = session.connection()
    event.listen(bind, "before_cursor_execute", look)
    yield seen
    event.remove(bind, "before_cursor_execute", look)


def waiting(session: Session, n: int) -> list[Proposal]:
    """Items that wait at the subdistrict; of three one is ranked and one classified."""
    rows = [proposals.proposal(session, f"3201020{1 + k % 4}", title=f"เรื่องที่ {k}") for k in range(n)]
    proposals.rank(session, rows[0], "subdistrict", 1)
    rows[1].classification = "self"
    session.flush()
    return rows


def asked(session: Session, rows: list[Proposal], action: Action) -> int:
    """How many statements it takes to tell of these rows."""
    hat = accounts.hat(session, "subdistrict_secretary", "320102")
    items = [(row.id, row.version) for row in rows]
    session.flush()
    session.expire_all()
    with statements(session) as seen:
        told = forecast(session, items=items, action=action, hat=hat, day=TODAY)
    assert len(told.can) == len(rows)
    return len(seen)


@pytest.mark.parametrize("action", [Action.FORWARD, Action.RETURN, Action.CLASSIFY])
def test_thirteen_items_take_as_many_statements_as_three(session: Session, action: Action) -> None:
    areas.surin(session)
    proposals.planning_round(session, subdistrict={"top_n": 40, "children_first": True})
    thirteen = waiting(session, 13)
    assert asked(session, thirteen[:3], action) == asked(session, thirteen, action)


def test_each_item_of_a_round_with_a_limit_takes_one_of_its_places(session: Session) -> None:
    """Two places, one of them taken: of three only the first in rank can go."""
    areas.surin(session)
    proposals.planning_round(session, subdistrict={"top_n": 2})
    hat = accounts.hat(session, "subdistrict_secretary", "320102")
    gone = proposals.proposal(session)
    up: dict[str, Any] = {"capacity": "เลขานุการ", "version": None, "at": NOW, "day": TODAY}
    given = Given(classification="self", rank=9)
    review(session, proposal_id=gone.id, action=Action.FORWARD, hat=hat, given=given, **up)
    rows = waiting(session, 3)
    told = forecast(
        session, items=[(row.id, row.version) for row in rows], action=Action.FORWARD, hat=hat, day=TODAY
    )
    assert [row.proposal.id for row in told.can] == [rows[0].id]
    assert len(told.cannot) == 2
