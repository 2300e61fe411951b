"""The inbox: what waits and how much is done, filters in the address, many decided at once, the order."""

import re
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas
from tests.factories.proposals import TODAY, planning_round, proposal, rank
from tests.web.committees.test_reviews import (
    AREA_OF,
    DISTRICT,
    OFFICER,
    PLANNER,
    SECRETARY,
    enter,
    log,
    token_of,
)
from tests.web.people.test_accounts import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

BULK = "/inbox/bulk"
ORDER = "/inbox/ranking"


@pytest.fixture
def country(session: Session) -> Session:
    """Surin with an open round and an agency."""
    areas.surin(session)
    planning_round(session)
    accounts.agency(session)
    return session


def listed(page: str) -> list[int]:
    """Ids of the rows of the list, from the top."""
    return [int(id_) for id_ in re.findall(r'<tr id="row-(\d+)"', page)]


def pick(*rows: Proposal) -> list[str]:
    return [f"{row.id}:{row.version}" for row in rows]


def ask(client: "FlaskClient", action: str, *rows: Proposal, **more: Any) -> "TestResponse":
    """Tick rows and press an action: the page that says what it would do."""
    data = {"csrf_token": token_of(client), "action": action, "pick": pick(*rows)}
    return client.post(BULK, data=data | more)


def confirm(client: "FlaskClient", page: str, **typed: Any) -> "TestResponse":
    """Press the button of the page that asks once."""
    form = fields_of(page, BULK)
    picks = re.findall(r'name="pick" value="([^"]+)"', page)
    return client.post(BULK, data=form | {"pick": picks} | typed)


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
    assert "12 วัน" in page


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


def test_a_bulk_decision_asks_once_and_does_it(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, village, amount=100_000) for village in ("32010201", "32010202", "32010203")]
    enter(client, country, SECRETARY)
    page = ask(client, "return", *rows)
    assert page.status_code == 200
    assert "ส่งกลับแก้ไข 3 เรื่อง" in page.text
    assert "300,000" in page.text
    assert all(log(country, row) == [] for row in rows), "asking does nothing"
    without = confirm(client, page.text, meeting="ครั้งที่ 1/2570")
    assert without.status_code == 422
    assert "บอกเหตุผล" in without.text
    assert "ครั้งที่ 1/2570" in without.text
    done = confirm(client, without.text, reason="ขอแบบแปลน", meeting="ครั้งที่ 1/2570")
    assert done.status_code == 303
    for row in rows:
        (written,) = log(country, row)
        assert (written.action, written.reason, written.meeting) == ("return", "ขอแบบแปลน", "ครั้งที่ 1/2570")
    assert "ส่งกลับแก้ไข 3 เรื่องแล้ว" in client.get(done.location).text


def test_right_ones_go_through_and_wrong_ones_are_listed_with_why(
    client: "FlaskClient", country: Session
) -> None:
    good = proposal(country, "32010201", title="เรื่องพร้อม", classification="self")
    rank(country, good, "subdistrict", 1)
    returned = proposal(country, "32010202", Stage.DRAFT, title="เรื่องส่งกลับ", returned=True)
    theirs = proposal(country, "32010301", title="เรื่องตำบลอื่น")
    gone = proposal(country, "32010203", Stage.DISTRICT, title="เรื่องส่งแล้ว")
    enter(client, country, SECRETARY)
    page = unescape(ask(client, "forward", good, returned, theirs, gone).text)
    assert "3 เรื่องทำไม่ได้ จะถูกข้ามไว้" in page
    told = dict(re.findall(r'<li><a href="[^"]*">([^<]*)</a> <span[^>]*>[^<]*</span>: ([^<]*)</li>', page))
    assert told["เรื่องส่งกลับ"] == "ไม่ได้รออยู่ที่นี่แล้ว ตอนนี้: ส่งกลับให้แก้ไข"
    assert told["เรื่องส่งแล้ว"] == "ไม่ได้รออยู่ที่นี่แล้ว ตอนนี้: รอ กบอ. พิจารณา"
    assert "1 เรื่องไม่พบแล้ว" in page
    assert re.findall(r'name="pick" value="([^"]+)"', page) == pick(good)
    assert confirm(client, page).status_code == 303
    log(country, good)
    assert good.stage == Stage.DISTRICT
    assert (returned.stage, theirs.stage) == (Stage.DRAFT, Stage.SUBDISTRICT)


