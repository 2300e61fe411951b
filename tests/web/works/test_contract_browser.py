"""A contract given more days, ended and procured again, fined, its guarantee given back: in a browser."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, exists, func, select
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.proposals.proposal import Proposal
from planhub.thai.dates import thai_date
from planhub.works.work import Contract, ContractChange, Instalment, Work
from tests.web.committees.test_committee_browser import DESK, PLANNER, Enter, enter, look
from tests.web.works.test_buying_browser import days_ago, sent
from tests.web.works.test_progress_browser import as_, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser

GOVERNOR = "ผู้ว่าราชการจังหวัด"
SHOW_AGENCY = "A-32-DPT"
Bought = Callable[[], int]


@pytest.fixture
def bought(served: str, server: cluster.Server, worker_id: str) -> Iterator[Bought]:
    """Id of a work of Surin under contract of which nothing is accepted; other walks begin elsewhere."""
    engine = create_engine(server.url(cluster.OWNER, f"planhub_served_{worker_id}"))

    def found() -> int:
        accepted = exists().where(Instalment.contract_id == Contract.id, Instalment.accepted_on.is_not(None))
        query = (
            select(Proposal.id)
            .join(Work, Work.proposal_id == Proposal.id)
            .join(Contract, Contract.proposal_id == Proposal.id)
            .where(Proposal.province_code == "32", Proposal.stage == "works", Work.attempt == 1)
            .where(Proposal.agency_code.is_distinct_from(SHOW_AGENCY), Proposal.area_code != "32010204")
            .where(Work.method == "specific", Contract.signed_on < func.current_date() - 50, ~accepted)
            .where(~exists().where(ContractChange.contract_id == Contract.id))
            .order_by(Proposal.id.desc())
            .limit(1)
        )
        with Session(engine) as session:
            return session.scalars(query).one()

    yield found
    engine.dispose()


def to(page: "Page", tab: str) -> None:
    """The tab of the work's pages with that word."""
    page.get_by_role("link", name=tab, exact=True).first.click()
    page.wait_for_load_state()


def fill(page: "Page", **typed: str) -> None:
    for name, value in typed.items():
        page.fill(f"#form [name={name}]", value)


def day(of: str) -> str:
    """A Thai date after "ถึง" in words such as "90 วัน ตั้งแต่ … ถึง 3 ม.ค. 2570"."""
    return re.findall(r"ถึง (\d+ [^ ]+ \d{4})", of)[0]


def fact(page: "Page", name: str) -> str:
    return page.locator("dl div", has=page.locator("dt", has_text=name)).first.locator("dd").inner_text()


def test_more_days_are_asked_for_and_granted_and_the_contract_follows(enter: Enter, bought: Bought) -> None:
    work = f"/works/{bought()}"
    page = enter(PLANNER, f"{work}/buying")
    before = day(fact(page, "ระยะเวลา"))
    page.get_by_role("link", name="ขอขยายเวลาหรือแก้ไขสัญญา").click()
    page.wait_for_url("**/changes?field=contract#ask")
    look(page, "changes-contract-form")
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    tab = page.locator(".tabs [aria-current]").bounding_box()
    assert tab
    assert 0 <= tab["x"] <= 360 - tab["width"], "on a phone the open tab is in sight"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    form = page.locator("#ask")
    assert f"เดิม: {before}" in form.inner_text()
    page.fill("[name=reason]", "อุทกภัยตามประกาศจังหวัด น้ำท่วมทางเข้าพื้นที่ 30 วัน")
    send(page, "/changes")
    assert "พิมพ์ค่าใหม่ที่ขอ" in page.inner_text(".error-summary")
    assert "น้ำท่วมทางเข้าพื้นที่" in page.input_value("[name=reason]"), "nothing typed is lost"
    page.fill("[name=ends_on]", "1/10/2560")
    send(page, "/changes")
    assert "ต้องไม่ก่อนวันเริ่มงาน" in page.inner_text(".error-summary")
    look(page, "changes-contract-refused")
    later = clock.today() + timedelta(days=400)
    page.fill("[name=ends_on]", thai_date(later))
    page.fill("[name=document_no]", "สร 0021/1874")
    assert "รออนุญาต" in send(page, "/changes")
    assert "ท่านเป็นผู้ขอเอง ให้ผู้มีอำนาจท่านอื่นเป็นผู้อนุญาต" in page.inner_text("main")
    assert page.locator("button[value=approve]").count() == 0
    page.goto(page.url.split("/changes")[0] + "/buying")
    assert day(fact(page, "ระยะเวลา")) == before, "nothing changes until it is allowed"

    page = as_(enter, page, GOVERNOR, f"{work}/changes")
    asked = page.locator("article", has_text="น้ำท่วมทางเข้าพื้นที่")
    assert thai_date(later) in asked.locator("table").inner_text()
    asked.locator("[name=decision]").fill("เหตุสุดวิสัย แจ้งภายใน 15 วัน")
    look(page, "changes-contract-deciding")
    with page.expect_navigation():
        asked.locator("button[value=approve]").click()
    assert "อนุญาตแล้ว" in page.locator("article", has_text="น้ำท่วมทางเข้าพื้นที่").inner_text()

    page = as_(enter, page, PLANNER, f"{work}/buying")
    assert day(fact(page, "ระยะเวลา")) == thai_date(later)
    changed = page.locator(".changes li").last.inner_text()
    assert f"สิ้นสุด {before} → {thai_date(later)}" in changed
    assert "น้ำท่วมทางเข้าพื้นที่ 30 วัน · สร 0021/1874" in changed
    last = page.locator("table", has_text="งวดที่").last.locator("tbody tr").last
    assert thai_date(later) in last.inner_text(), "what is not delivered is due later, too"
    look(page, "buying-extended")
    page.goto(page.url.replace("/buying", ""))
    assert thai_date(later) in page.inner_text("main"), "the work is due on the new day"


