"""From the accepted work to what became of it, and royal projects up to the ministry: in a real browser."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from planhub import clock
from planhub.thai.dates import thai_date
from tests.web.committees.test_committee_browser import PLANNER, Enter, enter, look
from tests.web.works.test_progress_browser import AGENCY, as_, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser

HEAD, VIEWER = "ผู้ใหญ่บ้าน/ประธานชุมชน", "ผู้ดูข้อมูล กระทรวงมหาดไทย"
VILLAGE = "32010204"


def yesterday() -> str:
    return thai_date(clock.today() - timedelta(days=1))


def accept_all(page: "Page", work: str) -> None:
    """Every instalment delivered, accepted and paid on one day."""
    for n in range(1, 9):
        page.goto(f"{work}/buying")
        left = page.get_by_role("link", name=re.compile("^บันทึก งวดที่"))
        if not left.count():
            return
        left.first.click()
        page.wait_for_selector("#form")
        for name in ("delivered_on", "accepted_on", "paid_on"):
            page.fill(f"[name={name}]", yesterday())
        page.fill("[name=acceptance_no]", f"ตร.{n}/2570")
        page.fill("[name=paid_no]", f"ฎ.{n}/2570")
        if n == 1:
            look(page, "buying-instalment-form")
        with page.expect_navigation():
            page.locator("#form button.btn").first.click()


def test_a_work_is_accepted_closed_out_and_the_village_says_what_it_got(enter: Enter) -> None:
    page = enter(AGENCY, "/works?stage=works")
    row = page.locator("table tbody tr", has=page.locator("small.code", has_text=VILLAGE)).first
    title = row.locator("th a").inner_text()
    row.locator("th a").click()
    page.wait_for_url(re.compile(r"/works/\d+$"))
    work = page.url
    accept_all(page, work)
    assert "ตรวจรับครบทุกงวดแล้ว" in page.inner_text("main")
    look(page, "buying-accepted")
    with page.expect_navigation():
        page.click("button:text('บันทึกว่างานแล้วเสร็จ')")
    page.goto(work)
    assert "บันทึกผลงานและส่งมอบ" in page.locator(".next-step").inner_text()
    look(page, "work-completed")

    page.goto(f"{work}/results")
    look(page, "results-form")
    page.fill("[name=actual-1]", "")
    send(page, "/results")
    assert page.locator(".error-summary li").count() >= 3, "each box that is missing is named"
    for name, value in (
        ("impact_good", "น้ำไหลผ่านสะดวก ถนนไม่ขาดช่วงฝนแรก"),
        ("impact_bad", "ทางเบี่ยงทำให้แปลงผักริมทางเสียหายเล็กน้อย"),
        ("benefit", "รถรับส่งนักเรียนและรถเกี่ยวข้าวผ่านได้ตลอดปี"),
        ("people", "412"),
        ("owner", "อบต.ตั้งใจ"),
        ("maintainer", "อบต.ตั้งใจ กองช่าง"),
        ("handover_no", "สร 0022/118"),
        ("handover_on", yesterday()),
    ):
        page.fill(f"[name={name}]", value)
    for n in range(1, 5):
        if page.input_value(f"[name=name-{n}]"):
            page.fill(f"[name=actual-{n}]", page.input_value(f"[name=target-{n}]") or "1")
    assert "412" in send(page, "/results")
    assert "กำหนดวันที่" in page.inner_text("main"), "the look a year later falls due by itself"
    look(page, "results")

    page = as_(enter, page, HEAD, "/needs")
    assert title in page.inner_text("main")
    look(page, "village-asked")
    page.locator(f"a[href='/got-it/{work.rsplit('/', 1)[1]}']").click()
    page.wait_for_url(re.compile("/got-it/"))
    page.locator("[name=answer][value=partly]").check(force=True)
    page.fill("[name=words]", "")
    send(page, page.url.split("/", 3)[3].split("?")[0])
    look(page, "got-it")
    page.locator("[name=answer][value=partly]").check(force=True)
    page.fill("[name=words]", "ท่อยังไม่ได้ใส่ฝาปิดด้านท้ายน้ำ")
    send(page, page.url.split("/", 3)[3].split("?")[0])
    assert "บันทึกคำตอบแล้ว" in page.inner_text("body")

    others = page.get_by_role("button", name=re.compile("^ได้รับแล้ว"))
    for n in range(others.count(), 0, -1):  # answered with one press on the card itself
        with page.expect_navigation():
            others.first.click()
        assert others.count() == n - 1

    page = as_(enter, page, PLANNER, "/works/answers")
    assert "ท่อยังไม่ได้ใส่ฝาปิดด้านท้ายน้ำ" in page.inner_text("table"), "what is lacking reaches the province"
    look(page, "answers")
    page.goto(f"{work}/results")
    assert "1 รายยังไม่ได้ครบ" in page.inner_text("main")


def test_a_work_is_looked_at_again_a_year_later(enter: Enter) -> None:
    page = enter(PLANNER, "/works/looks")
    look(page, "looks")
    due = page.locator("table tbody tr").count()
    page.locator("table tbody th a").first.click()
    page.wait_for_url(re.compile("/results#look"))
    page.locator("[name=state][value=partly]").check(force=True)
    send(page, "/look")
    assert page.locator(".error-summary").count() == 1, "partly in use: which part is not, and why"
    page.locator("[name=state][value=partly]").check(force=True)
    page.fill("[name=why]", "ปั๊มน้ำเสีย รองบซ่อมของ อบต.")
    look(page, "look-form")
    assert "ปั๊มน้ำเสีย" in send(page, "/look")
    page.goto(page.url.split("/works/")[0] + "/works/looks")
    assert page.locator("table tbody tr").count() == due - 1
    page.locator(".tabs a").last.click()
    page.wait_for_load_state()
    assert "ปั๊มน้ำเสีย" in page.inner_text("main")


def test_royal_projects_are_reported_by_the_province_and_summed_for_the_ministry(enter: Enter) -> None:
    page = enter(PLANNER, "/royal/32")
    look(page, "royal-province")
    send(page, "/royal/32")
    assert page.locator(".error-summary").count() == 1, "a project has a name"
    page.fill("[name=name]", "อ่างเก็บน้ำห้วยเสนงอันเนื่องมาจากพระราชดำริ")
    page.fill("[name=area_code]", "3201")
    send(page, "/royal/32")
    page.wait_for_url(re.compile(r"/royal/projects/\d+$"))
    assert "ห้วยเสนง" in page.inner_text("h1")
    page.locator("[name=status][value=in_repair]").check(force=True)
    page.fill("[name=words]", "ทำนบดินทรุดหนึ่งช่วง กำลังซ่อม")
    page.fill("[name=spent]", "1.2 ล้าน")
    page.fill("[name=people]", "640")
    look(page, "royal-report")
    said = send(page, "/report")
    assert "ทำนบดินทรุดหนึ่งช่วง" in said
    assert "1,200,000" in said

    page = as_(enter, page, VIEWER, "/royal")
    row = page.locator("table tbody tr", has=page.locator("th", has_text="สุรินทร์")).last
    assert int(row.locator("td.num").first.inner_text()) >= 4
    assert page.locator("table tbody tr").count() == 76
    look(page, "royal-ministry")
