"""The whole entry on a phone of 360 pixels, in a real Chromium against a served installation."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
NEXT = ".actions button.btn >> nth=0"

SignIn = dict[str, str]


@pytest.fixture(scope="session")
def head(sign_ins: list[SignIn]) -> SignIn:
    """The sample's village head."""
    return next(who for who in sign_ins if re.fullmatch(r"\d{8}", who["username"]))


def signed_in(page: "Page", served: str, who: SignIn) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{served}/sign-in")
    page.fill("[name=username]", who["username"])
    page.fill("[name=password]", who["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile("/needs|/password"))
    page.goto(f"{served}/needs")


def looked_over(page: "Page", name: str) -> None:
    """No part wider than the screen, nothing that axe-core objects to, and a picture for our eyes."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
    if AXE.exists():
        page.evaluate(AXE.read_text() + ";0")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert not found, [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"entry-{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


def next_step(page: "Page", number: int | str) -> None:
    page.click(f"main {NEXT}")
    page.wait_for_url(re.compile(f"/{number}$"))


def write_everything(page: "Page", photo: Path, look: Callable[["Page", str], None]) -> None:
    """From the village's page to the check page."""
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    look(page, "step-1")
    page.fill("[name=problem]", "ฝนตกทีไรถนนสายวัดป่าน้ำท่วมขัง รถโรงเรียนเข้าไม่ได้")
    page.check("text=โครงสร้างพื้นฐาน")
    next_step(page, 2)
    page.select_option("[name=work_kind]", "build")
    page.fill("[name=work_what]", "ถนนคอนกรีตเสริมเหล็ก")
    page.fill("[name=work_place]", "สายวัดป่าถึงโรงเรียน")
    page.click("summary >> nth=-2")
    page.fill("[name=length_m]", "๘๕๐")
    page.click("button[name=help]")
    page.wait_for_url(re.compile("/2#f-title"))
    assert page.input_value("[name=title]") == "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายวัดป่าถึงโรงเรียน ยาว 850 เมตร"
    look(page, "step-2")
    page.click(f"main {NEXT}")
    page.wait_for_url(re.compile("/3$"))
    look(page, "step-3")
    page.fill("[name=lat]", "14.902")
    page.fill("[name=lon]", "103.508")
    next_step(page, 4)
    page.fill("[name=amount_1]", "1.25 ล้าน")
    page.fill("[name=people]", "320")
    look(page, "step-4")
    next_step(page, 5)
    page.fill("[name=hearing_on]", "1/11/69")
    page.set_input_files("[name=photo]", photo)
    page.wait_for_selector(".file-list li")  # it has been made small
    look(page, "step-5")
    next_step(page, "check")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "ถนน.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, quality=90)
    return path


def test_a_need_is_entered_on_a_phone_and_found_by_its_number(
    page: "Page", served: str, head: SignIn, photo: Path
) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 14.902, "longitude": 103.508, "accuracy": 14})
    signed_in(page, served, head)
    looked_over(page, "home")
    write_everything(page, photo, looked_over)
    looked_over(page, "check")
    page.click("text=ส่งเรื่องให้ กบต.")
    page.wait_for_url(re.compile("/done$"))
    looked_over(page, "done")
    number = page.inner_text("main .code")
    assert re.fullmatch(rf"{head['username']}-2571-\d{{3,}}", number)
    page.context.clear_cookies()  # whoever holds the slip needs no account
    page.goto(f"{served}/n/{number}")
    page.wait_for_selector(".leaflet-marker-icon")
    assert "รอ กบต." in page.inner_text(".strip-say")
    assert page.locator(".photos img").count() == 1
    looked_over(page, "public")


