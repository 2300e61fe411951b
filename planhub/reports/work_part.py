"""A column of a table of works, and the kinds of columns that there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planhub.accounts.account import Account
from planhub.reports.table_file import Cell, Head, Look


@dataclass(frozen=True)
class Part:
    """A column: its heading, where its value stands, and how a coded one is told in words."""

    head: Head
    value: Any
    words: Mapping[str, str] | None = None
    tell: Callable[[Any], Cell] | None = None

    def cell(self, value: Any) -> Cell:
        """A value as it stands in the file."""
        if value is None:
            return None
        if self.tell is not None:
            return self.tell(value)
        told: Cell = self.words.get(value, value) if self.words is not None else value
        return told


def text(words: str, value: Any, width: int = 16, of: Mapping[Any, str] | None = None) -> Part:
    """Words, or the words of a code."""
    return Part(Head(words, Look.TEXT, width), value, of)


def sum_of(words: str, value: Any) -> Part:
    """A sum in baht."""
    return Part(Head(words, Look.BAHT, 18), value)


def day(words: str, value: Any) -> Part:
    """A day."""
    return Part(Head(words, Look.DAY), value)


def moment(words: str, value: Any) -> Part:
    """A moment, in Thai time."""
    return Part(Head(words, Look.MOMENT, 22), value)


def whole(words: str, value: Any) -> Part:
    """A whole number."""
    return Part(Head(words, Look.WHOLE, 12), value)


def year(value: Any) -> Part:
    """A fiscal year of the Buddhist era."""
    return Part(Head("ปีงบประมาณ", Look.YEAR, 12), value)


def recorded(at: Any, capacity: Any = None) -> tuple[Part, ...]:
    """Who wrote the row, and when; where it is kept, in what capacity."""
    kept = (moment("บันทึกเมื่อ", at), text("ผู้บันทึก", Account.name, 24))
    return kept if capacity is None else (*kept, text("ในฐานะ", capacity, 30))
