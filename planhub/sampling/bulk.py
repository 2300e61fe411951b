"""Load millions of rows first and index them afterwards: what slows a load is dropped, then made again.

What is to stand is what the mapped classes say, so a run that was cut off is mended by making whatever lacks.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Constraint, ForeignKeyConstraint, Index, Table, UniqueConstraint, inspect
from sqlalchemy.schema import AddConstraint, DropConstraint

from planhub.areas.staging import table_of
from planhub.base import Base
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, Opinion, ProposalLink, Rank, Review

LARGE: tuple[type[Base], ...] = (
    *(Proposal, Need, BudgetLine, Review, Rank, Alignment, Opinion, ProposalLink),
    *(PlanItem, PlanItemText),
)


def strip(connection: Connection) -> None:
    """Drop indexes, unique and foreign keys of the large tables; primary keys stay."""
    for part in _parts(connection, standing=True):
        if isinstance(part, Index):
            part.drop(connection)
        else:
            connection.execute(DropConstraint(part))


def lacking(connection: Connection) -> list[Index | Constraint]:
    """What the large tables should have and have not: unique keys, then indexes, then foreign keys."""
    found = list(_parts(connection, standing=False))
    return sorted(found, key=_order)


def restore(connection: Connection, *, report: Callable[[str, int, int], None]) -> None:
    """Make again whatever lacks; `report` is told (name, how many are done, of how many)."""
    parts = lacking(connection)
    for n, part in enumerate(parts):
        report(str(part.name), n, len(parts))
        if isinstance(part, Index):
            part.create(connection)
        else:
            connection.execute(AddConstraint(part))
    report("", len(parts), len(parts))


def _parts(connection: Connection, *, standing: bool) -> Iterator[Index | Constraint]:
    for mapped in LARGE:
        table = table_of(mapped)
        there = _names(connection, table)
        wanted: list[Any] = [*table.indexes, *table.constraints]
        for part in wanted:
            slows = isinstance(part, Index | UniqueConstraint | ForeignKeyConstraint)
            if slows and (part.name in there) is standing:
                yield part


def _names(connection: Connection, table: Table) -> set[str | None]:
    seen = inspect(connection)
    return {
        found["name"]
        for found in (
            *seen.get_indexes(table.name),
            *seen.get_unique_constraints(table.name),
            *seen.get_foreign_keys(table.name),
        )
    }


def _order(part: Index | Constraint) -> tuple[int, str]:
    kinds = (UniqueConstraint, Index, ForeignKeyConstraint)
    return next(n for n, kind in enumerate(kinds) if isinstance(part, kind)), str(part.name)
