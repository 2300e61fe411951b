"""The main job, end to end in a browser: a village's need becomes a plan item on the map of 76 provinces.

With the real villages and outlines beside the checkout it walks in the real country; without them in the
schematic sample, and says so.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from planhub import clock, cluster
from tests.journeying import Country, country

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 900}
PICTURES = Path(__file__).parent / "screenshots" / "out"
VILLAGE, SUBDISTRICT, DISTRICT, PROVINCE = "32010204", "320102", "3201", "32"
PHONE_NUMBER = "081 234 5678"
SECRETS = {VILLAGE: "480517"}
OFFICIALS_SECRET = "ช่วยกันพัฒนาบ้านเรา"


@pytest.fixture(scope="module")
def surin(
    server: cluster.Server, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Country]:
    """A country with nothing in it but its areas and the people of one chain."""
    data = tmp_path_factory.mktemp("journey") / "data"
    with country(server, f"planhub_journey_{worker_id}", data) as served:
        yield served


class Walk:
    """One browser that people of the chain use one after the other."""

    def __init__(self, page: "Page", country: Country) -> None:
        self.page, self.country, self.steps = page, country, 0
        self.changed: set[str] = set()

    def sign_in(self, role: str, size: dict[str, int]) -> None:
        """Sign in as the holder of a role; the first time, set a secret of one's own."""
        page = self.page
        username, secret = self.country.secrets[role]
        own = SECRETS.get(username, OFFICIALS_SECRET)
        self.leave()
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(f"{self.country.url}/sign-in")
        page.fill("[name=username]", username)
        page.fill("[name=password]", own if username in self.changed else secret)
        self.press("main button")
        if username not in self.changed:
            page.fill("[name=new_password]", own)
            page.fill("[name=repeat_password]", own)
            self.press("main button")
            self.changed.add(username)

    def leave(self) -> None:
        """Become nobody; first away from the page, lest an answer under way bring its cookie back."""
        self.page.goto("about:blank")
        self.page.context.clear_cookies()

    def press(self, selector: str) -> None:
        """Press what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def look(self, name: str) -> None:
        """Keep a picture of the page."""
        self.steps += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"journey-{self.steps:02}-{name}.png", full_page=True)

    def fits(self) -> None:
        """Nothing sticks out sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0

    def decide(self, title: str, action: str, **given: str) -> None:
        """Open the item from the inbox, and decide."""
        page = self.page
        page.goto(f"{self.country.url}/inbox")
        page.click(f"a[data-open]:has-text('{title}')")
        page.wait_for_selector(f"#pane :text('{title}')")
        page.click(f"#pane a[data-key][href*='do={action}']")
        form = page.locator("#decide-form")
        for name, value in given.items():
            field = form.locator(f"[name={name}]")
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                form.locator(f"[name={name}][value='{value}']").check(force=True)
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.look(f"{action}-form")
        self.press("#decide-form button")
        assert page.locator(".error-summary").count() == 0, page.locator("main").inner_text()

    def on_the_map(self, code: str) -> int:
        """How many items the map of an area counts, by the foot of its table or its first figure."""
        self.page.goto(f"{self.country.url}/map{'/' + code if code else ''}")
        foot = self.page.locator("#table tfoot td.num, #table .figures .num, #table .figure-value").first
        return int(re.sub(r"\D", "", foot.inner_text()))

    def row_of(self, code: str) -> int:
        """How many items the row of a child counts in the table on the page."""
        return int(self.page.locator(f"tr[data-code='{code}'] td.num").first.inner_text())


def test_a_villages_need_becomes_a_plan_item_on_the_map_of_the_country(page: "Page", surin: Country) -> None:
    walk = Walk(page, surin)
    assert walk.on_the_map("") == 0

    number, title = enter_the_need(walk)

    walk.sign_in("subdistrict_secretary", DESK)
    walk.look("subdistrict-inbox")
    walk.decide(title, "align", issue_ids=first_issue(walk, title))
    walk.decide(title, "forward", classification="agency", rank="1", reason="ตรวจพื้นที่แล้ว จำเป็นที่สุดของตำบล")

    walk.sign_in("district_chief", DESK)
    walk.decide(title, "refer", agency_code="A-32-DPT", reason="ขอทราบราคาและความเป็นไปได้")

    walk.sign_in("agency_officer", DESK)
    walk.decide(title, "opine", verdict="feasible", estimated_cost="1180000", reason="ทำได้ ใช้แบบมาตรฐาน")

    walk.sign_in("district_chief", DESK)
    walk.decide(title, "forward", rank="1")

    walk.sign_in("planner", DESK)
    walk.decide(title, "include", plan_year="2571", envelope="within", rank="1")

    walk.leave()  # from here on anybody
    see_it_on_the_map(walk)
    ask_by_the_number(walk, number, title)


def test_it_was_the_real_country(surin: Country) -> None:
    if not surin.real:
        pytest.skip("the real villages are not beside the checkout: walked through schematic ones")
    walked = surin.village_name
    assert walked == "บ้านกรวด"


