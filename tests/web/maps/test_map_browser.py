"""The map in a real browser: drawn from our own files, three clicks down, back again, readable."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub.maps.palette import SEQUENCE, STAGE_COLOUR, ZERO
from tests.factories.country import country
from tests.factories.plan_items import plan_item

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page, Route

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOME = "http://127.0.0.1:9"
Open = Callable[..., "Page"]

pytestmark = pytest.mark.browser


@pytest.fixture
def filled(session: Session) -> Session:
    """Five items in Surin, three of them in village 32010204; one in Roi Et."""
    country(session)
    for n in range(3):
        plan_item(
            session,
            "32010204",
            "planned",
            title=f"ขุดลอกหนองน้ำ {n} <b>{{{{ 7*191 }}}}",
            point=(103.6 + n / 500, 15.04),
        )
    plan_item(session, "32010203", "works", point=(103.52, 14.65), amount=2_500_000)
    plan_item(session, "32020101", "subdistrict")
    plan_item(session, "45010101", "planned", amount=900_000)
    return session


@pytest.fixture
def walk(client: FlaskClient, page: "Page", filled: Session) -> Iterator[Open]:
    """Opens addresses of the application in the browser, each answer with its own headers."""
    if not (ROOT / "static" / "vendor" / "leaflet" / "leaflet.js").exists():
        pytest.skip("the browser libraries are not there: npm ci --ignore-scripts, then planhub assets")
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)

    def serve(route: "Route") -> None:
        parts = urlsplit(route.request.url)
        with client.get(parts.path, query_string=parts.query) as answer:
            headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
            route.fulfill(status=answer.status_code, body=answer.data, headers=headers)

    page.route(f"{HOME}/**", serve)

    def opened(path: str, width: int = 1366) -> "Page":
        page.set_viewport_size({"width": width, "height": 900 if width > 500 else 740})
        page.goto(f"{HOME}{path}")
        if path.startswith("/map"):
            drawn(page)
        return page

    yield opened
    assert not refused, "the browser refused or missed something"


def drawn(page: "Page") -> "Frame":
    """The map's frame, once it says that it is ready."""
    page.wait_for_selector("iframe.map")
    frame = page.frame_locator("iframe.map").locator("html[data-ready=yes]")
    frame.wait_for(state="attached")
    return next(f for f in page.frames if "/map/frame/" in f.url and f.parent_frame)


def fills(frame: "Frame") -> dict[str, int]:
    """Colour to how many shapes wear it."""
    colours = frame.eval_on_selector_all(
        "path.leaflet-interactive", "all => all.map(p => p.getAttribute('fill'))"
    )
    return {colour: colours.count(colour) for colour in set(colours)}


