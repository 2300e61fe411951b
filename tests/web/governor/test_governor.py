"""The governor's page, its lists, the brief and the wall: who sees what, clicks that narrow, readable."""

import math
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pypdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub import clock
from planhub.web.whose import Whose
from planhub.workflow.stages import Stage
from tests.factories import accounts, proposals
from tests.factories.country import country
from tests.factories.plan_items import plan_item

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

ROOT = Path(__file__).parents[3]
OUT = ROOT / "tests" / "screenshots" / "out"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOME = "http://127.0.0.1:9"


@pytest.fixture
def filled(session: Session) -> Session:
    """Works of two districts of Surin and one of Roi Et; two of them in trouble."""
    country(session)
    accounts.agency(session, "A-32-DPT")
    today = clock.today()
    plan_item(session, "32010204", "planned", amount=1_000_000, title="รอเงินอยู่")
    for n in range(3):
        plan_item(
            session,
            "32010203",
            "works",
            amount=4_000_000,
            allocated=4_000_000,
            committed=1_000_000,
            disbursed=2_000_000,
            funded_on=today - timedelta(days=200),
            contracted_on=today - timedelta(days=90),
            due_on=today - timedelta(days=1 + n),
            reported_at=datetime.now(UTC),
            agency_code="A-32-DPT",
            budget_source="province",
            title=f"งานที่ช้า {n}",
        )
    plan_item(session, "32020101", "completed", amount=2_500_000, side="water", due_on=date(2026, 1, 1))
    plan_item(session, "45010101", "planned", amount=900_000)
    session.commit()
    return session


@pytest.fixture
def governor(client: FlaskClient, filled: Session) -> FlaskClient:
    accounts.sign_in(client, filled, accounts.hat(filled, "governor", "32"))
    return client


def numbers(page: str) -> list[int]:
    """The three numbers at the top."""
    top = page[page.index('<ul class="figures three">') : page.index("</ul>", page.index("figures three"))]
    return [int(n.replace(",", "")) for n in re.findall(r"<b>([\d,]+)", top)]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param("", [1, 3, 1], id="all"),
        pytest.param("district=3201", [0, 3, 1], id="a district"),
        pytest.param(
            "district=3201&subdistrict=320102&group=money", [0, 0, 1], id="a subdistrict and a group"
        ),
        pytest.param("side=water", [1, 0, 0], id="a side"),
        pytest.param("source=province", [0, 3, 0], id="a source"),
        pytest.param("agency=A-32-DPT", [0, 3, 0], id="an agency"),
        pytest.param("year=2570", [0, 0, 0], id="a year without any"),
    ],
)
def test_every_filter_narrows_the_three_numbers(governor: FlaskClient, query: str, told: list[int]) -> None:
    assert numbers(governor.get(f"/governor?{query}").text) == told


def test_a_line_s_link_narrows_and_its_chip_undoes(governor: FlaskClient) -> None:
    page = governor.get("/governor?side=infrastructure").text
    link = re.search(r'<tr data-code="3201"><th scope="row"><a href="([^"]+)"', page)
    assert link is not None
    narrowed = governor.get(link[1].replace("&amp;", "&")).text
    assert "ต.ตั้งใจ" in narrowed
    undo = re.search(r'<a class="chip" href="([^"]+)">อ.เมืองสุรินทร์', narrowed)
    assert undo is not None
    assert undo[1] == "/governor?side=infrastructure"