def test_what_is_not_classified_is_classified_on_the_page_that_asks(
    client: "FlaskClient", country: Session
) -> None:
    """One choice for all, another one beside a row; what was classified before is left as it is."""
    rows = [proposal(country, f"3201020{n}", title=f"เรื่องที่ {n}") for n in (1, 2, 3)]
    rows[2].classification = "agency"
    for n, row in enumerate(rows, start=1):
        rank(country, row, "subdistrict", n)
    enter(client, country, SECRETARY)
    page = unescape(ask(client, "forward", *rows).text)
    assert "ทำไม่ได้ จะถูกข้ามไว้" not in page
    assert "2 เรื่องยังไม่จำแนก" in page
    assert f'name="class-{rows[0].id}"' in page
    assert f'name="class-{rows[2].id}"' not in page
    without = confirm(client, page, reason="ที่ประชุมเห็นชอบ")
    assert without.status_code == 422
    assert "จำแนกก่อน" in without.text
    assert "ที่ประชุมเห็นชอบ" in without.text
    assert [len(log(country, row)) for row in rows] == [0, 0, 0], "nothing went before all can"
    one = confirm(client, without.text, **{"classification": "self", f"class-{rows[1].id}": "joint"})
    assert one.status_code == 303
    for row in rows:
        log(country, row)
    assert [(row.stage, row.classification) for row in rows] == [
        (Stage.DISTRICT, "self"),
        (Stage.DISTRICT, "joint"),
        (Stage.DISTRICT, "agency"),
    ]


def test_what_has_no_rank_is_ranked_on_the_page_that_asks(client: "FlaskClient", country: Session) -> None:
    ranked = proposal(country, classification="self")
    rank(country, ranked, "subdistrict", 4)
    late, early = (proposal(country, classification="self", days_ago=n) for n in (1, 9))
    rank(country, late, "village", 1)
    rank(country, early, "village", 2)
    enter(client, country, SECRETARY)
    page = ask(client, "forward", late, early, ranked).text
    proposed = dict(re.findall(r'name="rank-(\d+)" id="[^"]*" value="(\d+)"', page))
    assert proposed == {str(late.id): "5", str(early.id): "6"}, "after the last, in their village's order"
    assert "เลขว่าง: 1–3" in page
    typed = {f"rank-{id_}": n for id_, n in proposed.items()}
    wrong = confirm(client, page, **typed | {f"rank-{late.id}": "ห้า"})
    assert wrong.status_code == 422
    assert 'value="ห้า"' in wrong.text
    twice = confirm(client, wrong.text, **typed | {f"rank-{late.id}": "6"})
    assert twice.status_code == 422
    assert "ลำดับที่ 6 พิมพ์ไว้สองเรื่อง" in twice.text
    assert confirm(client, twice.text, **typed | {f"rank-{late.id}": "๒"}).status_code == 303
    assert held(country) == {late.id: 2, ranked.id: 4, early.id: 5}, "the end has moved up by one"
    assert {row.stage for row in (late, early, ranked)} == {Stage.DISTRICT}


def test_a_row_without_a_rank_stays_behind_and_is_told(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, title="เรื่องไม่มีลำดับ", classification="self")
    enter(client, country, SECRETARY)
    answer = confirm(client, ask(client, "forward", row).text, **{f"rank-{row.id}": ""})
    told = unescape(client.get(answer.location).text)
    assert "ไม่ได้ทำ 1 เรื่อง" in told
    assert "จัดลำดับความสำคัญก่อนส่งต่อ" in told