def click_area(page: "Page", frame: "Frame", name: str) -> None:
    """Click in the middle of the area that bears this name, as a hand would."""
    at = frame.evaluate(
        """name => {
            const tips = Array.from(document.querySelectorAll('.area-name'));
            const box = tips.find(t => t.textContent === name).getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        name,
    )
    page.locator("iframe.map").scroll_into_view_if_needed()
    corner = page.locator("iframe.map").bounding_box()
    assert corner
    page.mouse.click(corner["x"] + at[0], corner["y"] + at[1])


def test_the_country_is_drawn_in_the_colours_of_the_legend(walk: Open) -> None:
    page = walk("/map")
    # Surin, Roi Et, 74 without items, and Bangkok, which is none of the 76 (grey)
    assert fills(drawn(page)) == {SEQUENCE[0]: 1, SEQUENCE[4]: 1, ZERO: 74, "#d0d3d8": 1}
    legend = page.locator(".legend").inner_text()
    assert "ไม่มีรายการ (74 จังหวัด)" in legend
    assert "1–4 รายการ (1 จังหวัด)" in legend
    assert "5 รายการ (1 จังหวัด)" in legend
    swatches = page.eval_on_selector_all(".legend rect", "all => all.map(r => r.getAttribute('fill'))")
    assert swatches == [ZERO, SEQUENCE[0], SEQUENCE[4]]


def test_three_clicks_to_a_village_and_back(walk: Open) -> None:
    page = walk("/map?year=2571")
    for name, heading in (("สุรินทร์", "จังหวัดสุรินทร์"), ("เมืองสุรินทร์", "อำเภอเมืองสุรินทร์"), ("ตั้งใจ", "ตำบลตั้งใจ")):
        click_area(page, drawn(page), name)
        page.wait_for_url(re.compile(r"/map/\d+\?year=2571$"))
        page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
    assert page.url.endswith("/map/320102?year=2571")
    page.get_by_role("link", name="หมู่ที่ 4 บ้านตั้งใจ").click()
    assert page.url.endswith("/map/32010204?year=2571")
    for end in ("/map/320102", "/map/3201", "/map/32", "/map"):
        page.go_back()
        assert page.url.endswith(f"{end}?year=2571")
    drawn(page)


def test_items_lie_on_the_map_with_a_card(walk: Open) -> None:
    page = walk("/map/320102")
    frame = drawn(page)
    assert frame.locator(".marker-cluster").first.inner_text() == "3"
    lone = frame.locator(f"path[fill='{STAGE_COLOUR['in_works']}']")
    lone.click()
    card = frame.locator(".leaflet-popup-content")
    card.wait_for()
    assert "กำลังดำเนินการ" in card.inner_text()
    assert "2.5 ล้านบาท" in card.inner_text()
    link = card.get_by_role("link")
    assert link.get_attribute("target") == "_top"
    assert re.fullmatch(r"/n/32010203-2571-\d+", link.get_attribute("href") or "")


def test_a_title_stays_text_on_the_map(walk: Open) -> None:
    page = walk("/map/32010204")
    frame = drawn(page)
    frame.get_by_role("button", name="3", exact=True).last.click()
    frame.locator(f"path[fill='{STAGE_COLOUR['in_plan']}']").first.click()
    title = frame.locator(".leaflet-popup-content h2").inner_text()
    assert re.fullmatch(r"ขุดลอกหนองน้ำ \d <b>\{\{ 7\*191 \}\}", title)


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("path", ["/map", "/map/32", "/map/320102"])
def test_notes_and_credit_stand_under_the_map_and_cover_nothing(walk: Open, path: str, width: int) -> None:
    frame = drawn(walk(path, width))
    under = frame.locator(".under")
    assert "แนวเขต:" in under.inner_text()
    assert path == "/map" or "เส้นสมมติ" in under.inner_text()
    top, bottom, height, whole = frame.evaluate(
        """() => [document.querySelector('.under').getBoundingClientRect().top,
                  document.querySelector('.leaflet-container').getBoundingClientRect().bottom,
                  innerHeight, document.documentElement.scrollHeight]"""
    )
    assert bottom <= top
    assert whole == height, "the frame scrolls"
    assert bottom > height * 0.6, "the words take the map's place"


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("path", ["/map", "/map/32"])
def test_the_whole_area_is_in_sight(walk: Open, path: str, width: int) -> None:
    frame = drawn(walk(path, width))
    frame.wait_for_timeout(500)
    cut = frame.evaluate(
        """() => {
            const box = document.querySelector('.leaflet-container').getBoundingClientRect();
            return Array.from(document.querySelectorAll('path.leaflet-interactive'))
              .map((path) => path.getBoundingClientRect())
              .filter((r) => r.top < box.top || r.bottom > box.bottom
                || r.left < box.left || r.right > box.right)
              .length;
        }"""
    )
    assert cut == 0


def test_names_keep_clear_of_points_and_of_each_other(walk: Open, filled: Session) -> None:
    """Names stand in the middle of their area, and there the points lie, too."""
    for n in range(12):
        plan_item(filled, "32010203", "planned", point=(103.35 + n % 4 * 0.05, 14.75 + n // 4 * 0.08))
    filled.flush()
    frame = drawn(walk("/map/3201"))
    frame.wait_for_timeout(600)  # clusters come to rest, then the names are set again
    met = frame.evaluate(
        """() => {
            const boxes = (kind) => Array.from(document.querySelectorAll(kind),
              (e) => [e, e.getBoundingClientRect()]);
            const names = boxes('.area-name').filter(([e]) => getComputedStyle(e).visibility !== 'hidden');
            const meet = (a, b) => a.left < b.right && b.left < a.right
              && a.top < b.bottom && b.top < a.bottom;
            const all = [...names, ...boxes('.marker-cluster'), ...boxes('.item')];
            return [names.length, names.flatMap(([e, a]) => all.filter(([f, b]) => f !== e && meet(a, b))
              .map(([f]) => `${e.textContent} on ${f.textContent || 'a point'}`))];
        }"""
    )
    assert met == [2, []]


def test_a_frame_that_is_drawn_before_it_has_a_size_is_drawn_again(walk: Open) -> None:
    """As in a part of a page that opens later: the map fills its place and shows the whole area."""
    page = walk("/map/32")
    page.evaluate("document.querySelector('iframe.map').hidden = true")
    source = page.get_attribute("iframe.map", "src")
    page.evaluate("src => { document.querySelector('iframe.map').src = src + '?year=2571'; }", source)
    page.wait_for_function(
        "document.querySelector('iframe.map').contentDocument.documentElement.dataset.ready"
    )
    page.evaluate("document.querySelector('iframe.map').hidden = false")
    frame = drawn(page)
    frame.wait_for_function(
        """() => {
            const map = document.querySelector('.leaflet-container').getBoundingClientRect();
            const drawn = document.querySelector('.leaflet-overlay-pane svg g').getBoundingClientRect();
            return drawn.left >= map.left && drawn.right <= map.right && drawn.bottom <= map.bottom
              && (drawn.width > map.width * 0.5 || drawn.height > map.height * 0.8);
        }"""
    )


def test_pointing_says_the_number(walk: Open) -> None:
    page = walk("/map")
    frame = drawn(page)
    frame.locator(f"path[fill='{SEQUENCE[4]}']").hover()
    says = frame.locator(".says").inner_text()
    assert "สุรินทร์" in says
    assert "5 รายการ" in says


def test_the_table_is_sorted_by_its_heads(walk: Open) -> None:
    page = walk("/map/32")

    def order() -> list[str]:
        return page.eval_on_selector_all("#table tbody tr", "all => all.map(r => r.dataset.code)")

    assert order() == ["3201", "3202"]
    page.locator("#table thead a", has_text="รายการ").click()
    assert order() == ["3202", "3201"]
    assert page.locator("th[aria-sort=ascending]").inner_text().strip() == "รายการ"
    page.locator("#table thead a", has_text="ชื่อ").click()
    assert order() == ["3202", "3201"]  # ชุมพลบุรี before เมืองสุรินทร์


def test_filters_work_without_a_script_of_ours(walk: Open) -> None:
    page = walk("/map")
    page.get_by_label("สถานะ").select_option("in_works")
    page.get_by_role("button", name="แสดง").click()
    assert page.url.endswith("/map?year=&stage=in_works&side=&words=")
    assert page.locator("tr[data-code='32'] td").first.inner_text() == "1"
    page.get_by_role("link", name="ล้างตัวกรอง").click()
    assert page.url.endswith("/map")


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("front", "/"),
        ("map-country", "/map"),
        ("map-province", "/map/32"),
        ("map-district", "/map/3201?measure=baht"),
        ("map-subdistrict", "/map/320102"),
        ("map-village", "/map/32010204"),
        ("map-empty", "/map/96"),
        ("search", "/search?q=ขุดลอก"),
        ("search-none", "/search?q=ไม่มีคำนี้แน่นอน"),
        ("api", "/api/"),
    ],
)
def test_every_page_fits_its_screen_and_axe_finds_nothing(
    walk: Open, name: str, path: str, width: int
) -> None:
    page = walk(path, width)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"{name}-{width}.png", full_page=True)
    if not AXE.exists():
        pytest.skip("axe-core is not there: npm ci --ignore-scripts")
    frames = [page.main_frame, *([drawn(page)] if path.startswith("/map") else [])]
    for frame in frames:
        frame.evaluate(AXE.read_text() + ";0")
        found = frame.evaluate("axe.run(document, {resultTypes: ['violations'], iframes: false})")[
            "violations"
        ]
        assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == []


def test_a_small_map_that_was_hidden_at_first_is_drawn_whole(served: str, page: "Page") -> None:
    """As on a slow phone, where the page gets its shape after the map was made."""
    page.route("**/js/page.js*", lambda route: route.abort())  # without it the box stays hidden
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served}/map/320102")
    page.goto(served + str(page.get_attribute("#items tbody a.code", "href")))
    page.wait_for_selector("path.leaflet-interactive, .leaflet-overlay-pane path", state="attached")
    page.evaluate("document.documentElement.classList.add('js')")
    page.wait_for_function(
        """() => {
            const box = document.querySelector('[data-place-map]').getBoundingClientRect();
            const inside = (r) => r.left >= box.left && r.right <= box.right && r.top >= box.top
              && r.bottom <= box.bottom;
            const outline = document.querySelector('.leaflet-overlay-pane path').getBoundingClientRect();
            const pin = document.querySelector('.leaflet-marker-icon').getBoundingClientRect();
            // the pin may lie outside: both together fill the box
            const high = Math.max(outline.bottom, pin.bottom) - Math.min(outline.top, pin.top);
            const wide = Math.max(outline.right, pin.right) - Math.min(outline.left, pin.left);
            return inside(outline) && inside(pin) && Math.max(high / box.height, wide / box.width) > 0.5;
        }"""
    )


@pytest.mark.parametrize("path", ["/", "/map", "/map/3201", "/plan/32/2570", "/api/"])
def test_tables_on_a_phone_are_read_by_one_finger(served: str, page: "Page", path: str) -> None:
    """No part of a table is cut off, and none is a box that holds the finger back."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served + path)
    page.locator(".frame").first.wait_for()
    boxes = page.eval_on_selector_all(
        ".frame",
        "all => all.map(f => [f.getAttribute('aria-label'), f.scrollWidth - f.clientWidth > 4,"
        " f.scrollHeight > f.clientHeight])",
    )
    assert [box for box in boxes if box[1] or box[2]] == []


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("path", ["/map", "/map?measure=per_head", "/map/32"])
def test_no_measure_and_no_column_hangs_out_of_sight_on_a_desk(
    served: str, page: "Page", path: str, locale: str
) -> None:
    """Words of English are longer; at 1366 px every tab, every column and the whole legend are seen."""
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(served + path)
    button = page.locator(f"form[action*=language] button[value={locale}]")
    if button.count():
        with page.expect_navigation():
            button.first.click()
        page.goto(served + path)
    page.locator(".twin .frame").first.wait_for()
    cut = page.eval_on_selector_all(
        ".twin .frame, .twin .tabs ul, .twin .legend, .twin .figure",
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => [e.className, e.innerText])",
    )
    assert cut == []


