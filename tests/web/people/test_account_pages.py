"""Signing in and accounts in a real browser: at a phone's and a desk's width, looked over by axe."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.accounts.hashes import hashed
from tests.factories import accounts, areas

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from playwright.sync_api import Page, Route

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOME = "http://127.0.0.1:9"

Look = Callable[[str], None]


@pytest.fixture
def site(client: "FlaskClient", page: "Page", session: Session) -> "Page":
    """A browser whose every request is answered by the application on the test's own transaction."""
    if not (ROOT / "static" / "vendor" / "sarabun" / "thai-400.woff2").exists():
        pytest.skip("the browser libraries are not there: npm ci --ignore-scripts, then planhub assets")
    areas.surin(session, villages=18)
    chief = accounts.account(session, "นายอำเภอ", username="chief", password_hash=hashed("ten chars!"))
    accounts.holding(session, "district_chief", "3201", of=chief)
    order = {"order_number": "สร 0118/123", "valid_from": date(2026, 10, 1), "valid_to": date(2099, 9, 30)}
    accounts.holding(session, "planner", "32", of=chief, acting=True, title="หัวหน้าสำนักงานจังหวัด", **order)
    village = accounts.account(
        session, "หมู่ที่ 4 บ้านตั้งใจ 4", username="32010204", password_hash=hashed("274916"), must_change=True
    )
    accounts.holding(session, "village_head", "32010204", of=village)
    session.flush()

    def answer(route: "Route") -> None:
        request = route.request
        with client.open(
            request.url.removeprefix(HOME),
            method=request.method,
            data=request.post_data_buffer,
            content_type=request.headers.get("content-type"),
            follow_redirects=True,  # the browser's own next request would leave this door
        ) as given:
            headers = {name: value for name, value in given.headers.items() if name != "Set-Cookie"}
            route.fulfill(status=given.status_code, headers=headers, body=given.data)

    page.route(f"{HOME}/**", answer)
    return page


@pytest.fixture(params=[360, 1366])
def look(request: pytest.FixtureRequest, site: "Page") -> Look:
    """Looks at the page as it is now: it fits, nothing is wrong for a screen reader, a picture is kept."""
    width: int = request.param
    site.set_viewport_size({"width": width, "height": 640 if width < 500 else 900})

    def at(name: str) -> None:
        site.wait_for_load_state("networkidle")
        OUT.mkdir(parents=True, exist_ok=True)
        site.screenshot(path=OUT / f"{name}-{width}.png", full_page=True)
        assert site.evaluate("document.documentElement.scrollWidth") <= width, name
        if AXE.exists():
            site.evaluate(AXE.read_text() + ";0")
            found = site.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], name

    return at


def enter(page: "Page", username: str, password: str) -> None:
    page.fill("#f-username", username)
    page.fill("#f-password", password)
    page.click("main form .btn-big")


@pytest.mark.browser
def test_a_village_enters_and_sets_its_own_pin(site: "Page", look: Look) -> None:
    site.goto(f"{HOME}/sign-in?village=32010204")
    assert site.input_value("#f-username") == "32010204"
    look("sign-in")
    enter(site, "32010204", "111999")
    look("sign-in-wrong")
    assert site.evaluate("document.activeElement.className") == "error-summary"
    enter(site, "๓๒๐๑๐๒๐๔", "274 916")
    look("first-pin")
    site.fill("#f-new_password", "385027")
    site.fill("#f-repeat_password", "385027")
    site.click("main form .btn-big")
    site.wait_for_load_state("networkidle")
    assert "เปลี่ยนรหัสแล้ว" in site.inner_text("main")


@pytest.mark.browser
def test_a_district_makes_accounts(site: "Page", client: "FlaskClient", look: Look) -> None:
    site.goto(f"{HOME}/accounts")
    look("signed-out")
    enter(site, "chief", "ten chars!")
    look("accounts")
    site.goto(f"{HOME}/account")
    look("account")
    site.goto(f"{HOME}/accounts/villages")
    look("village-slips")
    site.goto(f"{HOME}/accounts/offices?role=subdistrict_chair&username=32010204")
    site.click("main form .btn")
    look("appoint-wrong")
    site.goto(f"{HOME}/accounts/new?role=village_head")
    site.select_option("#f-area_code", "32010207")
    site.click("main form .btn")
    look("issued")
    assert site.get_attribute("a[download]", "download") == "slips-32010207.pdf"
    with client.get(site.get_attribute("a[download]", "href") or "") as slip:
        assert slip.data.startswith(b"%PDF")
    site.click("a[href^='/accounts/']:has-text('ดูบัญชีนี้')")
    look("one-account")
    site.click("button:has-text('ออกรหัสใหม่')")
    assert site.is_visible("dialog[open]")
    site.click("dialog [data-yes]")
    site.wait_for_selector("text=เปิดดูได้ 15 นาที")
