"""At a province: offer its own three partitions to the centre, over a role that has no other right.

What PostgreSQL 15 cannot withhold from a role that may replicate: a logical walsender answers BASE_BACKUP as
well. So the role gets in only from the centre's address, over TLS, with its password (docs/federation.md).
"""

from datetime import datetime

from psycopg import sql
from sqlalchemy import Connection, text

from planhub.federation import ddl
from planhub.federation.names import ROLE, leaves, link

MOST_CONNECTIONS = 16
"""Per server: the worker, a first copy, a question about the lag, with room for a few provinces beside."""


def publish(connection: Connection, code: str, *, password: str | None, at: datetime, by: str) -> None:
    """Make or renew publication and role; needs a superuser, because the role may replicate."""
    _role(connection, password)
    database = connection.scalar(text("select current_database()"))
    role = sql.Identifier(ROLE)
    ddl.run(connection, "revoke all on all tables in schema public from {role}", role=role)
    ddl.run(
        connection,
        "grant connect on database {database} to {role}",
        role=role,
        database=sql.Identifier(str(database)),
    )
    ddl.run(connection, "grant usage on schema public to {role}", role=role)
    ddl.run(
        connection,
        "grant select on {leaves} to {role}",
        role=role,
        leaves=ddl.names([*leaves(code), "alembic_version"]),
    )
    withdraw(connection, code)
    ddl.run(
        connection,
        "create publication {name} for table {leaves}"
        " with (publish = 'insert, update, delete', publish_via_partition_root = false)",
        name=sql.Identifier(link(code)),
        leaves=ddl.names(leaves(code)),
    )
    connection.execute(
        text("insert into node_event (province_code, at, what, by) values (:code, :at, 'publish', :by)"),
        {"code": code, "at": at, "by": by},
    )


def withdraw(connection: Connection, code: str) -> None:
    """Offer nothing any more; the role stays, without anything to read."""
    ddl.run(connection, "drop publication if exists {name}", name=sql.Identifier(link(code)))


def _role(connection: Connection, password: str | None) -> None:
    role = sql.Identifier(ROLE)
    if not connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": ROLE}):
        ddl.run(connection, "create role {role}", role=role)
    ddl.run(
        connection,
        "alter role {role} login replication nosuperuser nocreatedb nocreaterole noinherit nobypassrls"
        " connection limit {most}",
        role=role,
        most=sql.Literal(MOST_CONNECTIONS),
    )
    ddl.run(connection, "alter role {role} set default_transaction_read_only = on", role=role)
    if password is not None:
        hashed = ddl.raw(connection).pgconn.encrypt_password(
            password.encode(), ROLE.encode(), b"scram-sha-256"
        )
        ddl.run(
            connection, "alter role {role} password {hashed}", role=role, hashed=sql.Literal(hashed.decode())
        )
