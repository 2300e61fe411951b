"""Limits by source of money: typed by the planner, shown on the plan to everybody."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.money.telling import planner, put
from tests.web.forms import led_to, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PLAN = "/plan/32/2571"
LIMITS = f"{PLAN}/envelopes"


@pytest.fixture
def planned(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    by = planner(session)
    need = proposals.proposal(session, stage=Stage.PLANNED, amount=500_000)
    put(session, need, by, "allocated", 120_000, fiscal_year="2571")
    accounts.sign_in(client, session, by.hat)
    session.commit()


@pytest.mark.usefixtures("planned")
def test_the_plan_shows_what_is_left_of_each_source(client: "FlaskClient") -> None:
    page = led_to(client, send(client, LIMITS, LIMITS, province="๑.๒ ล้าน")).text
    assert "1,200,000" in page
    assert "700,000" in page
    assert "120,000" in page
    assert 'value="1,200,000"' in client.get(LIMITS).text
    page = led_to(client, send(client, LIMITS, LIMITS, province="400,000")).text
    assert "เกินไป 100,000" in page
    stranger = client.application.test_client().get(PLAN).text
    assert "เกินไป 100,000" in stranger
    assert LIMITS not in stranger


@pytest.mark.usefixtures("planned")
def test_what_cannot_be_read_comes_back(client: "FlaskClient") -> None:
    answer = send(client, LIMITS, LIMITS, province="เยอะ", lao="77,000")
    assert answer.status_code == 422
    assert "เยอะ" in answer.text
    assert "77,000" in answer.text


@pytest.mark.usefixtures("planned")
def test_another_province_is_not_ones_own(client: "FlaskClient", session: Session) -> None:
    accounts.sign_in(client, session, accounts.hat(session, "planner", "45"))
    session.commit()
    assert client.get(LIMITS).status_code == 403
