"""An office reports, sends photos and asks for a change; the province looks at it: in a real browser."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.web.committees.test_committee_browser import PLANNER, Enter, enter, look

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser

AGENCY = "เจ้าหน้าที่ส่วนราชการ"


def as_(enter: Enter, page: "Page", role: str, path: str) -> "Page":
    """The same browser in another person's hands."""
    page.context.clear_cookies()
    return enter(role, path)


def send(page: "Page", form: str) -> str:
    """Press the form's main button; what the page says then."""
    with page.expect_navigation():
        page.locator(f"form[action$='{form}'] button.btn").first.click()
    return page.inner_text("main")


def the_oldest_work(page: "Page") -> str:
    """Address of the office's work that has been underway longest."""
    page.locator("table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/works/\d+$"))
    return page.url


def picture(colour: str) -> dict[str, object]:
    kept = BytesIO()
    Image.new("RGB", (640, 480), colour).save(kept, "JPEG")
    return {"name": "งาน.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def add_photo(page: "Page", moment: str, colour: str, *, lat: str = "", lon: str = "") -> None:
    page.locator("summary", has_text="เพิ่มรูป").click()
    page.check(f"[name=moment][value={moment}]", force=True)
    page.set_input_files("[name=photo]", picture(colour))  # type: ignore[arg-type]
    page.fill("[name=caption]", "ถ่ายจากหัวถนน")
    page.fill("[name=lat]", lat)
    page.fill("[name=lon]", lon)
    with page.expect_navigation():
        page.click("form[action$='/photos'] button:text('ส่งรูป')")


def write(page: "Page", percent: str, **typed: str) -> None:
    page.select_option("[name=period]", "2570-01")
    page.fill("[name=physical]", percent)
    page.fill("[name=activity]", "เทคอนกรีตถึงกลางหมู่บ้าน เหลือช่วงท้าย 120 เมตร")
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)


def test_a_report_goes_back_is_sent_back_and_accepted_with_photos_of_three_moments(enter: Enter) -> None:
    page = enter(AGENCY, "/works?stage=works")
    work = the_oldest_work(page)
    page.goto(f"{work}/reports")
    page.goto(work)
    look(page, "work")
    page.goto(f"{work}/reports")
    before = int(re.findall(r"\d+", page.locator(".figures").inner_text())[0])
    assert "ถูกส่งกลับ" in page.inner_text("main"), "the sample's office has a report to mend"
    look(page, "reports-sent-back")

    write(page, str(before - 5), output="1")
    page.select_option("[name=problem_code]", "disaster")
    page.fill("[name=problem]", "ฝนตกหนัก น้ำท่วมไหล่ทางที่ทำไว้")
    page.fill("[name=remedy]", "สูบน้ำออกแล้วบดอัดใหม่")
    page.fill("[name=next_step]", "เทคอนกรีตต่อเมื่อพื้นแห้ง")
    send(page, "/reports")
    assert "น้อยลง" in page.inner_text(".error-summary"), "progress goes back only with a reason"
    assert page.input_value("[name=remedy]") == "สูบน้ำออกแล้วบดอัดใหม่", "nothing typed is lost"
    look(page, "reports-went-back")
    page.fill("[name=went_back]", "น้ำพัดไหล่ทางที่ทำเสร็จแล้วเสียหาย 30 เมตร")
    told = send(page, "/reports")
    assert f"{before - 5} %" in told
    assert "น้ำพัดไหล่ทาง" in told
    assert "ภัยธรรมชาติ" in told

    for moment, colour, lat in (
        ("before", "#886644", ""),
        ("during", "#669944", "15.2"),
        ("after", "#999999", ""),
    ):
        add_photo(page, moment, colour, lat=lat, lon="103.9" if lat else "")
    assert page.locator(".moment").count() == 3
    assert page.locator(".moment .late", has_text="ถ่ายห่างจากที่ตั้งโครงการ").count() >= 1
    page.locator(".moment img").last.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    pictures = page.locator(".moment img")
    assert pictures.count() >= 1
    assert pictures.evaluate_all("all => all.every((one) => one.complete && one.naturalWidth > 0)")
    look(page, "reports-photos")

    page = as_(enter, page, PLANNER, work.split("/", 3)[3].join(("/", "/reports")))
    article = page.locator("article", has_text="น้ำพัดไหล่ทาง").first
    with page.expect_navigation():
        article.locator("button[value=send_back]").click()
    assert "บอกเหตุผลที่ส่งกลับ" in page.inner_text(".error-summary")
    article = page.locator("article", has_text="น้ำพัดไหล่ทาง").first
    article.locator("[name=note]").fill("แนบรูปไหล่ทางที่เสียหายด้วย")
    look(page, "reports-checking")
    with page.expect_navigation():
        article.locator("button[value=send_back]").click()
    assert "แนบรูปไหล่ทางที่เสียหายด้วย" in page.inner_text("main")

    page = as_(enter, page, AGENCY, work.split("/", 3)[3].join(("/", "/reports")))
    assert "แนบรูปไหล่ทางที่เสียหายด้วย" in page.locator(".notice").first.inner_text()
    write(page, str(before + 1))
    send(page, "/reports")
    page = as_(enter, page, PLANNER, work.split("/", 3)[3].join(("/", "/reports")))
    with page.expect_navigation():
        page.locator("article").first.locator("button[value=accept]").click()
    assert "ตรวจแล้ว รับรายงาน" in page.locator("article").first.inner_text()
    assert f"{before + 1} %" in page.locator(".figures").inner_text()


