"""Pages of other offices' lists: whose they are, what a file is told, tried, carried out, mended, undone."""

import io
import os
import re
import time
import zipfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.names import stored_keys
from planhub.linkage.plan_item import PlanItem
from planhub.maps.conditions import years
from planhub.sources import settling
from planhub.sources.import_run import ImportRun
from planhub.sources.settlement import Settlement
from planhub.sources.source import Source
from planhub.sources.source_token import SourceToken
from planhub.workflow.roles import Hat
from tests.factories import accounts, areas, sources
from tests.lists.list_files import xlsx
from tests.web.people.test_accounts import fields_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HEADS = ["ที่", "ชื่อโครงการ", "สถานที่", "งบประมาณ (บาท)", "สถานะ"]
ROWS: list[list[Any]] = [
    ["บัญชีโครงการ ปีงบประมาณ พ.ศ. ๒๕๗๑"],
    ["จังหวัดสุรินทร์"],
    HEADS,
    ["๑", "ขุดลอกหนองสาธารณะ", "ต.ตั้งใจ อ.เมืองสุรินทร์", "๒๕๐,๐๐๐", "บรรจุในแผน"],
    ["๒", "ก่อสร้างถนนคอนกรีต", "บ้านตั้งใจ ต.ตั้งใจ อ.เมืองสุรินทร์", "1,200,000", "บรรจุในแผน"],
    ["๓", "ซ่อมฝาย", "อ.ชุมพลบุรี", "มากมาย", "บรรจุในแผน"],
    ["๔", "ติดตั้งไฟส่องทาง", "ต.ตั้งใจ", " - ", "บรรจุในแผน"],
    ["", "รวม", "", "๑,๔๕๐,๐๐๐", ""],
]


def book(tmp_path: Path, rows: list[list[Any]] = ROWS) -> bytes:
    return xlsx(tmp_path / "list.xlsx", {"แผน": rows}).read_bytes()


@pytest.fixture
def planner(client: "FlaskClient", session: Session) -> Hat:
    """The client is signed in as planner of Surin."""
    sources.names(session)
    areas.area(session, "320202", "ตั้งใจ").search_key = stored_keys("subdistrict", "ตั้งใจ", None)
    hat = accounts.hat(session, "planner", "32")
    session.commit()
    accounts.sign_in(client, session, hat)
    return hat


@pytest.fixture
def excel(session: Session, planner: Hat) -> Source:
    """Surin's own list."""
    row = sources.source(session, "excel", name="แผน อบจ.สุรินทร์", owner_province="32", scope=["32"])
    session.commit()
    return row


def send_file(client: "FlaskClient", content: bytes, name: str = "แผน.xlsx") -> "TestResponse":
    action = "/sources/excel/file"
    form = fields_of(client.get("/sources/excel").text, action)
    return client.post(action, data=form | {"file": (io.BytesIO(content), name)})


def form_of(page: str, action: str) -> dict[str, str]:
    """Every field of a form as a browser would send it, the first choice where none is chosen."""
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in f)
    form = re.sub(r'<input type="checkbox"(?![^>]* checked)[^>]*>', "", form)
    fields = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form))
    for name, body in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        values = re.findall(r'<option value="([^"]*)"( selected)?', body)
        fields[name] = next((v for v, selected in values if selected), values[0][0] if values else "")
    return {name: unescape(value) for name, value in fields.items()}


def describe(client: "FlaskClient", content: bytes, **typed: str) -> "TestResponse":
    """Send the first file and describe it as proposed, but for what is typed."""
    there = send_file(client, content).location
    return client.post(there, data=form_of(client.get(there).text, there) | typed)


def press(client: "FlaskClient", page: str, act: str, **typed: str) -> "TestResponse":
    return client.post(f"{page}/{act}", data=fields_of(client.get(page).text, f"{page}/{act}") | typed)


def standing(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).where(PlanItem.source_code == "excel")) or 0


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


