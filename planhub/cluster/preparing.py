"""Roles, database and extensions: what the schema's owner may not make for itself."""

from typing import Any

import psycopg
from psycopg import sql

from planhub.cluster.server import DATABASE, OWNER, SUPERUSER, WEB, Server
from planhub.cluster.trouble import ClusterTrouble

EXTENSIONS = ("postgis", "pg_trgm")
IDLE_IN_TRANSACTION = {OWNER: "1h", WEB: "60s"}
"""A page that forgets its transaction must not hold locks for ever; a loader may think longer."""

Connection = psycopg.Connection[tuple[Any, ...]]


def prepare(server: Server) -> None:
    """Both roles and the database, each made only if missing; so a killed first start is mended."""
    with server.connect() as connection:
        _roles(connection)
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", DATABASE):
            server.create_database(DATABASE)
    with server.connect(SUPERUSER, DATABASE) as connection:
        extend(connection)


def extend(connection: Connection) -> None:
    """The extensions of one database, and the proof that Thai can be searched in it."""
    for extension in EXTENSIONS:
        if not _exists(connection, "SELECT FROM pg_extension WHERE extname = %s", extension):
            connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
    row = connection.execute("SELECT show_trgm('ถนน') <> '{}'").fetchone()
    if row != (True,):
        raise ClusterTrouble(
            "This database cannot search Thai: its LC_CTYPE must be a UTF-8 one, such as C.UTF-8 (not C)."
        )


def _roles(connection: Connection) -> None:
    for role in (OWNER, WEB):
        if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", role):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(
                sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = {}").format(
                    sql.Identifier(role), sql.Literal(IDLE_IN_TRANSACTION[role])
                )
            )


def _exists(connection: Connection, query: str, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None
