"""How plan items are written, wherever they come from: in one statement a table, equal rows left alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.orm import Session

from planhub.areas.staging import table_of
from planhub.linkage.plan_item import PlanItem, PlanItemText

Rows = Select[*tuple[Any, ...]]
Half = type[PlanItem] | type[PlanItemText]
_AS_A_WRITER = text("lock table only plan_item in row exclusive mode")
"""What any insert or update of items takes; writers never wait for one another by it."""


def addition(table: Half, rows: Rows) -> Insert:
    """A statement that inserts rows which surely do not stand yet; for many a sixth cheaper than `merger`."""
    names = [str(column.key) for column in rows.selected_columns]
    return insert(table_of(table)).from_select(names, rows)


def merger(table: Half, rows: Rows, *, kept_while: Mapping[str, str] | None = None) -> Insert:
    """A statement that inserts rows or updates those that stand, by (province, id), equal ones left alone.

    `kept_while` names columns that keep what stands for as long as another column does not change:
    {"stage_since": "stage"}. Making it costs more than a small batch's rows: who needs it often keeps it.
    """
    names = [str(column.key) for column in rows.selected_columns]
    stands = table_of(table).c
    statement = insert(table_of(table)).from_select(names, rows)
    values: dict[str, ColumnElement[Any]] = {
        name: statement.excluded[name] for name in names if name not in ("province_code", "id")
    }
    for name, other in (kept_while or {}).items():
        values[name] = case((stands[other] == values[other], stands[name]), else_=values[name])
    # a row that says the same is left alone: no write, no trigger, no new version
    mine = tuple_(*[stands[name] for name in values])
    theirs = tuple_(*values.values())
    return statement.on_conflict_do_update(
        index_elements=["province_code", "id"], set_=values, where=mine.is_distinct_from(theirs)
    )


def take_turns(session: Session, province_codes: Iterable[str]) -> None:
    """Before writing items of several provinces: wait until nobody else writes in any, and keep them off.

    Until the transaction ends. Every writer takes the provinces' versions in this order, so nobody meets
    another crosswise, whatever statements follow. No version goes up by it. The table comes before the
    versions, as in every statement that writes items: a repair locks it whole, then raises the versions.
    """
    session.execute(_AS_A_WRITER)
    ordered = literal(sorted(set(province_codes)), ARRAY(String(collation="C")))
    session.execute(select(func.plan_item_gate(ordered)))
