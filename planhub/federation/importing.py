"""Take a province in from a file: afterwards it has here exactly what it had there, in one transaction."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from psycopg import sql
from sqlalchemy import (
    Connection,
    Table,
    and_,
    delete,
    exists,
    false,
    func,
    not_,
    select,
    text,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from planhub.errors import Conflict, IllegalMove
from planhub.federation import carried, copying, ddl, leaving, moved_people
from planhub.federation.exporting import STRANGERS
from planhub.federation.installation import Place, here
from planhub.federation.names import province
from planhub.federation.node_event import NodeEvent
from planhub.federation.parcel import Manifest, Reader
from planhub.linkage.way import Way, set_way
from planhub.needs.attaching import UPLOADING, place_of, put
from planhub.wording import N_, say

_OTHER_REVISION = N_("ไฟล์มาจากโปรแกรมรุ่นฐานข้อมูล %(theirs)s แต่ที่นี่รุ่น %(ours)s ปรับให้เป็นรุ่นเดียวกันทั้งสองเครื่องก่อน")
_OTHER_PROVINCE = N_("ไฟล์นี้เป็นของจังหวัด %(theirs)s แต่เครื่องนี้เป็นของจังหวัด %(ours)s")
_NOT_CLOSED = N_("ไฟล์นี้ส่งออกโดยไม่ได้ปิดการแก้ไขที่เดิม (--close) ถ้านำเข้าจะมีสองที่ที่แก้ได้ ถ้าตั้งใจทำสำเนา ให้เพิ่ม --copy")
_ORPHANS = N_("ตาราง %(table)s อ้างถึง %(parent)s ที่ไม่มี %(n)s แถว จึงไม่นำเข้า")
_COUNTS = N_("ตาราง %(table)s มี %(ours)s แถว แต่ในไฟล์มี %(theirs)s จึงไม่นำเข้า")
_FOREIGN = N_("ตาราง %(table)s ในไฟล์มี %(n)s แถวที่ไม่ใช่ของจังหวัด %(code)s จึงไม่นำเข้า ขอไฟล์ใหม่จากจังหวัด")
_INCOMPLETE = N_("ไฟล์นี้ไม่มีตารางหรือช่องข้อมูลที่ต้องมี (%(names)s) จึงไม่นำเข้า ส่งออกใหม่ด้วย planhub node export")
FIRST_OWN_ID = 1_000_000_000_000
"""A province's own server gives ids from its code times this on, so that they are nobody else's."""


@dataclass
class Imported:
    """What an import did."""

    manifest: Manifest
    changed: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Table to rows taken away and rows added or overwritten."""
    conninfo: str | None = None
    """Of the node that was left, whose slot is to be dropped."""


def bring_in(
    connection: Connection,
    parcel: Reader,
    *,
    uploads: Path,
    at: datetime,
    by: str,
    copy: bool,
    told: Callable[[str, int], None],
) -> Imported:
    """All in the caller's transaction, as a superuser; raises when counts differ, and nothing happened."""
    manifest = parcel.manifest
    code = province(manifest.province_code)
    session = Session(connection)
    _fits(session, manifest, copy=copy)
    done = Imported(manifest)
    for name in carried.PLACES:
        _stage(connection, parcel, name, carried.table(name))
        _add_missing(connection, name, carried.table(name))
    for name in carried.OWN:
        _stage(connection, parcel, name, carried.table(name))
    _stage(connection, parcel, STRANGERS, carried.table("account"))
    moved_people.names_free(connection)
    moved_people.same_people(connection)
    untouched = moved_people.held_elsewhere(connection, code)
    done.conninfo = leaving.forget_subscription(connection, code)
    copying.as_replica(connection)  # past the guard, and past what keeps logs from being rewritten
    _add_missing(connection, STRANGERS, carried.table("account"))
    for name, rule in carried.OWN.items():
        except_for = untouched if name == "account" else None
        done.changed[name] = _make_equal(connection, name, carried.table(name), rule, code, except_for)
        told(name, manifest.tables[name])
    copying.count_now(connection)
    _check(connection, manifest, code)
    connection.execute(text("set local session_replication_role = origin"))
    session.execute(select(func.pg_advisory_xact_lock_shared(UPLOADING)))
    for name, content in parcel.files():
        _lay(uploads, name, content)
    role = here(session)
    own = role is not None and role.role == Place.PROVINCE
    if own:
        _own_ids(connection, code)
    set_way(session, code, Way.HOSTED, at=at, note="")
    connection.execute(delete(_links()).where(_links().c.province_code == code))
    details = {"written_at": manifest.written_at, "rows": manifest.tables}
    session.add(NodeEvent(province_code=code, at=at, what="import", by=by, details=details))
    session.flush()
    return done


def _fits(session: Session, manifest: Manifest, *, copy: bool) -> None:
    ours = session.scalar(text("select version_num from alembic_version"))
    if ours != manifest.revision:
        raise IllegalMove(say(_OTHER_REVISION, theirs=manifest.revision, ours=ours))
    _refuse_incomplete(manifest)
    if not manifest.closed and not copy:
        raise IllegalMove(_NOT_CLOSED)
    role = here(session)
    if role is not None and role.province_code not in (None, manifest.province_code):
        raise IllegalMove(say(_OTHER_PROVINCE, theirs=manifest.province_code, ours=role.province_code))


