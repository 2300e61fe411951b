"""A planner brings an office's messy list, in a real browser: described, tried, imported, mended, undone."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from tests.web.committees.test_committee_browser import PLANNER, Enter, enter, look

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser


def messy(path: Path) -> Path:
    """As offices make them: a title, merged headings in two rows, Thai digits, " - ", sums, a line break."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("แผน 2571")
    sheet.merge_range("A1:G1", "บัญชีโครงการตามแผนพัฒนา อบจ.สุรินทร์ ปีงบประมาณ พ.ศ. ๒๕๗๑")
    sheet.merge_range("A2:G2", "จังหวัดสุรินทร์")
    for at, words in {
        "A": "ที่",
        "B": "ชื่อโครงการ/กิจกรรม",
        "E": "งบประมาณ\n(บาท)",
        "F": "สถานะ",
        "G": "หมายเหตุ",
    }.items():
        sheet.merge_range(f"{at}3:{at}4", words)
    sheet.merge_range("C3:D3", "พื้นที่ดำเนินการ")
    sheet.write_row("C4", ["ตำบล", "อำเภอ"])
    rows: list[list[Any]] = [
        ["๑", "ขุดลอกหนองสาธารณะ\nบ้านตั้งใจ", "ตั้งใจ", "เมืองสุรินทร์", "๒๕๐,๐๐๐", "รองบประมาณ", " - "],
        ["๒", "ปรับปรุงถนนลูกรัง", "ตั้งใจ", "เมืองสุรินทร์", "๑,๒๐๐,๐๐๐", "รองบประมาณ", ""],
        ["๓", "ก่อสร้างระบบประปา", "ตั้งใจ", "เมืองสุรินทร์", "ประมาณหกแสน", "รองบประมาณ", ""],
        ["๔", "ซ่อมแซมฝายน้ำล้น", "หนองบัว", " - ", 480_000, "รองบประมาณ", ""],
        ["", "รวม", "", "", "๑,๙๓๐,๐๐๐", "", ""],
    ]
    for y, cells in enumerate(rows, start=4):
        sheet.write_row(y, 0, cells)
    workbook.close()
    return path


def figures(page: "Page") -> dict[str, str]:
    """Outcome to number, as the figures of a run say."""
    texts = page.locator(".figures li").all_inner_texts()
    return {text.split("\n")[1]: text.split()[0] for text in texts}


def press(page: "Page", name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def send(page: "Page", path: Path, name: str) -> None:
    page.set_input_files("[name=file]", path)
    press(page, name)


def test_a_messy_list_comes_onto_the_map(enter: Enter, tmp_path: Path) -> None:
    page = enter(PLANNER, "/sources")
    look(page, "sources")
    page.get_by_role("link", name="เพิ่มแหล่งข้อมูล").first.click()
    page.fill("[name=name]", "แผน อบจ.สุรินทร์ (Excel)")
    page.fill("[name=code]", "pao-surin")
    look(page, "sources-new")
    send(page, messy(tmp_path / "แผน ๒๕๗๑.xlsx"), "เพิ่มแหล่งข้อมูล")
    described(page)
    press(page, "จำไว้และลองนำเข้า")
    assert page.inner_text("h1") == "ลองนำเข้า"
    look(page, "sources-dry")
    assert figures(page)["ใหม่"] == "2"
    assert "ช่อง E" in page.inner_text(".run-rows"), "the cell is named as in Excel"
    page.get_by_role("link", name=re.compile("ไม่ชัดเจน")).click()
    assert "ซ่อมแซมฝายน้ำล้น" in page.inner_text(".run-rows")
    press(page, "นำเข้าจริง 2 เรื่อง")
    first = page.url
    assert (figures(page)["ใหม่"], figures(page)["ผิด"]) == ("2", "1")
    look(page, "sources-run")
    mended(page, tmp_path)
    settled(page)
    seen_on_the_map(page, "ปรับปรุงถนนลูกรัง", "/map/320102")
    page.goto(first)
    page.get_by_role("link", name="ยกเลิกการนำเข้าครั้งนี้").click()
    look(page, "sources-undo")
    press(page, "ยกเลิกการนำเข้าครั้งนี้")
    assert "ยกเลิกการนำเข้าแล้ว เอาออก" in page.inner_text("main")
    page.goto(page.url.partition("/runs/")[0])
    look(page, "sources-show")


def described(page: "Page") -> None:
    """The page of columns: the guess is right but for the word of the stage, which is asked for."""
    assert page.input_value("[name=header_rows]") == "3, 4"
    assert [page.input_value(f"[name=col-{at}]") for at in range(1, 5)] == [
        "title",
        "subdistrict",
        "district",
        "amount",
    ]
    assert page.input_value("[name=year]") == "2571"
    page.select_option("[name=col-5]", "stage")
    if page.locator("[name=stage-0]").count() == 0:
        press(page, "ดูใหม่ตามนี้")
    page.select_option("[name=stage-0]", "planned")
    look(page, "sources-describe")


def mended(page: "Page", tmp_path: Path) -> None:
    """The workbook of bad rows is downloaded, its cell put right, and sent back as it is."""
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("แถวที่ต้องแก้")).click()
    path = tmp_path / "mended.xlsx"
    download.value.save_as(path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "ประมาณหกแสน")
    cell.value = 600_000
    workbook.save(path)
    page.get_by_role("link", name="กลับไปหน้าแหล่งข้อมูล").click()
    send(page, path, "ส่งแฟ้มและลองนำเข้า")
    assert (figures(page)["ใหม่"], figures(page)["ผิด"]) == ("1", "0")
    press(page, "นำเข้าจริง 1 เรื่อง")


def settled(page: "Page") -> None:
    """The doubtful place is chosen out of those of its name."""
    page.get_by_role("link", name="ตอบแถวที่ไม่ชัดเจน").click()
    look(page, "sources-work")
    page.fill("[name=typed]", "ต.หนองบัว")
    press(page, re.compile("ใช้พื้นที่นี้"))
    look(page, "sources-work-several")
    press(page, re.compile("320906"))
    assert "บันทึก 1 เรื่อง" in page.inner_text("main")


def seen_on_the_map(page: "Page", title: str, path: str) -> None:
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin
    page.goto(f"{origin[0]}{path}")
    assert title in page.inner_text("main")


def test_keys_for_other_systems(enter: Enter) -> None:
    page = enter(PLANNER, "/sources/new")
    page.fill("[name=name]", "ระบบแผนของจังหวัด")
    page.fill("[name=code]", "erp32")
    press(page, "เพิ่มแหล่งข้อมูล")
    page.get_by_role("link", name=re.compile("กุญแจสำหรับระบบอื่น")).click()
    page.fill("[name=name]", "เครื่องแม่ข่ายสำนักงานจังหวัด")
    press(page, "ออกกุญแจ")
    assert page.inner_text(".secret").startswith("phub_")
    look(page, "sources-key")
    page.get_by_role("link", name=re.compile("กลับไปรายการกุญแจ")).click()
    look(page, "sources-keys")
    page.get_by_role("link", name=re.compile("^ยกเลิก")).click()
    page.get_by_role("heading", name="ยกเลิกกุญแจนี้ใช่ไหม").wait_for()
    look(page, "sources-key-revoke")
    press(page, "ยกเลิกกุญแจ")
    assert "ใช้ส่งข้อมูลไม่ได้อีก" in page.inner_text("main")
