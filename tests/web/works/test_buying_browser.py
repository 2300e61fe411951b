"""A purchase in a real browser at both widths: from the first money to the timeline of plan against fact."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from planhub import clock
from planhub.thai.dates import thai_date
from tests.web.committees.test_committee_browser import DESK, PLANNER, enter, look

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.committees.test_committee_browser import Enter

__all__ = ["enter"]

pytestmark = pytest.mark.browser


def sent(page: "Page", form: str = "#form") -> None:
    with page.expect_navigation():
        page.locator(f"{form} button.btn").last.click()


def days_ago(n: int) -> str:
    return thai_date(clock.today() - timedelta(days=n))


def test_a_work_is_bought_and_the_timeline_shows_it(enter: "Enter") -> None:
    page = enter(PLANNER, "/works?stage=planned")
    page.locator("table tbody th a").first.click()
    page.wait_for_url("**/works/*")
    work = page.url
    page.goto(f"{work}/buying")
    assert "ยังไม่ได้รับจัดสรรงบประมาณ" in page.locator("main").inner_text()
    look(page, "buying-empty")
    page.goto(f"{work}/money")
    page.select_option("[name=kind]", "allocated")
    page.fill("[name=fiscal_year]", "2570")
    page.select_option("[name=source]", "province")
    page.fill("[name=amount]", "480,000")
    page.fill("[name=document_no]", "สร 0017/1234")
    with page.expect_navigation():
        page.locator("main form.paper button.btn").click()
    if page.locator("[name=sure]").count():  # more than was asked for
        page.check("[name=sure]")
        with page.expect_navigation():
            page.locator("main form.paper button.btn").click()
    page.goto(f"{work}/buying")
    page.check("[name=method][value=specific]")
    page.fill("[name=estimate]", "600,000")
    sent(page)
    assert "56 (2) (ข)" in page.locator(".error-summary").inner_text()
    look(page, "buying-refused")
    page.fill("[name=estimate]", "๔๗๐,๐๐๐")
    page.fill("[name=first_on]", days_ago(60))
    sent(page)
    for step, n in (("tor", 50), ("approve", 45), ("quote", 42)):
        page.goto(f"{work}/buying?do=step&step={step}")
        page.fill("[name=actual_on]", days_ago(n))
        sent(page)
    page.goto(f"{work}/buying?do=contract")
    for name, value in (
        ("number", "7/2570"),
        ("signed_on", days_ago(30)),
        ("contract_amount", "465,500"),
        ("contractor", "ห้างหุ้นส่วนจำกัด สุรินทร์โยธา"),
        ("days", "90"),
        ("fine_per_day", "465.50"),
    ):
        page.fill(f"[name={name}]", value)
    look(page, "buying-contract-form")
    sent(page)
    page.goto(f"{work}/buying?do=split")
    page.fill("[name=part-1]", "165,500")
    page.fill("[name=due-1]", days_ago(10))
    page.fill("[name=part-2]", "300,000")
    sent(page)
    page.goto(f"{work}/buying")
    page.get_by_role("link", name="บันทึก งวดที่ 1").click()
    page.wait_for_selector("#form")
    page.fill("[name=delivered_on]", days_ago(4))
    sent(page)
    text = page.locator("main").inner_text()
    assert "ช้า 6 วัน" in text
    assert "2,793" in text
    look(page, "buying")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert page.locator(".picture-wide").is_visible()
    assert not page.locator(".picture-narrow").is_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator(".picture-narrow").is_visible()
    assert not page.locator(".picture-wide").is_visible()
    assert page.locator(".picture-narrow .plan").count() == page.locator(".picture-wide .plan").count() > 5
