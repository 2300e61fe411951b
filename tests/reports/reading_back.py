"""Whether a file of a table, read by the importer's own reader, holds what was written."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from planhub.lists.list_file import open_list
from planhub.reports.table_file import Cell, Look, TableFile, local, write


def same(written: Cell, read: str, look: Look) -> bool:
    """Whether a cell that was read is what was written."""
    if written is None or written == "":
        return read == ""
    if isinstance(written, str):
        return read == written
    if isinstance(written, datetime):
        # Excel writes midnight as a day
        return read in (
            f"{local(written)}",
            f"{written.date()}" if written.time() == datetime.min.time() else "",
        )
    if isinstance(written, date):
        return read == written.isoformat()
    return Decimal(read) == Decimal(str(written))


def reads_back(made: Callable[[], TableFile], path: Path) -> list[tuple[Cell, ...]]:
    """Write the table to `path`, read it, compare all cells; returns the rows. `made` gives it anew."""
    table, rows = made(), [tuple(row) for row in made().rows]
    with path.open("wb") as out:
        assert write(table, out, path.suffix[1:]) == len(rows)
    head, *read = [row.cells for row in open_list(path, name=path.name).rows()]
    assert head == tuple(one.words for one in table.heads)
    for wrote, got in zip(rows, read, strict=True):
        filled = (*got, *[""] * (len(wrote) - len(got)))
        for cell, text, one in zip(wrote, filled, table.heads, strict=True):
            assert same(cell, text, one.look), (one.words, cell, text)
    return rows
