"""The ministry's page of 76 provinces: narrowed by region and name, sorted, and short on a phone."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories.accounts import hat, sign_in
from tests.factories.country import country
from tests.factories.plan_items import plan_item

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def viewer(client: FlaskClient, session: Session) -> FlaskClient:
    """Somebody of the ministry, in a country with three items."""
    country(session)
    plan_item(session, "32010204")
    plan_item(session, "32010204", amount=500_000)
    plan_item(session, "45010101")
    wearing = hat(session, "viewer", "")
    session.commit()
    sign_in(client, session, wearing)
    return client


def rows(page: str) -> list[str]:
    """Codes of the provinces in the table, in its order."""
    table = page[page.index("<tbody") : page.index("</tbody>")]
    return re.findall(r'data-code="(\d+)"', table)


def short_rows(page: str) -> list[str]:
    """The same in the list for phones."""
    return re.findall(r'<details class="row" data-code="(\d+)"', page)


@pytest.mark.parametrize(
    ("query", "some", "n"),
    [
        pytest.param("", ["32", "45", "50"], 76, id="all"),
        pytest.param("region=NE", ["32", "45"], 20, id="a region"),
        pytest.param("region=N", ["50"], 17, id="another region"),
        pytest.param("region=nowhere", ["32", "50"], 76, id="a region that is none is left out"),
        pytest.param("name=สุริน", ["32"], 1, id="the beginning of a name"),
        pytest.param("name=จังหวัดร้อยเอ็ด", ["45"], 1, id="with the word for it"),
        pytest.param("name=roi et", ["45"], 1, id="in English"),
        pytest.param("name=ราช", ["30"], 4, id="a part of names: นครราชสีมา ราชบุรี อุบลราชธานี and more"),
        pytest.param("name=สุริน&region=N", [], 0, id="both"),
    ],
)
def test_the_list_is_narrowed_by_region_and_name(
    viewer: FlaskClient, query: str, some: list[str], n: int
) -> None:
    page = viewer.get(f"/nation?{query}").text
    found = rows(page)
    assert set(some) <= set(found)
    assert len(found) == n or (query == "name=ราช" and 3 <= len(found) <= 6)
    assert short_rows(page) == found, "the phone's list is the table's twin"
    if not found:
        assert "ไม่พบจังหวัด" in page


def test_the_order_and_the_year_stay_while_one_jumps_between_regions(viewer: FlaskClient) -> None:
    page = viewer.get("/nation?sort=-items&region=NE&year=2571").text
    assert rows(page)[:2] == ["32", "45"]
    jumps = re.findall(r'<a class="chip" href="([^"]+)"', page)
    assert len(jumps) == 7, "the whole country and six regions"
    assert all("sort=-items" in jump and "year=2571" in jump for jump in jumps)
    heads = re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', page)
    assert heads
    assert all("region=NE" in head and "year=2571" in head for head in heads)


def test_a_short_row_has_two_figures_and_opens_to_all(viewer: FlaskClient) -> None:
    page = viewer.get("/nation?sort=-items").text
    row = page[page.index('<details class="row" data-code="32"') :]
    row = row[: row.index("</details>")]
    summary = row[: row.index("</summary>")]
    assert re.findall(r"<b>([\d.,]+)</b>", summary) == ["2", "1.50"]
    for label in ("รอพิจารณา", "เพิ่มเดือนนี้", "วิธีเชื่อมโยง", "เงียบมา"):
        assert label in row.removeprefix(summary)
    by_silence = viewer.get("/nation?sort=-silence").text
    row = by_silence[by_silence.index('<details class="row" data-code="32"') :]
    assert "วันนี้" in row[: row.index("</summary>")], "the figure by which it is sorted is seen"


@pytest.mark.browser
@pytest.mark.slow
def test_on_a_phone_it_is_short_and_nothing_is_lost(
    page: "Page", served: str, sign_ins: list[dict[str, str]]
) -> None:
    who = next(one for one in sign_ins if one["username"] == "viewer")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served}/sign-in")
    page.fill("[name=username]", who["username"])
    page.fill("[name=password]", who["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    page.goto(f"{served}/nation")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not page.locator(".table >> nth=0").is_visible()
    tall = page.evaluate(
        "Array.from(document.querySelectorAll('details.row summary'), (row) => row.offsetHeight)"
    )
    assert len(tall) > 76
    assert max(tall[:76]) < 70, "two lines"
    assert max(tall) < 110, "the long names of clusters: three"
    page.click("details.row >> nth=0")
    assert page.locator("details.row dl >> nth=0").is_visible()
    page.evaluate(AXE.read_text() + ";0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert not found, json.dumps([(rule["id"], rule["nodes"][0]["target"]) for rule in found])
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / "nation-360.png")
    page.click("a.chip:has-text('เหนือ') >> nth=0")
    page.wait_for_url(re.compile("region="))
    page.set_viewport_size({"width": 1366, "height": 900})
    assert page.locator(".table >> nth=0").is_visible()
    assert not page.locator("details.row >> nth=0").is_visible()
    page.screenshot(path=OUT / "nation-1366.png")
