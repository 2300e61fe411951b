"""Rows of an office's list made into values and faults, by its description; pure, row after row."""

from collections.abc import Iterable, Iterator

from planhub.sources.description import Description
from planhub.sources.lists import ListRow
from planhub.sources.prepared import Fault as Fault
from planhub.sources.prepared import Prepared as Prepared
from planhub.sources.prepared import Values as Values


def prepare(rows: Iterable[ListRow], description: Description) -> Iterator[Prepared]:
    """Every row of the list, understood as far as it can be; never raises on what a cell holds.

    Invalid when the description lacks something, or when a described column is not in this file. `key` is
    the office's own where there is a column of keys, else a digest of title, place and year, with a running
    number for equal ones. A row of a list with a column for each year comes once for each year that has an
    amount, with the year behind its key ("…/2571").
    """
    description.require_complete()
    raise NotImplementedError
