"""A row of an office's list as it stands in the file."""

from typing import NamedTuple


class ListRow(NamedTuple):
    """Its number and its cells as text."""

    number: int
    """As the office sees it when the file is open in Excel: from 1, blank rows counted."""
    cells: tuple[str, ...]
    under: frozenset[int] = frozenset()
    """Columns whose cell is the lower part of a merged one, where the file tells of merged cells."""
