"""A province's planner and its own list, for the tests of the pages of sources."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.areas.names import stored_keys
from planhub.sources.source import Source
from planhub.workflow.roles import Hat
from tests.factories import accounts, areas, sources

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def planner(client: "FlaskClient", session: Session) -> Hat:
    """The client is signed in as planner of Surin."""
    sources.names(session)
    areas.area(session, "320202", "ตั้งใจ").search_key = stored_keys("subdistrict", "ตั้งใจ", None)
    hat = accounts.hat(session, "planner", "32")
    session.commit()
    accounts.sign_in(client, session, hat)
    return hat


@pytest.fixture
def excel(app: "Flask", session: Session, planner: Hat) -> Iterator[Source]:
    """Surin's own list; files sent to it go with the test, as its rows do."""
    row = sources.source(session, "excel", name="แผน อบจ.สุรินทร์", owner_province="32", scope=["32"])
    session.commit()
    yield row
    shutil.rmtree(app.config["SETTINGS"].uploads / "lists" / "excel", ignore_errors=True)
