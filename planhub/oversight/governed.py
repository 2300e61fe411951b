"""The governor's numbers: done, in progress, waiting for money; by place, side, source, agency; the trend.

Kept in the process while the province does not change; after a change only the districts it touched are
counted anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.maps.kept import Kept
from planhub.oversight.by_district import BY, Part, parts
from planhub.oversight.narrowed import NONE, Group, Narrowed
from planhub.oversight.sums import Line, Sum, added
from planhub.oversight.trend import Moved, Quarter, quarters
from planhub.oversight.trouble import Limits
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
    """The parts of some filters, what they come to, and of when they are."""

    versions: Versions
    parts: dict[str, Part]
    whole: Part


kept: Kept[Governed] = Kept(PAGES)
shelves: Kept[Shelf] = Kept(SHELVES)
_turns = Turns()


def governed(session: Session, narrowed: Narrowed, limits: Limits) -> Governed:
    """The numbers of a page, added up anew only after the province changed, or the day did."""
    versions = versions_of(session, narrowed.province)
    key = (narrowed, limits, versions.whole)
    found = kept.get(key)
    return found or kept.put(key, _page(_shelf(session, narrowed, limits, versions), narrowed, limits))


def _shelf(session: Session, narrowed: Narrowed, limits: Limits, versions: Versions) -> Shelf:
    every = narrowed.but(group="")
    key = (every, limits)
    with _turns.of(key):
        shelf = shelves.get(key)
        changed = versions.changed_since(shelf.versions) if shelf else None
        if shelf is None or changed is None:
            shelf = Shelf(versions, {}, Part())
        elif narrowed.district:
            changed &= {"" if narrowed.district == NONE else narrowed.district}
        counted = parts(session, every, limits, only=changed) if changed != set() else {}
        stands, whole = dict(shelf.parts), shelf.whole
        for code in counted.keys() | (changed or set()):
            whole = whole.instead(stands.pop(code, None), counted.get(code))
        return shelves.put(key, Shelf(versions, stands | counted, whole))


def _page(shelf: Shelf, narrowed: Narrowed, limits: Limits) -> Governed:
    groups = [Group(narrowed.group)] if narrowed.group else list(Group)
    tables: dict[str, dict[str, dict[Group, Sum]]] = {name: {} for name in BY}
    for (table, code, group), values in shelf.whole.cells.items():
        if group in groups:
            tables[table].setdefault(code, {})[group] = Sum(*values)
    lines = {name: tuple(Line(code, groups) for code, groups in tables[name].items()) for name in BY}
    areas = lines[BY[0]]
    whole = {group: added(line.of(group) for line in areas) for group in groups}
    begins = quarters(limits.day)
    moved: list[dict[str, Moved]] = [{} for _ in begins]
    for (group, move, at), (items, baht) in shelf.whole.moves.items():
        if group in groups:
            before = moved[at].get(move, (0, Decimal(0)))
            moved[at][move] = (before[0] + items, before[1] + baht)
    return Governed(
        whole=Line("", {group: sums for group, sums in whole.items() if sums.items}),
        **{name: _in_order(lines[name]) for name in BY},
        quarters=tuple(map(Quarter, begins, moved)),
        versions=shelf.versions,
    )


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The most works first; what nobody knows last. Lines of what is only considered are left out."""
    shown = [line for line in lines if line.all.items]
    return tuple(sorted(shown, key=lambda line: (not line.code, -line.all.items, line.code)))
