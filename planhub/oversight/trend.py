"""What moved on in each quarter: money given, contracts signed, works finished. Eight quarters, no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planhub.clock import fiscal_year
from planhub.wording import N_

QUARTERS = 8
MOVE_WORD = {
    "funded": N_("ได้รับเงิน"),
    "contracted": N_("ทำสัญญา"),
    "completed": N_("แล้วเสร็จ"),
}
"""The moves, in the order of the way."""

Moved = tuple[int, Decimal]
"""Items and their planned baht."""


@dataclass(frozen=True)
class Quarter:
    """A quarter of the fiscal year (October opens the first) and what moved on in it."""

    begins: date
    moved: Mapping[str, Moved]
    """By move; a move that none made is not in it."""

    @property
    def number(self) -> int:
        """1 to 4, of the fiscal year."""
        return (self.begins.month + 2) // 3 % 4 + 1

    @property
    def year(self) -> int:
        """Buddhist fiscal year."""
        return fiscal_year(self.begins)

    @property
    def short(self) -> str:
        """1/70."""
        return f"{self.number}/{self.year % 100:02}"

    def items(self, move: str) -> int:
        """How many made that move."""
        return self.moved.get(move, (0, Decimal(0)))[0]

    def baht(self, move: str) -> Decimal:
        """What these were planned to cost."""
        return self.moved.get(move, (0, Decimal(0)))[1]


def quarters(day: date, n: int = QUARTERS) -> list[date]:
    """First days of the last n quarters, the one that runs included, the oldest first."""
    first = day.year * 4 + (day.month - 1) // 3
    return [date(q // 4, q % 4 * 3 + 1, 1) for q in range(first - n + 1, first + 1)]
