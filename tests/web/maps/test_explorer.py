"""The explorer: its page and fragments; in a browser with software WebGL, and in one that has none."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem
from planhub.maps import explored, tile_scope
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.factories.sources import source
from tests.serving import CHROMIUM, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType, Page

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
BOX = "103.5,14.9,103.6,15.05"


@pytest.fixture
def filled(session: Session) -> Iterator[Session]:
    country(session)
    here = func.ST_SetSRID(func.ST_MakePoint(103.55, 14.99), 4326)
    session.execute(update(Area).where(Area.code.like("32%")).values(point=here))
    plan_item(session, "32010204", title="ถนน <b>{{ 7*191 }}", point=(103.55, 14.99), source_code="planhub")
    plan_item(session, "32010203", "works", title="ขุดลอกหนอง", point=(103.551, 14.99), side="water")
    plan_item(session, "32010203", "rejected", title="ไม่เห็นชอบ", point=(103.551, 14.99))
    tile_scope.kept.clear()
    yield session
    tile_scope.kept.clear()


def test_the_page_works_out_its_form_and_a_way_without_script(client: FlaskClient, filled: Session) -> None:
    page = client.get("/explorer?year=2571&measure=days").get_data(as_text=True)
    assert '<option value="2571" selected>' in page
    assert '<option value="days" selected>' in page
    none = client.get("/explorer?year=2560&source=nobody").get_data(as_text=True)
    assert '<option value="2560" selected>' in none  # a year that nothing is of stays chosen and can be left
    assert re.search(r"<noscript>.*?href=\"/explorer/plain\?year=2571&amp;measure=days\"", page, re.DOTALL)


def test_only_sources_that_have_any_item_are_offered(filled: Session) -> None:
    for code in ("excel", "never"):
        source(filled, code)
    plan_item(filled, "32", source_code="excel")
    assert list(explored.sources_of_items(filled)) == ["planhub", "excel"]
    filled.execute(delete(PlanItem).where(PlanItem.source_code == "excel"))
    assert list(explored.sources_of_items(filled)) == ["planhub"]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        # all filters and the measure, items shown as the explorer does
        ("", "/map?items=yes"),
        (
            "year=2571&stage=in_plan&side=water&source=planhub&words=ขุดลอก&measure=days&items=no",
            "/map?year=2571&stage=in_plan&side=water&source=planhub&words=ขุดลอก&measure=days&items=no",
        ),
        # the area that is in the middle, as fine as the view is close
        ("at=5/15/103", "/map?items=yes"),
        ("at=7/14.88/103.49", "/map/32?items=yes"),
        ("at=7/0/0", "/map?items=yes"),
        ("at=7/13.75/100.5", "/map?items=yes"),
        ("at=far/away/here&year=2571", "/map?year=2571&items=yes"),
    ],
)
def test_the_drawn_page_of_a_view_is_of_the_same_area_filters_and_measure(
    client: FlaskClient, filled: Session, query: str, address: str
) -> None:
    answer = client.get(f"/explorer/plain?{query}")
    assert answer.status_code == 302
    assert unquote(answer.headers["Location"]) == address
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_filter_that_makes_no_sense_is_told_on_the_way_too(client: FlaskClient, filled: Session) -> None:
    answer = client.get("/explorer/plain?words=ก&year=2571")
    assert answer.status_code == 422
    assert "พิมพ์คำค้นอย่างน้อย 3 ตัวอักษร" in answer.get_data(as_text=True)


def test_a_filter_that_makes_no_sense_is_told_and_what_was_typed_stays(client: FlaskClient) -> None:
    answer = client.get("/explorer?words=ก&year=2571")
    assert answer.status_code == 422
    assert "พิมพ์คำค้นอย่างน้อย 3 ตัวอักษร" in answer.get_data(as_text=True)
    assert 'value="ก"' in answer.get_data(as_text=True)


def test_the_list_of_a_box_has_what_counts_and_nothing_typed_becomes_markup(
    client: FlaskClient, filled: Session
) -> None:
    text = client.get(f"/explorer/list?box={BOX}").get_data(as_text=True)
    assert "ถนน &lt;b&gt;{{ 7*191 }}" in text
    assert "ขุดลอกหนอง" in text
    assert "ไม่เห็นชอบ" not in text
    assert text.count("<tr>") == 3
    only = client.get(f"/explorer/list?box={BOX}&side=water").get_data(as_text=True)
    assert only.count("<tr>") == 2


@pytest.mark.parametrize("box", ["", "1,2,3", "103,15,102,16", "100,10,102,12", "nan,nan,nan,nan"])
def test_a_box_that_cannot_be_read_is_refused(client: FlaskClient, filled: Session, box: str) -> None:
    assert client.get(f"/explorer/list?box={box}").status_code == 422


def test_a_card_leads_to_the_page_of_what_was_born_here_only(client: FlaskClient, filled: Session) -> None:
    ids = dict(filled.execute(select(PlanItem.source_code, PlanItem.id).order_by(PlanItem.id)).all())
    ours = client.get(f"/explorer/card/32/{ids['planhub']}").get_data(as_text=True)
    assert re.search(r'href="/n/32010204-2571-\d+"', ours)
    assert "ต.ตั้งใจ" in ours
    assert "/n/" not in client.get(f"/explorer/card/32/{ids['test']}").get_data(as_text=True)
    assert client.get(f"/explorer/card/45/{ids['planhub']}").status_code == 404


@pytest.fixture
def wide(served: str, chromium: "BrowserType") -> Iterator["Page"]:
    """A page that draws by software; it fails the test on a script's error or a call to elsewhere."""
    if not (ROOT / "static" / "vendor" / "maplibre" / "maplibre-gl.mjs").exists():
        pytest.skip("the browser libraries are not there: npm ci --ignore-scripts, then planhub assets")
    args = [flag for flag in QUIET if flag != "--disable-gpu"] + SOFTWARE
    wrong: list[str] = []
    browser = chromium.launch(executable_path=str(CHROMIUM), headless=True, args=args)
    context = browser.new_context(locale="th-TH", viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.on(
        "request",
        lambda r: (
            wrong.append(r.url)
            if r.url.startswith("http") and urlsplit(r.url).hostname != "127.0.0.1"
            else None
        ),
    )
    yield page
    browser.close()
    assert not wrong


def ready(page: "Page") -> None:
    """Wait until the map has drawn and said what is in view."""
    page.wait_for_selector("html[data-explored]", state="attached", timeout=90_000)
    page.locator("#said", has_text="รายการ").wait_for(timeout=90_000)


@pytest.mark.browser
@pytest.mark.slow
def test_the_map_its_table_the_address_bar_and_a_card(served: str, wide: "Page") -> None:
    page = wide
    page.goto(f"{served}/explorer")
    ready(page)
    assert page.locator("#areas-in-view tbody tr").count() == 76, (
        "what has nothing has no row; Bangkok has no plan"
    )
    total = page.locator("#said").inner_text()
    page.get_by_label("สถานะ").select_option("in_plan")
    page.wait_for_url(re.compile("stage=in_plan"))
    page.wait_for_function("before => document.getElementById('said').textContent !== before", arg=total)
    page.get_by_label("ให้สีแสดงอะไร").select_option("done")
    page.wait_for_url(re.compile("measure=done"))
    page.locator("#legend h2", has_text="ร้อยละที่แล้วเสร็จ").wait_for()
    page.go_back()
    page.go_back()
    page.locator("#legend h2", has_text="จำนวนรายการ").wait_for()
    assert page.get_by_label("สถานะ").input_value() == ""
    # an item by the keyboard: closer with the address bar, its list, its card, its link
    page.goto(f"{served}/explorer?at=13/14.8818/103.4936")
    ready(page)
    link = page.locator("#items-in-view a[data-item]").first
    link.wait_for(timeout=60_000)
    title = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.locator("#card h2", has_text=title).wait_for()
    assert "open=32/" in page.url
    page.reload()
    page.locator("#card h2", has_text=title).wait_for(timeout=90_000)
    ready(page)
    # arrows move the map, the address follows
    before = page.url
    page.locator("canvas.maplibregl-canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => window.location.href !== before", arg=before)
    assert (page.locator("#print").get_attribute("href") or "").startswith("/map/32")
    OUT.mkdir(parents=True, exist_ok=True)
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 900 if width > 500 else 740})
        page.wait_for_timeout(600)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.screenshot(path=OUT / f"explorer-{width}.png", full_page=True)
        if AXE.exists():
            page.evaluate(AXE.read_text() + ";0")
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("zoom", [7.6, 9.5, 11.5])
def test_a_province_without_inner_outlines_keeps_its_colour_name_and_count(
    served: str, wide: "Page", zoom: float
) -> None:
    """Chonburi: the sample has no outlines of its districts, and its items are not in the middle of it."""
    page = wide
    page.goto(f"{served}/explorer?at={zoom}/13.22/101.35")
    page.wait_for_selector("html[data-explored]", state="attached", timeout=90_000)
    told = page.locator("#coarse", has_text="ชลบุรี")
    told.wait_for(timeout=90_000)
    assert "ยังไม่มีแนวเขต" in told.inner_text()
    count = re.search(r"ชลบุรี \(([\d,]+) รายการ\)", told.inner_text())
    assert count
    row = page.locator("#areas-in-view tbody tr", has_text="ชลบุรี")
    row.wait_for()
    assert row.locator("td").first.inner_text() == count[1]
    legend = page.locator("#legend").inner_text()
    assert "ตำบล" not in legend, "no classes of areas that cannot be drawn"
    page.wait_for_timeout(1500)
    assert "ลองเลื่อนแผนที่" not in page.locator("#said").inner_text()
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"explorer-coarse-{zoom:.0f}.png")


