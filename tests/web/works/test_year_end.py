"""The page of the year's end: what is left, ticked, closed under one document, and what was held back."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.money.leftovers import leftovers
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.money.telling import money, planner, put
from tests.web.forms import fields_of, led_to

if TYPE_CHECKING:
    from flask.testing import FlaskClient

YEAR = "/year-end/2570"
TYPED = {"way": "carry", "document_no": "สร 0017/9"}


@pytest.fixture
def funded(client: "FlaskClient", session: Session) -> Proposal:
    areas.surin(session)
    by = planner(session)
    need = proposals.proposal(session, stage=Stage.PLANNED, title="ถนนสายใหม่")
    put(session, need, by, "allocated", 500_000)
    put(session, need, by, "committed", 200_000)
    accounts.sign_in(client, session, by.hat)
    session.commit()
    return need


def pick(session: Session) -> str:
    return leftovers(session, hat=planner(session).hat, year=2570)[0].pick


def test_it_leads_to_the_year_of_which_something_is_left(client: "FlaskClient", funded: Proposal) -> None:
    assert client.get("/year-end").location == YEAR
    page = client.get(YEAR).text
    assert "ถนนสายใหม่" in page
    assert "300,000" in page
    assert "200,000" in page
    assert "ไม่มีเงินของปี พ.ศ. 2569 เหลืออยู่" in client.get("/year-end/2569").text
    assert client.get("/year-end/1").status_code == 404


def test_ticked_rows_are_closed(client: "FlaskClient", session: Session, funded: Proposal) -> None:
    form = fields_of(client.get(YEAR).text, YEAR) | TYPED | {"pick": pick(session)}
    page = led_to(client, client.post(YEAR, data=form)).text
    assert "กันเหลื่อมปี 1 รายการแล้ว" in page
    session.expire_all()
    assert money(session, funded, 2571, "carry").remaining == 300_000


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
    put(session, funded, planner(session), "disbursed", 50_000)
    session.commit()
    page = led_to(client, client.post(YEAR, data=form)).text
    assert "ไม่ได้ทำ: ถนนสายใหม่" in page
    assert "คงเหลือ 250,000 บาท" in page
