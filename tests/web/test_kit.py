"""The parts of the interface: drawn and looked over at two widths, and each module at work in a browser."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, g, render_template, render_template_string
from PIL import Image

from planhub.app import create_app
from planhub.config import Settings
from planhub.web.navigation import ShownHat

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

ROOT = Path(__file__).parents[2]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOME = "http://127.0.0.1:9"
ERRORS = {
    "cost": "อ่าน “สองแสน” เป็นจำนวนเงินไม่ได้ พิมพ์เป็นตัวเลข เช่น 1,250,000 หรือ 1.25 ล้าน",
    "hearing": "เดือนกุมภาพันธ์ 2569 มี 28 วัน ไม่มีวันที่ 31 ตรวจวันอีกครั้ง",
    "scope": "เลือกว่าใครได้ใช้",
    "minutes": "ไฟล์นี้ไม่ใช่ PDF หรือรูป เลือกไฟล์ใหม่",
    "point": "ละติจูดต้องอยู่ระหว่าง 5 ถึง 21",
}
HATS = [
    ShownHat(1, "district_secretary", "ปลัดอำเภอ อ.เมืองสุรินทร์ จ.สุรินทร์", "3201", True, "112/2569"),
    ShownHat(2, "village_head", "ผู้ใหญ่บ้าน หมู่ที่ 4 บ้านตั้งใจ", "32010204", False, None),
]
WORDS = ("กล่องงาน", "แผน", "รอบ", "บัญชีผู้ใช้", "แผนที่", "ค้นหา")


@pytest.fixture(scope="module")
def kit_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The real application, its database never asked: the kit reads none."""
    nowhere = "postgresql+psycopg://nobody@/nothing?host=/nonexistent"
    return create_app(
        Settings(
            data=tmp_path_factory.mktemp("kit"),
            database_url=nowhere,
            owner_database_url=nowhere,
            secret_key="only for tests",
        )
    )


def draw(app: Flask, template: str = "kit.html", **more: Any) -> str:
    """A template as the application draws it, for somebody with two hats."""
    context = {"errors": ERRORS, "hat": HATS[0], "hats": HATS, "version": "0.1.0"} | more
    context["nav"] = [("#", word, n == 0, 37 if n == 0 else None) for n, word in enumerate(WORDS)]
    with app.test_request_context("/kit"):
        g.person = None
        return render_template(template, **context)


Show = Callable[..., "Page"]


@pytest.fixture
def show(kit_app: Flask, page: "Page") -> Iterator[Show]:
    """Opens a drawn page in the browser, with the real static files under the real security policy."""
    if not (ROOT / "static" / "vendor" / "leaflet" / "leaflet.js").exists():
        pytest.skip("the browser libraries are not there: npm ci --ignore-scripts, then planhub assets")
    client = kit_app.test_client()
    with client.get("/nowhere") as answer:  # a page's policy: the files carry a shorter one
        policy = answer.headers["Content-Security-Policy"]
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)

    def opened(html: str, width: int = 1366) -> "Page":
        def serve(route: "Route") -> None:
            parts = urlsplit(route.request.url)
            if parts.path == "/kit":
                route.fulfill(
                    body=html,
                    content_type="text/html; charset=utf-8",
                    headers={"Content-Security-Policy": policy},
                )
            else:
                with client.get(parts.path, query_string=parts.query) as answer:
                    route.fulfill(
                        status=answer.status_code,
                        body=answer.data,
                        content_type=answer.headers["Content-Type"],
                    )

        page.route(f"{HOME}/**", serve)
        page.set_viewport_size({"width": width, "height": 900 if width > 500 else 640})
        page.goto(f"{HOME}/kit")
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    assert not refused, "the content security policy refused something of ours"


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1366])
def test_every_part_fits_its_screen_and_axe_finds_nothing(kit_app: Flask, show: Show, width: int) -> None:
    page = show(draw(kit_app), width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"kit-{width}.png", full_page=True)
    if not AXE.exists():
        pytest.skip("axe-core is not there: npm ci --ignore-scripts")
    page.evaluate(AXE.read_text() + ";0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == []


@pytest.mark.browser
def test_what_a_finger_presses_is_44_pixels_high(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app), 360)
    small = page.evaluate(
        """() => Array.from(document.querySelectorAll(
             '.btn, .input, .select, .choice label, .nav a, .menu summary, .tabs a, .chip, .counts a'))
           .map((part) => [part.outerHTML.slice(0, 90), part.getBoundingClientRect().height])
           .filter(([html, height]) => height > 0 && height < 44)"""
    )
    assert small == []


