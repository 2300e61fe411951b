"""Rows for a terminal: each is one line, however narrow the terminal, and nothing is cut off."""

from datetime import datetime

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from planhub.clock import BANGKOK

WIDEST = 10_000


def lines(*headings: str) -> Table:
    """A table without frames; the longest column stands best at the end, where a terminal breaks it."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, no_wrap=True, overflow="ignore")
    return table


def print_lines(table: Table) -> None:
    """Print it as wide as it is."""
    console = Console(highlight=False, markup=False)
    wide = console.options.update(max_width=WIDEST)
    # by its own width: that of the terminal is the most that a console would give
    console.width = max(1, Measurement.get(console, wide, table).maximum)
    console.print(table, crop=False)


def moment(at: datetime | None, otherwise: str = "-") -> str:
    """A time in Thailand, to the minute."""
    return f"{at.astimezone(BANGKOK):%Y-%m-%d %H:%M}" if at else otherwise