def enter_the_need(walk: Walk) -> tuple[str, str]:
    """The head of the village asks for a road on a phone; its number and title."""
    page = walk.page
    walk.sign_in("village_head", PHONE)
    walk.look("village-home")
    walk.fits()
    walk.press("button:has-text('แจ้งความต้องการใหม่')")
    page.fill("[name=problem]", "ฝนตกทีไรถนนไปสระน้ำเป็นโคลน รถโรงเรียนเข้าไม่ได้ ปีที่แล้ว ๖ ครั้ง")
    page.check("[name=side][value=infrastructure]", force=True)
    go_on(walk, "problem")
    page.select_option("[name=work_kind]", "build")
    page.fill("[name=work_what]", "ถนนคอนกรีตเสริมเหล็ก")
    page.fill("[name=work_place]", "สายไปสระน้ำ หมู่ที่ 4")
    page.click("summary:has-text('ขนาด')")
    page.fill("[name=width_m]", "๔")
    page.fill("[name=length_m]", "620")
    walk.press("[name=help][value=title]")
    title = page.input_value("[name=title]")
    assert title == "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายไปสระน้ำ หมู่ที่ 4 กว้าง 4 เมตร ยาว 620 เมตร"
    go_on(walk, "what")
    page.click("[data-map]")
    page.wait_for_function("document.querySelector('[name=lat]').value !== ''")
    go_on(walk, "where")
    page.fill("[name=amount_1]", "1.25 ล้าน")
    page.fill("[name=households]", "86")
    go_on(walk, "money")
    held = clock.today() - timedelta(days=9)
    page.fill("[name=hearing_on]", f"{held.day}/{held.month}/{(held.year + 543) % 100}")
    page.fill("[name=attendees]", "74")
    page.fill("[name=proposer_phone]", PHONE_NUMBER)
    page.set_input_files("[name=photo]", [photo()])
    go_on(walk, "who-agreed")
    walk.look("check")
    walk.fits()
    walk.press("button:has-text('ส่งเรื่องให้ กบต.')")
    number = page.locator(".code").first.inner_text()
    assert re.fullmatch(r"32010204-2571-\d{3}", number)
    walk.look("done")
    return number, title


def go_on(walk: Walk, name: str) -> None:
    """To the next step."""
    walk.look(name)
    walk.fits()
    walk.press("main .actions button")
    assert walk.page.locator(".error-summary").count() == 0, walk.page.locator("main").inner_text()


def photo() -> dict[str, object]:
    """A drawn picture, as a telephone sends one."""
    picture = Image.new("RGB", (1600, 1200), "#a9c7e8")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 1200), (700, 500), (900, 500), (1600, 1200)], fill="#8a6b4a")
    kept = BytesIO()
    picture.save(kept, "JPEG")
    return {"name": "ถนน.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def first_issue(walk: Walk, title: str) -> str:
    """The first development issue that the form offers."""
    walk.page.goto(f"{walk.country.url}/inbox")
    walk.page.click(f"a[data-open]:has-text('{title}')")
    walk.page.click("#pane a[data-key][href*='do=align']")
    return walk.page.locator("#decide-form [name=issue_ids]").first.get_attribute("value") or ""


def see_it_on_the_map(walk: Walk) -> None:
    """One item in the country, its province, district, subdistrict and village; none beside it."""
    for code, child in (
        ("", PROVINCE),
        (PROVINCE, DISTRICT),
        (DISTRICT, SUBDISTRICT),
        (SUBDISTRICT, VILLAGE),
    ):
        assert walk.on_the_map(code) == 1
        assert walk.row_of(child) == 1
        walk.look(f"map-{code or 'country'}")
    walk.page.goto(f"{walk.country.url}/map/{PROVINCE}?stage=planned&year=2571&side=infrastructure")
    assert walk.row_of(DISTRICT) == 1
    walk.page.goto(f"{walk.country.url}/map/{PROVINCE}?stage=planned&year=2571&side=water")
    assert walk.row_of(DISTRICT) == 0
    summary = walk.page.request.get(f"{walk.country.url}/api/v1/summary?level=province").json()
    counted = {row["code"]: row["items"] for row in summary["rows"]}
    assert len(counted) == 76
    assert {code for code, items in counted.items() if items} == {PROVINCE}


def ask_by_the_number(walk: Walk, number: str, title: str) -> None:
    """Anybody asks what became of it, and reads who holds it and what was decided, and no telephone."""
    page = walk.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{walk.country.url}/n/{number}")
    said = page.locator("main").inner_text()
    assert title in said
    assert "บรรจุในแผน" in said
    assert "จังหวัด" in said
    assert "ตรวจพื้นที่แล้ว จำเป็นที่สุดของตำบล" in said
    assert "ทำได้ ใช้แบบมาตรฐาน" in said
    assert PHONE_NUMBER.replace(" ", "") not in re.sub(r"[\s-]", "", page.content())
    walk.look("public-answer")
    walk.fits()
