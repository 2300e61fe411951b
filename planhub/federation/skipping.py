"""An operator's decision to leave out one transaction that cannot be applied; logged, never silent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from psycopg import sql
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.federation import ddl, remote
from planhub.federation.leaving import address_of
from planhub.federation.names import link, province
from planhub.federation.node_event import NodeEvent
from planhub.federation.waiting_changes import Waiting, first
from planhub.wording import N_, say

_NOT_JOINED = N_("จังหวัด %(code)s ไม่ได้เชื่อมอยู่")
_WHY = N_("บอกเหตุผลที่ข้ามรายการนี้ไป เหตุผลจะเก็บไว้ในบันทึก")


@contextmanager
def halted(engine: Engine, typed: str) -> Iterator[Waiting | None]:
    """The province's link at rest, and what it would apply next; however the block ends, the link goes on."""
    code = province(typed)
    with engine.begin() as connection:
        conninfo = address_of(connection, code)
        if conninfo is None:
            raise IllegalMove(say(_NOT_JOINED, code=code))
        _switch(connection, code, on=False)
        applied = connection.scalar(_APPLIED, {"name": link(code)})
    try:
        with remote.connected(conninfo) as node:
            remote.wait_until_idle(node, code)
            waiting = first(node, code, after=applied or "0/0")
        yield waiting
    finally:
        with engine.begin() as connection:
            _switch(connection, code, on=True)


def skip(engine: Engine, typed: str, waiting: Waiting, *, at: datetime, by: str, reason: str) -> None:
    """Leave that one transaction out when the link goes on; PostgreSQL lets it apply to no other.

    The centre then lacks what was in it: the counts on the page differ until the province is joined again
    with a new copy, or mends the row at its own server.
    """
    code = province(typed)
    if not reason.strip():
        raise Invalid({"reason": say(_WHY)})
    with engine.begin() as connection:
        ddl.run(
            connection,
            "alter subscription {name} skip (lsn = {lsn})",
            name=sql.Identifier(link(code)),
            lsn=sql.Literal(waiting.lsn),
        )
        session = Session(connection)
        details = {"lsn": waiting.lsn, "committed_at": waiting.at.isoformat(), "changes": waiting.changes}
        session.add(
            NodeEvent(province_code=code, at=at, what="skip", by=by, reason=reason.strip(), details=details)
        )
        session.flush()


def _switch(connection: Connection, code: str, *, on: bool) -> None:
    words = "alter subscription {name} enable" if on else "alter subscription {name} disable"
    ddl.run(connection, words, name=sql.Identifier(link(code)))


_APPLIED = text(
    "select o.remote_lsn::text from pg_subscription s join pg_database d on d.oid = s.subdbid"
    " left join pg_replication_origin_status o on o.external_id = 'pg_' || s.oid"
    " where d.datname = current_database() and s.subname = :name"
)
