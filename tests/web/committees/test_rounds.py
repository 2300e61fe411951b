"""The planner's pages of the round: windows, top-N, children first, and the province's issues."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.bearings import rules_of
from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.review import Alignment, DevelopmentIssue
from planhub.workflow.roles import Hat, Level
from tests.factories import accounts, areas, proposals
from tests.web.committees.test_inbox_bulk import order_of
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ROUND = "/rounds/32/2572"


@pytest.fixture
def planner(client: "FlaskClient", session: Session) -> Hat:
    """The client is signed in as planner of Surin."""
    areas.surin(session)
    hat = accounts.hat(session, "planner", "32")
    accounts.sign_in(client, session, hat)
    return hat


def test_an_empty_province_is_told_what_a_round_is_for(client: "FlaskClient", planner: Hat) -> None:
    page = client.get("/rounds")
    assert page.status_code == 200
    assert "ยังไม่มีรอบ" in page.text


def test_a_round_is_made_and_bounds_the_flow(client: "FlaskClient", session: Session, planner: Hat) -> None:
    form = fields_of(client.get(ROUND).text, ROUND) | {
        "name": "รอบแรก",
        "is_open": "yes",
        "village-opens": "๑ ม.ค. ๒๕๗๐",
        "village-closes": "31/5/70",
        "subdistrict-top_n": "๕",
        "district-children_first": "yes",
    }
    assert client.post(ROUND, data=form).status_code == 303
    rules = rules_of(session, "32", 2572)
    assert rules.window(Level.VILLAGE).opens == date(2027, 1, 1)
    assert rules.window(Level.VILLAGE).closes == date(2027, 5, 31)
    assert rules.window(Level.SUBDISTRICT).top_n == 5
    assert rules.window(Level.DISTRICT).children_first
    again = client.get(ROUND).text
    assert "31 พ.ค. 2570" in again, "what stands is shown as a planner types it"


def test_the_envelope_of_the_year_is_typed_as_people_type_money(
    client: "FlaskClient", session: Session, planner: Hat
) -> None:
    form = fields_of(client.get(ROUND).text, ROUND)
    wrong = client.post(ROUND, data=form | {"envelope": "มาก"})
    assert wrong.status_code == 422
    assert 'value="มาก"' in wrong.text
    assert client.post(ROUND, data=form | {"envelope": "๒๐ ล้าน", "once": "2"}).status_code == 303
    row = session.scalars(select(PlanningRound)).one()
    assert row.envelope == 20_000_000
    assert 'value="20,000,000"' in client.get(ROUND).text
    assert client.post(ROUND, data=form | {"envelope": "", "once": "3"}).status_code == 303
    session.expire_all()
    assert row.envelope is None, "left empty, nobody knows it"


WRONG = [
    # a day that is none
    ({"village-opens": "31 ก.พ. 2570"}, "ก.พ."),
    # closing before opening
    ({"village-opens": "1/6/2570", "village-closes": "1/5/2570"}, "วันปิดต้องไม่ก่อนวันเปิด"),
    # half an item
    ({"subdistrict-top_n": "2.5"}, "พิมพ์จำนวนเต็ม"),
]


@pytest.mark.parametrize(("typed", "told"), WRONG)
def test_what_cannot_be_used_comes_back_with_its_sentence(
    client: "FlaskClient", session: Session, planner: Hat, typed: dict[str, str], told: str
) -> None:
    answer = client.post(ROUND, data=fields_of(client.get(ROUND).text, ROUND) | typed | {"name": "ชื่อที่พิมพ์ไว้"})
    assert answer.status_code == 422
    assert told in answer.text
    assert "ชื่อที่พิมพ์ไว้" in answer.text
    for value in typed.values():
        assert value in answer.text
    assert session.scalars(select(PlanningRound)).all() == []


def test_errors_are_summed_up_in_the_order_of_the_fields(
    client: "FlaskClient", session: Session, planner: Hat
) -> None:
    form = fields_of(client.get(ROUND).text, ROUND)
    bad = {"envelope": "มาก", "village-closes": "?", "subdistrict-top_n": "-", "village-opens": "?"}
    named, placed = order_of(client.post(ROUND, data=form | bad).text)
    assert (len(named), named) == (4, placed)
    where = "/rounds/32/issues"
    form = fields_of(client.get("/rounds").text, where)
    wrong = {"no": "x", "name": "", "from_year": "?", "to_year": "?"}
    named, placed = order_of(client.post(where, data=form | wrong).text)
    assert (len(named), named) == (4, placed)


def test_the_error_of_an_issue_in_use_leads_to_its_place(
    client: "FlaskClient", session: Session, planner: Hat
) -> None:
    issue = proposals.issue(session)
    session.add(Alignment(proposal_id=proposals.proposal(session).id, issue_id=issue.id, is_leading=True))
    session.flush()
    where = f"/rounds/32/issues/{issue.id}/remove"
    token = fields_of(client.get("/rounds").text, "/rounds/32/issues")
    refused = client.post(where, data=token)
    assert refused.status_code == 422
    assert order_of(refused.text)[0] == ["f-issue"]


def test_an_issue_is_added_and_removed_unless_used(
    client: "FlaskClient", session: Session, planner: Hat
) -> None:
    address = "/rounds/32/issues"
    form = fields_of(client.get("/rounds").text, address) | {
        "no": "1",
        "name": "น้ำทั้งระบบ",
        "from_year": "2571",
        "to_year": "75",
    }
    assert client.post(address, data=form).status_code == 303
    issue = session.scalars(select(DevelopmentIssue)).one()
    assert (issue.no, issue.name, issue.from_year, issue.to_year) == (1, "น้ำทั้งระบบ", 2571, 2575)
    remove = f"/rounds/32/issues/{issue.id}/remove"
    assert client.post(remove, data=fields_of(client.get("/rounds").text, remove)).status_code == 303
    assert session.scalars(select(DevelopmentIssue)).all() == []


def test_another_provinces_issue_cannot_be_touched(
    client: "FlaskClient", session: Session, planner: Hat
) -> None:
    areas.area(session, "45")
    theirs = proposals.issue(session, province_code="45")
    session.commit()
    form = fields_of(client.get("/rounds").text, "/rounds/32/issues")
    assert client.post(f"/rounds/32/issues/{theirs.id}/remove", data=form).status_code == 404
    assert client.post(f"/rounds/45/issues/{theirs.id}/remove", data=form).status_code == 403