@pytest.fixture
def patchy(served: str, server: cluster.Server, worker_id: str) -> Iterator[tuple[float, float]]:
    """Surin without the outline of one of its districts, which comes back afterwards; where that lies."""

    def asked(*statements: str) -> list[tuple[float, float]]:
        # each on a connection of its own: the server counts what it changed at the latest when it closes
        with server.connect(cluster.OWNER, f"planhub_served_{worker_id}") as connection:
            done = [connection.execute(statement) for statement in statements][-1]
            return done.fetchall() if done.description else []

    asked(
        "create table lost_outline as"
        " select * from area_boundary where area_code like '32__' order by area_code limit 1",
        "delete from area_boundary where area_code = (select area_code from lost_outline)",
    )
    ((lat, lon),) = asked("select ST_Y(s), ST_X(s) from lost_outline, ST_PointOnSurface(simple) as s")
    yield lat, lon
    asked("insert into area_boundary select * from lost_outline", "drop table lost_outline")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1366, 360])
def test_where_one_outline_of_many_lacks_the_wider_colour_shows_beneath(
    served: str, wide: "Page", patchy: tuple[float, float], width: int
) -> None:
    lat, lon = patchy
    page = wide
    page.set_viewport_size({"width": width, "height": 900 if width > 500 else 740})
    page.goto(f"{served}/explorer?at=8.6/{lat}/{lon}&year=2571")
    page.wait_for_selector("html[data-explored]", state="attached", timeout=90_000)
    page.locator("#coarse", has_text="สุรินทร์").wait_for(timeout=90_000)
    page.wait_for_timeout(2500)
    OUT.mkdir(parents=True, exist_ok=True)
    shown = OUT / f"explorer-patchy-{width}.png"
    page.locator("#map").screenshot(path=shown)
    with Image.open(shown) as image:
        across, down = image.size
        around = image.convert("RGB").crop(
            (across // 2 - 20, down // 2 - 20, across // 2 + 20, down // 2 + 20)
        )
        ground = sum(n for n, colour in around.getcolors(1600) or [] if colour == (0xE9, 0xEE, 0xF7))
    assert ground < 40, "a hole"


@pytest.mark.browser
@pytest.mark.slow
def test_printed_there_is_the_table_and_where_the_map_can_be_printed(served: str, wide: "Page") -> None:
    """What WebGL drew comes out of a printer empty."""
    page = wide
    page.goto(f"{served}/explorer?year=2571&at=7.5/14.88/103.49")
    ready(page)
    page.emulate_media(media="print")
    assert not page.locator("#map").is_visible()
    assert page.locator("#areas-in-view tbody tr").last.is_visible()
    table = page.locator("#areas-in-view .frame")
    assert table.evaluate("e => e.scrollHeight <= e.clientHeight"), "all of its rows"
    assert page.locator("#printed").is_visible()
    assert page.inner_text("#printed").startswith(f"{served}/map/32?year=2571"), "with host, to be typed"
    assert "ปีงบประมาณ 2571" in page.locator(".fold").inner_text(), "what is counted"
    page.emulate_media(media="screen")
    assert not page.locator("#printed").is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_on_a_phone_the_filters_are_folded_and_say_what_is_chosen(served: str, wide: "Page") -> None:
    page = wide
    assert page.goto(f"{served}/explorer") is not None
    assert page.get_by_label("สถานะ").is_visible(), "a wide screen has them open"
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.get_by_label("สถานะ").is_visible()
    ready(page)
    assert page.locator("#map").evaluate("e => e.getBoundingClientRect().top") < 370, "the map begins above"
    said = page.locator(".fold summary")
    assert "จำนวนรายการ" in said.inner_text()
    said.click()
    page.get_by_label("สถานะ").select_option("in_plan")
    page.wait_for_url(re.compile("stage=in_plan"))
    word = page.get_by_label("สถานะ").evaluate("e => e.selectedOptions[0].text")
    assert word in said.inner_text()
    page.get_by_role("button", name="แสดง", exact=True).click()
    assert not page.get_by_label("สถานะ").is_visible(), "shown: the map again"
    page.go_back()
    page.wait_for_function("() => !location.search.includes('stage')")
    assert word not in said.inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/explorer", "/map"])
def test_without_script_the_filters_fold_too(served: str, chromium: "BrowserType", path: str) -> None:
    browser = chromium.launch(executable_path=str(CHROMIUM), headless=True, args=QUIET)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{served}{path}?year=2571&words=ถนน")
    assert not page.locator("#f-words").is_visible()
    told = page.locator(".fold summary")
    assert "ปีงบประมาณ 2571" in told.inner_text()
    assert "“ถนน”" in told.inner_text()
    told.click()
    assert page.locator("#f-words").is_visible()
    if path == "/explorer":
        page.goto(f"{served}{path}?year=25x1")
        assert page.locator("#f-year").is_visible(), "what is wrong stays in sight"
    browser.close()


@pytest.mark.browser
def test_a_browser_without_webgl_gets_the_folium_page_by_itself(served: str, page: "Page") -> None:
    page.add_init_script("delete window.WebGL2RenderingContext;")
    query = "year=2571&stage=in_plan&side=water&words=ก่อสร้าง&measure=funded"
    page.goto(f"{served}/explorer?{query}&at=7.5/14.88/103.49")
    page.wait_for_url(re.compile(r"/map/"))
    assert unquote(page.url).endswith(f"/map/32?{query}&items=yes&why=webgl")
    assert "ไม่มี WebGL" in page.inner_text("main"), "and is told why"
    page.wait_for_selector("iframe.map")
    assert page.get_by_label("คำในชื่อรายการ").input_value() == "ก่อสร้าง"
