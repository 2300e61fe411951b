"""A province's own server speaks for the province, and an installation of the sample says that it is one."""

import math
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from planhub.config import Settings
from planhub.federation.installation import Installation
from planhub.sampling.enrolling import SAMPLE_WORD
from planhub.web.whose import Whose
from tests.factories.accounts import account, hat, sign_in
from tests.factories.areas import area
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.factories.proposals import NOW

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

CENTRE = "https://plan.example.go.th"
MARK = "ข้อมูลตัวอย่าง"


@pytest.fixture
def province(app: "Flask", client: "FlaskClient", session: Session) -> "FlaskClient":
    """Surin's own server, which knows the centre's address."""
    country(session)
    plan_item(session, "32010204", "planned", amount=1_500_000)
    session.add(Installation(role="province", province_code="32", since=NOW))
    session.commit()
    app.config.pop("WHOSE")
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"centre_url": f"{CENTRE}/"})
    return client


def test_its_front_page_tells_of_the_province_alone(province: "FlaskClient") -> None:
    page = province.get("/").text
    assert "· PlanHub จังหวัดสุรินทร์</title>" in page
    assert "ทั้งประเทศ" not in page
    assert "76 จังหวัด" not in page
    assert "<h2>จังหวัดสุรินทร์</h2>" in page
    assert 'href="/map/3201"' in page
    assert 'href="/map/45"' not in page
    assert f'href="{CENTRE}/"' in page


@pytest.mark.parametrize("path", ["/", "/sign-in", "/search", "/n"])
def test_its_examples_are_of_its_own_province(
    client: "FlaskClient", session: Session, app: "Flask", path: str
) -> None:
    country(session)
    for code, name in {"4501": "เมืองร้อยเอ็ด", "450102": "รอบเมือง", "45010201": "บ้านหนองหญ้าม้า"}.items():
        area(session, code, name)
    session.commit()
    app.config.pop("WHOSE")
    assert "32010204" in client.get(path).text
    session.add(Installation(role="province", province_code="45", since=NOW))
    session.commit()
    app.config.pop("WHOSE")
    page = client.get(path).text
    assert "45010201" in page
    assert "32010204" not in page
    assert "เมืองที" not in page


def test_its_map_begins_at_the_province(province: "FlaskClient") -> None:
    assert province.get("/map").headers["Location"] == "/map/32"
    page = province.get("/map/3201").text
    assert "ทั้งประเทศ" not in page.split("<main")[0]
    assert 'href="/map/32"' in page


@pytest.mark.parametrize("path", ["/nation", "/nation?year=2571", "/nodes", "/nodes?way=node"])
def test_pages_of_all_provinces_are_the_centre_s(
    province: "FlaskClient", session: Session, path: str
) -> None:
    """Here they would set one province beside nothing and call it the country."""
    sign_in(province, session, hat(session, "administrator", ""))
    answer = province.get(path)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/map/32")
    page = province.get("/map/32").text
    assert 'href="/nation"' not in page
    assert 'href="/nodes"' not in page
    assert 'href="/sources"' in page


ELSEWHERE = ["/map/45", "/map/NE", "/map/4501?year=2571", "/plan/45/2571", "/n/45010101-2571-001"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_is_asked_of_another_province_leads_to_the_centre(province: "FlaskClient", path: str) -> None:
    answer = province.get(path)
    assert answer.status_code == 404
    assert "เครื่องนี้มีข้อมูลของจังหวัดสุรินทร์เท่านั้น" in answer.text
    assert f'href="{CENTRE}{path}"' in answer.text
    assert ("ข้อมูลของจังหวัดร้อยเอ็ดอยู่ที่ส่วนกลาง" in answer.text) is ("NE" not in path)


def test_its_own_pages_are_as_ever(province: "FlaskClient") -> None:
    assert province.get("/map/32").status_code == 200
    assert province.get("/plan/32/2571").status_code == 200
    assert province.get("/n/๓๒010204-2571-001").status_code in (302, 404)


def test_an_installation_without_a_role_speaks_for_the_country(
    app: "Flask", client: "FlaskClient", session: Session
) -> None:
    country(session)
    app.config.pop("WHOSE")
    page = client.get("/").text
    assert "ทั้ง 76 จังหวัด" in page
    assert "· PlanHub</title>" in page
    assert client.get("/map/32").status_code == 200


def test_only_the_sample_is_marked_as_such(client: "FlaskClient", session: Session, app: "Flask") -> None:
    country(session)
    account(session)
    session.commit()
    app.config.pop("WHOSE")
    assert MARK not in client.get("/").text
    person = account(session)
    person.name = f"นักวิเคราะห์ฯ {SAMPLE_WORD}"
    session.commit()
    app.config.pop("WHOSE")
    page = client.get("/").text
    assert page.count('class="sample-mark"') == 1
    assert page.index(MARK) < page.index("<main")
    assert "css/sample.css" in page


def test_files_and_the_printed_plan_carry_the_mark_in_their_source_line(
    client: "FlaskClient", session: Session, app: "Flask"
) -> None:
    country(session)
    plan_item(session, "32010204")
    session.commit()

    def told() -> list[bool]:
        found = []
        for path in ("/map/32/table.xlsx", "/plan/32/2571/plan.xlsx"):
            with client.get(path) as answer, ZipFile(BytesIO(answer.data)) as book:
                found.append(any(MARK in book.read(name).decode() for name in book.namelist()))
        return found

    app.config["WHOSE"] = (math.inf, Whose())
    assert told() == [False, False]
    app.config["WHOSE"] = (math.inf, Whose(sample=True))
    assert told() == [True, True]