def test_a_contract_is_ended_the_money_is_free_and_another_one_is_procured(
    enter: Enter, bought: Bought
) -> None:
    work = f"/works/{bought()}"
    page = enter(PLANNER, work)
    to(page, "จัดซื้อจัดจ้าง")
    number = fact(page, "เลขที่สัญญาหรือใบสั่ง")
    page.get_by_role("link", name="เลิกสัญญา", exact=True).click()
    page.wait_for_url(re.compile("do=end"))
    look(page, "buying-end-form")
    sent(page)
    assert page.locator(".error-summary li").count() == 2, "the day and the reason"
    fill(page, ended_on="1/1/2560", reason="ผู้รับจ้างทิ้งงาน แจ้งสองครั้งแล้วไม่กลับมาทำ")
    sent(page)
    assert "ต้องไม่ก่อนวันลงนาม" in page.inner_text(".error-summary")
    assert "ทิ้งงาน" in page.input_value("[name=reason]"), "nothing typed is lost"
    look(page, "buying-end-refused")
    fill(page, ended_on=days_ago(2), document_no="สร 0022/77")
    sent(page)
    said = page.inner_text("main")
    assert "จัดซื้อจัดจ้าง" in page.locator("h1 ~ *").first.inner_text()
    assert "การจัดซื้อจัดจ้างครั้งก่อน" in said
    page.locator("summary", has_text=f"สัญญา {number} เลิกเมื่อ").click()
    assert "ผู้รับจ้างทิ้งงาน" in page.inner_text("main")
    look(page, "buying-ended")
    to(page, "เงิน")
    assert "ผู้รับจ้างทิ้งงาน" in page.inner_text("main"), "the ledger says why the money is free again"
    to(page, "จัดซื้อจัดจ้าง")

    if not page.locator("#form [name=method]").count():
        page.get_by_role("link", name="เลือกวิธีจัดหา").click()
    page.check("#form [name=method][value=specific]")
    fill(page, first_on=days_ago(2))
    sent(page)
    assert page.locator("table", has_text="ลงนามสัญญา").count() == 1
    for step in ("tor", "approve", "quote"):
        page.locator(".next a", has_text="บันทึกขั้นนี้").click()
        page.wait_for_url(re.compile(f"step={step}"))
        fill(page, actual_on=days_ago(1))
        sent(page)
    page.goto(page.url.split("?")[0] + "?do=contract#form")
    fill(page, number=number, signed_on=days_ago(0), contract_amount="95,000", days="60", fine_per_day="2")
    page.fill("#form [name=contractor]", "ห้างหุ้นส่วนจำกัด สุรินทร์โยธา")
    page.select_option("#form [name=fine_kind]", "whole")
    sent(page)
    wrong = page.inner_text(".error-summary")
    assert "ข้อ 162" in wrong, "the rule of the fine is named"
    look(page, "buying-contract-refused")
    fill(page, number="77/2570", fine_per_day="100", guarantee="4,750", liability_days="365")
    sent(page)
    assert fact(page, "เลขที่สัญญาหรือใบสั่ง") == "77/2570"
    assert "หลังตรวจรับงวดสุดท้าย 365 วัน" in fact(page, "คืนหลักประกัน")
    assert "100 บาท" in fact(page, "ค่าปรับต่อวัน")
    assert "งานก่อสร้าง" in fact(page, "ค่าปรับต่อวัน")
    assert "กำลังดำเนินการ" in page.inner_text("main")
    look(page, "buying-again")
    page.goto(page.url.split("?")[0].replace("/works/", "/items/").replace("/buying", ""))
    assert "ผู้รับจ้างทิ้งงาน" in page.inner_text("main"), "the record tells that it went back to its purchase"


