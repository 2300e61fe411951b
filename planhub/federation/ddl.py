"""Statements that SQLAlchemy has no words for, with every name quoted, run in the caller's transaction."""

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection

Raw = psycopg.Connection[tuple[Any, ...]]


def raw(connection: Connection) -> Raw:
    """The driver's own connection under SQLAlchemy's, its transaction begun."""
    connection.exec_driver_sql("select 1")  # SQLAlchemy begins with its first statement, and so do we
    driver = connection.connection.driver_connection
    return cast(Raw, driver)


def run(connection: Connection, words: str, **parts: sql.Composable) -> None:
    """Run a fixed sentence with its parts filled in: identifiers, literals, lists of them."""
    raw(connection).execute(sql.SQL(words).format(**parts))


def names(given: Sequence[str], schema: str = "public") -> sql.Composed:
    """Qualified names, separated by commas."""
    return sql.SQL(", ").join(sql.Identifier(schema, name) for name in given)


def columns(given: Sequence[str], of: str | None = None) -> sql.Composed:
    """Column names, separated by commas."""
    return sql.SQL(", ").join(sql.Identifier(of, name) if of else sql.Identifier(name) for name in given)