def test_a_file_that_is_none_adds_no_source(client: "FlaskClient", session: Session, planner: Hat) -> None:
    form = form_of(client.get("/sources/new").text, "/sources/new") | {"name": "แผน"}
    wrong = client.post("/sources/new", data=form | {"file": (io.BytesIO(b"%PDF-1.7 ..."), "แผน.xlsx")})
    assert wrong.status_code == 422
    assert "แฟ้ม PDF" in wrong.text
    assert session.scalars(select(Source)).all() == []


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.7 ...", "แผน.xlsx", "แฟ้ม PDF"),
        (b"", "แผน.xlsx", "ว่างเปล่า"),
        (bomb(), "แผน.xlsx", "บีบอัดไว้แน่นผิดปกติ"),
        (b"PK\x03\x04 broken", "แผน.xlsx", "เสียหรือไม่ครบ"),
        (b"", "", "ยังไม่ได้เลือกแฟ้ม"),
    ],
)
def test_what_is_no_list_is_told_and_not_kept(
    client: "FlaskClient", app: "Flask", excel: Source, content: bytes, name: str, says: str
) -> None:
    answer = send_file(client, content, name)
    assert answer.status_code == 422
    assert says in answer.text
    left = app.config["SETTINGS"].uploads / "lists" / "excel"
    assert not left.exists() or list(left.iterdir()) == []


def test_a_messy_list_is_described_tried_imported_mended_and_undone(
    client: "FlaskClient", session: Session, excel: Source, app: "Flask", tmp_path: Path
) -> None:
    there = send_file(client, book(tmp_path)).location
    page = client.get(there).text
    form = form_of(page, there)
    assert (form["col-1"], form["col-2"], form["col-3"]) == ("title", "place_text", "amount")
    assert form["header_rows"] == "3"
    assert form["year"] == "2571"
    assert form["stage-word-0"] == "บรรจุในแผน"
    run_page = client.post(there, data=form).location
    page = client.get(run_page).text
    assert "ยังไม่ได้บันทึกเรื่องใด" in page
    assert standing(session) == 0
    assert "ช่อง D" in page, "the cell is named as in Excel"
    assert "นำเข้าจริง 2 เรื่อง" in page
    assert "ขุดลอกหนองสาธารณะ" in client.get(f"{run_page}?outcome=new").text, "titles come out of the file"
    sent = fields_of(page, f"{run_page}/apply")
    first, again = (client.post(f"{run_page}/apply", data=sent).location for _ in range(2))
    assert first == again, "pressed twice it is done once"
    assert standing(session) == 2
    assert session.scalar(select(func.count()).where(ImportRun.state == "applied")) == 1
    folder = app.config["SETTINGS"].uploads / "lists" / "excel"
    assert list(folder.iterdir()) == [], "the file goes once it is imported"
    done = client.get(f"{first}?outcome=new").text
    assert 'href="/map/32010204"' in done
    bad = client.get(f"{first}/to-mend.xlsx")
    assert f'filename="excel-{first.rpartition("/")[2]}-to-mend.xlsx"' in bad.headers["Content-Disposition"]
    assert bad.data[:2] == b"PK"
    assert f'href="{first}/undo"' in client.get(first).text
    asked = client.get(f"{first}/undo").text
    assert "ยกเลิกการนำเข้าครั้งนี้ใช่ไหม" in asked
    assert years(session) == [2571]
    undone = client.post(f"{first}/undo", data=fields_of(asked, f"{first}/undo"))
    assert undone.status_code == 303
    assert standing(session) == 0
    assert years(session) == [], "nothing is left to choose of that year"
    assert client.get(f"{first}/undo").location == first
    assert "ยกเลิกการนำเข้าครั้งนี้แล้ว" in client.get(first).text
    assert press_undone(client, first).status_code == 409


def press_undone(client: "FlaskClient", page: str) -> "TestResponse":
    token = fields_of(client.get("/sources/excel").text, "/sources/excel/file")["csrf_token"]
    return client.post(f"{page}/undo", data={"csrf_token": token})


