"""The public front page: three numbers, the provinces, a way in; light, and without a map."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub.workflow.roles import Role
from tests.factories.accounts import hat, sign_in
from tests.factories.country import country
from tests.factories.plan_items import plan_item

STATIC = Path(__file__).parents[2] / "static"


def test_it_says_what_the_country_plans(client: FlaskClient, session: Session) -> None:
    country(session)
    plan_item(session, "32010204", "planned", amount=1_500_000)
    plan_item(session, "45", "subdistrict", amount=500_000)
    html = client.get("/").text
    numbers = re.findall(r"<b>([^<]+?)(?: <small>([^<]*)</small>)?</b>", html)
    assert numbers[-3:] == [("2", "รายการ"), ("2", "ล้านบาท"), ("50.0%", "")]
    assert len(re.findall(r'href="/map/\d\d"', html)) == 76
    assert 'action="/search"' in html
    assert 'href="/sign-in"' in html


def test_it_is_light_on_a_phone_and_draws_no_map(client: FlaskClient, session: Session) -> None:
    country(session)
    html = client.get("/").text
    assert "iframe" not in html
    assert "leaflet" not in html
    files = {path.split("?")[0] for path in re.findall(r'(?:src|href)="/static/([^"]+)"', html)}
    fonts = [f"vendor/sarabun/{name}.woff2" for name in ("thai-400", "thai-600", "latin-400", "latin-600")]
    weight = len(gzip.compress(html.encode()))
    for name in files | set(fonts):
        content = (STATIC / name).read_bytes()
        weight += len(content) if name.endswith("woff2") else len(gzip.compress(content))
    assert weight < 150_000


HOMES = [
    # the ministry looks at the provinces side by side
    (Role.VIEWER, "", "/nation"),
    # the governor at what is done, under way and waiting for money
    (Role.GOVERNOR, "32", "/governor"),
    # who decides, at what waits
    (Role.PLANNER, "32", "/inbox"),
    (Role.ADMINISTRATOR, "", "/accounts"),
]


@pytest.mark.parametrize(("role", "area", "home"), HOMES)
def test_who_is_signed_in_goes_where_the_day_begins(
    client: FlaskClient, session: Session, role: Role, area: str, home: str
) -> None:
    country(session)
    sign_in(client, session, hat(session, role, area))
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].rstrip("/") == home


MENUS = [
    # so many that one line with the name and the account would cut them off: a line of their own
    (Role.PLANNER, "32", False),
    (Role.SUBDISTRICT_SECRETARY, "320102", True),
]


@pytest.mark.parametrize(("role", "area", "few"), MENUS)
def test_only_a_short_menu_shares_its_line(
    client: FlaskClient, session: Session, role: Role, area: str, few: bool
) -> None:
    country(session)
    sign_in(client, session, hat(session, role, area))
    assert ('<nav class="nav few"' in client.get("/search").text) is few


def test_with_no_data_at_all_it_still_stands(client: FlaskClient) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/map").status_code == 200
