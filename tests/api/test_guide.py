"""The guide's examples are true of the show installation, and the guide of an installation stands."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.app import create_app
from planhub.database import db
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.serving import SEEDED, settings_of

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
YEAR = 2570
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n```json\n(.*?)\n```", GUIDE, re.S)


def covers(answer: Any, promised: Any) -> bool:
    """Whether the answer has all that the guide shows of it."""
    if isinstance(promised, dict):
        return isinstance(answer, dict) and all(
            k in answer and covers(answer[k], v) for k, v in promised.items()
        )
    if isinstance(promised, list):
        return len(answer) == len(promised) and all(map(covers, answer, promised))
    return bool(answer == promised)


@pytest.fixture(scope="module")
def show(
    server: cluster.Server, seeded: Path, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A visitor of the installation that bin/demo makes."""
    if clock.fiscal_year(clock.today()) != YEAR:
        pytest.skip(f"the guide's numbers are those of a show installation made in fiscal year {YEAR}")
    name = f"planhub_guide_{worker_id}"
    server.create_database(name, template=SEEDED)
    app = create_app(settings_of(server, name, tmp_path_factory.mktemp("guide")))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    server.drop_database(name)


@pytest.mark.slow
@pytest.mark.parametrize(("address", "promised"), EXAMPLES, ids=[address for address, _ in EXAMPLES])
def test_an_example_of_the_guide(show: FlaskClient, address: str, promised: str) -> None:
    answer = show.get(address)
    assert answer.status_code == 200
    assert covers(answer.get_json(), json.loads(promised)), answer.get_json()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 8


def test_the_guide_of_an_installation(client: FlaskClient, session: Session) -> None:
    country(session)
    plan_item(session, "32010204")
    html = client.get("/api/").text
    for word in ("/api/v1/summary", "in_plan", "water", "changed_since", "2571"):
        assert word in html
    for address in re.findall(r'href="(/api/v1/[^"]+)"', html):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
