"""The first copy, or any later one: a node's rows in one snapshot take the place of ours in one transaction.

Readers see the old rows until the commit and the new ones after it; rows that are the same are not touched.
"""

from collections import Counter
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text

from planhub.errors import IllegalMove
from planhub.federation import ddl
from planhub.federation.remote import Remote
from planhub.wording import N_, say

_NEWER = N_("เครื่องของจังหวัดมีช่องข้อมูลที่ส่วนกลางยังไม่มี (%(columns)s) ปรับรุ่นส่วนกลางก่อน แล้วจึงเชื่อม")


@dataclass(frozen=True)
class Copied:
    """What a copy did to one partition."""

    before: int
    added: int
    removed: int
    """Changed rows count as removed and added."""
    after: int


def stage(connection: Connection, node: Remote, leaf: str) -> list[str]:
    """Bring a node's partition into a temporary table of this transaction; the columns it has."""
    published = [row[0] for row in node.execute(_COLUMNS, [leaf])]
    ours = [row[0] for row in ddl.raw(connection).execute(_COLUMNS, [leaf])]
    if unknown := [name for name in published if name not in ours]:
        raise IllegalMove(say(_NEWER, columns=", ".join(unknown)))
    ddl.run(
        connection,
        "create temporary table {staged} (like {leaf} including defaults) on commit drop",
        staged=_staged(leaf),
        leaf=sql.Identifier("public", leaf),
    )
    take = sql.SQL("copy {} to stdout").format
    source = sql.SQL("(select {columns} from {leaf})").format(
        columns=ddl.columns(published), leaf=sql.Identifier("public", leaf)
    )
    into = sql.SQL("copy {} ({}) from stdin").format(_staged(leaf), ddl.columns(published))
    with node.cursor().copy(take(source)) as sending, ddl.raw(connection).cursor().copy(into) as arriving:
        for block in sending:
            arriving.write(block)
    ddl.run(
        connection,
        "create index on {staged} (id)" if "id" in ours else "analyze {staged}",
        staged=_staged(leaf),
    )
    ddl.run(connection, "analyze {staged}", staged=_staged(leaf))
    return published


def only_here(connection: Connection, leaf: str) -> Counter[str]:
    """Rows that the node has not, by the source they came from."""
    rows = ddl.raw(connection).execute(
        sql.SQL(
            "select source_code, count(*) from {leaf} l"
            " where not exists (select from {staged} s where s.id = l.id) group by 1"
        ).format(leaf=sql.Identifier("public", leaf), staged=_staged(leaf))
    )
    return Counter({str(source): int(n) for source, n in rows})


def merge(connection: Connection, leaf: str, columns: list[str], *, key: str) -> Copied:
    """Make our partition equal to what was staged."""
    parts = {
        "leaf": sql.Identifier("public", leaf),
        "staged": _staged(leaf),
        "columns": ddl.columns(columns),
        "key": sql.Identifier(key),
        "ours": ddl.columns(columns, "l"),
        "theirs": ddl.columns(columns, "s"),
    }
    raw = ddl.raw(connection)
    before = _count(raw, leaf)
    removed = raw.execute(
        sql.SQL(
            "delete from {leaf} l where not exists (select from {staged} s where s.{key} = l.{key}"
            " and row({theirs}) is not distinct from row({ours}))"
        ).format(**parts)
    ).rowcount
    added = raw.execute(
        sql.SQL(
            "insert into {leaf} ({columns}) select {columns} from {staged} s"
            " where not exists (select from {leaf} l where l.{key} = s.{key}) order by {key}"
        ).format(**parts)
    ).rowcount
    return Copied(before, added, removed, _count(raw, leaf))


def as_replica(connection: Connection) -> None:
    """From here on this transaction writes as replication does: counted by row triggers, let by the guard."""
    connection.execute(text("set local session_replication_role = replica"))


def count_now(connection: Connection) -> None:
    """Have the summaries counted before the transaction ends."""
    connection.execute(text("set constraints all immediate"))
    connection.execute(text("set constraints all deferred"))


_COLUMNS = (
    "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
    " and is_generated = 'NEVER' order by ordinal_position"
)


def _staged(leaf: str) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"arriving_{leaf}")


def _count(raw: "psycopg.Connection[tuple[object, ...]]", leaf: str) -> int:
    row = raw.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("public", leaf))).fetchone()
    return int(str(row[0])) if row else 0
