"""What was typed wrong of a signed contract is mended in a browser, at both widths, and is told."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, exists, select
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.proposals.proposal import Proposal
from planhub.works.work import Contract, ContractChange, Instalment
from tests.web.committees.test_committee_browser import OUT, PLANNER, Enter, enter, look
from tests.web.works.test_buying_browser import days_ago, sent
from tests.web.works.test_contract_browser import GOVERNOR, fact, fill, to
from tests.web.works.test_progress_browser import as_

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser

WHY = "พิมพ์เลขที่และชื่อผิด ตรวจกับสัญญาฉบับจริงที่งานพัสดุแล้ว"


@pytest.fixture
def signed(served: str, server: cluster.Server, worker_id: str) -> Iterator[int]:
    """Id of a work of Surin under a contract of which nothing is delivered or changed yet."""
    engine = create_engine(server.url(cluster.OWNER, f"planhub_served_{worker_id}"))
    delivered = exists().where(Instalment.contract_id == Contract.id, Instalment.delivered_on.is_not(None))
    query = (
        select(Proposal.id)
        .join(Contract, Contract.proposal_id == Proposal.id)
        .where(Proposal.province_code == "32", Proposal.stage == "works", Contract.ended_on.is_(None))
        .where(~delivered, ~exists().where(ContractChange.contract_id == Contract.id))
        .order_by(Contract.id)
        .limit(1)
    )
    with Session(engine) as session:
        yield session.scalars(query).one()
    engine.dispose()


def seen(page: "Page", name: str) -> None:
    """On an office's screen of 1280 and on a phone: it fits."""
    look(page, name)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.screenshot(path=OUT / f"{name}-1280.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_number_and_a_name_typed_wrong_are_mended_and_the_days_from_above(
    enter: Enter, signed: int
) -> None:
    work = f"/works/{signed}"
    page = enter(PLANNER, work)
    to(page, "จัดซื้อจัดจ้าง")
    number, name = fact(page, "เลขที่สัญญาหรือใบสั่ง"), fact(page, "ผู้รับจ้างหรือผู้ขาย")
    amount, days = fact(page, "วงเงินสัญญา"), fact(page, "ระยะเวลา").split(" วัน")[0].replace(",", "")
    page.get_by_role("link", name="แก้คำที่พิมพ์ผิด").click()
    page.wait_for_url(re.compile(r"/slips\?contract=\d+"))
    assert f"{amount} แก้ที่นี่ไม่ได้" in page.inner_text("main"), "why the sum stands still"
    assert page.locator("a[href*='field=contract']").count() == 1, "and where it is asked for"
    assert page.input_value("[name=number]") == number, "the boxes hold what stands"
    assert page.locator("[name=contract_amount]").count() == 0
    seen(page, "slips-form")

    sent(page)
    assert "บอกว่าพิมพ์ผิดอย่างไร" in page.inner_text(".error-summary")
    typed = {"number": "88/2570", "contractor": "ห้างหุ้นส่วนจำกัด สุรินทร์การโยธา", "reason": WHY}
    fill(page, signed_on=days_ago(-5), **typed)
    sent(page)
    assert "วันที่ทำจริงยังมาไม่ถึง" in page.inner_text(".error-summary")
    assert page.input_value("[name=number]") == "88/2570", "nothing typed is lost"
    assert f"เดิม: {number}" in page.inner_text("#form")
    seen(page, "slips-refused")
    page.goto(page.url.split("?")[0])
    fill(page, **typed)
    sent(page)
    page.wait_for_url(re.compile(r"/buying#slips"))
    assert fact(page, "เลขที่สัญญาหรือใบสั่ง") == "88/2570"
    assert fact(page, "วงเงินสัญญา") == amount
    kept = page.locator("#slips + ul li").first.inner_text()
    assert f"เดิม {number} → 88/2570" in kept
    assert f"เดิม {name} → ห้างหุ้นส่วนจำกัด สุรินทร์การโยธา" in kept
    assert WHY in kept
    seen(page, "slips-kept")

    page = as_(enter, page, GOVERNOR, f"{work}/slips")
    assert page.input_value("[name=days]") == days, "the level above mends what fines are reckoned from"
    fill(page, days=str(int(days) + 30), reason="พิมพ์จำนวนวันผิด สัญญาข้อ 5")
    sent(page)
    page.wait_for_url(re.compile(r"/buying#slips"))
    assert f"{int(days) + 30:,} วัน" in fact(page, "ระยะเวลา")
    assert f"เดิม {days} → {int(days) + 30}" in page.locator("#slips + ul li").first.inner_text()
    page.goto(page.url.split("/works/")[0] + work.replace("/works/", "/items/"))
    assert f"เดิม {number} → 88/2570" in page.inner_text("main"), "the item's own page tells it, too"
    seen(page, "slips-item")
