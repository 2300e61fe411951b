"""The bare SQL of a page: what the page asks of the database, taken down in this process and asked again.

A page is asked for once through Flask's test client; each statement it sends is kept with its values. Then
psycopg sends the same statements alone, one after the other on one connection, and fetches every row.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from planhub.accounts.account import Account
from planhub.database import db

COUNTED = ("select", "insert", "update", "delete", "with")


@dataclass
class Page:
    """A page under measure and the statements it sends."""

    name: str
    statements: list[tuple[str, Any]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    """Of each time the statements were asked alone."""
    python: float = 0.0
    """Milliseconds of processor that the page costs in Python, driver and templates included."""

    def ask(self, connection: psycopg.Connection[Any]) -> float:
        """Send them once, undo what they wrote; milliseconds."""
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for statement, values in self.statements:
                cursor.execute(statement, values)
                if cursor.description is not None:
                    cursor.fetchall()
        taken = (time.perf_counter() - began) * 1000
        connection.rollback()
        return taken


@contextmanager
def listening(page: Page) -> Iterator[None]:
    """Keep the statements that any engine sends meanwhile."""

    def keep(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, _many: bool) -> None:
        if statement.lstrip().lower().startswith(COUNTED):
            page.statements.append((statement, values))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Whatever the application commits meanwhile is rolled back."""
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    factory = db.session.session_factory
    with engine.connect() as connection, connection.begin() as whole:
        engines[None] = connection  # type: ignore[index]
        factory.configure(join_transaction_mode="create_savepoint")  # type: ignore[attr-defined]
        try:
            yield
        finally:
            factory.configure(join_transaction_mode="conditional_savepoint")  # type: ignore[attr-defined]
            engines[None] = engine  # type: ignore[index]
            whole.rollback()


def client_of(app: Flask, username: str) -> FlaskClient:
    """A client of somebody signed in."""
    client = app.test_client()
    with app.app_context():
        account = db.session.query(Account).filter_by(username=username).one()
        who = {"account": account.id, "epoch": account.session_epoch}
    with client.session_transaction() as cookie:
        cookie.update(who)
    return client
