"""A planner follows the money in a real browser: bound, paid, corrected; the year closed; a plan sealed."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.committees.test_committee_browser import PLANNER, Enter, enter, look

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser


def put(page: "Page", kind: str, amount: str, *, from_bound: bool = False, source: str = "province") -> None:
    """Enter a figure of a year that has ended, as an office types it; what is asked again is so."""
    page.select_option("[name=kind]", kind)
    page.fill("[name=fiscal_year]", "๒๕๖๙")
    page.select_option("[name=source]", source)
    page.fill("[name=amount]", amount)
    page.fill("[name=document_no]", "สร 0017/1234")
    page.set_checked("[name=from_bound]", from_bound)
    page.click("form[action$='/money'] button")
    page.wait_for_load_state("networkidle")
    if page.locator("[name=sure]").count():
        page.check("[name=sure]")
        page.click("form[action$='/money'] button")
        page.wait_for_load_state("networkidle")


def test_money_from_its_first_day_to_the_end_of_the_year(enter: Enter) -> None:
    page = enter(PLANNER, "/works?stage=planned")
    page.locator("table tbody th a").first.click()
    page.get_by_role("link", name="เงิน", exact=True).click()
    page.wait_for_url(re.compile(r"/works/\d+/money$"))
    there = page.url
    look(page, "money-empty")
    put(page, "allocated", "1.25 ล้าน")
    assert "ได้รับจัดสรรงบประมาณ" in page.inner_text("main")
    put(page, "committed", "ล้านกว่า")
    assert page.input_value("[name=amount]") == "ล้านกว่า", "nothing typed is lost"
    put(page, "committed", "1,000,000")
    put(page, "disbursed", "400,000", from_bound=True)
    total = page.locator(".figures").inner_text()
    assert "600,000 บาท" in total
    assert "400,000 บาท" in total
    assert "250,000 บาท" in total
    look(page, "money")
    page.locator("tbody a", has_text="แก้ไข").first.click()
    page.fill("[name=reason]", "จ่ายจริงน้อยกว่า")
    page.fill("[name=amount]", "300,000")
    look(page, "money-correct")
    page.click("main button:text('แก้ไขรายการ')")
    page.wait_for_url(there)
    assert "700,000 บาท" in page.locator(".figures").inner_text(), "what is bound follows its payment"

    page.goto(there.split("/works/")[0] + "/year-end/2569")
    look(page, "year-end")
    page.locator("tr", has=page.locator(f"a[href$='{there.split('/', 3)[3]}']")).locator(
        "[data-pick]"
    ).check()
    page.locator("[name=way][value=carry]").check(force=True)
    page.fill("[name=document_no]", "สร 0017/9")
    page.click("button:text('ตรวจรายการที่เลือก')")
    page.wait_for_load_state("networkidle")
    look(page, "year-end-asked")
    page.click("main form button:text('กันเหลื่อมปี 1 รายการ')")
    page.wait_for_load_state("networkidle")
    assert "กันเหลื่อมปี 1 รายการแล้ว" in page.inner_text("main")
    page.goto(there)
    assert "เงินกัน/เหลื่อมปี" in page.inner_text("main")
    look(page, "money-crowded")


def test_money_of_two_sources_is_increased_and_refused_where_it_does_not_add_up(enter: Enter) -> None:
    page = enter(PLANNER, "/works?stage=planned")
    page.locator("table tbody th a").nth(1).click()
    page.wait_for_url(re.compile(r"/works/\d+$"))
    page.goto(f"{page.url}/money")
    put(page, "allocated", "800,000")
    put(page, "allocated", "200,000", source="lao_subsidy")
    put(page, "increased", "50,000")
    table = page.locator("table", has=page.locator("tfoot")).first.inner_text()
    assert "งบจังหวัด" in table
    assert "เงินอุดหนุนเฉพาะกิจ" in table
    assert "1.05 ล้านบาท" in page.locator(".figures").inner_text()
    put(page, "committed", "900,000")
    assert page.locator(".error-summary").count() == 1, "a source cannot bind more than it was given"
    assert page.input_value("[name=amount]") == "900,000"
    look(page, "money-refused")
    put(page, "committed", "850,000")
    put(page, "disbursed", "900,000", from_bound=True)
    assert page.locator(".error-summary").count() == 1, "no more is paid than was bound"
    put(page, "disbursed", "850,000", from_bound=True)
    assert "850,000 บาท" in page.locator(".figures").inner_text()
    assert "200,000 บาท" in page.locator(".figures").inner_text(), "the other source is untouched"
    look(page, "money-two-sources")


def test_a_plan_is_limited_sealed_and_compared(enter: Enter) -> None:
    page = enter(PLANNER, "/plan")
    page.locator("table tbody tr", has_not=page.locator("td", has_text=re.compile("^0$"))).first.locator(
        "a"
    ).click()
    plan = page.url
    page.goto(plan + "/envelopes")
    page.fill("[name=province]", "10 ล้าน")
    look(page, "envelopes")
    page.click("button:text('บันทึกกรอบวงเงิน')")
    page.wait_for_url(re.compile(r"#sources$"))
    look(page, "plan-sources")
    page.goto(plan + "/editions")
    look(page, "editions-empty")
    page.fill("[name=meeting]", "ก.บ.จ. ครั้งที่ 3/2569")
    page.click("button:text('ลงนามแผนฉบับที่ 1')")
    page.wait_for_url(re.compile(r"/editions/1$"))
    assert "เนื้อหาตรงกับที่ลงนามทุกตัวอักษร" in page.inner_text("main")
    look(page, "edition")
    page.goto(plan)
    assert "แผนนี้ลงนามแล้ว ฉบับที่ 1" in page.inner_text("main")
    page.goto(plan + "/editions/changes")
    assert "ตรงกันทุกรายการ" in page.inner_text("main")
    look(page, "editions-changes")