@pytest.mark.browser
def test_the_error_summary_takes_the_focus_and_leads_to_the_field(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.click(".error-summary a[href='#f-hearing']")
    assert page.evaluate("document.activeElement.name") == "hearing"
    assert page.input_value("[name=hearing]") == "31/2/2569"


@pytest.mark.browser
def test_without_javascript_everything_is_still_there(kit_app: Flask, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(draw(kit_app).replace('href="/static', 'href="x').replace('src="/static', 'src="x'))
    assert page.input_value("[name=rank-7]") == "1"
    assert page.locator("[name=lat]").count() == 1
    assert page.locator(".bulk button").count() == 3
    context.close()


@pytest.mark.browser
def test_typing_is_saved_kept_when_it_cannot_be_and_offered_again(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))
    answers = [(503, {}), (200, {"saved_at": "10:43"})]
    posted: list[dict[str, list[str]]] = []

    def answer(route: "Route") -> None:
        posted.append(parse_qs(route.request.post_data or ""))
        status, body = answers[min(len(posted), len(answers)) - 1]
        route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    page.route(f"{HOME}/nowhere", answer)
    page.fill("[name=problem_text]", "น้ำท่วมทุกปี")
    page.wait_for_selector("[data-saved].saved-bad:has-text('เก็บไว้ในเครื่องนี้แล้ว')")
    page.reload()
    page.click("button:has-text('ใช้ข้อความนั้น')")
    assert page.input_value("[name=problem_text]") == "น้ำท่วมทุกปี"
    page.wait_for_selector("[data-saved]:has-text('บันทึกแล้ว 10:43')")
    assert posted[-1]["problem_text"] == ["น้ำท่วมทุกปี"]
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_a_session_that_ended_is_said_and_the_copy_stays(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))
    page.route(f"{HOME}/nowhere", lambda route: route.fulfill(status=401, body="{}"))
    page.fill("[name=title]", "ซ่อมฝาย")
    page.wait_for_selector("[data-saved]:has-text('หมดเวลาเข้าระบบ')")
    assert "ซ่อมฝาย" in page.evaluate("localStorage.getItem('planhub:kit')")


@pytest.mark.browser
def test_ranks_follow_buttons_keys_and_typed_numbers(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))

    def order() -> list[str]:
        boxes = page.locator("[data-rank] input")
        return [boxes.nth(n).get_attribute("name") or "" for n in range(3)]

    page.click("[data-rank] li:nth-child(1) [data-down]")
    assert order() == ["rank-3", "rank-7", "rank-9"]
    page.focus("[name=rank-9]")
    page.keyboard.press("Alt+ArrowUp")
    assert order() == ["rank-3", "rank-9", "rank-7"]
    page.fill("[name=rank-7]", "๑")
    page.keyboard.press("Tab")
    assert order() == ["rank-7", "rank-3", "rank-9"]
    assert [page.input_value(f"[name={name}]") for name in order()] == ["1", "2", "3"]


@pytest.mark.browser
def test_an_inbox_goes_by_keys_and_asks_once_before_many(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.inner_text("[data-bulk-say]") == "เลือกไว้ 1 เรื่อง" or page.locator("tr.picked").count() == 3
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    page.screenshot(path=OUT / "kit-keys.png")
    page.keyboard.press("Escape")
    picked = page.locator("[data-pick]:checked").count()
    page.click("button[value=forward]")
    assert f"ส่งต่อ {picked} เรื่อง" in page.inner_text("#confirm-title")
    page.screenshot(path=OUT / "kit-confirm.png")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("#confirm [data-yes]")
    fields = parse_qs(sent.value.post_data or "")
    assert (fields["confirmed"], fields["action"], len(fields["pick"])) == (["yes"], ["forward"], picked)


@pytest.mark.browser
def test_a_double_press_sends_once(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))
    page.evaluate(
        """() => { window.sent = 0;
                   document.addEventListener('submit', (e) => { if (!e.defaultPrevented) window.sent += 1;
                                                                e.preventDefault(); }); }"""
    )
    page.evaluate(
        """() => { const form = document.querySelector('[data-rank]').closest('form');
                   form.querySelector('.actions .btn').click();
                   form.querySelector('.actions .btn').click(); }"""
    )
    assert page.evaluate("window.sent") == 1