def test_a_pin_is_put_by_gps_by_a_tap_and_by_dragging(page: "Page", served: str, head: SignIn) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 14.9, "longitude": 103.5, "accuracy": 14})
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    page.goto(page.url[:-1] + "3")
    page.click("[data-gps]")
    page.wait_for_function("document.querySelector('[name=lat]').value !== ''")
    assert (page.input_value("[name=lat]"), page.input_value("[name=point_source]")) == ("14.900000", "gps")
    page.fill("[name=lon]", "")
    page.fill("[name=lat]", "48P 337881 1645822")
    page.press("[name=lat]", "Tab")
    assert (page.input_value("[name=point_source]"), page.input_value("[name=accuracy_m]")) == ("typed", "")
    page.wait_for_selector(".leaflet-marker-icon")  # only the server reads UTM: it says where to draw the pin
    assert page.input_value("[name=lat]") == "48P 337881 1645822", "what was typed stays as it was typed"
    assert page.locator(".leaflet-marker-icon").count() == 1, "the pin went where it was typed"
    page.wait_for_timeout(400)  # the map's own movement
    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 80, box["y"] + 60)
    assert page.input_value("[name=point_source]") == "map"
    tapped = page.input_value("[name=lat]")
    before = (float(tapped), float(page.input_value("[name=lon]")))
    pin = page.locator(".leaflet-marker-icon").bounding_box()
    assert pin is not None
    page.mouse.move(pin["x"] + 18, pin["y"] + 20)
    page.mouse.down()
    page.mouse.move(pin["x"] + 60, pin["y"] + 90, steps=6)
    page.mouse.up()
    dropped = page.locator(".leaflet-marker-icon").bounding_box()
    assert dropped is not None
    assert (dropped["x"] - pin["x"], dropped["y"] - pin["y"]) == pytest.approx((42, 70), abs=1.5)
    after = (float(page.input_value("[name=lat]")), float(page.input_value("[name=lon]")))
    assert after[0] < before[0], "down is south"
    assert after[1] > before[1], "right is east"
    # as far as the mouse went: 70 pixels down are 70/42 as many metres as 42 to the right
    ratio = (before[0] - after[0]) / (after[1] - before[1]) / math.cos(math.radians(14.9))
    assert ratio == pytest.approx(70 / 42, rel=0.05)
    assert (page.input_value("[name=point_source]"), page.input_value("[name=accuracy_m]")) == ("map", "")
    page.wait_for_selector("[data-saved]:has-text('บันทึกแล้ว')")


def test_a_line_is_tapped_point_by_point_and_typed(page: "Page", served: str, head: SignIn) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    page.goto(page.url[:-1] + "3")
    page.click("text=เป็นแนวยาว")
    page.click("[data-line-draw]")
    assert page.get_attribute("[data-line-draw]", "aria-pressed") == "true"
    page.wait_for_timeout(400)  # the map's own movement
    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    for x, y in ((100, 90), (160, 90), (160, 150)):
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(350)  # two quick taps would be one double tap, which zooms
    rows = page.input_value("[name=line]").split("\n")
    assert len(rows) == 3
    points = [tuple(map(float, row.split())) for row in rows]
    assert points[0][0] == pytest.approx(points[1][0], abs=1e-6), "to the right is east"
    assert points[1][1] == pytest.approx(points[2][1], abs=1e-6)
    assert points[2][0] < points[1][0]
    assert (page.input_value("[name=point_source]"), page.input_value("[name=lat]")) == ("map", "")
    page.wait_for_selector("[data-line-say]:has-text('3 จุด ยาว')")
    assert page.locator("[data-map] path").count() >= 4, "the line and its points are drawn"
    page.check("#f-shape-2")  # the same points as a piece of land
    page.wait_for_selector("[data-line-say]:has-text('3 จุด เนื้อที่')")
    page.check("#f-shape")
    page.click("[data-line-undo]")
    assert page.input_value("[name=line]").split("\n") == rows[:2]
    # by keys: a list of points, the third in a spelling that only the server reads
    page.fill("[name=line]", "\n".join([*rows[:2], "48P 340000 1647000"]))
    page.click("[data-line-draw]")
    page.click(f"main {NEXT}")
    page.wait_for_url(re.compile("/4$"))
    page.go_back()
    page.wait_for_selector("[data-line-say]:has-text('3 จุด ยาว')")
    looked_over(page, "line")


def test_back_after_an_error_page_asks_for_the_form_and_a_chosen_photo_stays(
    page: "Page", served: str, head: SignIn, photo: Path
) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    first = page.url
    page.goto(first[:-1] + "4")
    page.fill("[name=amount_1]", "ห้าแสน")
    page.click(f"main {NEXT}")
    page.wait_for_selector(".error-summary")
    page.fill("[name=amount_1]", "500,000")
    next_step(page, 5)
    answer = page.go_back()
    assert answer is not None
    assert (answer.status, answer.request.method) == (200, "GET")
    assert page.input_value("[name=amount_1]") == "500,000"
    page.goto(first[:-1] + "5")
    page.set_input_files("[name=photo]", photo)
    page.wait_for_selector(".file-list li:has-text('แนบแล้ว')")
    page.reload()
    assert page.locator(".photos img").count() == 1


def test_a_place_far_away_is_doubted_at_once_and_never_refused(
    page: "Page", served: str, head: SignIn
) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    page.goto(page.url[:-1] + "3")
    page.fill("[name=lat]", "13.7563")
    page.fill("[name=lon]", "100.5018")
    page.press("[name=lon]", "Tab")
    page.wait_for_selector("[data-pin-doubts]:has-text('กม.')")
    assert "ตรงนั้นคือ" not in page.inner_text("[data-pin-doubts]"), "the lines are drawn by us"
    assert page.is_visible("[name=geom_reason]"), "the reason is asked for there"
    looked_over(page, "far")
    next_step(page, 4)