def test_a_late_delivery_is_fined_less_the_days_excused_and_the_guarantee_waits(
    enter: Enter, bought: Bought
) -> None:
    page = enter(PLANNER, f"/works/{bought()}/buying")
    a_day = float(fact(page, "ค่าปรับต่อวัน").split(" บาท")[0].replace(",", ""))
    page.goto(page.url.split("?")[0] + "?do=split#form")
    amount = page.locator("#form .hint").first.inner_text()
    whole = re.findall(r"สัญญา ([\d,.]+) บาท", amount)[0]
    fill(page, **{"part-1": whole})
    begins = re.findall(r"ตั้งแต่ (\d+ [^ ]+ \d{4})", fact(page, "ระยะเวลา"))[0]
    page.fill("#form [name=due-1]", "1/10/2560")
    sent(page)
    assert "ต้องอยู่ในอายุสัญญา" in page.inner_text(".error-summary")
    assert page.input_value("#form [name=part-1]") == whole, "nothing typed is lost"
    page.fill("#form [name=due-1]", begins)
    sent(page)
    page.get_by_role("link", name=re.compile("^บันทึก งวดที่ 1")).click()
    page.wait_for_selector("#form")
    fill(page, delivered_on=days_ago(3), excused_days="3000")
    sent(page)
    wrong = page.inner_text(".error-summary")
    assert "มาตรา 102" in wrong
    assert "งดค่าปรับได้ไม่เกินนี้" in wrong
    look(page, "buying-excuse-refused")
    fill(page, excused_days="5", excused_why="น้ำท่วมทางเข้าพื้นที่ 5 วัน", excused_no="สร 0021/1902")
    fill(page, accepted_on=days_ago(2), acceptance_no="ตร.41/2570")
    sent(page)
    row = page.locator("table", has_text="กำหนดส่งมอบ").locator("tbody tr").first.inner_text()
    late = int(re.findall(r"ช้า ([\d,]+) วัน", row)[0].replace(",", ""))
    assert "งดค่าปรับ 5 วัน: น้ำท่วมทางเข้าพื้นที่ 5 วัน (สร 0021/1902)" in row
    most = float(whole.replace(",", ""))  # no fine is more than the instalment
    fine = f"{min((late - 5) * a_day, most):,.2f}".removesuffix(".00")
    assert fine in row, f"{late} days late, five of them excused, {a_day} baht a day"
    due = clock.today() - timedelta(days=2)
    assert "เมื่อพ้นระยะประกัน" in fact(page, "คืนหลักประกัน")
    assert thai_date(due) not in fact(page, "คืนหลักประกัน"), "it waits until the days of liability are over"
    look(page, "buying-fined")
    page.get_by_role("link", name="บันทึกการคืนหลักประกัน").click()
    page.wait_for_url(re.compile("do=return"))
    fill(page, returned_on=days_ago(0), return_no="สร 0022/90")
    sent(page)
    assert "ต้องไม่ก่อนวันพ้นระยะประกัน" in page.inner_text(".error-summary")
    assert page.input_value("[name=return_no]") == "สร 0022/90"


def test_a_guarantee_that_is_owed_is_given_back_and_leaves_the_list(enter: Enter) -> None:
    page = enter(PLANNER, "/works")
    page.locator("a[href$='/works/guarantees']").first.click()
    page.wait_for_url("**/works/guarantees")
    rows = page.locator("table tbody tr")
    owed = rows.count()
    assert owed >= 2
    assert "เกินกำหนดคืนแล้ว" in page.inner_text("main")
    title = rows.first.locator("a").inner_text()
    look(page, "guarantees")
    rows.first.locator("a").click()
    page.wait_for_url(re.compile(r"do=return"))
    look(page, "buying-return-form")
    sent(page)
    assert page.locator(".error-summary li").count() == 2, "the day and the number of the letter"
    fill(page, returned_on="1/10/2560", return_no="สร 0022/1180")
    sent(page)
    assert "ต้องไม่ก่อนวันพ้นระยะประกัน" in page.inner_text(".error-summary")
    assert page.input_value("[name=return_no]") == "สร 0022/1180", "nothing typed is lost"
    look(page, "buying-return-refused")
    fill(page, returned_on=days_ago(1))
    sent(page)
    assert fact(page, "คืนหลักประกัน") == f"คืนแล้วเมื่อ {days_ago(1)} ตามหนังสือ สร 0022/1180"
    assert page.get_by_role("link", name="บันทึกการคืนหลักประกัน").count() == 0
    page.goto(page.url.split("/works/")[0] + "/works/guarantees")
    assert rows.count() == owed - 1
    assert title not in page.inner_text("main")
