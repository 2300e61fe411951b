"""The order of the inbox: ranks kept, gaps told and closed, wrong numbers shown as typed."""

import re
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories.proposals import proposal, rank
from tests.web.committees.deciding import SECRETARY, enter
from tests.web.committees.ticking import ORDER, held
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_the_order_is_kept_undone_and_guarded(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, title=title, days_ago=9 - n) for n, title in enumerate("กขค")]
    enter(client, country, SECRETARY)
    page = client.get(ORDER).text
    form = fields_of(page, ORDER)
    wrong = client.post(ORDER, data=form | {f"rank-{rows[0].id}": "ที่หนึ่ง", f"rank-{rows[1].id}": "1"})
    assert wrong.status_code == 422
    assert "ที่หนึ่ง" in wrong.text
    typed = {f"rank-{row.id}": str(n) for row, n in zip(rows, (3, 1, 2), strict=True)}
    assert client.post(ORDER, data=form | typed).status_code == 303
    assert held(country) == {rows[1].id: 1, rows[2].id: 2, rows[0].id: 3}
    late = client.post(ORDER, data=form | {"once": "another"} | typed | {f"rank-{rows[0].id}": "1"})
    assert late.status_code == 409
    assert "มีผู้จัดลำดับไปก่อนท่าน" in late.text
    undo = "/inbox/ranking/undo"
    assert client.post(undo, data=fields_of(client.get(ORDER).text, undo)).status_code == 303
    assert held(country) == {}


def boxes(page: str) -> list[str]:
    """The number boxes of the ranking page, from the top."""
    return re.findall(r'name="rank-\d+" value="([^"]*)"', page)


def test_the_boxes_of_the_order_hold_the_ranks_that_are_stored(
    client: "FlaskClient", country: Session
) -> None:
    """One truth: what stands in a box is the rank; nothing beside it says another."""
    for n in (1, 2, 4):
        rank(country, proposal(country, stage=Stage.DISTRICT), "subdistrict", n)
    for n in (3, 5):
        rank(country, proposal(country), "subdistrict", n)
    enter(client, country, SECRETARY)
    page = client.get(ORDER).text
    assert boxes(page) == ["3", "5"]
    assert "บันทึกไว้ลำดับที่" not in shown_text(page)
    assert "ยังไม่ได้บันทึก" not in shown_text(page)


def test_gaps_are_told_kept_and_closed_on_demand(client: "FlaskClient", country: Session) -> None:
    for n in (2, 6):
        rank(country, proposal(country), "subdistrict", n)
    proposal(country)
    enter(client, country, SECRETARY)
    page = shown_text(client.get(ORDER).text)
    assert boxes(page) == ["2", "6", "7"], "what is stored, and for a new one the rank after the last"
    assert "ลำดับเว้นช่วงอยู่ เลขว่างคือ 1, 3–5" in page
    assert "1 เรื่องยังไม่จัดลำดับ" in page
    assert page.count("ยังไม่ได้บันทึกลำดับ") == 1
    typed = dict(re.findall(r'name="(rank-\d+)" value="([^"]*)"', page))
    assert client.post(ORDER, data=fields_of(page, ORDER) | typed).status_code == 303
    page = shown_text(client.get(ORDER).text)
    assert boxes(page) == ["2", "6", "7"], "what was shown is what was kept"
    assert "ยังไม่จัดลำดับ" not in page
    typed = dict(re.findall(r'name="(rank-\d+)" value="([^"]*)"', page)) | {"close": "yes"}
    assert client.post(ORDER, data=fields_of(page, ORDER) | typed).status_code == 303
    page = shown_text(client.get(ORDER).text)
    assert boxes(page) == ["1", "2", "3"]
    assert "เว้นช่วง" not in page


def shown_text(page: str) -> str:
    """The page without what is hidden until something moves."""
    return re.sub(r"<small[^>]* hidden>.*?</small>", "", unescape(page))


def test_a_wrong_number_stands_in_its_box_as_typed(client: "FlaskClient", country: Session) -> None:
    one, two = proposal(country, days_ago=9), proposal(country, days_ago=8)
    enter(client, country, SECRETARY)
    form = fields_of(client.get(ORDER).text, ORDER)
    wrong = client.post(ORDER, data=form | {f"rank-{one.id}": "ที่หนึ่ง", f"rank-{two.id}": "1"})
    assert wrong.status_code == 422
    assert boxes(wrong.text) == ["ที่หนึ่ง", "1"]


def test_ranks_of_what_has_gone_up_are_told_in_spans(client: "FlaskClient", country: Session) -> None:
    for n in (1, 2, 3, 5):
        rank(country, proposal(country, stage=Stage.DISTRICT), "subdistrict", n)
    proposal(country)
    enter(client, country, SECRETARY)
    assert "ลำดับ 1–3, 5 เป็นของเรื่องที่ส่งต่อไปแล้ว" in client.get(ORDER).text
