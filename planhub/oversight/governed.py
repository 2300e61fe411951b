"""The governor's numbers: done, in progress, waiting for money; by place, side, source, agency; the trend.

Kept in the process while the province does not change; after a change only the districts it touched are
counted anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

from sqlalchemy.orm import Session

from planhub.maps.kept import Kept
from planhub.oversight.by_district import BY, Part, parts
from planhub.oversight.narrowed import Group, Narrowed
from planhub.oversight.sums import NOTHING, Line, Sum, Values
from planhub.oversight.trend import Moved, Quarter, quarters
from planhub.oversight.troubles import Limits
from planhub.oversight.turns import Turns
from planhub.oversight.versions import Versions, versions_of

PAGES, SHELVES = 256, 64
"""Kept in each process: pages' numbers, a few dozen lines each, and what they are made of, some 300 kB."""


@dataclass(frozen=True)
class Governed:
    """All numbers of one page."""

    whole: Line
    areas: tuple[Line, ...]
    """By district, or by subdistrict once a district is chosen."""
    sides: tuple[Line, ...]
    sources: tuple[Line, ...]
    agencies: tuple[Line, ...]
    quarters: tuple[Quarter, ...]
    versions: Versions

    @property
    def empty(self) -> bool:
        """Nothing done, doing or waiting for money under these filters."""
        return not self.whole.all.items


@dataclass(frozen=True)
class Shelf:
    """The parts of some filters, and of when they are."""

    versions: Versions
    parts: dict[str, Part]


kept: Kept[Governed] = Kept(PAGES)
shelves: Kept[Shelf] = Kept(SHELVES)
_turns = Turns()


def governed(session: Session, narrowed: Narrowed, limits: Limits) -> Governed:
    """The numbers of a page, added up anew only after the province changed, or the day did."""
    versions = versions_of(session, narrowed.province)
    key = (narrowed, limits, versions.whole)
    found = kept.get(key)
    return found or kept.put(key, _added_up(_shelf(session, narrowed, limits, versions), narrowed, limits))


def _shelf(session: Session, narrowed: Narrowed, limits: Limits, versions: Versions) -> Shelf:
    every = narrowed.but(group="")
    key = (every, limits)
    with _turns.of(key):
        shelf = shelves.get(key)
        changed = versions.changed_since(shelf.versions) if shelf else None
        if shelf and changed == set():
            return shelf
        if shelf is None or changed is None:
            return shelves.put(key, Shelf(versions, parts(session, every, limits)))
        stands = {code: part for code, part in shelf.parts.items() if code not in changed}
        return shelves.put(key, Shelf(versions, stands | parts(session, every, limits, only=changed)))


def _added_up(shelf: Shelf, narrowed: Narrowed, limits: Limits) -> Governed:
    groups = [Group(narrowed.group)] if narrowed.group else list(Group)
    tables: dict[str, dict[str, dict[Group, Values]]] = {name: {} for name in BY}
    whole: dict[Group, Values] = {}
    moved: list[dict[str, Moved]] = [{} for _ in quarters(limits.day)]
    for part in shelf.parts.values():
        for (table, code, group), values in part.cells.items():
            if group in groups:
                line = tables[table].setdefault(code, {})
                line[group] = tuple(map(add, line.get(group, NOTHING), values))
                if table == BY[0]:
                    whole[group] = tuple(map(add, whole.get(group, NOTHING), values))
        for (group, move, at), (items, baht) in part.moves.items():
            if group in groups:
                before = moved[at].get(move, (0, 0))
                moved[at][move] = (before[0] + items, before[1] + baht)
    lines = {name: _in_order(_line(*each) for each in tables[name].items()) for name in BY}
    trend = (Quarter(begins, one) for begins, one in zip(quarters(limits.day), moved, strict=True))
    return Governed(whole=_line("", whole), **lines, quarters=tuple(trend), versions=shelf.versions)


def _line(code: str, groups: dict[Group, Values]) -> Line:
    return Line(code, {group: Sum(*values) for group, values in groups.items()})


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The most works first; what nobody knows last. Lines of what is only considered are left out."""
    shown = [line for line in lines if line.all.items]
    return tuple(sorted(shown, key=lambda line: (not line.code, -line.all.items, line.code)))
