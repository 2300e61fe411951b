"""Many decided at once: asked once, the right ones go through, the wrong ones are held back and told."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories import areas
from tests.factories.proposals import planning_round, proposal, rank
from tests.web.committees.deciding import AREA_OF, PLANNER, SECRETARY, enter, log, token_of
from tests.web.committees.ticking import BULK, ask, confirm, pick

if TYPE_CHECKING:
    from flask.testing import FlaskClient


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


def test_of_those_that_are_ticked_one_is_chosen_to_stay_and_no_number_need_be_typed(
    client: "FlaskClient", country: Session
) -> None:
    rows = [proposal(country, village) for village in ("32010201", "32010202", "32010203")]
    enter(client, country, SECRETARY)
    page = ask(client, "merge", *rows).text
    offered = re.findall(r'<input type="radio"[^>]*name="target"[^>]*value="([^"]+)"', page)
    assert offered == [row.number for row in rows]
    assert "target_typed" in page, "or one that was not ticked"
    wrong = confirm(client, page, target="", target_typed="ไม่มีเลขนี้")
    assert wrong.status_code == 422
    assert 'value="ไม่มีเลขนี้"' in wrong.text, "what was typed stays"
    assert confirm(client, wrong.text, target=offered[1], target_typed="").status_code == 303
    country.expire_all()
    assert [row.stage for row in rows] == [Stage.MERGED, Stage.SUBDISTRICT, Stage.MERGED]


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
