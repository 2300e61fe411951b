"""The centre's page of links: trouble first, in words, with what to do; not for provinces."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from planhub import clock
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.node_report import NodeReceipt, NodeReport
from planhub.federation.state import State
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.way import Way, set_way
from tests.factories import accounts, areas
from tests.factories.plan_items import plan_item

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CODES = ("30", "31", "32", "33", "34", "45")


@pytest.fixture
def ministry(client: "FlaskClient", session: Session) -> "FlaskClient":
    for code in CODES:
        areas.area(session, code)
    accounts.sign_in(client, session, accounts.hat(session, "viewer", ""))
    return client


def joined(session: Session, code: str, *, said: dict[str, int] | None = None, **more: Any) -> None:
    """A province on its own server, with an item here, last observed now unless `more` says otherwise."""
    now = clock.now()
    plan_item(session, f"{code}010101")
    set_way(session, code, Way.NODE, at=now - timedelta(days=1))
    seen: dict[str, Any] = {"observed_at": now, "heard_at": now, "running": True, "lag_bytes": 0}
    seen |= {"slot_state": "reserved", "enabled": True} | more
    session.add(
        NodeLink(
            province_code=code, address="10.0.0.9:5432/planhub", joined_at=now - timedelta(days=1), **seen
        )
    )
    one = {"baht": Decimal(1_000_000), "texts": 1, "counted_at": now}
    session.add(
        NodeReport(
            province_code=code,
            reported_at=now,
            program="2.0",
            revision="0017",
            items=said or {"planned": 1},
            **one,
        )
    )
    session.add(NodeReceipt(province_code=code, received_at=now, items={"planned": 1}, **one))
    session.flush()


def states(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<tr data-code="(\d\d)" data-state="([a-z]+)"', page)


def test_trouble_stands_first_each_with_what_to_do(ministry: "FlaskClient", session: Session) -> None:
    now = clock.now()
    joined(session, "30")
    joined(session, "31", heard_at=now - timedelta(hours=3), unreachable="connection refused", lag_bytes=None)
    joined(session, "32", failing=True, last_error='duplicate key "x"', last_error_at=now)
    joined(session, "33", said={"planned": 2})
    joined(session, "34", slot_state="lost")
    plan_item(session, "45010101", source_code="planhub")
    session.add(NodeEvent(province_code="32", at=now, what="join", by="a"))
    session.add(NodeEvent(province_code="32", at=now, what="skip", by="a", reason="b"))
    session.commit()
    page = ministry.get("/nodes").text
    assert states(page) == [
        ("32", "stopped"),
        ("34", "lost"),
        ("33", "different"),
        ("31", "silent"),
        ("30", "well"),
        ("45", "well"),
    ]
    assert "planhub node skip 32" in page
    assert "planhub node join 34 --again" in page
    assert "duplicate key &#34;x&#34;" in page
    assert "connection refused" in page
    assert "ข้ามไปแล้ว 1 รายการ" in page
    assert "10.0.0.9:5432/planhub" in page


def test_all_stages_are_told_apart_from_those_that_the_map_counts(
    ministry: "FlaskClient", session: Session
) -> None:
    plan_item(session, "45010101", "draft")
    plan_item(session, "45010101", "rejected")
    joined(session, "45", said={"planned": 1, "draft": 1, "rejected": 1})
    joined(session, "30")
    session.commit()
    page = ministry.get("/nodes").text
    rows = dict(re.findall(r'<tr data-code="(\d\d)"(.*?)(?=<tr data-code|</main>)', page, re.S))
    assert "บนแผนที่นับ 1" in rows["45"]
    assert "ส่งกลับให้แก้ไข" in rows["45"]
    assert "บนแผนที่นับ" not in rows["30"]


def test_one_state_or_one_way_at_a_time(ministry: "FlaskClient", session: Session) -> None:
    joined(session, "30")
    joined(session, "32", enabled=False)
    session.commit()
    assert states(ministry.get("/nodes?state=stopped").text) == [("32", "stopped")]
    assert states(ministry.get("/nodes?state=trouble").text) == [("32", "stopped")]
    assert [code for code, _ in states(ministry.get("/nodes?way=node").text)] == ["32", "30"]
    assert {state for _, state in states(ministry.get("/nodes?way=none").text)} == {"unlinked"}
    empty = ministry.get("/nodes?state=behind")
    assert "ไม่มีจังหวัดตามที่กรอง" in empty.text
    assert ministry.get("/nodes?state=nonsense&way=%00").status_code == 200


# What was observed, its times as how long ago; a time taken here would be old when the test runs.
SEEN = [
    # the centre itself stopped looking
    ({"observed_at": timedelta(minutes=6)}, State.UNOBSERVED),
    # the line is up, but much of the node's log is not here yet
    ({"lag_bytes": 50_000_000}, State.BEHIND),
    # quiet for a while, and not to be reached
    ({"heard_at": timedelta(minutes=6), "unreachable": "timeout"}, State.SILENT),
    # reached again
    ({"heard_at": timedelta(minutes=6)}, State.WELL),
    # halted by an operator
    ({"enabled": False}, State.STOPPED),
]


@pytest.mark.parametrize(("seen", "state"), SEEN)
def test_what_was_observed_decides_the_state(
    ministry: "FlaskClient", session: Session, seen: dict[str, Any], state: State
) -> None:
    now = clock.now()
    at = {name: now - fact if isinstance(fact, timedelta) else fact for name, fact in seen.items()}
    joined(session, "32", **at)
    session.commit()
    assert ("32", state) in states(ministry.get("/nodes").text)


def test_closed_for_moving_until_it_is_joined(ministry: "FlaskClient", session: Session) -> None:
    joined(session, "32")
    session.execute(delete(NodeLink))
    session.commit()
    page = ministry.get("/nodes").text
    assert ("32", "closed") in states(page)
    assert "planhub node join 32" in page


def test_it_is_told_in_english_too(ministry: "FlaskClient", session: Session) -> None:
    joined(session, "32", failing=True)
    session.commit()
    page = ministry.get("/nodes", headers={"Accept-Language": "en"})
    assert page.status_code == 200


@pytest.mark.parametrize("role", ["planner", "governor", "village_head"])
def test_a_province_does_not_see_it(client: "FlaskClient", session: Session, role: str) -> None:
    areas.surin(session)
    accounts.sign_in(
        client, session, accounts.hat(session, role, "32010204" if role == "village_head" else "32")
    )
    assert client.get("/nodes").status_code == 403


def test_what_people_do_at_the_centre_to_a_joined_province_is_refused_with_a_sentence(
    client: "FlaskClient", session: Session
) -> None:
    """Whatever page tries it: the database's refusal becomes 409 and a sentence, never a fault."""
    from planhub.edge.failures import _database_refused  # the one place all pages end in

    areas.surin(session)
    plan_item(session, "32010204")
    set_way(session, "32", Way.NODE, at=clock.now())
    session.flush()
    with client.application.test_request_context("/"):
        try:
            with session.begin_nested():
                session.execute(delete(PlanItem))
        except Exception as error:
            answer = _database_refused(error)  # type: ignore[arg-type]
    assert answer.status_code == 409
    assert "บันทึกแผนบนเครื่องของจังหวัดเอง" in answer.get_data(as_text=True)
