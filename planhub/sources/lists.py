"""An office's list opened, whatever the file really is: its sheets, its first rows, all its rows in turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from planhub.sources.description import Description, Form


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as it stands in the file."""

    number: int
    """As the office sees it when the file is open in Excel: from 1, blank rows counted."""
    cells: tuple[str, ...]


class List(Protocol):
    """An opened list. Nothing is kept open between calls; rows may be read again and again."""

    name: str
    """The office's own name of the file, for sentences."""
    form: Form
    encoding: str | None
    """Of a CSV file, given or guessed."""
    sheets: tuple[str, ...]
    """Sheets that show something; () for CSV."""
    sheet: str | None
    """The one that is read."""

    def first_rows(self, n: int) -> list[ListRow]:
        """The first rows, for a page or a guess."""

    def rows(self) -> Iterator[ListRow]:
        """All rows, one after another; memory does not grow with them for CSV."""


def open_list(path: Path, *, name: str, description: Description | None = None) -> List:
    """The list in a file. Invalid({"file": sentence}) for what is no list, broken, locked or far too big."""
    raise NotImplementedError