def test_the_province_sees_which_offices_are_silent(enter: Enter) -> None:
    page = enter(PLANNER, "/works")
    page.click("text=ดูว่าหน่วยงานใดเงียบ")
    page.wait_for_url("**/works/silent")
    rows = page.locator("table tbody tr")
    first = int(rows.first.locator("td.num").nth(1).inner_text())
    assert first > 0, "the most silent stand at the top"
    look(page, "silent")
    page.click("thead a:has-text('หน่วยงาน')")
    page.wait_for_url(re.compile("sort=office"))
    assert page.locator("thead [aria-sort=descending], thead [aria-sort=ascending]").count() == 1


def test_a_change_is_asked_for_allowed_and_refused_with_before_and_after(enter: Enter) -> None:
    page = enter(AGENCY, "/works?stage=works")
    work = the_oldest_work(page)
    changes = work.split("/", 3)[3].join(("/", "/changes"))
    page.goto(f"{work}/changes?field=scope#ask")
    page.fill("[name=request]", "ย้ายจุดเริ่มไปทางทิศเหนือ 40 เมตร ความยาวเท่าเดิม")
    send(page, "/changes")
    assert "เหตุผล" in page.inner_text(".error-summary")
    assert "ทิศเหนือ" in page.input_value("[name=request]"), "nothing typed is lost"
    page.fill("[name=reason]", "เจ้าของที่ดินเดิมไม่อนุญาต")
    look(page, "changes-asking")
    assert "รอ" in send(page, "/changes")
    page.goto(f"{work}/changes?field=place#ask")
    page.fill("[name=lat]", "14.8820")
    page.fill("[name=lon]", "103.4930")
    page.fill("[name=reason]", "ผู้รับจ้างขอย้ายมาใกล้บ่อทราย")
    send(page, "/changes")

    page = as_(enter, page, PLANNER, changes)
    scope = page.locator("article", has_text="ทิศเหนือ")
    assert "เดิม" in scope.locator("table").inner_text()
    scope.locator("[name=decision]").fill("แนวใหม่ประชาคมเห็นชอบ")
    with page.expect_navigation():
        scope.locator("button[value=approve]").click()
    assert "อนุญาตแล้ว" in page.locator("article", has_text="ทิศเหนือ").inner_text()
    place = page.locator("article", has_text="ใกล้บ่อทราย")
    with page.expect_navigation():
        place.locator("button[value=refuse]").click()
    assert "บอกเหตุผลที่ไม่อนุญาต" in page.inner_text(".error-summary")
    look(page, "changes-deciding")
    place = page.locator("article", has_text="ใกล้บ่อทราย")
    place.locator("[name=decision]").fill("จุดใหม่อยู่นอกเขตหมู่บ้านที่ขอ")
    with page.expect_navigation():
        place.locator("button[value=refuse]").click()
    assert "ไม่อนุญาต" in page.locator("article", has_text="ใกล้บ่อทราย").inner_text()
    look(page, "changes-decided")
    page.goto(f"{work.replace('/works/', '/items/')}")
    assert "ทิศเหนือ" in page.inner_text("main"), "what was allowed stands in the record"
