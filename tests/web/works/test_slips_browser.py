"""What was typed wrong of a signed contract is mended in a browser, at both widths, and is told."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.committees.test_committee_browser import OUT, PLANNER, Enter, enter, look
from tests.web.works.test_buying_browser import days_ago, sent
from tests.web.works.test_contract_browser import Bought, bought, fact, fill, to

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["bought", "enter"]
pytestmark = pytest.mark.browser

WHY = "พิมพ์เลขที่และชื่อผิด ตรวจกับสัญญาฉบับจริงที่งานพัสดุแล้ว"


def seen(page: "Page", name: str) -> None:
    """On an office's screen of 1280 and on a phone: it fits."""
    look(page, name)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.screenshot(path=OUT / f"{name}-1280.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_number_a_name_and_days_typed_wrong_are_mended_and_stay_told(enter: Enter, bought: Bought) -> None:
    work = f"/works/{bought()}"
    page = enter(PLANNER, work)
    to(page, "จัดซื้อจัดจ้าง")
    number, name = fact(page, "เลขที่สัญญาหรือใบสั่ง"), fact(page, "ผู้รับจ้างหรือผู้ขาย")
    amount, days = fact(page, "วงเงินสัญญา"), fact(page, "ระยะเวลา").split(" วัน")[0].replace(",", "")
    page.get_by_role("link", name="แก้คำที่พิมพ์ผิด").click()
    page.wait_for_url(re.compile(r"/slips\?contract=\d+"))
    said = page.inner_text("main")
    assert f"{amount} แก้ที่นี่ไม่ได้" in said, "why the sum stands still"
    assert page.locator("a[href*='field=contract']").count() == 1, "and where it is asked for"
    assert page.input_value("[name=number]") == number, "the boxes hold what stands"
    assert page.input_value("[name=days]") == days
    assert page.locator("[name=contract_amount]").count() == 0
    seen(page, "slips-form")

    sent(page)
    assert "บอกว่าพิมพ์ผิดอย่างไร" in page.inner_text(".error-summary")
    fill(page, number="88/2570", contractor="ห้างหุ้นส่วนจำกัด สุรินทร์การโยธา", reason=WHY)
    fill(page, signed_on=days_ago(-5))
    sent(page)
    assert "วันที่ทำจริงยังมาไม่ถึง" in page.inner_text(".error-summary")
    assert page.input_value("[name=number]") == "88/2570", "nothing typed is lost"
    assert f"เดิม: {number}" in page.inner_text("#form")
    seen(page, "slips-refused")
    page.goto(page.url.split("?")[0])
    fill(page, number="88/2570", contractor="ห้างหุ้นส่วนจำกัด สุรินทร์การโยธา", reason=WHY)
    fill(page, days=str(int(days) + 30))
    sent(page)
    page.wait_for_url(re.compile(r"/buying#slips"))
    assert fact(page, "เลขที่สัญญาหรือใบสั่ง") == "88/2570"
    assert f"{int(days) + 30} วัน" in fact(page, "ระยะเวลา")
    assert fact(page, "วงเงินสัญญา") == amount
    kept = page.locator("#slips + ul li").first
    assert f"เดิม {number} → 88/2570" in kept.inner_text()
    assert f"เดิม {name} → ห้างหุ้นส่วนจำกัด สุรินทร์การโยธา" in kept.inner_text()
    assert WHY in kept.inner_text()
    seen(page, "slips-kept")
    page.goto(page.url.split("/works/")[0] + work.replace("/works/", "/items/"))
    assert f"เดิม {number} → 88/2570" in page.inner_text("main"), "the item's own page tells it, too"
    seen(page, "slips-item")
