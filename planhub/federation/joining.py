"""At the centre: take a province's own server in, without a gap and without a double."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Engine, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove
from planhub.federation import copying, ddl, remote
from planhub.federation.installation import Place, here
from planhub.federation.leaving import forget_subscription
from planhub.federation.names import leaves, link, province
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.turns import alone
from planhub.linkage.way import Way, set_way
from planhub.wording import N_, say

_NOT_THE_CENTRE = N_("เครื่องนี้เป็นเครื่องของจังหวัด เชื่อมจังหวัดอื่นเข้ามาไม่ได้")
_JOINED = N_("จังหวัด %(code)s เชื่อมอยู่แล้ว ถ้าต้องการทำสำเนาใหม่ทั้งหมดให้เพิ่ม --again")
_ONLY_HERE = N_(
    "ส่วนกลางมีแผนของจังหวัดนี้ที่เครื่องของจังหวัดไม่มี: %(sources)s"
    " ย้ายไปที่เครื่องของจังหวัดก่อน (planhub node export)"
    " หรือเพิ่ม --replace เพื่อให้ใช้ตามเครื่องของจังหวัด"
)
_MORE_TABLES = N_("เครื่องของจังหวัดส่งตารางที่ไม่ควรส่ง (%(tables)s) จึงไม่เชื่อม")
_MISCOUNTED = N_("นับหลังทำสำเนาไม่เท่ากับเครื่องของจังหวัด (%(ours)s ต่อ %(theirs)s) จึงไม่เชื่อม ลองใหม่อีกครั้ง")
_BUSY = N_("มีผู้กำลังบันทึกแผนของจังหวัด %(code)s ที่ส่วนกลางอยู่นาน จึงยังไม่เชื่อม ลองใหม่เมื่อการนำเข้าที่ทำอยู่เสร็จแล้ว")
PATIENCE = "500ms"
"""Half of PostgreSQL's deadlock_timeout."""
TRIES, PAUSE = 120, 0.5
"""How often to try to be alone, and seconds between: two minutes at most."""


@dataclass(frozen=True)
class Joined:
    """What joining did, by partition."""

    copied: dict[str, copying.Copied]
    address: str


def join(
    engine: Engine,
    typed: str,
    conninfo: str,
    *,
    at: datetime,
    by: str,
    reason: str = "",
    again: bool = False,
    replace: bool = False,
) -> Joined:
    """Copy what the node has, make its rows ours, and follow it from that very point: one transaction.

    `engine` connects as a superuser. `again` renews a link that was lost or has skipped something; `replace`
    agrees that rows which only the centre has are deleted.
    """
    code = province(typed)
    with alone(engine, code):
        return _join(engine, code, conninfo, at=at, by=by, reason=reason, again=again, replace=replace)


def _join(
    engine: Engine,
    code: str,
    conninfo: str,
    *,
    at: datetime,
    by: str,
    reason: str,
    again: bool,
    replace: bool,
) -> Joined:
    shown = remote.address(conninfo)
    with remote.connected(conninfo) as node:
        remote.check(node, code)
    with engine.begin() as connection:
        if again:
            _let_go(connection, code)
        else:
            _refuse_joined(connection, code)
    with (
        remote.new_slot(conninfo, code) as snapshot,
        engine.begin() as connection,
        _reading(conninfo, snapshot) as node,
    ):
        session = Session(connection)
        role = here(session)
        if role is not None and role.role != Place.CENTRE:
            raise IllegalMove(_NOT_THE_CENTRE)
        copied = _copy(connection, node, code, replace=replace or again)
        set_way(session, code, Way.NODE, at=at, note=shown)
        details = {leaf: vars(done) for leaf, done in copied.items()} | {"address": shown}
        session.merge(
            NodeLink(province_code=code, address=shown, joined_at=at, enabled=True, slot_state=None)
        )
        session.add(NodeEvent(province_code=code, at=at, what="join", by=by, reason=reason, details=details))
        session.flush()
        _subscribe(connection, code, conninfo)
    return Joined(copied, shown)


@contextmanager
def _reading(conninfo: str, snapshot: str) -> Iterator[remote.Remote]:
    """A connection to the node that sees exactly what the slot does not send."""
    with remote.connected(conninfo) as node:
        node.execute("begin isolation level repeatable read read only")
        node.execute(sql.SQL("set transaction snapshot {}").format(sql.Literal(snapshot)))
        yield node
        node.execute("commit")


