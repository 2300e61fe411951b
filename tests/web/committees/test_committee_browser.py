"""A committee's day in a real browser on a served installation: keys, panes, bulk, ranking, plan, rounds."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SECRETARY, DISTRICT, PLANNER = "เลขานุการ กบต.", "เลขานุการ กบอ.", "นักวิเคราะห์นโยบายและแผน สำนักงานจังหวัด"
DESK = {"width": 1366, "height": 768}
Enter = Callable[[str, str], "Page"]

pytestmark = pytest.mark.browser


@pytest.fixture
def enter(served: str, sign_ins: list[dict[str, str]], page: "Page") -> Enter:
    """Signs in as the sample's holder of a role and opens an address."""
    if not (ROOT / "static" / "vendor" / "htmx" / "htmx.min.js").exists():
        pytest.skip("the browser libraries are not there: npm ci --ignore-scripts, then planhub assets")

    def entered(role: str, path: str) -> "Page":
        who = next(one for one in sign_ins if one["role"] == role)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.goto(f"{served}/sign-in")
        page.fill("[name=username]", who["username"])
        page.fill("[name=password]", who["password"])
        with page.expect_navigation():
            page.locator("main button").first.click()
        page.goto(f"{served}{path}")
        return page

    return entered


def look(page: "Page", name: str) -> None:
    """At both widths: it fits, axe finds nothing, a picture is kept."""
    OUT.mkdir(parents=True, exist_ok=True)
    for width, height in ((1366, 768), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state("networkidle")
        page.screenshot(path=OUT / f"{name}-{width}.png", full_page=width == 360)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        if AXE.exists():
            page.evaluate(AXE.read_text() + ";0")
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], (
                f"{name} at {width}"
            )
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def opened(page: "Page") -> str:
    """Id of the item whose row is marked, once its page stands in the right part."""
    page.wait_for_selector("#pane .pane-title a")
    return (page.locator("tr.here").get_attribute("id") or "").removeprefix("row-")


def test_an_inbox_shows_everything_at_once_and_goes_by_keys(enter: Enter) -> None:
    page = enter(SECRETARY, "/inbox")
    first = opened(page)
    rows = page.eval_on_selector_all("table.inbox tbody tr", "all => all.map(r => r.id)")
    assert first == rows[0].removeprefix("row-"), "the oldest matter stands open by itself"
    seen = page.eval_on_selector_all(
        "table.inbox tbody tr",
        "all => all.filter(r => r.getBoundingClientRect().bottom <= innerHeight).length",
    )
    assert seen >= 6, "rows on the first screen"
    look(page, "inbox")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(rf"item={rows[1].removeprefix('row-')}\b"))
    assert opened(page) == rows[1].removeprefix("row-")
    assert page.locator(".bulk button").first.is_hidden(), "nothing is picked, nothing is offered for many"
    page.keyboard.press("x")
    assert page.inner_text("[data-bulk-say]") == "เลือกไว้ 1 เรื่อง"
    assert page.locator(".bulk button").first.is_visible()
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"item={first}\b"))
    page.keyboard.press("r")
    page.wait_for_selector("#decide-form textarea[name=reason]")
    assert "<html" not in page.inner_html("#pane"), "the right part came alone"
    page.keyboard.press("?")  # typed into the reason, not a shortcut
    assert page.locator("dialog[open]").count() == 0
    look(page, "inbox-deciding")


def test_keys_act_on_the_row_that_is_marked_and_on_all_that_are_picked(enter: Enter) -> None:
    page = enter(SECRETARY, "/inbox")
    first = opened(page)
    page.keyboard.press("j")
    marked = (page.locator("tr.here").get_attribute("id") or "").removeprefix("row-")
    assert marked != first
    page.keyboard.press("d")  # it is not the open one: it opens, with the form
    page.wait_for_selector("#decide-form textarea[name=reason]")
    assert f"/items/{marked}/" in (page.locator("#decide-form").get_attribute("action") or "")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("dialog[open] kbd").all_inner_texts().count("w") == 1
    look(page, "keys")
    page.keyboard.press("Escape")
    page.goto(page.url.split("?")[0])
    opened(page)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("r")
    page.get_by_role("heading", level=1, name="ส่งกลับแก้ไข 2 เรื่อง").wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name="ไม่ทำ กลับไปก่อน").click()
    opened(page)
    page.locator("[data-pick-all]").check()
    with page.expect_navigation():
        page.keyboard.press("f")
    page.get_by_role("heading", level=1, name=re.compile("^ส่งต่อ .* เรื่อง")).wait_for()
    look(page, "bulk-classify")