def test_the_first_in_rank_go_first_when_not_all_may(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    planning_round(session, subdistrict={"top_n": 1})
    second, first = (proposal(session, classification="self", title=t) for t in ("รอง", "แรก"))
    rank(session, second, "subdistrict", 2)
    rank(session, first, "subdistrict", 1)
    enter(client, session, SECRETARY)
    page = ask(client, "forward", second, first).text
    assert re.findall(r'name="pick" value="(\d+):', page) == [str(first.id)]
    assert confirm(client, page, pick=pick(second, first)).status_code == 303
    session.expire_all()
    assert (first.stage, second.stage) == (Stage.DISTRICT, Stage.SUBDISTRICT)


def test_the_outcome_of_including_in_an_early_plan_keeps_its_reason(
    client: "FlaskClient", country: Session
) -> None:
    """The plan of 2571 cannot take a need of the round of 2572: that is no reason to try again."""
    areas.surin(country)
    planning_round(country, year=2572)
    now, later = (
        proposal(country, stage=Stage.PROVINCE, fiscal_year=year, title=f"รอบ {year}")
        for year in (2571, 2572)
    )
    enter(client, country, PLANNER)
    page = ask(client, "include", now, later).text
    done = confirm(client, page, plan_year="2571", envelope="within")
    told = unescape(client.get(done.location).text)
    assert "ไม่ได้ทำ 1 เรื่อง" in told
    assert "ปีของแผนต้องไม่ก่อนปีงบประมาณของรอบ (2572)" in told
    assert "ไม่พบเหตุขัดข้อง" not in told


def test_what_goes_wrong_between_asking_and_doing_is_listed(client: "FlaskClient", country: Session) -> None:
    first, second = proposal(country, "32010201", title="เรื่องหนึ่ง"), proposal(country, title="เรื่องสอง")
    enter(client, country, SECRETARY)
    page = ask(client, "defer", first, second).text
    chair = client.application.test_client()
    enter(chair, country, ("subdistrict_chair", "320102"))
    confirm(chair, ask(chair, "return", second).text, reason="ของประธาน")
    done = confirm(client, page, reason="ของเลขา")
    assert done.status_code == 303
    told = client.get(done.location)
    assert told.status_code == 200
    assert "บันทึกแล้ว 1 เรื่อง" in told.text
    assert "ไม่ได้ทำ 1 เรื่อง" in told.text
    assert "เรื่องสอง" in told.text
    assert [row.reason for row in log(country, first)] == ["ของเลขา"]
    assert [row.reason for row in log(country, second)] == ["ของประธาน"]


def test_a_row_changed_since_the_list_was_drawn_is_held_back(client: "FlaskClient", country: Session) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    stale = pick(row)
    assert confirm(client, ask(client, "classify", row).text, classification="self").status_code == 303
    page = ask(client, "return", row, pick=stale).text
    assert "มีผู้อื่นแก้ไขเรื่องนี้หลังจากที่ท่านเปิดรายการ" in page
    assert 'name="pick"' not in page


def test_a_bulk_decision_sent_twice_is_answered_once(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, "32010201"), proposal(country, "32010202")]
    enter(client, country, SECRETARY)
    page = ask(client, "return", *rows).text
    first, second = (confirm(client, page, reason="ขอแบบแปลน") for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert [len(log(country, row)) for row in rows] == [1, 1]


TOP = [
    # two may go, three are asked for: the third waits
    ({"top_n": 2}, 2, "รอบนี้ส่งต่อได้ไม่เกิน 2 เรื่อง"),
    # the window is closed for all
    ({"closes": date(2026, 11, 1)}, 0, "ปิดแล้วเมื่อ"),
    # the village that has not answered holds up all
    ({"children_first": True}, 0, "ยังมี 1 พื้นที่ที่ยังไม่ส่งเรื่อง"),
]


@pytest.mark.parametrize(("window", "may", "told"), TOP)
def test_the_rounds_rules_bind_bulk_decisions_too(
    client: "FlaskClient", session: Session, window: dict[str, Any], may: int, told: str
) -> None:
    areas.surin(session)
    planning_round(session, subdistrict=window)
    rows = []
    for n in (1, 2, 3):
        rows.append(proposal(session, f"3201020{n}", classification="self"))
        rank(session, rows[-1], "subdistrict", n)
    enter(client, session, SECRETARY)
    page = unescape(ask(client, "forward", *rows).text)
    assert told in page
    assert len(re.findall(r'name="pick"', page)) == may
    forced = {"csrf_token": token_of(client), "action": "forward", "confirmed": "yes", "pick": pick(*rows)}
    answer = client.post(BULK, data=forced)
    assert answer.status_code == 303
    session.expire_all()
    assert [row.stage for row in rows].count(Stage.DISTRICT) == may
    assert told in unescape(client.get(answer.location).text)


BULK_GIVEN = [
    (Stage.SUBDISTRICT, "classify", {"classification": "self"}, Stage.SUBDISTRICT),
    (Stage.SUBDISTRICT, "do_locally", {}, Stage.LOCAL),
    (Stage.SUBDISTRICT, "do_jointly", {"agency_code": "A-32-DPT"}, Stage.JOINT),
    (Stage.DISTRICT, "refer", {"agency_code": "A-32-DPT"}, Stage.AGENCY),
    (Stage.DISTRICT, "reject", {"reason": "ซ้ำกับงานทางหลวง"}, Stage.REJECTED),
    (Stage.PROVINCE, "include", {"plan_year": "2571", "envelope": "within"}, Stage.PLANNED),
    (Stage.PROVINCE, "defer", {"reason": "รองบ"}, Stage.DEFERRED),
]


@pytest.mark.parametrize(("stage", "action", "typed", "to"), BULK_GIVEN)
def test_every_action_that_is_offered_for_many_works_for_many(
    client: "FlaskClient", country: Session, stage: Stage, action: str, typed: dict[str, str], to: Stage
) -> None:
    rows = [proposal(country, village, stage) for village in ("32010201", "32010202")]
    enter(client, country, AREA_OF[stage])
    assert f'value="{action}"' in client.get("/inbox").text
    answer = confirm(client, ask(client, action, *rows).text, **typed)
    assert answer.status_code == 303
    for row in rows:
        assert log(country, row)[-1].to_stage == to
        assert row.stage == to


def test_many_are_merged_into_one_of_them(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, village) for village in ("32010201", "32010202", "32010203")]
    enter(client, country, SECRETARY)
    page = ask(client, "merge", *rows).text
    wrong = confirm(client, page, target="ไม่มีเลขนี้")
    assert wrong.status_code == 422
    assert "ไม่มีเลขนี้" in wrong.text
    assert confirm(client, wrong.text, target=str(rows[0].number)).status_code == 303
    country.expire_all()
    assert [row.stage for row in rows] == [Stage.SUBDISTRICT, Stage.MERGED, Stage.MERGED]


