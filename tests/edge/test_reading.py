"""The database itself refuses a write while a page is only read."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError

from planhub.database import db


@pytest.fixture
def own_connections(application: Flask) -> Iterator[Flask]:
    """The application on connections of its own, as it is served; nothing is committed."""
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_only_reads_cannot_write_and_what_follows_can(own_connections: Flask, method: str) -> None:
    write = text("update proposal set version = version")
    pids = []
    for _ in range(2):
        with own_connections.test_request_context("/", method=method):
            pids.append(db.session.scalar(select(func.pg_backend_pid())))
            with pytest.raises(InternalError, match="read-only"):
                db.session.execute(write)
        with own_connections.test_request_context("/", method="POST"):
            pids.append(db.session.scalar(select(func.pg_backend_pid())))
            db.session.execute(write)
            db.session.rollback()
        with own_connections.test_request_context("/", method=method):
            db.session.scalar(select(1))
        with own_connections.app_context(), db.engine.connect() as borrowed:
            borrowed.execute(write)
            borrowed.rollback()
    assert len(set(pids)) == 1, "one connection, lent to each in turn"
