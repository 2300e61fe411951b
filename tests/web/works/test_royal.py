"""The pages of royal-initiative projects: a province's list and reports, and the ministry's 76 provinces."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem
from planhub.results.royal import half_of
from planhub.results.royal_keeping import open_halves, period_of
from planhub.results.royal_project import RoyalProject
from tests.factories import accounts, areas, proposals
from tests.factories.plan_items import plan_item
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PATH = "/royal/32"


def enter(client: "FlaskClient", session: Session, role: str, area: str) -> None:
    hat = accounts.hat(session, role, area)
    session.commit()
    accounts.sign_in(client, session, hat)


@pytest.fixture
def project(client: "FlaskClient", session: Session) -> RoyalProject:
    """A project that the planner of Surin has typed in."""
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    enter(client, session, "planner", "32")
    assert client.get("/royal").location == PATH
    form = fields_of(client.get(PATH).text, PATH)
    typed = {"name": "อ่างเก็บน้ำห้วยเสนง", "area_code": "320102", "began_on": "1 ม.ค. 2520"}
    assert client.post(PATH, data=form | typed).status_code == 303
    return session.scalars(select(RoyalProject)).one()


def test_what_was_typed_comes_back_with_its_sentence(client: "FlaskClient", project: RoyalProject) -> None:
    form = fields_of(client.get(PATH).text, PATH)
    wrong = client.post(PATH, data=form | {"name": "ฝายใหม่", "area_code": "45"})
    assert wrong.status_code == 422
    assert 'value="ฝายใหม่"' in wrong.text


def test_it_is_linked_by_number_reported_and_closed(
    client: "FlaskClient", session: Session, project: RoyalProject
) -> None:
    row = proposals.proposal(session, title="ซ่อมอ่างเก็บน้ำ")
    session.commit()
    page = f"/royal/projects/{project.id}"
    link, report, close = (f"{page}/{part}" for part in ("link", "report", "close"))
    wrong = client.post(link, data=fields_of(client.get(page).text, link) | {"number": "999"})
    assert wrong.status_code == 422
    form = fields_of(client.get(page).text, link)
    assert client.post(link, data=form | {"number": row.number, "once": "2"}).status_code == 303
    assert session.get_one(PlanItem, ("32", row.uid), populate_existing=True).royal
    assert "ซ่อมอ่างเก็บน้ำ" in client.get(page).text
    half = period_of(open_halves(half_of(clock.today()))[0])
    form = fields_of(client.get(page).text, report)
    typed = {"period": half, "status": "in_repair", "spent": "๑ ล้าน", "people": "3,000"}
    assert client.post(report, data=form | typed).status_code == 422
    assert client.post(report, data=form | typed | {"words": "ท่อรั่ว", "once": "3"}).status_code == 303
    assert "ท่อรั่ว" in client.get(page).text
    enter(client, session, "viewer", "")
    summary = client.get(f"/royal?period={half}").text
    assert "1,000,000" in summary
    assert client.get(PATH).status_code == 200
    assert client.post(close, data=form | {"once": "4"}).status_code == 403
    enter(client, session, "planner", "32")
    assert client.post(close, data=fields_of(client.get(page).text, close)).status_code == 303
    assert "อ่างเก็บน้ำห้วยเสนง" in client.get(f"{PATH}?closed=yes").text


def test_a_district_sees_what_lies_in_it_and_another_province_nothing(
    client: "FlaskClient", session: Session, project: RoyalProject
) -> None:
    areas.area(session, "45")
    enter(client, session, "district_chief", "3201")
    assert "อ่างเก็บน้ำห้วยเสนง" in client.get(PATH).text
    enter(client, session, "district_chief", "3202")
    assert "อ่างเก็บน้ำห้วยเสนง" not in client.get(PATH).text
    assert client.get(f"/royal/projects/{project.id}").status_code == 403
    enter(client, session, "governor", "45")
    assert client.get(PATH).status_code == 403


def test_an_item_of_another_system_carries_it(
    client: "FlaskClient", session: Session, project: RoyalProject
) -> None:
    plan_item(session, source_code="oneplan", external_id="A-77", title="ปรับปรุงอ่างเก็บน้ำ")
    session.commit()
    page = f"/royal/projects/{project.id}"
    form = fields_of(client.get(page).text, f"{page}/link")
    assert client.post(f"{page}/link", data=form | {"number": "A-77"}).status_code == 303
    for path in (page, PATH):
        text = client.get(path).text
        assert "ปรับปรุงอ่างเก็บน้ำ" in text
        assert "oneplan:A-77" in text
