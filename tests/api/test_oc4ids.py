"""GET /api/v1/oc4ids: a package that the library accepts, page by page; faults named; nothing for others."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.workflow.stages import Stage
from tests.reports.test_oc4ids import faultless, work

if TYPE_CHECKING:
    from flask.testing import FlaskClient

from tests.factories import areas

pytestmark = pytest.mark.filterwarnings("ignore")
PATH = "/api/v1/oc4ids?province=32"


@pytest.fixture
def surin(session: Session) -> None:
    """Three works with money in Surin, and one without."""
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    for stage in (Stage.FUNDED, Stage.WORKS, Stage.COMPLETED):
        work(session, stage)
    work(session, Stage.PLANNED, money=False)
    session.commit()


@pytest.mark.usefixtures("surin")
def test_a_package_holds_the_funded_projects(client: "FlaskClient") -> None:
    answer = client.get(PATH)
    assert answer.status_code == 200
    package = answer.json
    assert package is not None
    assert (package["version"], package["publisher"]["name"]) == ("0.9", "จังหวัดสุรินทร์")
    assert {one["status"] for one in package["projects"]} == {"preparation", "implementation", "completion"}
    assert "Link" not in answer.headers
    faultless(package["projects"])
    assert client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.usefixtures("surin")
def test_the_next_page_is_named_in_the_link(client: "FlaskClient") -> None:
    seen, url = [], f"{PATH}&limit=2"
    while url:
        answer = client.get(url)
        assert answer.json is not None
        seen += [one["id"] for one in answer.json["projects"]]
        url = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.usefixtures("surin")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "province"),
        ("?province=99", "province"),
        ("?province=3201", "province"),
        ("?province=32&year=69", "year"),
        ("?province=32&limit=501", "limit"),
        ("?province=32&after=x", "after"),
        ("?province=32&sort=1", "sort"),
    ],
)
def test_a_fault_names_its_parameter(client: "FlaskClient", query: str, field: str) -> None:
    answer = client.get(f"/api/v1/oc4ids{query}")
    assert answer.status_code == 422
    assert answer.json is not None
    assert [fault["field"] for fault in answer.json["errors"]] == [field]


@pytest.mark.usefixtures("surin")
def test_where_no_project_has_money_there_is_no_package(client: "FlaskClient") -> None:
    answer = client.get(f"{PATH}&year=2560")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert "สุรินทร์" in answer.get_data(as_text=True)
