"""Files of the governor's lists: linked from their pages, under the same filters, for the same people."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub import clock
from tests.factories import accounts, areas
from tests.factories.plan_items import plan_item


@pytest.fixture
def late(session: Session) -> Session:
    """Two late works in one district of Surin, one in another, one in Roi Et."""
    areas.surin(session)
    session.get_one(areas.Area, "32").in_76 = True
    roi_et = areas.area(session, "45010101")
    session.get_one(areas.Area, roi_et.code[:2]).in_76 = True
    day = clock.today() - timedelta(days=9)
    for area in ("32010203", "32010204", "32020101", "45010101"):
        plan_item(session, area, "works", due_on=day, title=f"งาน {area}")
    session.commit()
    return session


def lines(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_page_leads_to_its_file_under_the_same_filters(client: FlaskClient, late: Session) -> None:
    accounts.sign_in(client, late, accounts.hat(late, "governor", "32"))
    page = client.get("/governor/late?district=3201").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/governor/late\.[^"]+)"', page)]
    assert [link.partition("?")[0] for link in links] == ["/governor/late.xlsx", "/governor/late.csv"]
    head, *rows = lines(client, links[1])
    assert head[0] == "เลขที่เรื่อง"
    assert {row[2] for row in rows} == {"32010203", "32010204"}
    book = client.get(links[0])
    assert book.data[:2] == b"PK"
    assert book.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("role", "area", "query", "told"),
    [
        pytest.param("planner", "32", "", {"32010203", "32010204", "32020101"}, id="a planner: the province"),
        pytest.param("district_chief", "3202", "", {"32020101"}, id="a chief: the district"),
        pytest.param("district_chief", "3202", "?district=3201", {"32020101"}, id="and no other"),
        pytest.param("viewer", "", "?province=45", {"45010101"}, id="a viewer: any province"),
        pytest.param("viewer", "", "", 404, id="which must be named"),
        pytest.param("governor", "32", "?province=45", 403, id="a governor: no other"),
        pytest.param("subdistrict_secretary", "320102", "", 403, id="not a secretary"),
    ],
)
def test_who_may_have_which(
    client: FlaskClient, late: Session, role: str, area: str, query: str, told: set[str] | int
) -> None:
    accounts.sign_in(client, late, accounts.hat(late, role, area))
    if isinstance(told, int):
        assert client.get(f"/governor/late.csv{query}").status_code == told
    else:
        assert {row[2] for row in lines(client, f"/governor/late.csv{query}")[1:]} == told


def test_nobody_has_it_without_signing_in(client: FlaskClient, late: Session) -> None:
    assert client.get("/governor/late.csv?province=32").status_code in (302, 303, 401)
