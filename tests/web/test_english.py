"""A reader who chose English meets no Thai but names, what people wrote, and examples of what to type."""

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency
from planhub.areas.area import Area
from planhub.proposals.need import Need
from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.proposals.value_lists import UNITS
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CATALOG = Path(__file__).parents[2] / "planhub" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
THAI = re.compile(r"[฀-๿][฀-๿.]*")
ENGLISH = {
    "32": "Surin",
    "3201": "Mueang Surin",
    "320102": "Tang Chai",
    "320103": "Nai Mueang",
    "3202": "Chumphon Buri",
    "320201": "Chumphon",
    **{f"320102{moo:02}": f"Ban Tang Chai {moo}" for moo in range(1, 5)},
    "32010301": "Ban Salaeng Phan",
    "32020101": "Ban Chumphon Buri",
}
TO_TYPE = {
    "/sign-in": set(),
    "/search": {"ถนนบ้านตั้งใจ"},
    "/accounts/new?role=district_secretary": {"สมชาย", "ใจดี", "สร", "ปลัดอำเภอ"},
    "/accounts/agencies": {"สำนักงานโยธาธิการและผังเมืองจังหวัดสุรินทร์", "มหาดไทย"},
    "/": {"ต.เมืองที"},
}
"""Examples, by page."""
SHORT = {*UNITS, "ซม.", "กม.", "นสล.", "ราชพัสดุ", "ส.ป.ก.", "กปท.", "สสส."}
"""Units, written into the record, and what only Thai has a short form for: forms, funds, owners of land."""


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The catalog as the program reads it."""
    made = CATALOG.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < CATALOG.stat().st_mtime:
        fresh = made.with_suffix(".new")
        with CATALOG.open("rb") as words, fresh.open("wb") as file:
            write_mo(file, read_po(words, locale="en"))
        fresh.replace(made)


@pytest.fixture
def english(client: "FlaskClient", session: Session) -> "FlaskClient":
    """A browser that was switched to English, in a province with a few requests."""
    areas.surin(session)
    for area in session.scalars(select(Area)):
        area.name_en = ENGLISH[area.code]
    proposals.planning_round(session)
    for stage in (Stage.DRAFT, Stage.SUBDISTRICT, Stage.DISTRICT, Stage.PROVINCE, Stage.PLANNED):
        proposals.proposal(session, "32010204", stage, point=(103.49, 14.88))
    session.commit()
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return client


def names(session: Session) -> set[str]:
    """All that people have written: names that are Thai only, and the words of requests and decisions."""
    areas_ = session.execute(select(Area.name_th).where(Area.name_en.is_(None))).scalars()
    persons = session.execute(select(Account.name)).scalars()
    agencies = session.execute(select(Agency.name_th).where(Agency.name_en.is_(None))).scalars()
    signed = session.execute(select(Review.capacity)).scalars()
    rounds = session.execute(select(PlanningRound.name)).scalars()
    needs = [(need.title, need.problem) for need in session.execute(select(Need)).scalars()]
    return {
        name
        for name in (*areas_, *persons, *agencies, *signed, *rounds, *(w for pair in needs for w in pair))
        if name
    }


def stray_thai(page: str, known: set[str]) -> list[str]:
    """Thai in the main part of a page, in text or in what is read aloud, that is nobody's name."""
    assert '<html lang="en">' in page
    main = unescape(re.split(r"<main\b", page, maxsplit=1)[1].split("</main>")[0])
    for name in sorted(known, key=len, reverse=True):
        main = main.replace(name, " ")
    return THAI.findall(main)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/help", "/privacy", "/credits", "/sign-in", "/n", "/map", "/map/32", "/map/320102", "/search",
        "/search?q=ไม่มีคำนี้เลย", "/n/32010204-2571-999", "/api/", "/nothing-here",
    ],
)  # fmt: skip
def test_public_pages(english: "FlaskClient", session: Session, path: str) -> None:
    known = names(session) | TO_TYPE.get(path.split("?")[0], set()) | {"ไม่มีคำนี้เลย", "ขุดลอก"}
    assert not stray_thai(english.get(path).text, known)


@pytest.mark.parametrize("stage", [Stage.SUBDISTRICT, Stage.PLANNED])
def test_the_public_page_of_a_number(english: "FlaskClient", session: Session, stage: Stage) -> None:
    number = session.execute(select(Proposal.number).where(Proposal.stage == stage)).scalar_one()
    assert not stray_thai(english.get(f"/n/{number}").text, names(session))