def _let_go(connection: Connection, code: str) -> None:
    """The old worker must let go of its slot before a new one is made."""
    forget_subscription(connection, code)
    # what is true until all of the rest has gone well, and the advice with it: join again
    lost = update(NodeLink).where(NodeLink.province_code == code)
    connection.execute(lost.values(slot_state="missing"))


def _refuse_joined(connection: Connection, code: str) -> None:
    if connection.scalar(_SUBSCRIPTION, {"name": link(code)}):
        raise IllegalMove(say(_JOINED, code=code))


def _copy(
    connection: Connection, node: remote.Remote, code: str, *, replace: bool
) -> dict[str, copying.Copied]:
    items, texts, report = leaves(code)
    copying.as_replica(connection)
    _alone(connection, code)
    columns = {leaf: copying.stage(connection, node, leaf) for leaf in (items, texts, report)}
    missing = copying.only_here(connection, items)
    if missing and not replace:
        raise IllegalMove(
            say(_ONLY_HERE, sources=", ".join(f"{source} {n}" for source, n in missing.items()))
        )
    done = {leaf: copying.merge(connection, leaf, columns[leaf], key="id") for leaf in (items, texts)}
    if done[texts].added or done[texts].removed:  # replicated rows raise it when a text is updated, not here
        connection.execute(_RAISE, {"code": code})
    copying.count_now(connection)
    summed = connection.scalar(
        text("select coalesce(sum(items), 0) from plan_summary where level = 2 and area_code = :code"),
        {"code": code},
    )
    if summed != done[items].after:
        raise IllegalMove(say(_MISCOUNTED, ours=summed, theirs=done[items].after))
    done[report] = copying.merge(connection, report, columns[report], key="province_code")
    return done


def _alone(connection: Connection, code: str) -> None:
    """Nobody else writes the province until the transaction ends; local writers under way end first.

    One that writes an item has the table and waits for the province's version, an import has the version and
    waits for the table: so both are taken at once or none, and we give way long before anybody is thrown out.
    """
    connection.execute(text("select set_config('lock_timeout', :it, true)"), {"it": PATIENCE})
    for left in reversed(range(TRIES)):
        try:
            with connection.begin_nested():
                ddl.run(
                    connection,
                    "lock table {leaves} in share row exclusive mode",
                    leaves=ddl.names(leaves(code)),
                )
                connection.execute(_GATE, {"code": code})
            break
        except OperationalError as busy:
            if getattr(busy.orig, "sqlstate", None) != "55P03":  # lock_not_available
                raise
            if not left:
                raise Conflict(say(_BUSY, code=code)) from busy
            sleep(PAUSE)
    connection.execute(text("set local lock_timeout to default"))


def _subscribe(connection: Connection, code: str, conninfo: str) -> None:
    """Follow the slot; what else the node may have put into its publication since is refused here.

    A failure is tried again for ever: with disable_on_error every lost line would end the link too.
    """
    ddl.run(
        connection,
        "create subscription {name} connection {conninfo} publication {name}"
        " with (create_slot = false, slot_name = {slot}, copy_data = false, disable_on_error = false)",
        name=sql.Identifier(link(code)),
        slot=sql.Literal(link(code)),
        conninfo=sql.Literal(conninfo),
    )
    taken: set[Any] = set(connection.scalars(_TABLES_OF, {"name": link(code)}))
    if more := taken ^ set(leaves(code)):
        raise IllegalMove(say(_MORE_TABLES, tables=", ".join(sorted(more))))


_GATE = text("select plan_item_gate(array[:code])")
_RAISE = text("update plan_version set version = version + 1, changed_at = now() where province_code = :code")
_SUBSCRIPTION = text(
    "select 1 from pg_subscription s join pg_database d on d.oid = s.subdbid"
    " where d.datname = current_database() and subname = :name"
)
_TABLES_OF = text(
    "select c.relname from pg_subscription_rel r join pg_subscription s on s.oid = r.srsubid"
    " join pg_class c on c.oid = r.srrelid join pg_database d on d.oid = s.subdbid"
    " where d.datname = current_database() and s.subname = :name"
)
