"""A file through the pages: refused, tried dry, imported, mended, undone, read page by page."""

import io
import os
import re
import time
import zipfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.maps.conditions import years
from planhub.sources.import_run import ImportRun
from planhub.sources.source import Source
from tests.factories import sources
from tests.factories.boundaries import outline
from tests.lists.list_files import xlsx
from tests.web.forms import fields_of
from tests.web.sources.sending import (
    CLUSTER,
    HEADS,
    ROWS,
    SAID,
    book,
    describe,
    form_of,
    press,
    send_file,
    standing,
)

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


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
    sheet = openpyxl.load_workbook(io.BytesIO(bad.data)).worksheets[0]
    told = [[cell or "" for cell in row[: len(HEADS)]] for row in sheet.iter_rows(values_only=True)]
    assert told[0][0] == ROWS[0][0], "the office's own rows, though its file is gone"
    assert told[2] == HEADS, "of columns that are not used, too"
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
    again = press_undone(client, first)
    assert again.status_code == 409
    assert "ส่งอีกครั้ง" not in again.text
    assert f'class="btn" href="{first}"' in again.text


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


POINTS = [
    ["โครงการ", "รหัสพื้นที่", "งบประมาณ (บาท)", "ละติจูด", "ลองจิจูด"],
    ["ขุดลอกหนองใกล้", "320102", "250,000", "14.90000", "103.50000"],
    ["ขุดลอกหนองไกล", "320102", "250,000", "16.70000", "103.50000"],
]


def test_a_dry_run_counts_and_shows_the_rows_that_are_taken_and_look_odd(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    outline(session, "320102", half=0.05)
    session.commit()
    run_page = describe(client, book(tmp_path, POINTS), **SAID).location
    page = client.get(run_page).text
    assert "1 แถวมีพิกัดหรือชื่ออำเภอที่น่าตรวจ" in page
    assert "นำเข้าจริง 2 เรื่อง" in page
    odd = client.get(f"{run_page}?odd=1").text
    assert ("ขุดลอกหนองไกล" in odd, "ขุดลอกหนองใกล้" in odd) == (True, False)
    assert "194 กม." in odd
    assert "194 กม." in client.get(f"{run_page}?outcome=new").text
    applied = press(client, run_page, "apply").location
    assert "194 กม." in client.get(f"{applied}?odd=1").text
    assert standing(session) == 2


TWICE = [
    ["รหัสโครงการ", "โครงการ", "รหัสจังหวัด", "งบประมาณ (บาท)"],
    ["ก-1", "ขุดลอกหนองสาธารณะ", "32", "250,000"],
    ["ก-2", "ก่อสร้างถนน", "32", "900,000"],
    ["ก-2", "ก่อสร้างถนนสายสอง", "32", "800,000"],
    ["ก-3", "", "32", "700,000"],
]


def test_a_dry_run_tells_what_words_hold_up_and_what_sums_are_missing(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    """A place is asked for only where the place is unclear: a word of a stage has its answer elsewhere."""
    placed = [[*row[:2], "ต.ตั้งใจ อ.เมืองสุรินทร์", *row[3:]] if row[0] == "๔" else row for row in ROWS]
    rows = [[*row[:4], "ลอยแพ"] if row[0] in ("๑", "๔") else row for row in placed]
    there = send_file(client, book(tmp_path, rows)).location
    form = form_of(client.get(there).text, there)
    assert "ลอยแพ" in form.values()
    run_page = client.post(there, data=form).location
    page = client.get(run_page).text
    assert "2 แถวนำเข้าไม่ได้เพราะมีคำที่ยังไม่ได้บอกความหมาย" in page
    assert "ไม่มีตัวเลขงบประมาณ" not in page, "the only row without a sum is held up"
    press(client, run_page, "apply")
    assert "ไม่มีแถวที่รอคำตอบ" in client.get("/sources/work").text
    applied = session.scalars(select(ImportRun).where(ImportRun.state == "applied")).one()
    page = client.get(f"/sources/excel/runs/{applied.id}").text
    assert "ตอบแถวที่ไม่ชัดเจน" not in page
    assert "2 แถวของแฟ้มนี้ยังไม่ได้นำเข้า" in page
    assert "ส่งแฟ้มเดิมอีกครั้ง" in page
    told = send_file(client, book(tmp_path, placed)).location
    assert "1 แถวไม่มีตัวเลขงบประมาณหรือเป็น 0 จะรวมยอดเป็น 0 บาท" in client.get(told).text


def test_each_fault_is_told_once_and_what_stands_is_not_all_that_was_sent(
    client: "FlaskClient", excel: Source, tmp_path: Path
) -> None:
    tried = describe(client, book(tmp_path, TWICE), **{"col-0": "key"}, **SAID).location
    wrong = client.get(f"{tried}?outcome=wrong").text
    assert wrong.count("รหัส ก-2 ซ้ำ") == 2, "once for each of the two rows"
    assert "(ไม่มีชื่อโครงการ)" in wrong
    press(client, tried, "apply")
    again = client.get(send_file(client, book(tmp_path, TWICE)).location).text
    assert "แฟ้มนี้ตรงกับที่มีอยู่" not in again
    assert "แถวที่อ่านได้ตรงกับที่มีอยู่แล้ว อีก 3 แถวยังนำเข้าไม่ได้" in again


def test_other_provinces_rows_are_no_fault_and_not_in_the_workbook_to_mend(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    page = client.get(describe(client, book(tmp_path, CLUSTER), **SAID).location + "?outcome=outside").text
    assert "จ.ร้อยเอ็ด (45) อยู่นอกจังหวัด" in page
    assert "ดาวน์โหลด 1 แถวที่ต้องแก้" in page


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
