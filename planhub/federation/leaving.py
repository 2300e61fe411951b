"""At the centre: end a province's link; what arrived stays and is the centre's own from now on."""

from datetime import datetime

from psycopg import sql
from sqlalchemy import Connection, Engine, delete, text
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, PlanHubError
from planhub.federation import ddl, remote
from planhub.federation.names import link, province
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.turns import alone
from planhub.linkage.way import Way, set_way
from planhub.wording import N_, Sentence, say

_NOT_JOINED = N_("จังหวัด %(code)s ไม่ได้เชื่อมอยู่")


def leave(
    engine: Engine, typed: str, *, way: Way, at: datetime, by: str, reason: str = ""
) -> Sentence | None:
    """End the link and give the province another way; why the slot at its node could not be taken away.

    A slot that stays keeps the node's log until max_slot_wal_keep_size; drop it there by hand.
    """
    code = province(typed)
    with alone(engine, code):
        with engine.begin() as connection:
            conninfo = end(connection, code, way=way, at=at, by=by, reason=reason)
        try:
            remote.drop_slot(conninfo, code)
        except PlanHubError as trouble:
            return trouble.sentence
    return None


def end(connection: Connection, code: str, *, way: Way, at: datetime, by: str, reason: str) -> str:
    """The part that is one transaction; the node's address, to take its slot away afterwards."""
    conninfo = forget_subscription(connection, code)
    if conninfo is None:
        raise IllegalMove(say(_NOT_JOINED, code=code))
    session = Session(connection)
    set_way(session, code, way, at=at, note=reason)
    session.execute(delete(NodeLink).where(NodeLink.province_code == code))
    session.add(
        NodeEvent(province_code=code, at=at, what="leave", by=by, reason=reason, details={"way": way.value})
    )
    session.flush()
    return conninfo


def forget_subscription(connection: Connection, code: str) -> str | None:
    """Drop the subscription without a word to the node; its address, or None when there is none."""
    conninfo = address_of(connection, code)
    if conninfo is not None:
        name = sql.Identifier(link(code))
        ddl.run(connection, "alter subscription {name} disable", name=name)
        ddl.run(connection, "alter subscription {name} set (slot_name = none)", name=name)
        ddl.run(connection, "drop subscription {name}", name=name)
    return conninfo


def address_of(connection: Connection, code: str) -> str | None:
    """How the centre connects to the node, password included: superusers only."""
    found: str | None = connection.scalar(
        text(
            "select subconninfo from pg_subscription s join pg_database d on d.oid = s.subdbid"
            " where d.datname = current_database() and subname = :name"
        ),
        {"name": link(code)},
    )
    return found
