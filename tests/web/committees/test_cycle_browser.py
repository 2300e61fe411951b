"""The quarter's review in bulk, plans of a theme, and a sealed plan against today's: in a real browser."""

import re

import pytest

from tests.web.committees.test_committee_browser import PLANNER, Enter, enter, look

__all__ = ["enter"]
pytestmark = pytest.mark.browser


def test_what_has_no_money_is_confirmed_and_withdrawn_in_bulk(enter: Enter) -> None:
    page = enter(PLANNER, "/upkeep")
    rows = page.locator("table tbody tr[id], table tbody tr:has([data-pick])")
    waiting = rows.count()
    assert waiting >= 4
    gone = int(re.findall(r"ถอนออกแล้วในไตรมาสนี้ (\d+) เรื่อง", page.inner_text("main"))[0])
    assert page.locator(".late", has_text="ไม่มีผู้ยืนยันในไตรมาส").count() >= 1
    look(page, "upkeep")
    page.locator("[data-pick]").nth(0).check()
    page.locator("[data-pick]").nth(1).check()
    with page.expect_navigation():
        page.click("button:text('ยืนยันว่ายังต้องการ')")
    assert rows.count() == waiting - 2
    page.locator("[data-pick]").nth(0).check()
    with page.expect_navigation():
        page.locator("button[value=withdraw]").click()
    with page.expect_navigation():
        page.locator("button.btn-bad").click()
    assert "บอกเหตุผลที่ถอน" in page.inner_text(".error-summary")
    page.fill("[name=reason]", "กรมทางหลวงชนบททำให้แล้วเมื่อปีก่อน")
    look(page, "upkeep-withdraw")
    with page.expect_navigation():
        page.locator("button.btn-bad").click()
    assert f"ถอนออกแล้วในไตรมาสนี้ {gone + 1} เรื่อง" in page.inner_text("main")
    page.goto(page.url.split("?")[0] + "?answered=yes")
    assert page.locator("table tbody tr").count() >= 2
    look(page, "upkeep-answered")


def test_a_plan_of_a_theme_is_revised_when_it_is_due(enter: Enter) -> None:
    page = enter(PLANNER, "/upkeep/themes")
    water = page.locator("section", has_text="น้ำจังหวัด").first
    assert "ทบทวนแล้ว" in water.inner_text()
    assert "ถึงกำหนดแล้ว" in water.inner_text()
    look(page, "themes")
    with page.expect_navigation():
        water.locator("button").click()
    assert page.locator(".error-summary").count() == 1
    water.locator("[name=words]").fill("ครบปีแล้วปรับลำดับแหล่งน้ำ 3 แห่งตามผลภัยแล้ง")
    with page.expect_navigation():
        water.locator("button").click()
    assert "ครบปีแล้วปรับลำดับแหล่งน้ำ 3 แห่ง" in water.inner_text()
    assert water.locator("button").count() == 0, "both are done"
    page.select_option("[name=side]", "environment")
    page.fill("[name=fiscal_year]", "2570")
    page.fill("[name=name]", "แผนจัดการขยะจังหวัด")
    page.fill("[name=begins_on]", "1/10/2569")
    with page.expect_navigation():
        page.locator("form[action$='/themes'] button.btn").click()
    added = page.locator("section", has_text="แผนจัดการขยะจังหวัด")
    assert added.inner_text().count("ยังไม่ถึงกำหนด") == 2


def test_a_sealed_plan_shows_what_has_changed_since(enter: Enter) -> None:
    page = enter(PLANNER, "/plan/32/2570/editions")
    look(page, "editions")
    page.locator("a[href$='/editions/1']").first.click()
    page.wait_for_url(re.compile("/editions/1$"))
    assert "เนื้อหาตรงกับที่ลงนามทุกตัวอักษร" in page.inner_text("main")
    page.goto(page.url.replace("/editions/1", "/editions/changes?from=1&to=2"))
    changed = page.inner_text("main")
    assert "วงเงิน" in changed
    look(page, "editions-diff")
    page.goto(page.url.split("?")[0])
    assert "ตรงกันทุกรายการ" not in page.inner_text("main"), "a sum was changed after the second edition"
    look(page, "editions-now")
