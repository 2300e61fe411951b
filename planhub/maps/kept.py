"""A few finished things by key, the longest unused let go first; safe for threads, one shelf a process.

Whoever must see things made anew (tests that roll back, a bench of their making) has all shelves emptied.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar
from weakref import WeakSet

T = TypeVar("T")


class Shelf(Protocol):
    """What can be emptied."""

    def clear(self) -> None:
        """Forget all."""


_shelves: WeakSet[Shelf] = WeakSet()


def enlist(shelf: Shelf) -> None:
    """A new shelf, to be emptied with all others."""
    _shelves.add(shelf)


def forget() -> None:
    """Empty every shelf of this process."""
    for shelf in list(_shelves):
        shelf.clear()


class Kept(Generic[T]):
    """Holds at most `most` things; a key must name all that the thing depends on, versions included."""

    def __init__(self, most: int) -> None:
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._lock, self._most = Lock(), most
        enlist(self)

    def get(self, key: Hashable) -> T | None:
        """The thing, now the latest used."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: Hashable, thing: T) -> T:
        """Keep it, and hand it back."""
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return thing

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._things.clear()
