"""Every click narrows all of the page at once: numbers, troubles, map, trend, tables, lists, brief, wall."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub import clock
from planhub.thai.folding import arabic_digits
from planhub.workflow.due import DueRules, last_closed
from tests.factories import accounts, work_rows
from tests.factories.country import country
from tests.factories.plan_items import plan_item

DONE, DOING = ("completed", "evaluated"), ("funded", "procurement", "works", "local", "joint")
TABLES = ("district", "side", "source", "agency")


@dataclass(frozen=True)
class Item:
    """What the test knows of an item."""

    place: str
    stage: str
    year: int = 2571
    side: str = "infrastructure"
    source: str | None = None
    agency: str | None = None
    late: bool = False

    @property
    def group(self) -> int:
        """Its place among the three numbers."""
        return 0 if self.stage in DONE else 1 if self.stage in DOING else 2


ITEMS = [
    Item("32010204", "planned"),
    Item("32010203", "planned", 2570, "water", "lao"),
    Item("32010203", "works", 2570, "water", "province", "A-32-DPT", late=True),
    Item("32010204", "works", 2571, "infrastructure", "province", "A-32-DPT", late=True),
    Item("32010204", "works", 2571, "infrastructure", "lao", None, late=True),
    Item("32020101", "works", 2571, "water", "province", "A-32-DPT"),
    Item("32020101", "procurement", 2570, "infrastructure", "lao"),
    Item("32020101", "completed", 2570, "water", "province", "A-32-DPT"),
    Item("32010204", "evaluated", 2571, "infrastructure", "lao"),
    Item("3202", "completed", 2571, "infrastructure", None),
    Item("3202", "funded", 2571, "water", "province", None, late=True),
]


@pytest.fixture
def governor(client: FlaskClient, session: Session) -> FlaskClient:
    """Signed in, the items above written."""
    country(session)
    accounts.agency(session, "A-32-DPT")
    today = clock.today()
    for item in ITEMS:
        plan_item(
            session,
            item.place,
            item.stage,
            fiscal_year=item.year,
            side=item.side,
            budget_source=item.source,
            agency_code=item.agency,
            due_on=today - timedelta(days=1) if item.late else None,
            funded_on=today if item.group < 2 else None,
        )
    accounts.sign_in(client, session, accounts.hat(session, "governor", "32"))
    return client


CLICKS = [
    pytest.param("", lambda one: True, id="all"),
    pytest.param("district=3201", lambda one: one.place.startswith("3201"), id="a district"),
    pytest.param(
        "district=3201&subdistrict=320102", lambda one: one.place[:6] == "320102", id="a subdistrict"
    ),
    pytest.param("district=3202&subdistrict=-", lambda one: one.place == "3202", id="no subdistrict known"),
    pytest.param("side=water", lambda one: one.side == "water", id="a side"),
    pytest.param("source=province", lambda one: one.source == "province", id="a source"),
    pytest.param("source=-", lambda one: one.source is None, id="no source known"),
    pytest.param("agency=A-32-DPT", lambda one: one.agency is not None, id="an agency"),
    pytest.param("group=doing", lambda one: one.group == 1, id="one of the three numbers"),
    pytest.param("year=2570", lambda one: one.year == 2570, id="a year"),
    pytest.param(
        "district=3201&side=water&source=province&year=2570&group=doing",
        lambda one: one == ITEMS[2],
        id="all at once",
    ),
]


def three(items: list[Item]) -> list[int]:
    """How many are done, in progress, waiting for money."""
    return [sum(one.group == group for one in items) for group in range(3)]


def number(text: str) -> int:
    """As a page writes it."""
    return int(text.replace(",", ""))


def section(page: str, begin: str, end: str) -> str:
    """The page from one mark to the next."""
    start = page.index(begin)
    return page[start : page.index(end, start)]


@pytest.mark.parametrize(("query", "chosen"), CLICKS)
def test_one_click_narrows_all(governor: FlaskClient, query: str, chosen: Callable[[Item], bool]) -> None:
    items = [one for one in ITEMS if chosen(one)]
    late = sum(one.late for one in items)
    page = governor.get(f"/governor?{query}&show=items").text
    figures = section(page, '<ul class="figures three">', "</ul>")
    assert [number(n) for n in re.findall(r"<b>([\d,]+)", figures)] == three(items)
    troubles = section(page, '<ul class="troubles">', "</ul>")
    assert number(re.findall(r'class="num">([\d,]+)', troubles)[0]) == late
    for table in TABLES:
        name = "subdistrict" if table == "district" and "district=" in query else table
        rows = section(page, f'<section id="table-{name}">', "</section>")
        body, foot = rows.split("<tfoot>")
        columns = [
            [number(n) for n in re.findall(r'<td class="num">([\d,]+)</td>', row)]
            for row in body.split("<tr ")[1:]
        ]
        assert [sum(row[n] for row in columns) for n in range(3)] == three(items), name
        assert sum(row[-1] for row in columns) == late, name
        assert [number(n) for n in re.findall(r'<td class="num">([\d,]+)</td>', foot)][:3] == three(items)
    trend = section(page, "<tbody>", "</tbody>")  # the table beside the bars is the first
    assert sum(map(number, re.findall(r'</th><td class="num">([\d,]+)', trend))) == sum(
        one.group < 2 for one in items
    )
    listed = governor.get(f"/governor/late?{query}").text
    assert listed.count('<th scope="row">') == late
    wall = governor.get(f"/governor/wall?{query}").text
    assert [number(n) for n in re.findall(r"<b>([\d,]+)</b><strong>", wall)] == three(items)
    assert number(section(wall, '<ul class="wall-troubles">', "</b>").rpartition(">")[2]) == late


@pytest.mark.parametrize(("query", "chosen"), CLICKS)
def test_the_brief_carries_the_same_numbers(
    governor: FlaskClient, query: str, chosen: Callable[[Item], bool]
) -> None:
    items = [one for one in ITEMS if chosen(one)]
    sheet = pypdf.PdfReader(BytesIO(governor.get(f"/governor/brief.pdf?{query}").data))
    text = arabic_digits("\n".join(page.extract_text() for page in sheet.pages))
    # each number stands alone before its unit, then the troubles, then the table with its last line
    assert [number(n) for n in re.findall(r"^([\d,]+) ร", text, re.MULTILINE)][:3] == three(items)
    assert number(re.findall(r"^([\d,]+)$", text, re.MULTILINE)[0]) == sum(one.late for one in items)
    total = re.findall(r"^รว\S* ([\d,]+) ([\d,]+) ([\d,]+) [\d,.]+ ([\d,]+)$", text, re.MULTILINE)
    assert [[number(n) for n in row] for row in total] == [[*three(items), sum(one.late for one in items)]]


def test_the_map_narrows_too_and_its_colours_have_words(governor: FlaskClient, session: Session) -> None:
    page = governor.get("/governor?side=water").text
    shapes = section(page, '<svg class="shapes"', "</svg>")
    told = dict(
        re.findall(r'<a href="[^"]*district=(\d{4})[^"]*" aria-label="[^"]*?([\d,]+)[^\d"]*"', shapes)
    )
    assert told["3201"] == "2"
    assert told["3202"] == "3"
    assert 'href="#table-district"' in page, "the map says where it can be read as a table"


def test_every_link_of_a_narrowed_page_keeps_what_was_chosen(governor: FlaskClient) -> None:
    page = governor.get("/governor?source=province&year=2570").text
    main = section(page, '<ul class="figures three">', "</main>")
    links = [link for link in re.findall(r'href="(/governor[^"#]*)"', main) if "?" in link]
    assert len(links) > 10
    assert [link for link in links if "source=province" not in link and "row" not in link] == []
    assert [link for link in links if "year=2570" not in link] == []


def test_silence_is_the_same_on_every_page(governor: FlaskClient, session: Session) -> None:
    opens = last_closed(clock.today(), DueRules()).opens
    told: list[tuple[date, date | None]] = [
        (opens - timedelta(days=1), None),
        (opens - timedelta(days=90), opens - timedelta(days=1)),
        (opens - timedelta(days=90), opens),
        (opens, None),
    ]
    for funded_on, told_on in told:
        work_rows.work(session, funded_on=funded_on, told_on=told_on)
    session.commit()
    table = governor.get("/works/silent").text
    assert [int(n) for n in re.findall(r'<span class="late">(\d+)</span>', table)] == [2]
    page = governor.get("/governor").text
    troubles = section(page, '<ul class="troubles">', "</ul>")
    assert re.findall(r'class="num">([\d,]+)', troubles)[1] == "2"
    wall = section(governor.get("/governor/wall").text, '<ul class="wall-troubles">', "</ul>")
    assert re.findall(r"<b>([\d,]+)</b>", wall)[1] == "2"
    assert governor.get("/governor/stale").text.count('href="/works/') == 2
    sheet = pypdf.PdfReader(BytesIO(governor.get("/governor/brief.pdf").data)).pages[0].extract_text()
    assert re.findall(r"^([\d,]+)$", arabic_digits(sheet), re.MULTILINE)[1] == "2"
    period = re.search(r"ไตรมาส \d ปีงบประมาณ \d{4}", table)
    assert period is not None
    assert period[0] in troubles


def test_the_next_page_shows_what_changed(governor: FlaskClient, session: Session) -> None:
    def told() -> list[str]:
        return [
            section(governor.get(address).text, mark, "</ul>")
            for address, mark in (
                ("/governor?district=3202", '<ul class="figures three">'),
                ("/governor", '<ul class="troubles">'),
                ("/governor/wall?side=water", '<ul class="wall-figures">'),
            )
        ]

    before = told()
    assert told() == before
    plan_item(session, "32020101", "works", side="water", due_on=clock.today() - timedelta(days=9))
    after = told()
    assert [one != two for one, two in zip(before, after, strict=True)] == [True, True, True]
    assert re.findall(r'class="num">([\d,]+)', after[1])[0] == "5"