WIDTHS = [
    # the smallest screens of offices, before everything stands side by side
    (1000, 768, 5),
    (1024, 768, 5),
    (1199, 768, 5),
    # where there is room for all
    (1200, 768, 5),
    (1366, 768, 6),
]


@pytest.mark.parametrize(("width", "height", "rows"), WIDTHS)
@pytest.mark.parametrize("role", [SECRETARY, PLANNER])
def test_enough_rows_stand_on_the_first_screen(
    enter: Enter, role: str, width: int, height: int, rows: int
) -> None:
    page = enter(role, "/inbox")
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    opened(page)
    page.screenshot(path=OUT / f"inbox-{width}.png")
    page.evaluate("document.querySelector('.sample-mark')?.remove()")  # no real office has that line
    seen = page.eval_on_selector_all(
        "table.inbox tbody tr",
        "all => all.filter(r => r.getBoundingClientRect().bottom <= innerHeight).length",
    )
    assert seen >= rows
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_form_of_an_address_stands_on_the_first_screen_of_a_laptop(enter: Enter) -> None:
    page = enter(SECRETARY, "/inbox")
    page.set_viewport_size({"width": 1366, "height": 768})
    first = opened(page)
    page.goto(page.url.split("?")[0] + f"?item={first}&do=refer#decide-form")
    page.wait_for_selector("#decide-form")
    page.wait_for_load_state("networkidle")
    top, bottom = page.eval_on_selector(
        "#decide-form select, #decide-form textarea",
        "field => { const at = field.getBoundingClientRect(); return [at.top, at.bottom]; }",
    )
    assert 0 <= top < bottom <= 768, "one can begin to answer without scrolling"
    assert page.locator("#pane [data-key=r]").is_hidden(), "what else could be done is folded away"
    page.get_by_text("ทำอย่างอื่นกับเรื่องนี้").click()
    assert page.locator("#pane [data-key=r]").is_visible()


def test_an_item_is_decided_beside_the_list_and_the_next_opens(enter: Enter) -> None:
    page = enter(SECRETARY, "/inbox")
    first = opened(page)
    page.locator("#pane [data-key=r]").click()
    page.fill("#decide-form textarea[name=reason]", "ขอแบบแปลนและราคากลาง")
    with page.expect_navigation():
        page.locator("#decide-form button").first.click()
    page.locator(".notice-success").wait_for()
    assert page.locator(f"#row-{first}").count() == 0
    assert opened(page) != first
    page.goto(page.url.split("/inbox")[0] + f"/items/{first}")
    assert "ขอแบบแปลนและราคากลาง" in page.inner_text(".story")
    look(page, "item-decided")


def test_the_items_own_page(enter: Enter) -> None:
    page = enter(DISTRICT, "/inbox")
    opened(page)
    with page.expect_navigation():
        page.locator("#pane .pane-title a").click()
    look(page, "item")
    with page.expect_navigation():
        page.keyboard.press("d")
    assert page.evaluate("window.scrollY") < 100, "the form stands beside the item, nothing jumped away"
    page.fill("textarea[name=reason]", "รอน้ำลด")
    look(page, "item-deferring")


def test_the_order_is_changed_by_keys_and_undone(enter: Enter) -> None:
    page = enter(DISTRICT, "/inbox/ranking")
    boxes = page.locator("[data-rank] li")
    before = page.eval_on_selector_all("[data-rank] li", "all => all.map(r => r.dataset.id)")
    look(page, "ranking")
    boxes.nth(1).locator("input").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert page.eval_on_selector_all("[data-rank] li", "all => all.map(r => r.dataset.id)") == [
        before[1],
        before[0],
        *before[2:],
    ]
    assert "1" in page.inner_text("[data-rank-say]")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^บันทึกลำดับ")).click()
    page.locator(".notice-success").wait_for()
    after = page.eval_on_selector_all("[data-rank] li", "all => all.map(r => r.dataset.id)")
    assert after[:2] == [before[1], before[0]]
    with page.expect_navigation():
        page.get_by_role("button", name="กลับไปใช้ลำดับก่อนหน้า").click()
    assert page.eval_on_selector_all("[data-rank] li", "all => all.map(r => r.dataset.id)") == before


