"""An item's rank, given on its own page, in the list, or while many are passed up."""

import re
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.review import Rank
from planhub.workflow.stages import Stage
from tests.factories.proposals import proposal, rank
from tests.web.committees.deciding import PLANNER, SECRETARY, decide, enter, token_of
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_the_same_rank_typed_for_two_marks_both(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, classification="self") for _n in range(3)]
    enter(client, country, SECRETARY)
    pick = [f"{row.id}:{row.version}" for row in rows]
    data = {"csrf_token": token_of(client), "action": "forward", "confirmed": "yes", "pick": pick}
    ranks = {f"rank-{row.id}": n for row, n in zip(rows, ("4", "๔", "5"), strict=True)}
    answer = client.post("/inbox/bulk", data=data | ranks)
    assert answer.status_code == 422
    bad = re.findall(r'<input class="input w-4 bad" name="rank-(\d+)"[^>]* aria-invalid="true"', answer.text)
    assert bad == [str(row.id) for row in rows[:2]]
    told = re.findall(r'<p class="error" id="f-rank-(\d+)-error">ลำดับที่ 4 พิมพ์ไว้สองเรื่อง', answer.text)
    assert told == bad


def test_one_rank_typed_on_the_items_page(client: "FlaskClient", country: Session) -> None:
    first, row = proposal(country), proposal(country)
    rank(country, first, "subdistrict", 1)
    enter(client, country, SECRETARY)
    data = {"csrf_token": token_of(client), "rank": "๑"}
    assert client.post(f"/items/{row.id}/rank", data=data).status_code == 303
    country.expire_all()
    held = country.scalars(select(Rank))
    assert {one.proposal_id: one.rank for one in held} == {row.id: 1, first.id: 2}
    assert client.post(f"/items/{row.id}/rank", data=data | {"rank": "0"}).status_code == 422


def test_the_rank_form_names_the_free_ranks_and_the_answer_says_whom_it_displaced(
    client: "FlaskClient", country: Session
) -> None:
    for n in (1, 2, 4, 8):
        rank(country, proposal(country, title=f"เรื่องที่ {n}"), "subdistrict", n)
    row = proposal(country, classification="self")
    enter(client, country, SECRETARY)
    page = unescape(client.get(f"/items/{row.id}?do=forward").text)
    assert "เลขว่าง: 3, 5–7" in page
    assert "ต่อท้าย: 9" in page
    assert "เลขของเรื่องที่ส่งต่อไปแล้วใช้ไม่ได้" in page
    form = page.split('id="decide-form"')[1]
    assert re.search(r'ลำดับที่</span>\s*<input[^>]* name="rank"', form), "the unit stands before the number"
    answer = client.get(decide(client, row, "forward", rank="2").location).text
    assert "จัดไว้ลำดับที่ 2 · “เรื่องที่ 2” เลื่อนจากลำดับที่ 2 ไปลำดับที่ 3" in unescape(answer)


def test_an_item_that_waits_here_is_ranked_from_its_own_page(client: "FlaskClient", country: Session) -> None:
    first, row = proposal(country, title="เรื่องแรก"), proposal(country)
    rank(country, first, "subdistrict", 1)
    enter(client, country, SECRETARY)
    page = client.get(f"/items/{row.id}").text
    form = fields_of(page, f"/items/{row.id}/rank")
    answer = client.post(f"/items/{row.id}/rank", data=form | {"rank": "1"})
    told = unescape(client.get(answer.location).text)
    assert "จัดไว้ลำดับที่ 1 · “เรื่องแรก” เลื่อนจากลำดับที่ 1 ไปลำดับที่ 2" in told
    again = client.post(f"/items/{row.id}/rank", data=form | {"rank": "๑", "once": "another"})
    assert "อยู่ลำดับที่ 1 อยู่แล้ว" in client.get(again.location).text
    wrong = client.post(f"/items/{row.id}/rank", data=form | {"rank": "หนึ่ง", "once": "third"})
    assert wrong.status_code == 422
    assert 'value="หนึ่ง"' in wrong.text, "what was typed stands in its box"


def test_the_rank_form_is_not_offered_where_nothing_waits(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    enter(client, country, SECRETARY)
    assert f"/items/{row.id}/rank" not in client.get(f"/items/{row.id}").text


def test_a_rank_given_in_the_list_comes_back_to_the_list(client: "FlaskClient", country: Session) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    page = client.get(f"/inbox?item={row.id}&side=infrastructure").text
    form = fields_of(page, f"/items/{row.id}/rank")
    answer = client.post(f"/items/{row.id}/rank", data=form | {"rank": "1"})
    assert answer.location.startswith("/inbox?")
    assert f"item={row.id}" in answer.location
    assert "side=infrastructure" in answer.location


def test_a_rank_of_the_round_before_is_told_and_not_typed_into_the_form_of_this_one(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country, stage=Stage.PROVINCE, fiscal_year=2570, classification="self")
    rank(country, row, "province", 7)
    row.fiscal_year = 2571  # as the year's end moves it
    gone = proposal(country, stage=Stage.PLANNED, fiscal_year=2571, plan_year=2571, envelope="within")
    rank(country, gone, "province", 7)
    country.flush()
    enter(client, country, PLANNER)
    page = unescape(client.get(f"/items/{row.id}?do=include").text)
    assert "อันดับเดิม (รอบ 2570): 7" in page
    box = re.search(r'<input[^>]* name="rank"[^>]*>', page)
    assert box
    assert 'value="7"' not in box[0], "in this round it belongs to what has gone further"