def _refuse_incomplete(manifest: Manifest) -> None:
    lacking = []
    for name in (*carried.PLACES, *carried.OWN, STRANGERS):
        wanted = set(carried.columns(carried.table("account" if name == STRANGERS else name)))
        given = manifest.columns.get(name)
        if given is None or name not in manifest.tables:
            lacking.append(name)
        else:
            lacking += sorted(f"{name}.{column}" for column in wanted ^ set(given))
    if lacking:
        raise Conflict(say(_INCOMPLETE, names=", ".join(lacking[:10])))


def _stage(connection: Connection, parcel: Reader, name: str, of: Table) -> None:
    arriving = sql.Identifier("pg_temp", f"arriving_{name}")
    ddl.run(
        connection,
        "create temporary table {arriving} (like {of} including defaults including generated) on commit drop",
        arriving=arriving,
        of=sql.Identifier("public", of.name),
    )
    names = parcel.manifest.columns[name]
    into = sql.SQL("copy {} ({}) from stdin").format(arriving, ddl.columns(names))
    with ddl.raw(connection).cursor().copy(into) as writing:
        for block in parcel.table(name):
            writing.write(block)
    ddl.run(connection, "analyze {arriving}", arriving=arriving)


def _add_missing(connection: Connection, name: str, of: Table) -> None:
    staged = carried.arrived(name, of)
    names = carried.columns(of)
    rows = select(*[staged.c[each] for each in names])
    connection.execute(upsert(of).from_select(names, rows).on_conflict_do_nothing())


def _make_equal(
    connection: Connection, name: str, of: Table, rule: carried.Rule, code: str, except_for: set[int] | None
) -> tuple[int, int]:
    """No row that stands here as another's is changed: refused, or left as it is (ids of `except_for`)."""
    staged = carried.arrived(name, of)
    keys = [c.name for c in of.primary_key]
    names = carried.columns(of)
    same_key = and_(*[of.c[key] == staged.c[key] for key in keys])
    if except_for is None:
        theirs = select(func.count()).select_from(of).join(staged, same_key)
        _refuse_foreign(
            name, code, connection.scalar(theirs.where(not_(func.coalesce(rule(of, code), false()))))
        )
    gone = connection.execute(
        delete(of)
        .where(rule(of, code), ~exists().where(same_key))
        .execution_options(synchronize_session=False)
    ).rowcount
    statement = upsert(of).from_select(names, select(*[staged.c[each] for each in names]))
    values = {each: statement.excluded[each] for each in names if each not in keys}
    if values:
        mine = tuple_(*[of.c[each] for each in values])
        differs = mine.is_distinct_from(tuple_(*values.values()))
        if except_for:
            differs = and_(differs, of.c.id.not_in(except_for))
        statement = statement.on_conflict_do_update(index_elements=keys, set_=values, where=differs)
    else:
        statement = statement.on_conflict_do_nothing()
    # SQLAlchemy forgets an insert's count unless asked to keep it
    return gone, connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _check(connection: Connection, manifest: Manifest, code: str) -> None:
    """Every table as many rows as the file says, all the province's, and every reference to what is there."""
    for name, rule in {**carried.PLACES, **carried.OWN}.items():
        staged = carried.arrived(name, carried.table(name))
        others = select(func.count()).select_from(staged)
        # a staged table has the columns of its own, and they are all that a rule asks for
        others = others.where(not_(func.coalesce(rule(cast(Table, staged), code), false())))
        _refuse_foreign(name, code, connection.scalar(others))
    for name, rule in carried.OWN.items():
        of = carried.table(name)
        ours = connection.scalar(select(func.count()).select_from(of).where(rule(of, code)))
        if ours != manifest.tables[name]:
            raise Conflict(say(_COUNTS, table=name, ours=ours, theirs=manifest.tables[name]))
        staged = carried.arrived(name, of)
        for key in of.foreign_keys:
            parent, child = key.column, staged.c[key.parent.name]
            there = exists().where(parent == type_coerce(child, NullType()))
            orphans = connection.scalar(
                select(func.count()).select_from(staged).where(child.is_not(None), ~there)
            )
            if orphans:
                raise Conflict(say(_ORPHANS, table=name, parent=parent.table.name, n=orphans))


def _refuse_foreign(name: str, code: str, rows: int | None) -> None:
    if rows:
        raise Conflict(say(_FOREIGN, table=name, code=code, n=rows))


def _own_ids(connection: Connection, code: str) -> None:
    for name in (*carried.OWN, "node_event"):
        of = carried.table(name)
        if "id" in of.c and of.c["id"].type.python_type is int:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(f"public.{name}", "id")))
            if sequence:
                most = connection.scalar(select(func.max(of.c["id"]))) or 0
                start = max(int(code) * FIRST_OWN_ID, most)
                connection.execute(select(func.setval(sequence, start)))


def _lay(uploads: Path, name: str, content: bytes) -> None:
    if not re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}(\.thumb)?", name):
        return
    put(place_of(uploads, name[3:67]).with_name(name[3:]), content)


def _links() -> Table:
    return carried.table("node_link")
