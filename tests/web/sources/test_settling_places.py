"""Places that a list leaves unclear, settled once by a person and remembered."""

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.names import stored_keys
from planhub.sources import work_list
from planhub.sources.settlement import Settlement
from planhub.sources.source import Source
from tests.factories import areas, sources
from tests.web.sources.sending import ROWS, book, describe, form_of, press, standing

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_only_areas_that_the_source_may_write_are_offered_and_a_row_can_be_skipped(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    rows = [*ROWS[:4], ["๒", "ซ่อมถนน", "ต.ไกลบ้าน", "5,000", "บรรจุในแผน"]]
    for code in ("450102", "450103"):
        areas.area(session, code, "ไกลบ้าน").search_key = stored_keys("subdistrict", "ไกลบ้าน", None)
    session.commit()
    run_page = describe(client, book(tmp_path, rows)).location
    press(client, run_page, "apply")
    page = client.get("/sources/work").text
    assert work_list.waiting(session)[0].candidates == ("450102", "450103"), (
        "the words are of another province"
    )
    assert 'name="area_code"' not in page
    assert "ไม่ใช่ของเรา ข้ามแถวนี้" in page
    done = client.post("/sources/work", data=form_of(page, "/sources/work") | {"do": "skip"})
    assert done.status_code == 303
    assert "ไม่ใช่ของเรา ข้าม 1 แถว" in client.get("/sources/work").text
    assert "ไม่ใช่ของเรา ข้าม" in client.get("/sources/excel/settlements").text


def test_an_unclear_place_is_settled_once_and_remembered(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    more = [*ROWS[:-1], ["๕", "ติดตั้งเสียงตามสาย", "ต.ตั้งใจ", "50,000", "บรรจุในแผน"]]
    run_page = describe(client, book(tmp_path, more)).location
    press(client, run_page, "apply")
    page = client.get("/sources/work").text
    assert "รออยู่ 2 แถว" in page
    assert page.count('<li class="card"') == 1, "the same words are asked for once"
    assert "ตอบครั้งเดียวใช้กับ 2 แถว" in page
    form = form_of(page, "/sources/work")
    nowhere = client.post("/sources/work", data=form | {"typed": "ไม่มีที่ไหน"})
    assert nowhere.status_code == 422
    assert 'value="ไม่มีที่ไหน"' in nowhere.text
    outside = client.post("/sources/work", data=form | {"typed": "450101"})
    assert outside.status_code == 422
    several = client.post("/sources/work", data=form | {"typed": "ตั้งใจ"})
    assert several.status_code == 200
    assert 'value="320102"' in several.text
    assert 'value="32010204"' in several.text
    done = client.post("/sources/work", data=form | {"area_code": "320102"})
    assert done.status_code == 303
    page = client.get("/sources/work").text
    assert "บันทึก 2 เรื่อง" in page
    assert "ไม่มีแถวที่รอคำตอบ" in page
    assert standing(session) == 4
    assert session.scalars(select(Settlement.area_code)).one() == "320102"
    late = client.post("/sources/work", data=form | {"area_code": "320102", "once": "other"})
    assert late.status_code == 303, "a colleague was first: it is said, and no failure"


def test_answers_are_found_on_the_sources_page_and_forgotten_after_asking_once(
    client: "FlaskClient", session: Session, excel: Source
) -> None:
    assert "/sources/excel/settlements" not in client.get("/sources/excel").text
    empty = client.get("/sources/excel/settlements").text
    assert "ยังไม่มีคำตอบที่จำไว้" in empty
    for n in range(60):
        answer = {"words_key": f"ตลาด {n:02}", "words": f"ตลาด <b>{n:02}", "area_code": "320102"}
        session.add(Settlement(source_code="excel", at=sources.AT, by=None, used=n, **answer))
    session.commit()
    assert 'href="/sources/excel/settlements">คำตอบที่จำไว้ (60)' in client.get("/sources/excel").text
    first = client.get("/sources/excel/settlements").text
    assert first.count("ตลาด &lt;b&gt;") >= 50
    assert "ต.ตั้งใจ" in first
    older = unescape(re.findall(r'href="([^"]*after=[^"]*)"', first)[-1])
    assert "ตลาด &lt;b&gt;59" in client.get(older).text
    only = client.get("/sources/excel/settlements?words=ตลาด+<b>07").text
    assert only.count('class="title"') == 1
    assert "ไม่พบคำตอบที่ตรงกับคำค้น" in client.get("/sources/excel/settlements?words=ทะเล").text

    here, action = "/sources/excel/settlements", "/sources/excel/settlements/forget"
    asked = client.get(re.findall(rf'href="({action}[^"]+)"', only)[0])
    assert asked.status_code == 200
    assert "ลืมคำตอบนี้ใช่ไหม" in asked.text
    assert "7 แถว" in asked.text
    assert settled(session) == 60
    done = client.post(action, data=form_of(asked.text, action))
    assert (done.status_code, done.location) == (303, here)
    assert settled(session) == 59
    assert "ลืมคำตอบของ “ตลาด &lt;b&gt;07” แล้ว" in client.get(here).text
    # by a link and a button that were left on a colleague's screen
    assert client.get(re.findall(rf'href="({action}[^"]+)"', only)[0]).status_code == 404
    assert client.post(action, data=form_of(asked.text, action) | {"once": "other"}).status_code == 404
    assert (client.get(action).status_code, client.get(action).location) == (303, here)


def settled(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Settlement)) or 0


def test_a_row_of_a_closed_source_is_answered_with_a_sentence_and_the_way_to_open_it(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    run_page = describe(client, book(tmp_path)).location
    press(client, run_page, "apply")
    form = form_of(client.get("/sources/work").text, "/sources/work")
    excel.is_open = False
    session.commit()
    refused = client.post("/sources/work", data=form | {"typed": "320102"})
    assert refused.status_code == 409
    assert "ปิดรับแล้ว จึงยังตอบแถวที่รอไม่ได้" in refused.text
    assert 'href="/sources/excel"' in refused.text
    assert session.scalar(select(func.count()).select_from(Settlement)) == 0
