"""The page of one item: what it offers, what it says before anybody tries, where it leads."""

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from planhub.proposals.review import Review
from planhub.workflow.stages import Stage
from tests.factories import areas
from tests.factories.proposals import planning_round, proposal, rank
from tests.web.committees.deciding import (
    DISTRICT,
    OFFICER,
    PLANNER,
    SECRETARY,
    enter,
    form_of,
    log,
    offered,
    token_of,
)

if TYPE_CHECKING:
    from flask.testing import FlaskClient

OFFERS = [
    # a committee with the matter before it
    (
        Stage.SUBDISTRICT,
        SECRETARY,
        {},
        "forward classify align merge refer do_locally do_jointly return defer reject",
    ),
    (Stage.DISTRICT, DISTRICT, {}, "forward classify align merge refer return defer reject"),
    (Stage.PROVINCE, PLANNER, {}, "include classify align merge refer return defer reject"),
    # the levels around it look on
    (Stage.DISTRICT, SECRETARY, {}, ""),
    (Stage.DISTRICT, PLANNER, {}, ""),
    # the agency that was asked
    (Stage.AGENCY, OFFICER, {"agency_code": "A-32-DPT"}, "opine"),
    # the committee that asked waits, or takes it back
    (Stage.AGENCY, DISTRICT, {}, "recall"),
    # decided here: only a higher level may go on with it
    (Stage.REJECTED, SECRETARY, {}, ""),
    (Stage.REJECTED, DISTRICT, {}, "reopen"),
    (Stage.REJECTED, PLANNER, {}, "reopen"),
    (Stage.DEFERRED, SECRETARY, {}, ""),
    (Stage.DEFERRED, DISTRICT, {}, "resume"),
    # a merge may be taken back by those who made it
    (Stage.MERGED, SECRETARY, {}, "unmerge"),
]


@pytest.mark.parametrize(("stage", "who", "more", "actions"), OFFERS)
def test_only_what_is_possible_is_offered(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    who: tuple[str, str],
    more: dict[str, str],
    actions: str,
) -> None:
    row = proposal(
        country,
        stage=stage,
        decided_by="subdistrict",
        decided_year=2571,
        agency_code="A-32-DPT",
        came_from=Stage.DISTRICT if stage is Stage.AGENCY else Stage.SUBDISTRICT,
    )
    enter(client, country, who, **more)
    page = client.get(f"/items/{row.id}")
    assert page.status_code == 200
    assert offered(page.text) == set(actions.split())
    if not actions:
        assert "ตอนนี้ไม่มีสิ่งที่บทบาทนี้ต้องทำกับเรื่องนี้" in page.text


def test_what_is_in_the_plan_leads_on_to_its_work(client: "FlaskClient", country: Session) -> None:
    """To read that nothing is to be done would be untrue: its money is recorded next, by the same person."""
    row = proposal(country, stage=Stage.PLANNED, decided_by="province", decided_year=2571)
    enter(client, country, PLANNER)
    page = client.get(f"/items/{row.id}").text
    assert "ไม่มีสิ่งที่บทบาทนี้ต้องทำ" not in page
    assert f'<a class="btn" href="/works/{row.id}">ไปหน้างาน</a>' in page
    assert client.get(f"/works/{row.id}").status_code == 200


CLOSED = [
    # the window closed yesterday
    ({"subdistrict": {"closes": date(2026, 11, 20)}}, {}, "ปิดแล้วเมื่อ"),
    # it opens next month
    ({"subdistrict": {"opens": date(2026, 12, 1)}}, {}, "ยังไม่เปิด เปิดวันที่"),
    # all that may go has gone
    ({"subdistrict": {"top_n": 1}}, {"gone": True}, "รอบนี้ส่งต่อได้ไม่เกิน 1 เรื่อง และส่งครบแล้ว"),
    # three of four villages have not answered
    ({"subdistrict": {"children_first": True}}, {}, "ยังมี 3 พื้นที่ที่ยังไม่ส่งเรื่อง"),
]


