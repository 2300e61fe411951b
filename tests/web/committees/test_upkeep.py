"""The pages of the quarter's review and of the plans of a theme."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub import clock
from planhub.proposals.proposal import Proposal
from planhub.proposals.quarterly import answers_of
from planhub.proposals.upkeep import ThemePlan, ThemeRevision
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PATH = "/upkeep"


@pytest.fixture
def two(client: "FlaskClient", session: Session) -> list[Proposal]:
    """Two items that wait for money since long ago; the client is signed in as their planner."""
    areas.surin(session)
    rows = [
        proposals.proposal(session, stage=Stage.PLANNED, title=title, days_ago=400)
        for title in ("ถนนสายเก่า", "ฝายน้ำล้น")
    ]
    hat = accounts.hat(session, "planner", "32")
    session.commit()
    accounts.sign_in(client, session, hat)
    return rows


def picked(client: "FlaskClient", *rows: Proposal, **typed: str) -> dict[str, object]:
    form: dict[str, object] = dict(fields_of(client.get(PATH).text, PATH))
    return form | {"pick": [f"{row.id}:{row.version}" for row in rows]} | typed


def test_many_are_confirmed_and_the_mark_goes(
    client: "FlaskClient", session: Session, two: list[Proposal]
) -> None:
    assert "ไม่มีผู้ยืนยันในไตรมาส" in client.get(PATH).text
    assert "ไม่มีผู้ยืนยันในไตรมาส" in client.get(f"/items/{two[0].id}").text
    assert "ไม่มีผู้ยืนยันในไตรมาส" in client.get("/plan/32/2571").text
    assert "ไม่มีผู้ยืนยันในไตรมาส" in client.get("/works").text
    assert client.post(PATH, data=picked(client, *two, do="confirm")).status_code == 303
    assert "ยืนยัน 2 เรื่องแล้ว" in client.get(PATH).text
    assert "ถนนสายเก่า" in client.get(f"{PATH}?answered=yes&at=x~y").text
    assert "ไม่มีผู้ยืนยันในไตรมาส" not in client.get(f"/items/{two[0].id}").text


def test_letting_go_is_asked_once_and_needs_a_reason(
    client: "FlaskClient", session: Session, two: list[Proposal]
) -> None:
    asks = client.post(PATH, data=picked(client, two[0], do="withdraw"))
    assert asks.status_code == 200
    assert "ถนนสายเก่า" in asks.text
    assert two[0].stage == Stage.PLANNED
    form = fields_of(asks.text, PATH)
    assert (form["confirmed"], form["do"]) == ("yes", "withdraw")
    wrong = client.post(PATH, data=form)
    assert wrong.status_code == 422
    done = client.post(PATH, data=form | {"reason": "กรมทำให้แล้ว", "once": "2"})
    assert done.status_code == 303
    session.expire_all()
    assert two[0].stage == Stage.REJECTED
    assert "กรมทำให้แล้ว" in client.get(f"/n/{two[0].number}").text
    page = client.get(PATH).text
    assert "ถอนออกแล้วในไตรมาสนี้ 1 เรื่อง" in page


def test_mending_says_so_and_leads_to_the_details(
    client: "FlaskClient", session: Session, two: list[Proposal]
) -> None:
    form = fields_of(client.get(PATH).text, PATH)
    answer = client.post(f"{PATH}/{two[0].id}/change", data=form)
    assert answer.location == f"/needs/{two[0].id}/details"
    assert [one.answer for one in answers_of(session, two[0].id)] == ["changed"]


def test_nothing_picked_is_said(client: "FlaskClient", two: list[Proposal]) -> None:
    answer = client.post(PATH, data=picked(client, do="confirm"))
    assert answer.status_code == 422
    assert "ยังไม่ได้เลือกเรื่อง" in answer.text


def test_a_theme_is_begun_and_its_revision_recorded(
    client: "FlaskClient", session: Session, two: list[Proposal]
) -> None:
    path = "/upkeep/themes"
    form = fields_of(client.get(path).text, path)
    typed = {"side": "water", "fiscal_year": "๗๐", "name": "แผนน้ำ", "begins_on": "1 ม.ค. 2569"}
    wrong = client.post(path, data=form | typed | {"begins_on": "เร็ว ๆ นี้"})
    assert wrong.status_code == 422
    assert "เร็ว ๆ นี้" in wrong.text
    assert client.post(path, data=form | typed | {"once": "2"}).status_code == 303
    plan = session.query(ThemePlan).one()
    due = session.get_one(ThemeRevision, (plan.id, 6))
    due.due_on = clock.today() - timedelta(days=1)
    session.commit()
    revise = f"{path}/{plan.id}/6"
    page = client.get(path).text
    assert client.post(revise, data=fields_of(page, revise)).status_code == 422
    session.get_one(ThemeRevision, (plan.id, 12)).due_on = due.due_on
    session.commit()
    page, second = client.get(path).text, f"{path}/{plan.id}/12"
    wrong = client.post(second, data=fields_of(page, second) | {"once": "12"})
    assert wrong.text.count('id="f-words"') == 1, "the error leads to the form that was sent"
    assert f'action="{second}"' in wrong.text.partition('id="f-words"')[0].rpartition("<form")[2]
    done = client.post(revise, data=fields_of(page, revise) | {"words": "เพิ่มฝาย", "once": "3"})
    assert done.status_code == 303
    assert "เพิ่มฝาย" in client.get(path).text
