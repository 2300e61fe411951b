"""The columns of a file and how the cells of each are read. Pure.

A column of a list repeats few words many times, so what a cell says is kept by its text.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from planhub.lists.cell_values import (
    MOST_NAME,
    MOST_TEXT,
    MOST_TITLE,
    Unfit,
    read_amount,
    read_envelope,
    read_moo,
    read_place_code,
    read_side,
    read_stage,
    read_text,
    read_year,
    side_words,
    stage_words,
)
from planhub.lists.description import MONEY, Description, Field
from planhub.lists.row_codes import LEVELS

_MOST_KEPT = 20_000
_LONG = frozenset({Field.TITLE, Field.DETAIL, Field.OBJECTIVE, Field.PLACE_TEXT})
"""Columns of texts that seldom repeat."""

Entry = tuple[Any, Unfit | None]


class CellColumn:
    """A column of this file and how its cells are read."""

    def __init__(self, name: Field, at: int, read: Callable[[str], Any]) -> None:
        self.name, self.at = name, at
        self._read = read
        self._keep = name not in _LONG
        self.kept: dict[str, Entry] = {}

    def entry(self, cell: str) -> Entry:
        """What a cell says, or why it cannot be used."""
        return self.kept.get(cell) or self.fresh(cell)

    def fresh(self, cell: str) -> Entry:
        """The same of a cell not met before."""
        try:
            entry: Entry = (self._read(cell), None)
        except Unfit as unfit:
            entry = (None, unfit)
        if self._keep and len(cell) <= MOST_NAME:
            if len(self.kept) >= _MOST_KEPT:
                self.kept.clear()
            self.kept[cell] = entry
        return entry


def cell_readers(description: Description) -> dict[Field, Callable[[str], Any]]:
    """How the cells of each field are read."""
    names = partial(read_text, most=MOST_NAME)
    readers: dict[Field, Callable[[str], Any]] = {
        Field.TITLE: partial(read_text, most=MOST_TITLE),
        Field.DETAIL: partial(read_text, most=MOST_TITLE),
        Field.YEAR: read_year,
        Field.STAGE: partial(read_stage, words=stage_words(description.stage_words)),
        Field.SIDE: partial(read_side, words=side_words(description.side_words)),
        Field.ENVELOPE: read_envelope,
        Field.AGENCY: partial(read_text, most=MOST_NAME + 100),
        Field.OBJECTIVE: partial(read_text, most=MOST_TEXT),
        Field.PLACE_CODE: read_place_code,
        Field.MOO: read_moo,
        Field.PLACE_TEXT: partial(read_text, most=MOST_TEXT),
    }
    baht = partial(read_amount, unit=description.amount_unit)
    return readers | dict.fromkeys(LEVELS, names) | dict.fromkeys(MONEY, baht)
