"""How much the busy pages ask of the database: a number of statements, whatever the pages show."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from planhub.maps import kept
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas
from tests.factories.proposals import planning_round, proposal, rank
from tests.web.committees.deciding import PLANNER, enter

if TYPE_CHECKING:
    from flask.testing import FlaskClient

INBOX, ITEM, MAP, PLACE = 12, 15, 11, 13
"""The most that each page asks; more wants a reason: a place asks where it lies, for the moved map to begin
there, and which version its tables are of, to ask far less the next time."""
AGAIN = 9


@pytest.fixture
def five(session: Session) -> Iterator[list[Proposal]]:
    """Five alike that wait at the province, ranked."""
    kept.forget()
    areas.surin(session)
    planning_round(session)
    accounts.agency(session)
    rows = [proposal(session, "32010204", Stage.PROVINCE, decided_by="district") for _ in range(5)]
    for n, row in enumerate(rows, start=1):
        rank(session, row, "province", n)
    yield rows
    kept.forget()


@contextmanager
def asked(session: Session) -> Iterator[list[str]]:
    """The statements that are sent meanwhile, but for savepoints and settings."""
    sent: list[str] = []
    bind = session.get_bind()

    def look(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().lower().startswith(("select", "with")):
            sent.append(statement)

    event.listen(bind, "before_cursor_execute", look)
    try:
        yield sent
    finally:
        event.remove(bind, "before_cursor_execute", look)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/inbox", INBOX), ("/items/{id}", ITEM), ("/map", MAP), ("/map/32", PLACE)],
)
def test_a_page_asks_no_more(
    session: Session, client: "FlaskClient", five: list[Proposal], address: str, most: int
) -> None:
    enter(client, session, PLANNER)
    with asked(session) as sent:
        assert client.get(address.format(id=five[0].id)).status_code == 200
    assert 5 < len(sent) <= most


@pytest.mark.parametrize("address", ["/map", "/map/32"])
@pytest.mark.usefixtures("five")
def test_a_map_s_page_asked_for_again_asks_for_little(
    session: Session, client: "FlaskClient", address: str
) -> None:
    enter(client, session, PLANNER)
    client.get(address)
    with asked(session) as sent:
        client.get(address)
    assert 2 < len(sent) <= AGAIN


def test_nothing_is_read_twice_for_an_item(
    session: Session, client: "FlaskClient", five: list[Proposal]
) -> None:
    enter(client, session, PLANNER)
    session.expunge_all()
    with asked(session) as sent:
        client.get(f"/items/{five[0].id}")
    own = [one for one in sent if one.startswith("SELECT proposal.id, proposal.uid")]
    assert len(own) == 1


def test_the_item_page_tells_free_ranks(
    session: Session, client: "FlaskClient", five: list[Proposal]
) -> None:
    enter(client, session, PLANNER)
    five[1].stage = Stage.REJECTED
    session.flush()
    assert "เลขว่าง: 2 · ต่อท้าย: 6" in client.get(f"/items/{five[0].id}").text


def test_of_many_ranks_only_the_first_are_told(
    session: Session, client: "FlaskClient", five: list[Proposal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planhub.committees.ranks.SHOWN", 3)
    monkeypatch.setattr("planhub.web.committees.item_words.SHOWN", 3)
    enter(client, session, PLANNER)
    five[1].stage = Stage.REJECTED
    session.flush()
    assert "เลขว่างใน 3 ลำดับแรก: 2 · ต่อท้าย: 6" in client.get(f"/items/{five[0].id}").text
