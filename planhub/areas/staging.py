"""Many rows at once: COPY to a temporary table, then one insert-or-update of what differs."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from geoalchemy2 import Geometry
from psycopg import Connection as Psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import (
    Column,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    cast,
    func,
    literal,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from planhub.base import Base

Progress = Callable[[str, int, int], None]
"""Told (what is being done, how many are done, of how many); for a progress bar."""

STEP = 2_000


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def copy_in(
    session: Session,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    told: Callable[[int], None],
) -> None:
    """Fill the columns `names` of a table by COPY within the session's transaction."""
    jsons = [i for i, name in enumerate(names) if isinstance(table.c[name].type, JSONB)]
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, Psycopg):
        raise TypeError("copying needs the psycopg driver")
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for n, row in enumerate(rows, start=1):
            values = list(row)
            for i in jsons:
                values[i] = None if values[i] is None else Jsonb(values[i])
            copy.write_row(values)
            if n % STEP == 0:
                told(n)


def among(column: InstrumentedAttribute[str], area_codes: Collection[str]) -> ColumnElement[bool]:
    """Whether a code column is one of many: one array, for a statement takes only 65,535 values."""
    codes_array = literal(list(area_codes), ARRAY(String(collation="C")))
    return column == func.any(codes_array)


def upsert(
    session: Session,
    mapped: type[Base],
    rows: Sequence[dict[str, Any]],
    *,
    keep: Iterable[str] = (),
    unless_empty: Iterable[str] = (),
    what: str = "",
    progress: Progress = silent,
) -> tuple[int, int]:
    """Insert or update all rows (dicts with the same keys) by primary key; (added, changed).

    Geometry values are given as EWKB bytes. Columns in `keep` are filled only where the row that stands
    has nothing, those of `unless_empty` only where the new row has something. A row that would not differ
    is not written, so a second run changes nothing.
    """
    if not rows:
        return 0, 0
    target = table_of(mapped)
    session.flush()
    names = list(rows[0])
    incoming = Table(
        "incoming_" + target.name,
        MetaData(),
        *(Column(name, _plain(target.c[name])) for name in names),
        prefixes=["temporary"],
    )
    connection = session.connection()
    incoming.create(connection)
    total = len(rows)
    copy_in(
        session,
        incoming,
        names,
        ([row[name] for name in names] for row in rows),
        lambda n: progress(what, n, total),
    )
    written = _insert_from(session, target, incoming, names, frozenset(keep), frozenset(unless_empty))
    incoming.drop(connection)
    session.expire_all()
    progress(what, total, total)
    return written


def table_of(mapped: type[Base]) -> Table:
    """The table of a mapped class."""
    table = mapped.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{mapped.__name__} is not mapped to a plain table")
    return table


def _insert_from(
    session: Session,
    target: Table,
    incoming: Table,
    names: list[str],
    keep: frozenset[str],
    unless_empty: frozenset[str],
) -> tuple[int, int]:
    given: list[ColumnElement[Any]] = [
        func.ST_GeomFromEWKB(incoming.c[n]) if isinstance(target.c[n].type, Geometry) else incoming.c[n]
        for n in names
    ]
    statement = insert(target).from_select(names, select(*given))
    keys = [c.name for c in target.primary_key.columns]
    new: dict[str, ColumnElement[Any]] = {n: statement.excluded[n] for n in names if n not in keys}
    new |= {n: func.coalesce(target.c[n], new[n]) for n in keep}
    new |= {n: func.coalesce(new[n], target.c[n]) for n in unless_empty}
    statement = statement.on_conflict_do_update(
        index_elements=keys,
        set_=new,
        where=tuple_(*(_compared(target.c[n], target.c[n]) for n in new)).is_distinct_from(
            tuple_(*(_compared(target.c[n], value) for n, value in new.items()))
        ),
    )
    fresh = cast(literal_column("xmax"), Text) == "0"  # a row of this insert, not one that stood
    flags = session.execute(statement.returning(fresh)).scalars().all()
    added = sum(flags)
    return added, len(flags) - added


def _plain(column: Column[Any]) -> Any:
    return LargeBinary() if isinstance(column.type, Geometry) else column.type


def _compared(column: Column[Any], value: ColumnElement[Any]) -> ColumnElement[Any]:
    # = on geometries compares only their boxes; the bytes tell
    return func.ST_AsEWKB(value) if isinstance(column.type, Geometry) else value
