"""/healthz: up, away, and nothing about anybody."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planhub.database import db


def test_it_tells_version_and_revision(client: FlaskClient, session: Session) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["migration"] == session.scalar(text("select version_num from alembic_version"))
    assert set(found) == {"status", "database", "version", "migration"}
    assert (found["status"], found["database"]) == ("ok", True)


def test_without_the_database_it_says_503(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("connection refused by 127.0.0.1"))

    monkeypatch.setattr(db.session, "scalar", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] is False
    assert "127.0.0.1" not in answer.text