@pytest.mark.parametrize("step", ["/needs", "1", "2", "3", "4", "5", "check"])
def test_a_village_enters_a_need(english: "FlaskClient", session: Session, step: str) -> None:
    accounts.sign_in(english, session, accounts.hat(session, "village_head", "32010204"))
    draft = session.execute(select(Proposal.id).where(Proposal.stage == Stage.DRAFT)).scalar_one()
    path = step if step.startswith("/") else f"/needs/{draft}/{step}"
    assert not stray_thai(english.get(path).text, names(session) | SHORT)


@pytest.mark.parametrize(
    ("role", "seat", "paths"),
    [
        ("subdistrict_secretary", "320102", ["/inbox", "/inbox?tab=decided", "/inbox/ranking", "/account"]),
        ("district_secretary", "3201", ["/inbox", "/accounts", "/accounts/new", "/accounts/villages"]),
        (
            "planner",
            "32",
            ["/inbox", "/accounts/agencies", "/rounds", "/rounds/32/2571", "/plan/32/2571", "/plan"],
        ),
    ],
)
def test_offices(english: "FlaskClient", session: Session, role: str, seat: str, paths: list[str]) -> None:
    accounts.sign_in(english, session, accounts.hat(session, role, seat))
    known = names(session) | TO_TYPE["/accounts/agencies"]
    assert {path: stray for path in paths if (stray := stray_thai(english.get(path).text, known))} == {}


@pytest.mark.parametrize("action", ["", "classify", "refer", "merge", "forward", "return", "reject"])
def test_the_page_of_an_item(english: "FlaskClient", session: Session, action: str) -> None:
    accounts.agency(session)
    proposals.issue(session)
    accounts.sign_in(english, session, accounts.hat(session, "subdistrict_secretary", "320102"))
    item = session.execute(select(Proposal.id).where(Proposal.stage == Stage.SUBDISTRICT)).scalar_one()
    page = english.get(f"/items/{item}?do={action}").text
    assert not stray_thai(page, names(session))


def test_places_have_their_english_names(english: "FlaskClient", session: Session) -> None:
    """In the head of every page, in lists, on the map, in the story and in what is downloaded."""
    accounts.sign_in(english, session, accounts.hat(session, "subdistrict_secretary", "320102"))
    inbox = english.get("/inbox").text
    assert "Tang Chai Subdistrict, Mueang Surin District, Surin" in inbox.split("<main")[0]
    assert "Moo 4 Ban Tang Chai 4" in inbox.split("<main")[1]
    item = session.execute(select(Proposal).where(Proposal.stage == Stage.SUBDISTRICT)).scalar_one()
    whole = "Moo 4 Ban Tang Chai 4, Tang Chai Subdistrict, Mueang Surin District, Surin"
    for path in (f"/items/{item.id}", f"/n/{item.number}", "/map/320102"):
        assert whole in unescape(english.get(path).text), path
    assert "Mueang Surin District" in english.get("/map/3201").text.split("<main")[1]
    assert "Tang Chai" in english.get("/map/3201/table.csv").text
    assert english.get("/api/v1/areas/3201").get_json()["name_th"] == "เมืองสุรินทร์"


def test_what_has_a_thai_name_only_is_marked_as_thai(english: "FlaskClient", session: Session) -> None:
    """A screen reader must know that it is Thai; an agency with an English name is called by it."""
    accounts.agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
    accounts.agency(session).name_en = "Surin Public Works Office"
    accounts.sign_in(english, session, accounts.hat(session, "planner", "32"))
    page = english.get("/accounts/agencies").text
    assert '<span lang="th">โครงการชลประทานสุรินทร์</span>' in page
    assert "Surin Public Works Office" in page


def test_what_is_kept_stays_thai(english: "FlaskClient", session: Session) -> None:
    """The office that signs a decision is written in Thai, whoever reads English."""
    clerk = accounts.hat(session, "subdistrict_secretary", "320102")
    accounts.sign_in(english, session, clerk)
    item = session.execute(select(Proposal.id).where(Proposal.stage == Stage.SUBDISTRICT)).scalar_one()
    form = english.get(f"/items/{item}?do=classify").text
    typed = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.split('id="decide-form"')[1])
    )
    answer = english.post(f"/items/{item}/decide", data=typed | {"classification": "self"})
    assert answer.status_code == 303, answer.text
    signed = session.execute(select(Review.capacity).where(Review.proposal_id == item)).scalar_one()
    assert signed.startswith("เลขานุการ กบต.")