@pytest.mark.parametrize(
    ("role", "area", "address", "status", "told"),
    [
        pytest.param("planner", "32", "/governor", 200, [1, 3, 1], id="a planner: the province"),
        pytest.param("district_chief", "3202", "/governor", 200, [1, 0, 0], id="a chief: the district"),
        pytest.param("district_chief", "3202", "/governor?district=3201", 200, [1, 0, 0], id="and no other"),
        pytest.param("viewer", "", "/governor?province=45", 200, [0, 0, 1], id="a viewer: any province"),
        pytest.param("governor", "32", "/governor?province=45", 403, None, id="a governor: no other"),
        pytest.param("district_chief", "3202", "/governor?province=45", 403, None, id="nor a chief"),
        pytest.param("district_secretary", "3202", "/governor", 403, None, id="not a secretary"),
        pytest.param("viewer", "", "/governor?province=99", 404, None, id="no province"),
        pytest.param("viewer", "", "/governor?province=10", 404, None, id="Bangkok is none"),
        pytest.param("viewer", "", "/governor/wall", 404, None, id="the wall of no province"),
        pytest.param("governor", "32", "/governor?side=x", 422, None, id="no such side"),
    ],
)
def test_each_sees_its_own(
    client: FlaskClient,
    filled: Session,
    role: str,
    area: str,
    address: str,
    status: int,
    told: list[int] | None,
) -> None:
    accounts.sign_in(client, filled, accounts.hat(filled, role, area))
    answer = client.get(address)
    assert answer.status_code == status
    assert told is None or numbers(answer.text) == told


def test_a_viewer_chooses_a_province_first(client: FlaskClient, filled: Session) -> None:
    accounts.sign_in(client, filled, accounts.hat(filled, "viewer", ""))
    assert client.get("/governor").text.count("/governor?province=") == 76


def test_the_lists_lead_to_the_item(governor: FlaskClient, filled: Session) -> None:
    row = proposals.proposal(
        filled, "32010204", Stage.FUNDED, title="ได้เงินนานแล้ว", days_ago=400, plan_year=2570
    )
    filled.commit()
    page = governor.get("/governor/stale").text
    assert f'href="/works/{row.id}"' in page
    assert "ยังไม่เคยรายงาน" in page
    late = governor.get("/governor/late").text
    assert late.index("งานที่ช้า 2") < late.index("งานที่ช้า 0")
    assert "ไม่มีรายการ" in governor.get("/governor/over").text
    assert governor.get("/governor/late?after=x~y").status_code == 200


def test_what_is_not_recorded_is_said(client: FlaskClient, filled: Session) -> None:
    accounts.sign_in(client, filled, accounts.hat(filled, "viewer", ""))
    page = client.get("/governor?province=45").text
    for said in (
        "ยังไม่มีตัวเลขจัดสรรและเบิกจ่าย",
        "ยังไม่มีงานใดบันทึกวันครบกำหนด",
        "ยังไม่มีงานที่บันทึกวันได้รับเงิน",
        "ยังไม่มีแนวเขตของพื้นที่นี้",
    ):
        assert said in page
    assert "ยังไม่มีโครงการตามที่เลือก" in client.get("/governor?province=46").text


def test_the_brief_is_one_sheet(governor: FlaskClient) -> None:
    answer = governor.get("/governor/brief.pdf?source=province")
    assert answer.mimetype == "application/pdf"
    read = pypdf.PdfReader(BytesIO(answer.data))
    assert len(read.pages) == 1
    text = read.pages[0].extract_text()
    assert text.count("32010203-2571-") == 3  # the three in trouble, and none of another source
    assert text.count("-2571-") == 3


def test_the_wall_has_figures_and_no_way_out(governor: FlaskClient) -> None:
    page = governor.get("/governor/wall").text
    body = page[page.index("<body") :]
    assert "<a " not in body
    assert 'data-every="60"' in body
    assert re.findall(r"<b>([\d,]+)</b><strong>", body) == ["1", "3", "1"]


def test_the_wall_says_what_its_map_measures_and_what_is_not_real(
    governor: FlaskClient,
) -> None:
    app = governor.application
    for sample in (False, True):
        app.config["WHOSE"] = (math.inf, Whose(sample=sample))
        page = governor.get("/governor/wall").text
        assert ("ข้อมูลตัวอย่าง ไม่ใช่ตัวเลขจริง" in page) is sample
    drawn = page[page.index('<section class="wall-map"') :].partition("</section>")[0]
    [title] = re.findall(r"<h2>([^<]+)</h2>", drawn)
    assert f"แผนที่แสดง{title}" in drawn
    assert "เส้นสมมติ" in drawn
    other = governor.get("/governor/wall?show=baht").text
    assert f"<h2>{title}</h2>" not in other