BAD_BULK = [
    # nothing ticked
    ({"action": "return"}, "ยังไม่ได้เลือกเรื่อง"),
    # rubbish ticked
    ({"action": "return", "pick": ["x:1", "-4:1", "²:1", "9" * 30 + ":1"]}, "ยังไม่ได้เลือกเรื่อง"),
    # nothing to do, and what cannot be done to many
    ({"action": "", "pick": ["1:1"]}, "เลือกว่าจะทำอะไร"),
    ({"action": "opine", "pick": ["1:1"]}, "เลือกว่าจะทำอะไร"),
    # more than a page ever shows
    (
        {
            "action": "return",
            "confirmed": "yes",
            "reason": "-",
            "pick": [f"{n}:1" for n in range(1, 502)],
        },
        "500 เรื่อง",
    ),
]


@pytest.mark.parametrize(("data", "told"), BAD_BULK)
def test_a_bulk_form_that_says_nothing_is_told(
    client: "FlaskClient", country: Session, data: dict[str, Any], told: str
) -> None:
    enter(client, country, SECRETARY)
    answer = client.post(BULK, data={"csrf_token": token_of(client)} | data)
    assert answer.status_code == 422
    assert told in unescape(answer.text)


def test_the_outcome_page_of_a_bent_address(client: "FlaskClient", country: Session) -> None:
    enter(client, country, SECRETARY)
    assert client.get("/inbox/outcome").status_code == 422
    assert client.get("/inbox/outcome?action=return&pick=999999:1&done=x").status_code == 200


def test_no_page_judges_more_than_can_be_decided_at_once(client: "FlaskClient", country: Session) -> None:
    enter(client, country, SECRETARY)
    many = {"action": "return", "pick": [f"{n}:1" for n in range(1, 502)]}
    for answer in (
        client.get("/inbox/outcome", query_string=many),
        client.post(BULK, data={"csrf_token": token_of(client)} | many),
    ):
        assert answer.status_code == 422
        assert "ครั้งละไม่เกิน 500 เรื่อง" in unescape(answer.text)


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


def held(session: Session) -> dict[int, int]:
    session.expire_all()
    return {row.proposal_id: row.rank for row in session.scalars(select(Rank).order_by(Rank.rank))}


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
