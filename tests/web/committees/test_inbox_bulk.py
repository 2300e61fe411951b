"""The page that asks before many are decided: what it warns of, how it shows them, what it costs."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from planhub import clock
from planhub.workflow.stages import Action, Stage
from tests.factories import areas
from tests.factories.proposals import TODAY, planning_round, proposal, rank
from tests.web.committees.deciding import DISTRICT, OFFICER, PLANNER, SECRETARY, decide, enter
from tests.web.committees.ticking import ask, confirm
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def before_the_button(page: str) -> str:
    """What stands between the last field of a decision's form and its button."""
    return page.split('class="actions"')[0].rsplit('class="field', 1)[-1]


LASTING = [
    # what, by whom, and what the page says of it before the button
    (SECRETARY, Stage.SUBDISTRICT, "forward", "ขอให้ กบอ. ส่งกลับมาพร้อมเหตุผลได้"),
    (SECRETARY, Stage.SUBDISTRICT, "do_locally", "ไม่มีระดับใดเปิดใหม่ได้"),
    (DISTRICT, Stage.DISTRICT, "reject", "มีเพียง จังหวัด ที่เปิดให้พิจารณาใหม่ได้"),
    (PLANNER, Stage.PROVINCE, "include", "มีเพียงผู้ว่าราชการจังหวัดที่นำออกจากแผน"),
    (PLANNER, Stage.PROVINCE, "defer", "ก่อนนั้นไม่มีระดับใดนำกลับมาได้"),
]


@pytest.mark.parametrize(("who", "stage", "action", "words"), LASTING)
def test_what_cannot_be_taken_back_is_said_before_the_button_on_both_pages(
    client: "FlaskClient", country: Session, who: tuple[str, str], stage: Stage, action: str, words: str
) -> None:
    row = proposal(country, stage=stage)
    enter(client, country, who)
    one = client.get(f"/items/{row.id}?do={action}").text
    assert words in before_the_button(one)
    assert words in before_the_button(ask(client, action, row).text)


def test_an_opinion_cannot_be_changed_by_who_gave_it_and_the_page_says_so(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country, stage=Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT")
    enter(client, country, OFFICER, agency_code="A-32-DPT")
    page = client.get(f"/items/{row.id}?do=opine").text
    assert "แก้ความเห็นเองไม่ได้" in before_the_button(page)


@pytest.mark.parametrize("action", ["classify", "merge", "refer"])
def test_what_one_may_do_again_is_not_warned_of(client: "FlaskClient", country: Session, action: str) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    assert "ถอนคืนเองไม่ได้" not in client.get(f"/items/{row.id}?do={action}").text
    assert "ถอนคืนเองไม่ได้" not in ask(client, action, row).text


def test_the_list_says_how_many_at_its_head_and_is_shown_whole(
    client: "FlaskClient", country: Session
) -> None:
    rows = [proposal(country, f"3201020{1 + n % 4}") for n in range(13)]
    enter(client, country, SECRETARY)
    page = ask(client, "return", *rows).text
    table = page[page.index('<table class="table cardy">') : page.index("</table>")]
    assert re.search(r"<caption>\s*13 เรื่อง\s*</caption>", table)
    assert '<div class="frame frame-whole"' in page, "no scrolling within the page"


def test_a_long_list_scrolls_and_says_that_there_is_more(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, f"3201020{1 + n % 4}") for n in range(51)]
    enter(client, country, SECRETARY)
    page = ask(client, "return", *rows).text
    assert "frame-whole" not in page
    assert "51 เรื่อง เลื่อนในกรอบนี้เพื่อดูให้ครบ" in page