def test_the_order_is_changed_by_dragging(enter: Enter) -> None:
    """With the mouse, by the grip: what is dropped above the first takes its number, all others one more."""
    page = enter(DISTRICT, "/inbox/ranking")
    order = "all => all.map(r => [r.dataset.id, r.querySelector('input').value])"
    before = page.eval_on_selector_all("[data-rank] li", order)
    page.locator("[data-rank]").evaluate("list => list.scrollIntoView()")  # a mouse reaches only what is seen
    grip = page.locator("[data-rank] li").nth(2).locator("[data-grip]").bounding_box()
    first = page.locator("[data-rank] li").first.bounding_box()
    assert grip
    assert first
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] - 4, steps=4)
    page.wait_for_selector("[data-rank] li.ghost")
    for y in (first["y"] + first["height"], first["y"] + first["height"] / 2, first["y"] + 4):
        page.mouse.move(first["x"] + 60, y, steps=6)
    on_top = "id => document.querySelector('[data-rank] li').dataset.id === id"
    for n in range(40):  # a busy machine may swallow a move: a hand would go on moving, too
        if page.evaluate(on_top, before[2][0]):
            break
        page.mouse.move(first["x"] + 60 + n % 3, first["y"] + 2 + n % 5)
        page.wait_for_timeout(100)
    assert page.evaluate(on_top, before[2][0])
    page.mouse.up()
    page.wait_for_function("document.querySelector('[data-rank-say]').textContent !== ''")
    ids = [before[2][0], before[0][0], before[1][0], *(id_ for id_, _ in before[3:])]
    numbers = [number for _, number in before]
    dragged = page.eval_on_selector_all("[data-rank] li", order)
    assert dragged == [list(pair) for pair in zip(ids, numbers, strict=True)]
    said = page.locator("[data-rank-say]").text_content() or ""
    assert said.endswith(f"ย้ายไปลำดับที่ {numbers[0]}")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^บันทึกลำดับ")).click()
    assert page.eval_on_selector_all("[data-rank] li", order) == dragged
    assert page.locator(".rank-now:visible").count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="กลับไปใช้ลำดับก่อนหน้า").click()
    assert [id_ for id_, _ in page.eval_on_selector_all("[data-rank] li", order)] == [
        id_ for id_, _ in before
    ]


def test_ranked_items_are_passed_up_together(enter: Enter) -> None:
    page = enter(DISTRICT, "/inbox/ranking")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^บันทึกลำดับ")).click()
    page.goto(page.url.split("/inbox")[0] + "/inbox")
    first = opened(page)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.inner_text("[data-bulk-say]") == "เลือกไว้ 2 เรื่อง"
    with page.expect_navigation():
        page.get_by_role("button", name="ส่งต่อ 2 เรื่อง").click()
    page.get_by_role("heading", level=1, name="ส่งต่อ 2 เรื่อง").wait_for()
    look(page, "bulk-confirm")
    with page.expect_navigation():
        page.get_by_role("button", name="ส่งต่อ 2 เรื่อง").click()
    assert "ส่งต่อ 2 เรื่องแล้ว" in page.inner_text(".notice-success")
    assert page.locator(f"#row-{first}").count() == 0


def test_the_plan_and_the_rounds(enter: Enter) -> None:
    page = enter(PLANNER, "/plan")
    look(page, "plans")
    home = page.url.split("/plan")[0]
    page.goto(f"{home}/plan/32/2571")
    look(page, "plan")
    page.set_viewport_size({"width": 360, "height": 740})
    hidden = page.eval_on_selector_all(
        ".frame",
        """all => all.map(f => [f.scrollHeight - f.clientHeight, f.scrollWidth - f.clientWidth])
                     .filter(([down, across]) => down > 1 || across > 1)""",
    )
    assert hidden == [], "on a phone no table hides a part of itself"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"{home}/rounds")
    look(page, "rounds")
    page.goto(f"{home}/rounds/32/2571")
    look(page, "round")
