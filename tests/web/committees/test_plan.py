"""The plan of a year: the form that puts an item into it, its page, the name of its workbook."""

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.planning_round import PlanningRound
from planhub.workflow.stages import Stage
from tests.factories.proposals import proposal
from tests.web.committees.deciding import PLANNER, enter, token_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ENVELOPES = [
    # nobody has said how much the year's envelope is: what is planned already
    (None, "ยังไม่ได้กำหนดกรอบวงเงิน · ภายในกรอบแล้ว 3 ล้านบาท · เกินกรอบแล้ว 1 ล้านบาท"),
    # it is known: what would be left after this
    (5_000_000, "กรอบ 5 ล้านบาท · ภายในกรอบแล้ว 3 ล้านบาท · ถ้าบรรจุภายในกรอบอีก 500,000 บาท จะเหลือ 1.5 ล้านบาท"),
    # and whether this is too much
    (3_200_000, "ถ้าบรรจุภายในกรอบอีก 500,000 บาท จะเกินกรอบไป 300,000 บาท"),
]


@pytest.mark.parametrize(("limit", "told"), ENVELOPES)
def test_the_form_of_the_plan_says_how_the_years_envelope_stands(
    client: "FlaskClient", country: Session, limit: int | None, told: str
) -> None:
    country.scalars(select(PlanningRound)).one().envelope = limit
    proposal(country, stage=Stage.PLANNED, amount=3_000_000)
    proposal(country, stage=Stage.WORKS, amount=1_000_000, plan_year=2571, envelope="over")
    proposal(country, stage=Stage.REJECTED, amount=9_000_000, plan_year=2571, envelope="within")
    rows = [proposal(country, stage=Stage.PROVINCE, amount=n) for n in (500_000, 200_000, 300_000)]
    enter(client, country, PLANNER)
    page = unescape(client.get(f"/items/{rows[0].id}?do=include").text)
    assert told in page
    assert page.index(told) < page.index('name="envelope"')
    data = {"csrf_token": token_of(client), "action": "include", "pick": [f"{r.id}:1" for r in rows[1:]]}
    assert told in unescape(client.post("/inbox/bulk", data=data).text), "for many, all of them together"


def test_the_plan_leads_to_the_public_page_of_each_item_for_everyone(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country, stage=Stage.PLANNED, amount=3_000_000)
    country.scalars(select(PlanningRound)).one().envelope = 5_000_000
    country.flush()
    public = client.get("/plan/32/2571").text
    assert public.count(f'href="/n/{row.number}"') == 1, "the title itself"
    assert "กรอบวงเงิน" in public
    assert "เหลือ 2 ล้านบาท" in public
    enter(client, country, PLANNER)
    inside = client.get("/plan/32/2571").text
    assert f'href="/items/{row.id}"' in inside
    assert inside.count(f'href="/n/{row.number}"') == 1
    assert "/plan/32/2571</a>" in inside, "the address of the plan, to be passed on"


def test_the_workbook_of_a_plan_has_a_name_in_plain_letters_too(
    client: "FlaskClient", country: Session
) -> None:
    with client.get("/plan/32/2571/plan.xlsx") as answer:
        name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment; filename=\"plan-32-2571.xlsx\"; filename*=UTF-8''")
    assert unquote(name.split("''")[1]).endswith("-2571.xlsx")
    assert "แผนพัฒนาจังหวัด" in unquote(name)
