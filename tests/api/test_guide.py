"""The guide's examples are true of the show installation, and the guide of an installation stands."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.api import shapes
from planhub.api.openapi import describe
from planhub.app import create_app
from planhub.database import db
from planhub.maps.open_data import FIELDS
from tests.factories import accounts
from tests.factories.country import country
from tests.factories.plan_items import plan_item
from tests.serving import SEEDED, settings_of

DOCS = Path(__file__).parents[2] / "docs"
GUIDE, SENDING = ((DOCS / name).read_text() for name in ("api.md", "sending.md"))
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
    assert len(EXAMPLES) == 10


def described(app: Flask) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of the description, the parameters of its paths left out."""
    for path, methods in describe(app)["paths"].items():
        for method, operation in methods.items():
            yield method, path.partition("/{")[0], operation


def test_the_documents_name_every_address_parameter_and_field_of_the_description(app: Flask) -> None:
    missing = []
    for method, path, operation in described(app):
        document = SENDING if "security" in operation else GUIDE
        named = re.search(rf"(?<![\w/]){re.escape(path)}(?![\w./]*\w)|{re.escape(path)}/", document)
        missing += [] if named else [f"{method} {path}"]
        for one in operation["parameters"]:
            if one["in"] != "path" and f"`{one['name']}`" not in document:
                missing.append(f"{method} {path} {one['name']}")
    missing += [f"field {name}" for name in FIELDS if f"`{name}`" not in GUIDE]
    assert missing == []


def test_the_guide_names_no_address_that_is_not_described(app: Flask) -> None:
    known = {path for _, path, _ in described(app)} | {"/api/v1/openapi.json"}
    told = {found.rstrip(".") for found in re.findall(r"/api/v1/[a-z0-9_/.]+", GUIDE)}
    assert {
        one for one in told if not any(one == path or one.startswith(f"{path}/") for path in known)
    } == set()


def test_a_need_that_was_sent_back_is_told_as_the_description_says(
    client: FlaskClient, session: Session
) -> None:
    country(session)
    plan_item(session, "32010204", "draft", number="32010204-2571-900")
    session.commit()
    told = client.get("/api/v1/items/32010204-2571-900").json
    assert shapes.Item.model_validate(told).stage == "draft"
    assert told["counted"] is False
    assert "sent back" in GUIDE


def test_errors_are_sent_as_they_are_read_in_one_language(client: FlaskClient) -> None:
    answer = client.get("/api/v1/items?limit=many")
    assert "limit ต้องเป็นจำนวนเต็ม" in answer.get_data(as_text=True)
    assert answer.status_code == 422


def test_the_example_of_funded_projects_is_of_the_reader_or_of_a_province_that_has_some(
    client: FlaskClient, session: Session
) -> None:
    country(session)
    plan_item(session, "32010204")
    session.commit()
    assert "oc4ids?province=" not in client.get("/api/").text, "none has any"
    plan_item(session, "45010101", "works")
    session.commit()
    assert "oc4ids?province=45" in client.get("/api/").text
    accounts.sign_in(client, session, accounts.hat(session, "district_chief", "3201"))
    session.commit()
    assert "oc4ids?province=32" in client.get("/api/").text


def test_the_guide_of_an_installation(client: FlaskClient, session: Session) -> None:
    country(session)
    plan_item(session, "32010204")
    plan_item(session, "32010204", "works")
    html = client.get("/api/").text
    for word in ("/api/v1/summary", "in_plan", "water", "changed_since", "2571"):
        assert word in html
    for address in re.findall(r'href="(/api/v1/[^"]+)"', html):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