@pytest.mark.parametrize(("windows", "more", "told"), CLOSED)
def test_the_rounds_rules_are_told_before_anybody_tries(
    client: "FlaskClient",
    session: Session,
    windows: dict[str, dict[str, Any]],
    more: dict[str, bool],
    told: str,
) -> None:
    areas.surin(session)
    planning_round(session, **windows)
    hat = enter(client, session, SECRETARY)
    if more.get("gone"):
        first = proposal(session, stage=Stage.DISTRICT, classification="self")
        session.add(
            Review(
                proposal_id=first.id,
                seq=1,
                action="forward",
                from_stage=Stage.SUBDISTRICT,
                to_stage=Stage.DISTRICT,
                holder_code="3201",
                actor_id=hat.account_id,
                holding_id=hat.holding_id,
                role=hat.role,
                capacity="เลขานุการ",
                at=first.stage_since,
                given={},
            )
        )
    row = proposal(session, classification="self")
    rank(session, row, "subdistrict", 1)
    page = client.get(f"/items/{row.id}").text
    assert told in unescape(page)
    assert "forward" not in offered(page)
    assert "return" in offered(page), "other decisions are not bound by the window"
    form = form_of(client, row, "return") | {"action": "forward", "reason": "ลองส่ง"}
    answer = client.post(f"/items/{row.id}/decide", data=form)
    assert answer.status_code == 409
    assert told in unescape(answer.text)
    assert log(session, row) == []


MEETINGS = [
    (SECRETARY, Stage.SUBDISTRICT, "กบต."),
    (DISTRICT, Stage.DISTRICT, "กบอ."),
    (PLANNER, Stage.PROVINCE, "ก.บ.จ."),
]


@pytest.mark.parametrize(("who", "stage", "body"), MEETINGS)
def test_the_example_of_a_meeting_names_the_committee_of_ones_own_level(
    client: "FlaskClient", country: Session, who: tuple[str, str], stage: Stage, body: str
) -> None:
    row = proposal(country, stage=stage)
    enter(client, country, who)
    example = f"เช่น {body} ครั้งที่ 3/2569"
    assert example in unescape(client.get(f"/items/{row.id}?do=return").text)
    data = {"csrf_token": token_of(client), "action": "return", "pick": f"{row.id}:1"}
    assert example in unescape(client.post("/inbox/bulk", data=data).text)


def test_sizes_and_counts_have_their_thousands_apart(client: "FlaskClient", country: Session) -> None:
    sizes = {"width_m": "4", "length_m": "2050", "thickness_m": "0.15", "volume_m3": "36000.5"}
    row = proposal(country, need={"size": sizes, "people": 1250, "later": {"cost_estimate": "1250000"}})
    enter(client, country, SECRETARY)
    page = client.get(f"/items/{row.id}").text
    for words in ("2,050 ", "36,000.5 ", "0.15 ", "1,250<", "1,250,000"):
        assert words in page
    assert "2050 " not in page


SUBPAGES = [
    # the page of an item belongs to the inbox it came from
    (SECRETARY, "/items/{id}", "กล่องงาน"),
    (SECRETARY, "/needs/{id}/details", "กล่องงาน"),
    (SECRETARY, "/inbox/ranking", "กล่องงาน"),
    (PLANNER, "/plan/32/2571", "แผน"),
    (PLANNER, "/rounds/32/2571", "รอบ"),
    (DISTRICT, "/plan/32/2571", "แผน"),
    (("village_head", "32010204"), "/needs/{draft}/1", "เรื่องของเรา"),
]


@pytest.mark.parametrize(("who", "path", "word"), SUBPAGES)
def test_the_menu_says_where_one_is_on_subpages_too(
    client: "FlaskClient", country: Session, who: tuple[str, str], path: str, word: str
) -> None:
    row, draft = proposal(country), proposal(country, stage=Stage.DRAFT)
    enter(client, country, who)
    page = client.get(path.format(id=row.id, draft=draft.id))
    assert page.status_code == 200
    menu = page.text.split('<nav class="nav')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)<', menu) == [word]


DETAILS = [
    (SECRETARY, {}, True),
    (DISTRICT, {}, True),
    (PLANNER, {}, True),
    # they decide, but do not write the technical part
    (("subdistrict_chair", "320102"), {}, False),
    (("governor", "32"), {}, False),
    # the agency that was asked, and one that was not but has answered before
    (OFFICER, {"agency_code": "A-32-DPT"}, True),
]


@pytest.mark.parametrize(("who", "more", "may"), DETAILS)
def test_the_technical_page_is_linked_for_those_who_may_write_it_and_the_public_one_for_all(
    client: "FlaskClient", country: Session, who: tuple[str, str], more: dict[str, str], may: bool
) -> None:
    row = proposal(country, stage=Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT")
    enter(client, country, who, **more)
    for page in (client.get(f"/items/{row.id}").text, client.get(f"/inbox?item={row.id}").text):
        assert (f'href="/needs/{row.id}/details"' in page) is may
        assert ("รายละเอียดทางเทคนิค" in page) is may
        assert f'href="/n/{row.number}"' in page
        assert "หน้าสาธารณะ" in page
    assert (client.get(f"/needs/{row.id}/details").status_code == 200) is may
