"""What must stand before many are passed up: a class, a rank, and the round's own rules."""

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories import areas
from tests.factories.proposals import planning_round, proposal, rank
from tests.web.committees.deciding import SECRETARY, enter, log, token_of
from tests.web.committees.ticking import BULK, ask, confirm, held, pick

if TYPE_CHECKING:
    from flask.testing import FlaskClient


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
