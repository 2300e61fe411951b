"""The governor's page of the sample, served: tables add up, rows and keys narrow, lists lead to the works."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.committees.test_committee_browser import Enter, enter, look

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser

GOVERNOR = "ผู้ว่าราชการจังหวัด"


def number(words: str) -> int:
    """The first number in a text, as it is printed."""
    found = re.search(r"[\d,]+", words)
    assert found, words
    return int(found[0].replace(",", ""))


def three(page: "Page") -> list[int]:
    """Done, under way, waiting for money."""
    shown = page.locator(".figures.three li")
    assert shown.count() == 3
    assert all("บาท" in words for words in shown.locator(".baht").all_inner_texts())
    return [number(words) for words in shown.locator("b").all_inner_texts()]


def groups(row_words: list[str]) -> list[int]:
    """The three numbers of a table's row."""
    return [number(words) for words in row_words[:3]]


def test_each_click_narrows_all_and_each_picture_has_its_table(enter: Enter) -> None:
    page = enter(GOVERNOR, "/governor")
    whole = three(page)
    assert min(whole) > 0, "the sample has works in all three"
    look(page, "governor")
    for twin in ("#table-district", "#table-side", "#table-source", "#table-agency"):
        foot = page.locator(f"{twin} tfoot td").all_inner_texts()
        assert groups(foot) == whole, f"{twin} adds up to the three numbers"
    assert page.locator("svg.bars rect").count() > 0
    assert page.locator("table", has=page.locator("caption", has_text="แต่ละไตรมาส")).count() == 1
    twin = page.get_by_role("link", name="อ่านเป็นตาราง").get_attribute("href")
    assert page.locator(str(twin)).is_visible()

    row = page.locator("#table-district tbody tr").first
    expected, name = groups(row.locator("td").all_inner_texts()), row.locator("th").inner_text()
    row.locator("a").click()
    page.wait_for_url(re.compile(r"district="))
    assert three(page) == expected
    assert name in page.inner_text("h1") or name in page.locator(".chips").inner_text()
    side = page.locator("#table-side tbody tr").first
    expected = groups(side.locator("td").all_inner_texts())
    side.locator("a").click()
    page.wait_for_url(re.compile(r"side="))
    assert three(page) == expected
    page.locator(".figures.three a").nth(2).click()
    page.wait_for_url(re.compile(r"group="))
    assert page.locator(".figures.three .chosen").count() == 1
    look(page, "governor-narrowed")


def test_the_map_is_used_by_keys(enter: Enter) -> None:
    page = enter(GOVERNOR, "/governor")
    shape = page.locator("svg.shapes a").first
    said = shape.get_attribute("aria-label") or ""
    assert re.search(r"\d", said), "what the colour means is said"
    shape.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"district="))
    assert three(page)


@pytest.mark.parametrize("trouble", ["late", "stale", "over", "no-contract"])
def test_what_is_in_trouble_leads_to_the_work(enter: Enter, trouble: str) -> None:
    page = enter(GOVERNOR, "/governor")
    link = page.locator(f".troubles a[href*='/governor/{trouble}']")
    told = number(link.locator("b").inner_text())
    assert told > 0, "the sample has each trouble"
    link.click()
    page.wait_for_url(re.compile(f"/governor/{trouble}"))
    assert number(page.locator("p.strong").inner_text()) == told
    look(page, f"governor-{trouble}")
    page.locator("table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/works/\d+"))
    assert page.locator("h1").inner_text()