def test_the_map_is_drawn_without_tiles_and_used_by_keys(page: "Page", served: str, head: SignIn) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    page.goto(page.url[:-1] + "3")
    page.wait_for_selector(".ground-own:has-text('ต.')")
    names = [name for name in page.locator(".ground-beside").all_inner_texts() if name]
    assert names, "the neighbours have names"
    assert page.locator(".leaflet-ground-pane path").count() > 10
    assert page.locator(".leaflet-control-scale-line").is_visible()
    page.focus("[data-map]")
    page.keyboard.press("Enter")
    middle = float(page.input_value("[name=lat]")), float(page.input_value("[name=lon]"))
    assert page.input_value("[name=point_source]") == "map"
    page.wait_for_selector("[data-pin-say]:has-text('ต.')")
    page.focus(".leaflet-marker-icon")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert float(page.input_value("[name=lat]")) > middle[0], "up is north"
    assert float(page.input_value("[name=lon]")) < middle[1], "left is west"


def test_a_long_choice_is_read_whole_on_a_phone(page: "Page", served: str, head: SignIn) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    page.goto(page.url[:-1] + "4")
    page.click("summary:has-text('แบ่งหลายปี')")
    page.select_option("[name=source_2]", "province")
    low = page.locator("[name=source_2]").bounding_box()
    page.select_option("[name=source_2]", "fund")
    high = page.locator("[name=source_2]").bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"], "what does not go into one line goes into two"
    assert high["width"] == low["width"]
    looked_over(page, "choices")


def test_what_was_typed_survives_a_closed_page_and_an_expired_session(
    page: "Page", served: str, head: SignIn
) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    address = page.url
    page.fill("[name=problem]", "น้ำประปาไม่ไหลตั้งแต่เดือนมีนาคม")
    page.wait_for_selector("[data-saved]:has-text('บันทึกแล้ว')")
    page.goto("about:blank")
    page.goto(address, wait_until="networkidle")  # an answer on its way would bring its cookie back
    assert page.input_value("[name=problem]") == "น้ำประปาไม่ไหลตั้งแต่เดือนมีนาคม"
    page.context.clear_cookies()
    page.fill("[name=problem]", "น้ำประปาไม่ไหลตั้งแต่เดือนมีนาคม เด็กต้องซื้อน้ำ")
    page.wait_for_selector("[data-saved].saved-bad")
    signed_in(page, served, head)
    page.goto(address)
    page.click(".notice button >> nth=0")  # the copy that this device kept
    assert page.input_value("[name=problem]") == "น้ำประปาไม่ไหลตั้งแต่เดือนมีนาคม เด็กต้องซื้อน้ำ"


def test_two_tabs_on_one_draft_tell_each_other(page: "Page", served: str, head: SignIn) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("[name=problem]", "พิมพ์จากแท็บแรก")
    page.wait_for_selector("[data-saved]:has-text('บันทึกแล้ว')")
    other.fill("[name=problem]", "พิมพ์จากแท็บสอง")
    other.wait_for_selector("[data-saved]:has-text('พิมพ์จากแท็บแรก')")


def test_it_works_without_javascript(browser: "Browser", served: str, head: SignIn, photo: Path) -> None:
    context = browser.new_context(locale="th-TH", java_script_enabled=False)
    page = context.new_page()
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.fill("[name=problem]", "ไฟส่องทางดับทั้งสาย")
    page.check("text=ความมั่นคงและความปลอดภัย")
    next_step(page, 2)
    page.fill("[name=title]", "ติดตั้งไฟส่องทาง")
    next_step(page, 3)
    page.fill("[name=lat]", "48P 337500 1645800")
    next_step(page, 4)
    page.fill("[name=amount_1]", "ห้าแสน")
    page.click(f"main {NEXT}")
    assert page.input_value("[name=amount_1]") == "ห้าแสน"
    page.fill("[name=amount_1]", "500,000")
    next_step(page, 5)
    page.set_input_files("[name=photo]", photo)
    next_step(page, "check")
    page.click("text=ส่งเรื่องให้ กบต.")
    page.wait_for_url(re.compile("/done$"))
    context.close()


@pytest.mark.parametrize("path", ["/needs", "/needs/{draft}/1", "/needs/{draft}/3", "/needs/{draft}/5", "/n"])
def test_the_first_visit_stays_light(
    page: "Page", browser: "Browser", served: str, head: SignIn, path: str
) -> None:
    signed_in(page, served, head)
    page.click("text=แจ้งความต้องการใหม่")
    page.wait_for_url(re.compile("/1$"))
    address = served + path.format(draft=page.url.split("/")[-2])
    phone = browser.new_context(locale="th-TH", storage_state=page.context.storage_state())
    fresh = phone.new_page()
    first, second = weight(fresh, address), weight(fresh, address)
    phone.close()
    assert 10_000 < first < 150_000, "what a phone pays that has never been here"
    assert second < 30_000, "what it pays after that"


def weight(page: "Page", address: str) -> int:
    """Bytes that come over the wire for a visit, heads and all, by the browser's own count."""
    session: Any = page.context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    session.detach()
    return round(sum(sizes))