@pytest.fixture
def opened(governor: FlaskClient, page: "Page") -> "Page":
    """A browser before the application, with what the policy of each answer allows."""

    def serve(route: "Route") -> None:
        parts = urlsplit(route.request.url)
        with governor.get(parts.path, query_string=parts.query) as answer:
            headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
            route.fulfill(status=answer.status_code, body=answer.data, headers=headers)

    page.route(f"{HOME}/**", serve)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize(
    "path", ["/governor", "/governor?district=3201", "/governor?year=2540", "/governor/late"]
)
def test_readable_at_both_widths(opened: "Page", path: str, width: int) -> None:
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.set_viewport_size({"width": width, "height": 800})
    opened.goto(f"{HOME}{path}")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    OUT.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", path).strip("-")
    opened.screenshot(path=OUT / f"{name}-{width}.png", full_page=True)
    opened.evaluate(AXE.read_text())
    found = opened.evaluate("axe.run()")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert complaints == []


@pytest.mark.browser
def test_a_click_on_the_map_narrows_and_back_undoes(opened: "Page") -> None:
    opened.set_viewport_size({"width": 1366, "height": 900})
    opened.goto(f"{HOME}/governor")
    opened.locator('.shapes a[aria-label^="อ.เมืองสุรินทร์"]').click()
    opened.wait_for_url("**/governor?district=3201")
    assert opened.locator(".figures.three b").first.inner_text().startswith("0")
    opened.go_back()
    opened.wait_for_url("**/governor")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_the_wall_fills_the_screen_and_no_more(opened: "Page", width: int, height: int) -> None:
    opened.set_viewport_size({"width": width, "height": height})
    opened.goto(f"{HOME}/governor/wall")
    size = opened.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [width, height]
    hidden = opened.evaluate(
        "[...document.querySelectorAll('.wall-figures li, .wall-troubles li, .wall section, .wall header')]"
        ".filter((one) => one.scrollHeight > one.clientHeight + 2).map((one) => one.className || one.tagName)"
    )
    assert hidden == []
    OUT.mkdir(parents=True, exist_ok=True)
    opened.screenshot(path=OUT / f"governor-wall-{width}.png")


@pytest.mark.browser
def test_the_wall_refreshes_itself_and_says_when_it_cannot(opened: "Page", filled: Session) -> None:
    from playwright.sync_api import expect

    opened.clock.install(time=datetime.now(UTC))
    opened.goto(f"{HOME}/governor/wall")
    first = opened.locator(".wall-figures b").last
    assert first.inner_text() == "1"
    plan_item(filled, "32010204", "planned")
    filled.commit()
    opened.clock.run_for(61_000)
    expect(opened.locator(".wall-figures b").nth(2)).to_have_text("2")
    assert opened.locator(".out-of-date").is_hidden()
    opened.route(f"{HOME}/**", lambda route: route.abort())
    opened.clock.run_for(200_000)
    opened.wait_for_selector(".out-of-date:visible")
    assert "ข้อมูลไม่เป็นปัจจุบัน" in opened.locator(".out-of-date").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200, 1366])
def test_large_numbers_stand_on_one_line_and_in_sight(opened: "Page", filled: Session, width: int) -> None:
    given: dict[str, Any] = {
        "allocated": 12_437_640_000,
        "disbursed": 8_996_120_000,
        "budget_source": "province",
    }
    for stage in ("works", "completed"):
        plan_item(
            filled, "32010204", stage, amount=12_437_640_000, funded_on=clock.today(), side="water", **given
        )
    filled.commit()
    opened.set_viewport_size({"width": width, "height": 800})
    opened.goto(f"{HOME}/governor")
    assert "24,891" in opened.locator("#table-district tfoot").inner_text()
    broken = opened.evaluate(
        "[...document.querySelectorAll('.four td.num, .governed td.num, .bars text')].filter((one) => {"
        " const range = document.createRange(); range.selectNodeContents(one);"
        " const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));"
        " return lines.size > 1 || one.scrollWidth > one.clientWidth + 1 && one.tagName === 'TD'"
        "}).map((one) => one.textContent)"
    )
    assert broken == []
    hidden = opened.evaluate(
        "[...document.querySelectorAll('.four .frame, .governed .frame')]"
        ".filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert hidden == 0
