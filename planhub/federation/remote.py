"""The centre's questions to a node: what it publishes, how far behind we are, a slot and its snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from planhub.errors import Conflict, IllegalMove, Invalid
from planhub.federation.names import leaves, link
from planhub.wording import N_, say

Remote = psycopg.Connection[tuple[Any, ...]]
PATIENCE = 5
"""Seconds to wait for a node's answer to a connection."""

_UNREADABLE = N_(
    "อ่านที่อยู่ของเครื่องจังหวัดไม่ได้ (%(why)s)"
    " พิมพ์เป็น host=10.1.2.3 dbname=planhub user=planhub_link sslmode=verify-full"
)
_AWAY = N_("ติดต่อเครื่องของจังหวัดไม่ได้: %(why)s ตรวจสายสื่อสาร ไฟร์วอลล์ ใบรับรอง และรหัสผ่าน")
_NOTHING = N_("เครื่องของจังหวัดยังไม่เปิดให้เชื่อม สั่ง planhub node publish ที่เครื่องนั้นก่อน")
_OTHER_TABLES = N_(
    "เครื่องของจังหวัดเปิดให้อ่าน %(found)s แต่ต้องเป็น %(wanted)s เท่านั้น สั่ง planhub node publish ที่เครื่องนั้นใหม่"
)
_SLOT_IN_USE = N_("ช่องส่งข้อมูล %(slot)s ที่เครื่องของจังหวัดมีผู้ใช้อยู่ อาจเชื่อมกับส่วนกลางอื่น")


@dataclass(frozen=True)
class Answer:
    """What a node says of the link."""

    lag_bytes: int | None
    """Written there and not confirmed here; None without a slot."""
    slot_state: str | None
    active: bool


def address(conninfo: str) -> str:
    """Host and port for people to read, without user and password; Invalid when it cannot be read."""
    try:
        parts = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError as wrong:
        raise Invalid({"conninfo": say(_UNREADABLE, why=str(wrong).strip())}) from wrong
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    return f"{host}:{parts.get('port') or 5432}/{parts.get('dbname', '')}"


@contextmanager
def connected(conninfo: str, **more: str) -> Iterator[Remote]:
    """A connection to a node that commits each statement; Conflict when the node cannot be reached."""
    address(conninfo)
    try:
        given = {"connect_timeout": str(PATIENCE), "application_name": "planhub-centre"} | more
        connection = psycopg.connect(make_conninfo(conninfo, **given), autocommit=True)
    except psycopg.OperationalError as trouble:
        raise Conflict(say(_AWAY, why=" ".join(str(trouble).split()))) from trouble
    with connection:
        yield connection


def ask(conninfo: str, code: str) -> Answer:
    """How far we are behind, as the node sees it."""
    with connected(conninfo) as node:
        row = node.execute(
            "select pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), wal_status, active"
            " from pg_replication_slots where slot_name = %s",
            [link(code)],
        ).fetchone()
    return (
        Answer(int(row[0]) if row[0] is not None else None, row[1], row[2])
        if row
        else Answer(None, "missing", False)
    )


def check(node: Remote, code: str) -> str:
    """Refuse a node that offers anything but the province's three partitions; its schema's revision."""
    found = {
        f"{schema}.{table}"
        for schema, table in node.execute(
            "select schemaname, tablename from pg_publication_tables where pubname = %s", [link(code)]
        )
    }
    wanted = {f"public.{leaf}" for leaf in leaves(code)}
    if not found:
        raise IllegalMove(_NOTHING)
    if found != wanted:
        raise IllegalMove(
            say(_OTHER_TABLES, found=", ".join(sorted(found)), wanted=", ".join(sorted(wanted)))
        )
    row = node.execute("select version_num from alembic_version").fetchone()
    return str(row[0]) if row else ""


@contextmanager
def new_slot(conninfo: str, code: str) -> Iterator[str]:
    """A new slot at the node and the name of the snapshot from which on it sends; dropped if the block fails.

    The snapshot lives until this context ends; reading in it and then following the slot misses nothing and
    repeats nothing.
    """
    drop_slot(conninfo, code)
    with connected(conninfo, replication="database") as walsender:
        command = sql.SQL("CREATE_REPLICATION_SLOT {} LOGICAL pgoutput (SNAPSHOT 'export')")
        result = walsender.pgconn.exec_(command.format(sql.Identifier(link(code))).as_bytes(walsender))
        value = result.get_value(0, 2) if result.ntuples else None
        if value is None:
            raise Conflict(say(_AWAY, why=result.error_message.decode().strip()))
        try:
            yield value.decode()
        except BaseException:
            walsender.close()
            with suppress(Conflict):
                drop_slot(conninfo, code)
            raise


def drop_slot(conninfo: str, code: str, *, patience: float = 10) -> bool:
    """Take the slot away, waiting until our own worker has let go of it; False when there was none."""
    end = monotonic() + patience
    with connected(conninfo) as node:
        while True:
            try:
                gone = node.execute(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
                    " where slot_name = %s",
                    [link(code)],
                ).fetchall()
            except psycopg.errors.ObjectInUse as busy:
                if monotonic() > end:
                    raise IllegalMove(say(_SLOT_IN_USE, slot=link(code))) from busy
                sleep(0.1)
            else:
                return bool(gone)


def wait_until_idle(node: Remote, code: str, *, patience: float = 10) -> None:
    """Wait until nobody reads the province's slot; Conflict when somebody keeps on."""
    end = monotonic() + patience
    while node.execute(
        "select 1 from pg_replication_slots where slot_name = %s and active", [link(code)]
    ).fetchone():
        if monotonic() > end:
            raise Conflict(say(_SLOT_IN_USE, slot=link(code)))
        sleep(0.1)
