"""The page of the year's end: what is left, ticked, closed under one document, and what was held back."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub import clock
from planhub.money.leftovers import leftovers
from planhub.money.year_days import closes_from
from planhub.proposals.proposal import Proposal
from planhub.thai.dates import thai_date
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.money.telling import money, planner, put
from tests.web.forms import fields_of, led_to

if TYPE_CHECKING:
    from flask.testing import FlaskClient

YEAR = "/year-end/2569"
"""A year that has ended."""
TYPED = {"way": "carry", "document_no": "สร 0017/9"}


@pytest.fixture
def funded(client: "FlaskClient", session: Session) -> Proposal:
    areas.surin(session)
    by = planner(session)
    need = proposals.proposal(session, stage=Stage.PLANNED, title="ถนนสายใหม่")
    put(session, need, by, "allocated", 500_000, fiscal_year="2569")
    put(session, need, by, "committed", 200_000, fiscal_year="2569")
    accounts.sign_in(client, session, by.hat)
    session.commit()
    return need


def pick(session: Session) -> str:
    return leftovers(session, hat=planner(session).hat, year=2569)[0].pick


def test_it_leads_to_the_year_of_which_something_is_left(client: "FlaskClient", funded: Proposal) -> None:
    assert client.get("/year-end").location == YEAR
    page = client.get(YEAR).text
    assert "ถนนสายใหม่" in page
    assert "300,000" in page
    assert "200,000" in page
    assert "ไม่มีเงินของปี พ.ศ. 2568 เหลืออยู่" in client.get("/year-end/2568").text
    assert client.get("/year-end/1").status_code == 404


def test_ticked_rows_are_closed(client: "FlaskClient", session: Session, funded: Proposal) -> None:
    form = fields_of(client.get(YEAR).text, YEAR) | TYPED | {"pick": pick(session)}
    asked = client.post(YEAR, data=form).text
    assert "กันเหลื่อมปี 1 รายการ ของปี พ.ศ. 2569" in asked
    assert "500,000" in asked, "what is bound goes with it"
    assert money(session, funded, 2569).remaining == 300_000, "nothing was done yet"
    page = led_to(client, client.post(YEAR, data=fields_of(asked, YEAR))).text
    assert "กันเหลื่อมปี 1 รายการแล้ว" in page
    session.expire_all()
    assert money(session, funded, 2570, "carry").remaining == 300_000


def test_what_was_typed_and_ticked_comes_back(
    client: "FlaskClient", session: Session, funded: Proposal
) -> None:
    ticked = pick(session)
    form = fields_of(client.get(YEAR).text, YEAR) | {
        "way": "return",
        "document_no": "สร 0017/9",
        "pick": ticked,
    }
    answer = client.post(YEAR, data=form)
    assert answer.status_code == 422
    assert f'value="{ticked}" data-pick checked' in answer.text
    assert 'value="return" checked' in answer.text
    assert "สร 0017/9" in answer.text
    form = fields_of(client.get(YEAR).text, YEAR) | TYPED
    assert "ยังไม่ได้เลือกรายการ" in client.post(YEAR, data=form).text


def test_a_row_that_changed_is_held_back_with_a_sentence(
    client: "FlaskClient", session: Session, funded: Proposal
) -> None:
    form = fields_of(client.get(YEAR).text, YEAR) | TYPED | {"pick": pick(session)}
    put(session, funded, planner(session), "disbursed", 50_000, fiscal_year="2569")
    session.commit()
    asked = client.post(YEAR, data=form).text
    page = led_to(client, client.post(YEAR, data=fields_of(asked, YEAR))).text
    assert "ไม่ได้ทำ: ถนนสายใหม่" in page
    assert "คงเหลือ 250,000 บาท" in page


def test_a_year_far_from_its_end_is_not_closed(
    client: "FlaskClient", session: Session, funded: Proposal
) -> None:
    year = clock.fiscal_year(clock.today()) + 1
    there = f"/year-end/{year}"
    put(session, funded, planner(session), "allocated", 100, fiscal_year=str(year))
    session.commit()
    page = client.get(there).text
    first = thai_date(closes_from(year))
    assert f"กันเหลื่อมปีและให้พับไปได้ตั้งแต่วันที่ {first}" in page
    ticked = leftovers(session, hat=planner(session).hat, year=year)[0].pick
    form = (
        fields_of(page, there) | TYPED | {"way": "lapse", "note": "สิ้นปี", "pick": ticked, "confirmed": "yes"}
    )
    answer = client.post(there, data=form)
    assert answer.status_code == 422
    assert f"ให้พับไปได้ตั้งแต่วันที่ {first}" in answer.text
    assert money(session, funded, year).remaining == 100


@pytest.mark.parametrize(("role", "leads"), [("planner", True), ("governor", False)])
def test_a_plan_leads_here_who_may_come_here(
    client: "FlaskClient", session: Session, funded: Proposal, role: str, leads: bool
) -> None:
    proposals.proposal(session, stage=Stage.PLANNED, plan_year=2569, envelope="within")
    accounts.sign_in(client, session, accounts.hat(session, role, "32"))
    session.commit()
    page = client.get("/plan/32/2569").text
    assert "กำหนดกรอบวงเงินตามแหล่งเงิน" in page
    assert (f'href="{YEAR}"' in page) is leads
    assert (client.get(YEAR).status_code == 200) is leads
