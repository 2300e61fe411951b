"""Write everything that is a province's own into one file, as it stands in one moment."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from psycopg import sql
from sqlalchemy import (
    Connection,
    Select,
    Table,
    column,
    insert,
    literal,
    null,
    select,
    text,
    type_coerce,
    union,
)
from sqlalchemy import table as named
from sqlalchemy.types import NullType

from planhub.federation import carried, ddl
from planhub.federation.names import province
from planhub.federation.parcel import Manifest, Writer
from planhub.linkage.way import Way
from planhub.needs.attaching import place_of, thumb_of

STRANGERS = "account_named"
"""The extra table of a parcel: accounts that are only named, without their secrets."""


def export(
    connection: Connection,
    typed: str,
    into: IO[bytes],
    *,
    uploads: Path,
    at: datetime,
    told: Callable[[str, int], None],
) -> Manifest:
    """The caller's transaction is one snapshot (repeatable read); nothing of the database is changed."""
    code = province(typed)
    way = connection.scalar(text("select way from province_way where province_code = :code"), {"code": code})
    revision = connection.scalar(text("select version_num from alembic_version"))
    writer = Writer(into, Manifest(code, str(revision), at.isoformat(), closed=way == Way.NODE))
    for name, rule in {**carried.PLACES, **carried.OWN}.items():
        of = carried.table(name)
        _put(connection, writer, name, of, select(*_plain(of)).where(rule(of, code)))
        told(name, writer.manifest.tables[name])
    account = carried.table("account")
    unsaid = {"phone": null(), "password_hash": literal(""), "created_by": null()}
    columns = [unsaid.get(c.name, c) for c in account.columns]
    _put(
        connection,
        writer,
        STRANGERS,
        account,
        select(*columns).where(account.c.id.in_(carried.strangers(code))),
    )
    _files(connection, writer, code, uploads)
    writer.close()
    return writer.manifest


def _plain(of: Table) -> list[Any]:
    """The columns as they are stored: geometry not turned into anything on its way."""
    return [type_coerce(of.c[name], NullType()) for name in carried.columns(of)]


def _put(connection: Connection, writer: Writer, name: str, of: Table, rows: Select[Any]) -> None:
    """Rows into a table of this transaction, and that by COPY into the file."""
    names = carried.columns(of)
    leaving = sql.Identifier("pg_temp", f"leaving_{name}")
    ddl.run(
        connection,
        "create temporary table {leaving} (like {of} including generated) on commit drop",
        leaving=leaving,
        of=sql.Identifier("public", of.name),
    )
    into = named(f"leaving_{name}", *[column(each) for each in names], schema="pg_temp")
    connection.execute(insert(into).from_select(names, rows))
    copy = sql.SQL("copy {} ({}) to stdout").format(leaving, ddl.columns(names))

    def blocks() -> Iterator[bytes]:
        with ddl.raw(connection).cursor().copy(copy) as sending:
            yield from (bytes(block) for block in sending)

    writer.table(name, names, blocks())


def _files(connection: Connection, writer: Writer, code: str, uploads: Path) -> None:
    of = [(carried.table(name), carried.OWN[name]) for name in ("attachment", "work_photo")]
    ours = union(*[select(each.c.sha256).where(rule(each, code)) for each, rule in of])
    for sha256 in connection.scalars(ours).all():
        place = place_of(uploads, sha256)
        for path in (place, thumb_of(place)):
            if path.is_file():
                writer.file(path.relative_to(uploads).as_posix(), path)
