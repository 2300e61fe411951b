"""Items added up: a cell of a table, a line of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cached_property
from operator import add, attrgetter
from typing import Any

from planhub.oversight.narrowed import SHOWN, Group
from planhub.oversight.trouble import Trouble


@dataclass(frozen=True)
class Sum:
    """Items added up."""

    items: int = 0
    amount: Decimal = Decimal(0)
    """Baht planned."""
    allocated: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    disbursed: Decimal = Decimal(0)
    late: int = 0
    stale: int = 0
    over: int = 0
    no_contract: int = 0
    with_money: int = 0
    """Of how many an allocation is known."""
    with_due: int = 0
    """Of how many the day by which to finish is known."""

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(*map(add, values(self), values(other)))

    def troubled(self, trouble: Trouble) -> int:
        """How many are in that trouble."""
        found: int = getattr(self, trouble.name.lower())
        return found


Values = tuple[Any, ...]
"""The fields of a sum, in their order: what is added up many times."""
NOTHING: Values = tuple(one.default for one in fields(Sum))
values = attrgetter(*(one.name for one in fields(Sum)))


def added(sums: Iterable[Sum]) -> Sum:
    """Several sums as one."""
    found = NOTHING
    for one in sums:
        found = tuple(map(add, found, values(one)))
    return Sum(*found)


@dataclass(frozen=True)
class Line:
    """One line of a table: what has this code ("" where none is known), by group."""

    code: str
    groups: dict[Group, Sum] = field(default_factory=dict)

    def of(self, group: Group) -> Sum:
        """The sum of a group."""
        return self.groups.get(group) or _EMPTY

    @cached_property
    def all(self) -> Sum:
        """All groups but what is still considered."""
        return added(self.groups[group] for group in SHOWN if group in self.groups)


_EMPTY = Sum()
