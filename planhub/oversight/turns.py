"""Several threads that need the same answer: one finds it, the others wait and take it."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """One turn at a time for each key; a key that nobody holds takes no room."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Hashable, tuple[Lock, int]] = {}

    @contextmanager
    def of(self, key: Hashable) -> Iterator[None]:
        """Wait until nobody else is at it."""
        with self._lock:
            own, waiting = self._held.get(key, (Lock(), 0))
            self._held[key] = (own, waiting + 1)
        try:
            with own:
                yield
        finally:
            with self._lock:
                own, waiting = self._held[key]
                if waiting > 1:
                    self._held[key] = (own, waiting - 1)
                else:
                    del self._held[key]

    def __len__(self) -> int:
        """Keys that somebody holds or waits for."""
        with self._lock:
            return len(self._held)