def test_a_dry_run_shows_what_it_would_do_row_by_row_and_in_all(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    run_page = describe(client, book(tmp_path, CLUSTER), **SAID).location
    page = client.get(f"{run_page}?outcome=new").text
    totals = re.search(r'class="run-totals".*?</section>', page, re.S)[0]
    told = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", totals, re.S)]
    assert told == ["สุรินทร์", "2571", "1", "250,000"]
    assert "1 แถวไม่บอกสถานที่ จะมารอคำตอบ" in totals
    cells = re.findall(r"<td.*?</td>", re.search(r"run-rows.*?</table>", page, re.S)[0], re.S)
    row = [re.sub(r"<[^>]+>|\s", "", cell) for cell in cells]
    assert row == ["2", "ขุดลอกหนองสาธารณะ", "จ.สุรินทร์", "250,000", "2571", "ได้รับจัดสรรงบประมาณ"]


CLUSTER: list[list[Any]] = [
    ["โครงการ", "รหัสจังหวัด", "งบประมาณ (บาท)"],
    ["ขุดลอกหนองสาธารณะ", "32", "250,000"],
    ["ส่งเสริมการเกษตรของกลุ่มจังหวัด", "", "1,160,100"],
    ["ก่อสร้างถนน", "45", "900,000"],
]
SAID = {"year": "2571", "default_stage": "funded"}


@pytest.mark.parametrize(
    ("rows", "typed", "ticked", "counts"),
    [
        # a list with a column of provinces: a row without one is nobody's until somebody says so
        (CLUSTER, {}, False, (1, 1)),
        # the same when the column is left unused: the file speaks of places all the same
        (CLUSTER, {"col-1": ""}, False, (0, 3)),
        # it is asked, and the answer is taken
        (CLUSTER, {"placeless_here": "yes"}, False, (2, 0)),
        # a list that says nothing of places is the province's
        ([[row[0], row[2]] for row in CLUSTER], {}, True, (3, 0)),
    ],
)
def test_rows_without_a_place_are_the_provinces_only_when_somebody_says_so(
    client: "FlaskClient",
    session: Session,
    excel: Source,
    tmp_path: Path,
    rows: list[list[Any]],
    typed: dict[str, str],
    ticked: bool,
    counts: tuple[int, int],
) -> None:
    there = send_file(client, book(tmp_path, rows)).location
    form = form_of(client.get(there).text, there)
    assert ("placeless_here" in form) is ticked
    assert client.post(there, data=form | SAID | typed).status_code == 303
    found = session.scalars(select(ImportRun)).one().counts
    assert (found["new"], found["unclear"]) == counts


def test_a_column_of_many_words_asks_for_a_few_sides_and_folds_the_rest(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    kinds = ["แหล่งน้ำ", "โครงสร้างพื้นฐาน", *(f"หมวดที่ {chr(0x0E01 + n)}" for n in range(20))]
    rows = [["โครงการ", "ด้าน", "จังหวัด"], *([f"งาน {n}", word, "สุรินทร์"] for n, word in enumerate(kinds))]
    there = send_file(client, book(tmp_path, rows)).location
    form = form_of(client.get(there).text, there)
    page = client.post(there, data=form | {"col-1": "side", "do": "look"}).text
    asked, folded = page.partition('<ul class="word-list">')[2].split("<details>", 1)
    assert asked.count("<select") == 8
    assert folded.partition("</details>")[0].count("<select") == 14


def test_other_provinces_rows_are_no_fault_and_not_in_the_workbook_to_mend(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    page = client.get(describe(client, book(tmp_path, CLUSTER), **SAID).location + "?outcome=outside").text
    assert "จ.ร้อยเอ็ด (45) อยู่นอกจังหวัด" in page
    assert "ดาวน์โหลด 1 แถวที่ต้องแก้" in page


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
    assert settling.waiting(session)[0].candidates == ("450102", "450103"), (
        "the words are of another province"
    )
    assert 'name="area_code"' not in page
    assert "ไม่ใช่ของเรา ข้ามแถวนี้" in page
    done = client.post("/sources/work", data=form_of(page, "/sources/work") | {"do": "skip"})
    assert done.status_code == 303
    assert "ไม่ใช่ของเรา ข้าม 1 แถว" in client.get("/sources/work").text
    assert "ไม่ใช่ของเรา ข้าม" in client.get("/sources/excel/settlements").text


def test_a_description_kept_before_anybody_was_asked_gives_no_money_away(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    assert describe(client, book(tmp_path, CLUSTER), **SAID).status_code == 303
    session.expire_all()
    excel.description = {k: v for k, v in excel.description.items() if k != "placeless_here"}
    session.commit()
    assert "/runs/" in send_file(client, book(tmp_path, CLUSTER)).location
    found = session.scalars(select(ImportRun)).one().counts
    assert (found["new"], found["unclear"]) == (1, 1)


def test_next_month_the_file_is_tried_at_once_though_its_columns_moved(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    describe(client, book(tmp_path))
    moved = [[*cells[:1], "x", *cells[1:]] for cells in ROWS]
    there = send_file(client, book(tmp_path, moved)).location
    assert "/runs/" in there
    assert session.scalars(select(ImportRun)).one().counts["new"] == 2, "the dry run before it is forgotten"
    look = client.get(re.search(r'href="(/sources/excel/describe/[0-9a-f]{64})"', client.get(there).text)[1])
    assert form_of(look.text, look.request.path)["col-2"] == "title"


def test_what_is_lacking_or_chosen_twice_is_named_and_nothing_is_lost(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    wrong = describe(client, book(tmp_path), **{"col-0": "title", "year": "ปีหน้า", "header_rows": "สาม"})
    assert wrong.status_code == 422
    for said in ("ไว้หลายช่อง (A, B)", "ปี ปีหน้า ใช้ไม่ได้", "แถวหัวตารางใช้ไม่ได้"):
        assert said in wrong.text
    assert form_of(wrong.text, wrong.request.path)["col-0"] == "title"
    none = describe(client, book(tmp_path), **{"col-1": ""})
    assert none.status_code == 422
    assert "ยังไม่ได้บอกว่าช่องใดเป็นชื่อโครงการ" in none.text
    session.expire_all()
    assert session.get_one(Source, "excel").description is None


def test_words_of_a_column_chosen_just_now_are_asked_for(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    rows = [
        [*cells[:4], "แบบที่หนึ่ง" if n > 2 else cells[4]] if len(cells) > 4 else cells
        for n, cells in enumerate(ROWS)
    ]
    answer = describe(client, book(tmp_path, rows), **{"col-4": "stage"})
    assert answer.status_code == 422
    assert "คำที่ยังไม่ได้บอกความหมาย" in answer.text
    form = form_of(answer.text, answer.request.path)
    assert form["stage-word-0"] == "แบบที่หนึ่ง"
    done = client.post(answer.request.path, data=form | {"stage-0": "funded"})
    assert done.status_code == 303
    session.expire_all()
    assert session.get_one(Source, "excel").description["stage_words"] == {"แบบที่หนึ่ง": "funded"}


def test_looking_anew_changes_nothing(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    both = xlsx(tmp_path / "two.xlsx", {"ปก": [["ปก"]], "แผน": ROWS}).read_bytes()
    there = send_file(client, both).location
    form = form_of(client.get(there).text, there)
    assert form["seen_sheet"] == "แผน", "of several sheets the one that says most"
    cover = client.post(there, data=form | {"sheet": "ปก"})
    assert cover.status_code == 200
    assert form_of(cover.text, there)["seen_sheet"] == "ปก"
    looked = client.post(there, data=form | {"header_rows": "๓", "do": "look"})
    assert looked.status_code == 200
    session.expire_all()
    assert session.get_one(Source, "excel").description is None


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


@pytest.mark.parametrize(
    ("columns", "shown", "told"),
    [(290, 290, "แฟ้มนี้มี 290 ช่อง ใช้ไปแล้ว"), (340, 300, "แฟ้มนี้มี 340 ช่อง แสดง 300 ช่องแรก")],
)
def test_a_very_wide_list_shows_its_columns_or_says_which_it_does_not(
    client: "FlaskClient",
    session: Session,
    excel: Source,
    tmp_path: Path,
    columns: int,
    shown: int,
    told: str,
) -> None:
    rows = [[*cells, *[""] * (columns - len(cells))] for cells in ROWS]
    rows[2][columns - 1] = "หน่วยงาน"
    there = send_file(client, book(tmp_path, rows)).location
    page = client.get(there).text
    assert page.count(' id="f-col-') == shown
    assert told in page
    form = form_of(page, there)
    if columns == shown:  # the last column can be chosen like any other
        done = client.post(there, data=form | {f"col-{columns - 1}": "agency"})
        assert "/runs/" in done.location
        session.expire_all()
        assert "agency" in session.get_one(Source, "excel").description["columns"]


def test_what_a_file_would_change_is_told_field_by_field(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    first = describe(client, book(tmp_path))
    assert press(client, first.location, "apply").status_code == 303
    rows = [list(row) for row in ROWS]
    rows[4][1:4] = ["ก่อสร้างถนนคอนกรีต", "บ้านตั้งใจ ต.ตั้งใจ อ.เมืองสุรินทร์", "1,300,000"]
    dry = send_file(client, book(tmp_path, rows))
    told = client.get(f"{dry.location}?outcome=changed").text
    assert "จะเปลี่ยน" in told
    cell = re.sub(r"<[^>]+>", "", re.findall(r'<dl class="changes">.*?</dl>', told, re.S)[0])
    assert "งบประมาณ" in cell
    assert re.search(r"1,200,000 บาท.*→.*1,300,000 บาท", cell, re.S)


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


def test_a_key_is_shown_once_and_taken_back(client: "FlaskClient", session: Session, excel: Source) -> None:
    at = "/sources/excel/tokens"
    form = fields_of(client.get(at).text, at)
    wrong = client.post(at, data=form | {"name": " ", "days": "0"})
    assert wrong.status_code == 422
    assert "บอกว่าระบบหรือหน่วยงานใด" in wrong.text
    shown = client.post(at, data=form | {"name": "แม่ข่าย", "days": "90"})
    secret = re.search(r"phub_[\w-]{40,}", shown.text)
    assert secret
    assert "curl" in shown.text
    assert secret[0] not in shown.text.partition("<pre")[2], "an example is copied; it holds no secret"
    listed = client.get(at).text
    assert secret[0] not in listed
    assert secret[0][:11] in listed
    key = session.scalars(select(SourceToken)).one()
    revoke = f"{at}/{key.id}/revoke"
    assert f'href="{revoke}"' in listed
    asked = client.get(revoke)
    assert "ยกเลิกกุญแจนี้ใช่ไหม" in asked.text
    client.post(revoke, data=fields_of(asked.text, revoke))
    assert "ยกเลิกแล้ว" in client.get(at).text
    assert (client.get(revoke).status_code, client.get(revoke).location) == (303, at)


def test_a_double_click_gives_one_key_and_shows_it_both_times(
    client: "FlaskClient", session: Session, excel: Source
) -> None:
    def issued(at: str, form: dict[str, str]) -> str:
        shown = re.search(r"phub_[\w-]{40,}", client.post(at, data=form).text)
        assert shown
        return shown[0]

    at = "/sources/excel/tokens"
    form = fields_of(client.get(at).text, at) | {"name": "แม่ข่าย", "days": "90"}
    first = issued(at, form)
    assert issued(at, form) == first
    assert session.scalar(select(func.count()).select_from(SourceToken)) == 1
    sources.source(session, "other", owner_province="32", scope=["32"])
    session.commit()
    others = {
        "a form drawn anew": issued(at, form | {"once": "f" * 32}),
        "the same form at another source": issued("/sources/other/tokens", form),
    }
    assert first not in others.values()
    assert len(set(others.values())) == 2
    assert session.scalar(select(func.count()).select_from(SourceToken)) == 3


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


def test_a_long_run_comes_in_pages(client: "FlaskClient", session: Session, excel: Source) -> None:
    ran = sources.run(session, excel, *(sources.row(f"{n:03}", at=n + 2) for n in range(120)))
    session.commit()
    at = f"/sources/excel/runs/{ran.run.id}"
    seen: list[str] = []
    url: str | None = f"{at}?outcome=new"
    while url:
        page = client.get(url).text
        seen += re.findall(r">โครงการ (\d{3})</a>", page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        url = unescape(older[1]).partition("#")[0] if older else None
    assert seen == [f"{n:03}" for n in range(120)]
    for odd in ("ก", "9" * 40, "1.\x00", ".", "-1.x"):
        assert client.get(at, query_string={"outcome": "new", "after": odd}).status_code == 200


def test_files_left_lying_go_after_a_day(
    client: "FlaskClient", app: "Flask", excel: Source, tmp_path: Path
) -> None:
    there = send_file(client, book(tmp_path)).location
    folder = app.config["SETTINGS"].uploads / "lists" / "excel"
    for path in folder.iterdir():
        os.utime(path, (time.time() - 90_000,) * 2)
    send_file(client, book(tmp_path, ROWS[:5]), "อื่น.xlsx")
    gone = client.get(there)
    assert gone.status_code == 404
    assert "ไม่ได้เก็บไว้แล้ว" in gone.text
    for path in folder.iterdir():
        path.unlink()


def test_a_list_too_long_for_a_page_is_told_how_to_be_imported(
    client: "FlaskClient", excel: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planhub.web.sources.runs.MOST_ROWS", 5)
    answer = describe(client, book(tmp_path))
    assert answer.location == "/sources/excel"
    assert "planhub sources import" in client.get(answer.location).text