def counted(client: "FlaskClient", country: Session, rows: list[Any]) -> int:
    """How many statements the page that asks sends."""
    seen: list[str] = []

    def look(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    bind = country.connection()
    event.listen(bind, "before_cursor_execute", look)
    page = ask(client, "forward", *rows)
    event.remove(bind, "before_cursor_execute", look)
    assert page.status_code == 200
    assert page.text.count('name="pick"') == len(rows)
    return len(seen)


def test_the_page_for_thirteen_sends_as_many_statements_as_that_for_three(
    client: "FlaskClient", country: Session
) -> None:
    rows = [proposal(country, f"3201020{1 + n % 4}") for n in range(13)]
    rank(country, rows[0], "subdistrict", 1)
    enter(client, country, SECRETARY)
    three = counted(client, country, rows[:3])
    assert counted(client, country, rows) == three


def order_of(page: str) -> tuple[list[str], list[str]]:
    """The anchors of the error summary, and the same in the order in which they stand on the page."""
    summary = page[page.index('class="error-summary"') :]
    summary = summary[: summary.index("</ul>")]
    named = re.findall(r'href="#([^"]+)"', summary)
    places = {name: page.find(f'id="{name}"') for name in named}
    assert all(at > 0 for at in places.values()), f"each leads to a field: {places}"
    return named, sorted(named, key=lambda name: places[name])


LONG = "ก" * 2001
WRONG: list[tuple[tuple[str, str], Stage, str, dict[str, str]]] = [
    (SECRETARY, Stage.SUBDISTRICT, "forward", {"classification": "?", "rank": "x", "meeting": "ก" * 201}),
    (
        SECRETARY,
        Stage.SUBDISTRICT,
        "do_jointly",
        {"agency_code": "", "reason": LONG, "meeting": "ก" * 201},
    ),
    (
        PLANNER,
        Stage.PROVINCE,
        "include",
        {"plan_year": "?", "envelope": "?", "rank": "x", "reason": "ก" * 2001},
    ),
    (PLANNER, Stage.PROVINCE, "include", {"plan_year": "", "envelope": ""}),
    (DISTRICT, Stage.DISTRICT, "merge", {"target": "", "meeting": "ก" * 201}),
]


@pytest.mark.parametrize(("who", "stage", "action", "typed"), WRONG)
def test_errors_are_summed_up_in_the_order_of_the_fields(
    client: "FlaskClient",
    country: Session,
    who: tuple[str, str],
    stage: Stage,
    action: str,
    typed: dict[str, str],
) -> None:
    row = proposal(country, stage=stage)
    enter(client, country, who)
    one = decide(client, row, action, **typed)
    assert one.status_code == 422
    named, placed = order_of(one.text)
    assert named == placed
    many = confirm(client, ask(client, action, row).text, **typed)
    if many.status_code == 422:
        named, placed = order_of(many.text)
        assert named == placed


def test_an_opinions_errors_stand_in_the_order_of_its_fields(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT")
    enter(client, country, OFFICER, agency_code="A-32-DPT")
    wrong = {"reason": LONG, "verdict": "?", "estimated_cost": "x", "permission_note": "ก" * 2001}
    named, placed = order_of(decide(client, row, Action.OPINE, **wrong).text)
    assert named == placed
    assert len(named) == 4


def test_ranks_that_cannot_be_read_are_summed_up_as_they_stand(
    client: "FlaskClient", country: Session
) -> None:
    """The rows stand in rank, not in the order in which they came."""
    rows = [proposal(country, f"3201020{n}", classification="self") for n in (1, 2, 3)]
    for n, row in enumerate(rows, start=1):
        rank(country, row, "village", 4 - n)
    enter(client, country, SECRETARY)
    page = ask(client, "forward", *rows).text
    typed = {f"rank-{row.id}": "x" for row in rows}
    wrong = confirm(client, page, **typed)
    assert wrong.status_code == 422
    named, placed = order_of(wrong.text)
    assert (len(named), named) == (3, placed)


COMING = [
    # whose, the window of those who send, what comes and when
    (SECRETARY, {"village": {"closes": date(2026, 12, 31)}}, "หมู่บ้านและชุมชนส่ง", "ส่งได้ถึงวันที่ 31 ธ.ค. 2569"),
    (DISTRICT, {"subdistrict": {"opens": date(2027, 1, 4)}}, "กบต. ส่งต่อ", "ส่งได้ตั้งแต่วันที่ 4 ม.ค. 2570"),
    (PLANNER, {"district": {"closes": date(2026, 11, 1)}}, "กบอ. ส่งต่อ", "1 พ.ย. 2569 ซึ่งผ่านไปแล้ว"),
    (PLANNER, {}, "จนกว่าจะบรรจุในแผน", "รอบนี้ไม่ได้กำหนดวันสุดท้ายที่ส่งได้"),
]


@pytest.mark.parametrize(("who", "windows", "what", "when"), COMING)
def test_with_nothing_to_rank_the_page_says_what_will_come_and_when(
    client: "FlaskClient",
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    who: tuple[str, str],
    windows: dict[str, Any],
    what: str,
    when: str,
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    areas.surin(session)
    planning_round(session, **windows)
    enter(client, session, who)
    page = client.get("/inbox/ranking").text
    assert "ไม่มีเรื่องให้จัดลำดับ" in page
    assert "มาจะอยู่ที่นี่ทันทีที่มาถึง" in page
    assert what in page
    assert when in page
    later = client.get("/inbox/ranking?year=2575").text
    assert "จังหวัดยังไม่ได้เปิดรอบปีงบประมาณ พ.ศ. 2575" in later


def test_ranks_of_the_ranking_page_that_cannot_be_read_are_marked_where_they_stand(
    client: "FlaskClient", country: Session
) -> None:
    rows = [proposal(country, f"3201020{n}") for n in (1, 2, 3)]
    for n, row in enumerate(rows, start=1):
        rank(country, row, "subdistrict", 4 - n)
    enter(client, country, SECRETARY)
    form = fields_of(client.get("/inbox/ranking").text, "/inbox/ranking")
    wrong = client.post("/inbox/ranking", data=form | {f"rank-{row.id}": "x" for row in rows})
    assert wrong.status_code == 422
    named, placed = order_of(wrong.text)
    assert (len(named), named) == (3, placed)
    assert wrong.text.count('aria-invalid="true"') == 3
