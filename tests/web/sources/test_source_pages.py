"""The pages of sources: added, found, whose they are, closed."""

import io
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.sources import authorizing
from planhub.sources.settlement import Settlement
from planhub.sources.source import Source
from planhub.workflow.roles import Hat
from tests.factories import accounts, sources
from tests.web.forms import fields_of
from tests.web.sources.sending import book, form_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_an_empty_page_tells_what_it_is_for(client: "FlaskClient", planner: Hat) -> None:
    page = client.get("/sources").text
    assert "ยังไม่มีแหล่งข้อมูล" in page
    assert 'href="/sources/new"' in page
    assert re.search(r'href="/sources" aria-current="page">นำเข้าข้อมูล', page)


def test_a_source_is_added_with_its_first_file(
    client: "FlaskClient", session: Session, planner: Hat, tmp_path: Path
) -> None:
    form = form_of(client.get("/sources/new").text, "/sources/new")
    assert form["code"] == "list32"
    wrong = client.post("/sources/new", data=form | {"code": "Bad code!"})
    assert wrong.status_code == 422
    assert 'value="Bad code!"' in wrong.text
    file = (io.BytesIO(book(tmp_path)), "แผน ต.ค..xlsx")
    done = client.post("/sources/new", data=form | {"name": "แผน อบต.", "file": file, "owner_province": "45"})
    assert done.location.startswith("/sources/list32/describe/")
    source = session.get_one(Source, "list32")
    assert (source.owner_province, source.scope) == ("32", ["32"]), "a planner adds to the own province only"
    page = client.get(done.location).text
    assert "แผน ต.ค..xlsx" in page
    assert form_of(client.get("/sources/new").text, "/sources/new")["code"] == "list32-2"


def test_what_a_program_sent_is_told_beside_the_files(
    client: "FlaskClient", session: Session, excel: Source
) -> None:
    assert "ยังไม่เคย" in client.get("/sources").text
    at = datetime(2026, 11, 20, 19, tzinfo=UTC)
    token, _ = authorizing.issue(session, source_code="excel", name="ระบบแผน", days=30, by=None, at=at)
    token.last_used_at = at
    session.commit()
    page = client.get("/sources").text
    assert "ยังไม่เคย" not in page
    assert re.search(r"21 พ.ย. 2569 02:00 น.\s*<br><small[^>]*>ระบบอื่นส่งมา", page)


def test_a_file_that_is_none_adds_no_source(client: "FlaskClient", session: Session, planner: Hat) -> None:
    form = form_of(client.get("/sources/new").text, "/sources/new") | {"name": "แผน"}
    wrong = client.post("/sources/new", data=form | {"file": (io.BytesIO(b"%PDF-1.7 ..."), "แผน.xlsx")})
    assert wrong.status_code == 422
    assert "แฟ้ม PDF" in wrong.text
    assert session.scalars(select(Source)).all() == []


def test_many_sources_come_in_pages_and_are_found(
    client: "FlaskClient", session: Session, planner: Hat
) -> None:
    for n in range(120):
        code = f"list-{n:03}"
        sources.source(session, code, name=f"บัญชีที่ {n:03}", owner_province="32", scope=["32"])
    session.commit()
    page = client.get("/sources").text
    assert page.count('class="title"') == 50
    assert "มีทั้งหมด 120 แหล่ง" in page
    seen = set(re.findall(r'href="/sources/(list-\d+)"', page))
    while found := re.findall(r'href="(/sources\?after=[^"]*)"', page):
        page = client.get(unescape(found[-1])).text
        more = set(re.findall(r'href="/sources/(list-\d+)"', page))
        assert more
        assert not more & seen
        seen |= more
    assert len(seen) == 120
    assert re.findall(r'href="/sources/(list-\d+)"', client.get("/sources?words=ที่ 077").text) == ["list-077"]
    nothing = client.get("/sources?words=<b>").text
    assert "ไม่พบแหล่งข้อมูลที่ตรงกับคำค้น" in nothing
    assert 'value="&lt;b&gt;"' in nothing


def test_another_provinces_source_is_as_none(client: "FlaskClient", session: Session, excel: Source) -> None:
    theirs = sources.source(session, "roiet", name="ของร้อยเอ็ด", owner_province="45", scope=["45"])
    nation = sources.source(session, "nation", name="ของชาติ")
    ran = sources.run(session, theirs, sources.row("1", place="", place_text="?"))
    session.commit()
    token = fields_of(client.get("/sources/new").text, "/sources/new")["csrf_token"]
    for code in (theirs.code, nation.code, "nothing"):
        for path in ("", "/tokens", f"/runs/{ran.run.id}", f"/describe/{'0' * 64}"):
            assert client.get(f"/sources/{code}{path}").status_code == 404, (code, path)
        for path in ("", "/file", "/tokens", f"/runs/{ran.run.id}/undo", f"/runs/{ran.run.id}/apply"):
            answer = client.post(f"/sources/{code}{path}", data={"csrf_token": token, "confirmed": "yes"})
            assert answer.status_code == 404, (code, path)
    assert client.get(f"/sources/excel/runs/{ran.run.id}").status_code == 404, "a run under another's name"
    listed = client.get("/sources").text
    assert "แผน อบจ.สุรินทร์" in listed
    assert "ของร้อยเอ็ด" not in listed
    assert "ไม่มีแถวที่รอคำตอบ" in client.get("/sources/work").text
    told = {"csrf_token": token, "run_id": str(ran.run.id), "row": "2", "area_code": "450101"}
    client.post("/sources/work", data=told)
    assert session.scalars(select(Settlement)).all() == []


def test_the_administrator_keeps_the_nations_sources(client: "FlaskClient", session: Session) -> None:
    sources.names(session)
    hat = accounts.hat(session, "administrator", "")
    session.commit()
    accounts.sign_in(client, session, hat)
    form = form_of(client.get("/sources/new").text, "/sources/new") | {"name": "งบจังหวัด"}
    assert form["code"] == "list"
    made = client.post("/sources/new", data=form | {"scope": ["32", "45"], "withdraws_missing": "yes"})
    assert made.location == "/sources/list"
    source = session.get_one(Source, "list")
    assert (source.owner_province, source.scope, source.withdraws_missing) == (None, ["32", "45"], True)
    own = client.post("/sources/new", data=form | {"code": "roiet", "owner_province": "45", "once": "2"})
    assert own.location == "/sources/roiet"
    assert session.get_one(Source, "roiet").owner_province == "45"
    assert "2 จังหวัด" in client.get("/sources").text


def test_a_closed_source_takes_no_file_and_keeps_its_name(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    page = client.get("/sources/excel").text
    form, sending = fields_of(page, "/sources/excel"), fields_of(page, "/sources/excel/file")
    assert client.post("/sources/excel", data=form | {"name": ""}).status_code == 422
    client.post("/sources/excel", data=form | {"name": "ชื่อใหม่"})
    closed = client.get("/sources/excel").text
    assert "ชื่อใหม่" in closed
    assert "ปิดรับแล้ว" in closed
    file = {"file": (io.BytesIO(book(tmp_path)), "แผน.xlsx")}
    there = client.post("/sources/excel/file", data=sending | file)
    assert there.status_code == 409
