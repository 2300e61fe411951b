"""The inbox: what waits, how it is narrowed and paged, what opens beside it, who has one."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.review import Review
from planhub.workflow.stages import Stage
from tests.factories import accounts
from tests.factories.proposals import TODAY, proposal, rank
from tests.web.committees.deciding import DISTRICT, OFFICER, PLANNER, SECRETARY, enter, token_of
from tests.web.committees.ticking import BULK, ORDER
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def listed(page: str) -> list[int]:
    """Ids of the rows of the list, from the top."""
    return [int(id_) for id_ in re.findall(r'<tr id="row-(\d+)"', page)]


def test_the_rank_of_the_level_below_is_told_in_words(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, "32010201")
    enter(client, country, SECRETARY)
    assert "เลขในวงเล็บ" not in client.get("/inbox").text, "nothing to explain"
    rank(country, row, "village", 7)
    page = client.get("/inbox").text
    assert "หมู่บ้าน/ชุมชนจัดเป็นที่ </span>7)" in page
    assert "เลขในวงเล็บคือลำดับที่หมู่บ้าน/ชุมชนจัดมา" in page


def test_on_a_phone_the_lists_filters_say_what_is_chosen(client: "FlaskClient", country: Session) -> None:
    proposal(country, "32010201")
    enter(client, country, SECRETARY)
    assert "<span data-chosen>ทั้งหมด</span>" in client.get("/inbox").text
    page = client.get("/inbox?side=water&class=none&words=<ถนน>").text
    assert "<span data-chosen>แหล่งน้ำ · ยังไม่จำแนก · “&lt;ถนน&gt;”</span>" in page


def test_what_waits_stands_oldest_first_with_counts(client: "FlaskClient", country: Session) -> None:
    new, old = proposal(country, days_ago=1), proposal(country, "32010201", days_ago=12)
    proposal(country, "32010202", Stage.DISTRICT, decided_by="subdistrict")
    proposal(country, "32010301")
    country.add(NothingToPropose(area_code="32010203", fiscal_year=2571, answered_on=TODAY))
    country.flush()
    enter(client, country, SECRETARY)
    page = client.get("/inbox").text
    assert listed(page) == [old.id, new.id]
    assert "เหลือ 2 เรื่อง" in page
    assert "พิจารณาแล้ว 1 เรื่อง" in page
    assert "4 จาก 4 หมู่บ้าน/ชุมชนส่งแล้ว" in page, "to have nothing to propose is an answer"
    waited = (clock.today() - old.stage_since.astimezone(clock.BANGKOK).date()).days
    assert f"{waited} วัน" in page


def test_days_are_counted_by_the_calendar_in_the_list_as_on_the_page(
    client: "FlaskClient", country: Session
) -> None:
    late_yesterday = datetime.combine(clock.today(), time(), clock.BANGKOK) - timedelta(minutes=10)
    row = proposal(country, stage_since=late_yesterday)
    enter(client, country, SECRETARY)
    list_, pane = client.get(f"/inbox?item={row.id}").text.split('id="pane"')
    assert '<td class="nowrap" data-label="รอมา">1 วัน</td>' in list_
    assert ">1 วัน</span>" in pane


def test_an_empty_inbox_says_what_will_stand_there(client: "FlaskClient", country: Session) -> None:
    enter(client, country, SECRETARY)
    page = client.get("/inbox").text
    assert "ไม่มีเรื่องรอพิจารณา" in page
    assert "ยังไม่ส่ง 4 หมู่บ้าน/ชุมชน" in page
    assert "ไม่มีเรื่องที่ตรงกับตัวกรอง" in client.get("/inbox?words=ไม่มีแน่").text


FILTERS = [
    # nothing narrows
    ({}, "กขค"),
    # a village
    ({"child": "32010201"}, "ก"),
    # a side
    ({"side": "water"}, "ค"),
    # how it is classified, and not yet
    ({"class": "self"}, "ก"),
    ({"class": "none"}, "ขค"),
    # sent back down to us
    ({"returned": "yes"}, "ข"),
    # words, and words with what LIKE would take for a pattern
    ({"words": "เรื่อง ข"}, "ข"),
    ({"words": "%"}, ""),
    ({"words": "'; drop table"}, ""),
    # what nobody knows narrows nothing
    ({"class": "?", "tab": "?", "year": "๒๕๗๑x"}, "กขค"),
    # two at once
    ({"class": "none", "side": "water"}, "ค"),
]


@pytest.mark.parametrize(("asked", "titles"), FILTERS)
def test_the_address_says_what_is_looked_at(
    client: "FlaskClient", country: Session, asked: dict[str, str], titles: str
) -> None:
    rows = {
        "ก": proposal(country, "32010201", title="เรื่อง ก", classification="self", days_ago=3),
        "ข": proposal(country, "32010202", title="เรื่อง ข", returned=True, days_ago=2),
        "ค": proposal(country, "32010203", title="เรื่อง ค", side="water", days_ago=1),
    }
    enter(client, country, SECRETARY)
    page = client.get("/inbox", query_string=asked)
    assert page.status_code == 200
    assert listed(page.text) == [rows[title].id for title in titles]


TABS = [
    ("referred", {"stage": Stage.AGENCY, "came_from": Stage.DISTRICT, "agency_code": "A-32-DPT"}),
    ("returned", {"stage": Stage.SUBDISTRICT, "returned": True}),
    ("deferred", {"stage": Stage.DEFERRED, "holder_code": "3201", "decided_by": "district"}),
    ("decided", {"stage": Stage.PROVINCE, "decided_by": "district"}),
    ("decided", {"stage": Stage.REJECTED, "decided_by": "district"}),
]


@pytest.mark.parametrize(("tab", "values"), TABS)
def test_each_tab_holds_what_its_name_says(
    client: "FlaskClient", country: Session, tab: str, values: dict[str, Any]
) -> None:
    row = proposal(country, **values)
    enter(client, country, DISTRICT)
    for other in ("waiting", "referred", "returned", "deferred", "decided"):
        assert listed(client.get(f"/inbox?tab={other}").text) == ([row.id] if other == tab else []), other


def test_a_place_in_the_list_that_is_not_ours_is_told(client: "FlaskClient", country: Session) -> None:
    enter(client, country, SECRETARY)
    for at in ("x", "2026-01-01_1", "2026-01-01T00:00:00+00:00_99999999999999999999"):
        answer = client.get("/inbox", query_string={"at": at})
        assert answer.status_code == 422
        assert "ตำแหน่งหน้าไม่ถูกต้อง" in answer.text


def test_pages_follow_each_other_and_back(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, days_ago=60 - n) for n in range(53)]
    enter(client, country, SECRETARY)
    first = client.get("/inbox").text
    assert listed(first) == [row.id for row in rows[:50]]
    next_ = unescape(re.findall(r'href="([^"]+)" rel="next"', first)[0])
    second = client.get(next_).text
    assert listed(second) == [row.id for row in rows[50:]]
    back = unescape(re.findall(r'href="([^"]+)" rel="prev"', second)[0])
    assert listed(client.get(back).text) == listed(first)


def test_the_right_part_comes_alone_for_htmx(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, title="ขุดลอกหนองสระ")
    enter(client, country, SECRETARY)
    part = client.get(f"/inbox?item={row.id}&do=return", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "ขุดลอกหนองสระ" in part.text
    assert 'name="reason"' in part.text
    whole = client.get(f"/inbox?item={row.id}").text
    assert "<html" in whole
    assert "decide-title" in whole


def test_anothers_item_does_not_open_beside_the_list(client: "FlaskClient", country: Session) -> None:
    theirs = proposal(country, "32010301")
    enter(client, country, SECRETARY)
    assert client.get(f"/inbox?item={theirs.id}").status_code == 403
    assert client.get("/inbox?item=999999").status_code == 404


def test_after_a_decision_the_list_opens_the_next(client: "FlaskClient", country: Session) -> None:
    first, second = proposal(country, days_ago=9), proposal(country, days_ago=8)
    enter(client, country, SECRETARY)
    page = client.get(f"/inbox?item={first.id}&do=return&side=infrastructure").text
    form = fields_of(page, f"/items/{first.id}/decide")
    answer = client.post(f"/items/{first.id}/decide", data=form | {"reason": "ขอแบบแปลน"})
    assert answer.status_code == 303
    assert f"item={second.id}" in answer.location
    assert "side=infrastructure" in answer.location, "the filters are kept"
    page = client.get(answer.location).text
    assert listed(page) == [second.id]


KEYS_OF = [
    # each committee's own actions, and what it does with what was decided
    (SECRETARY, {}, "f c i m a l w r d n b u"),
    (DISTRICT, {}, "f c i m a r d n b u"),
    (PLANNER, {}, "p c i m a r d n b u"),
    # the governor may change the plan
    (("governor", "32"), {}, "p c i m a r d n b u o"),
    # an agency answers, and nothing else
    (OFFICER, {"agency_code": "A-32-DPT"}, "e"),
]


@pytest.mark.parametrize(("who", "more", "keys"), KEYS_OF)
def test_the_list_of_keys_names_every_key_in_the_words_of_its_button(
    client: "FlaskClient", country: Session, who: tuple[str, str], more: dict[str, str], keys: str
) -> None:
    hat = enter(client, country, who, **more)
    stage = {"agency": Stage.AGENCY}.get(hat.level) or Stage(hat.level)
    row = proposal(
        country,
        stage=stage,
        agency_code="A-32-DPT" if more else None,
        came_from=Stage.DISTRICT if more else None,
    )
    page = unescape(client.get(f"/inbox?item={row.id}").text)
    help_ = re.search(r'<dialog id="keys".*?</dialog>', page, re.S)
    assert help_
    told = dict(re.findall(r"<dt><kbd>(.)</kbd> </dt><dd>(.*?)</dd>", help_[0]))
    assert [key for key in told if key not in "x/?"] == keys.split()
    buttons = re.findall(r'data-key="(.)"[^>]*>(?:<svg.*?</svg>)?([^<]+)<kbd', page)
    assert buttons
    for key, word in buttons:
        assert told[key] == word
    for key, word in re.findall(r'<option value="\w+" data-many="(.)">(.*?) · .</option>', page):
        assert told[key] == word
    own = unescape(client.get(f"/items/{row.id}").text)
    assert re.findall(r"<dt><kbd>([a-z])</kbd> </dt>", own) == keys.split(), (
        "the item's own page has the list too"
    )


def test_an_agency_sees_what_was_sent_to_it_and_nothing_else(client: "FlaskClient", country: Session) -> None:
    accounts.agency(country, "A-32-RID", "โครงการชลประทานสุรินทร์")
    ours = proposal(country, stage=Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT")
    proposal(country, stage=Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-RID")
    proposal(country, stage=Stage.DISTRICT)
    enter(client, country, OFFICER, agency_code="A-32-DPT")
    page = client.get("/inbox").text
    assert listed(page) == [ours.id]
    assert 'name="pick"' not in page, "an opinion is given one by one"
    assert client.post(BULK, data={"csrf_token": token_of(client)}).status_code == 403


@pytest.mark.parametrize("who", [("village_head", "32010204"), ("viewer", ""), ("administrator", "")])
def test_those_without_an_inbox_are_told_so(
    client: "FlaskClient", country: Session, who: tuple[str, str]
) -> None:
    enter(client, country, who)
    assert client.get("/inbox").status_code == 403
    assert client.get(ORDER).status_code == 403


def test_the_district_sees_its_subdistricts_and_the_province_its_districts(
    client: "FlaskClient", country: Session
) -> None:
    proposal(country, "32010204", Stage.DISTRICT)
    proposal(country, "32020101", Stage.PROVINCE)
    enter(client, country, DISTRICT)
    page = client.get("/inbox").text
    assert "1 จาก 2 ตำบลส่งแล้ว" in page
    assert "ตำบลแสลงพันธ์" in page or "ทดสอบ320103" in page
    planner = client.application.test_client()
    enter(planner, country, PLANNER)
    page = planner.get("/inbox").text
    assert "1 จาก 2 อำเภอส่งแล้ว" in page
    assert "ชุมพลบุรี" in page or "ทดสอบ3202" in page


def test_nothing_is_written_by_looking(client: "FlaskClient", country: Session) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    for path in ("/inbox", f"/inbox?item={row.id}&do=forward", ORDER, f"/items/{row.id}?do=reject"):
        assert client.get(path).status_code == 200
    assert country.scalars(select(Review)).all() == []