def photo(width: int, height: int, orientation: int = 1) -> bytes:
    """A JPEG with an orientation tag."""
    image = Image.effect_noise((width // 20, height // 20), 90).convert("RGB").resize((width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "somewhere private"
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=95, exif=exif)
    return kept.getvalue()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("orientation", "size"),
    [pytest.param(1, [1600, 1067], id="lying"), pytest.param(6, [1067, 1600], id="turned by its tag")],
)
def test_a_photo_is_made_small_and_upright_before_it_is_sent(
    kit_app: Flask, show: Show, orientation: int, size: list[int]
) -> None:
    page = show(draw(kit_app))
    picture = photo(3000, 2000, orientation)
    page.set_input_files("[name=photos]", {"name": "ถนน.jpg", "mimeType": "image/jpeg", "buffer": picture})
    page.wait_for_selector(".file-list:has-text('ย่อแล้ว')")
    sent = page.evaluate(
        """async () => { const file = document.querySelector('[name=photos]').files[0];
             const image = await createImageBitmap(file);
             const text = new TextDecoder('latin1').decode(await file.arrayBuffer());
             return [image.width, image.height, file.size, text.includes('somewhere private')]; }"""
    )
    assert sent[:2] == size
    assert sent[2] < len(picture) / 2
    assert sent[3] is False


@pytest.mark.browser
def test_too_many_and_too_big_files_are_said_before_the_upload(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app).replace('data-max-mb="20"', 'data-max-mb="0.001"'))
    page.set_input_files(
        "[name=photos]",
        [
            {"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"x" * 3000}
            for n in range(6)
        ],
    )
    page.wait_for_selector(".file-list .bad:has-text('ใหญ่เกินกำหนด')")
    assert "เลือกไฟล์เกินจำนวน" in page.inner_text(".file-list")
    assert page.evaluate("document.querySelector('[name=photos]').files.length") == 0


@pytest.mark.browser
def test_a_pin_follows_gps_a_tap_and_typed_numbers(kit_app: Flask, show: Show, page: "Page") -> None:
    page.context.grant_permissions(["geolocation"], origin=HOME)
    page.context.set_geolocation({"latitude": 14.9, "longitude": 103.5, "accuracy": 8})
    show(draw(kit_app))
    page.click("[data-gps]")
    page.wait_for_selector("[data-pin-say]:has-text('8 เมตร')")
    assert (page.input_value("[name=lat]"), page.input_value("[name=point_source]")) == ("14.900000", "gps")
    page.click("[data-map]", position={"x": 60, "y": 60})
    assert page.input_value("[name=point_source]") == "map"
    assert page.input_value("[name=accuracy_m]") == ""
    page.fill("[name=lat]", "15.123")
    page.keyboard.press("Tab")
    assert page.input_value("[name=point_source]") == "typed"
    assert page.locator(".leaflet-marker-icon").count() == 1


@pytest.mark.browser
def test_a_page_prints_on_a4(kit_app: Flask, show: Show) -> None:
    page = show(draw(kit_app))
    pdf = page.pdf(format="A4", path=OUT / "kit.pdf")
    page.emulate_media(media="print")
    assert pdf.startswith(b"%PDF")
    assert not page.is_visible(".nav")
    assert page.is_visible(".story")


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (503, {"again": {"action": "/needs/1", "fields": [("title", "ซ่อมฝาย")]}}),
        (409, {"theirs": {"สถานะ": "ส่งต่อแล้ว"}}),
        (401, {"carried": "signed"}),
        (422, {"fields": ERRORS}),
        (404, {}),
    ],
)
def test_a_failure_says_what_to_do_and_carries_what_was_typed(
    kit_app: Flask, status: int, more: dict[str, Any]
) -> None:
    context = {"fields": {}, "theirs": None, "again": None, "carried": ""} | more
    html = draw(
        kit_app, "errors/failure.html", status=status, title="ไปต่อไม่ได้", sentence="ลองอีกครั้ง", **context
    )
    wanted = {503: 'value="ซ่อมฝาย"', 409: "ส่งต่อแล้ว", 401: 'value="signed"', 422: "#f-cost", 404: "ลองอีกครั้ง"}
    assert wanted[status] in html


def test_a_decision_on_many_is_confirmed_by_a_page_where_there_is_no_script(kit_app: Flask) -> None:
    with kit_app.test_request_context("/kit"):
        g.person = None
        html = render_template_string(
            """{% from "macros/page.html" import confirm_page %}
               {% call confirm_page("ส่งต่อ 2 เรื่อง", [("32010204-2571-001", "ซ่อมฝาย <b>", "ม.4"),
                  ("32010204-2571-002", "ขุดสระ", none)], "/inbox", "ส่งต่อ 2 เรื่อง", "/inbox", total=350000) %}
               <input type="hidden" name="pick" value="1"><input type="hidden" name="pick" value="2">
               {% endcall %}"""
        )
    assert 'name="confirmed" value="yes"' in html
    assert 'name="csrf_token"' in html
    assert "ซ่อมฝาย &lt;b&gt;" in html
    assert "350,000" in html
    assert html.count('name="pick"') == 2