def test_the_sample_country_from_the_top_to_its_items(served: str, page: "Page") -> None:
    """On a really served installation: the numbers of page, table and API are one, down to a subdistrict."""
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{served}/map")
    drawn(page)
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / "map-sample-country.png", full_page=True)
    for code in ("32", "3201"):
        page.locator(f"tr[data-code='{code}'] a").click()
        frame = drawn(page)
        assert sum(fills(frame).values()) > 1
        page.screenshot(path=OUT / f"map-sample-{code}.png", full_page=True)
        said = page.request.get(
            f"{served}/api/v1/summary?level={'district' if code == '32' else 'subdistrict'}&within={code}"
        )
        rows = {row["code"]: row["items"] for row in said.json()["rows"]}
        shown = page.eval_on_selector_all(
            "#table tbody tr",
            "all => all.map(r => [r.dataset.code, Number(r.cells[1].textContent.replace(',', ''))])",
        )
        assert {c: n for c, n in shown if c} == rows
        total = int(page.locator("#table tfoot td").first.inner_text().replace(",", ""))
        assert total == sum(n for _, n in shown)
    busiest = max(rows, key=lambda c: rows[c])
    page.locator(f"tr[data-code='{busiest}'] a").click()
    page.get_by_role("heading", name="รายการในพื้นที่นี้").wait_for()
    drawn(page)
    page.screenshot(path=OUT / "map-sample-subdistrict.png", full_page=True)
    assert page.locator("#items tbody tr").count() == min(rows[busiest], 50)
