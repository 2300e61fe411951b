"""Finished tiles kept in a process, by what they show and its version: what changed is never found again."""

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from planhub.maps.kept import enlist

MOST = 32 * 1024 * 1024
"""Bytes kept in each process."""
LEAST = 700
"""Bytes below which packing a tile is not worth it."""


@dataclass(frozen=True)
class Finished:
    """A tile as it goes out, packed where that makes it smaller."""

    body: bytes
    packed: bool

    def plain(self) -> bytes:
        """The tile for who cannot unpack."""
        return gzip.decompress(self.body) if self.packed else self.body


def finished(body: bytes) -> Finished:
    """Pack a tile."""
    if len(body) < LEAST:
        return Finished(body, packed=False)
    return Finished(gzip.compress(body, 4, mtime=0), packed=True)


class TileShelf:
    """Tiles by key, the longest unused thrown out first; safe for threads."""

    def __init__(self, most: int = MOST) -> None:
        self._tiles: OrderedDict[Hashable, Finished] = OrderedDict()
        self._lock, self._most, self._size = Lock(), most, 0
        enlist(self)

    def get(self, key: Hashable) -> Finished | None:
        """The tile, now the latest used."""
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
            return self._tiles.get(key)

    def put(self, key: Hashable, tile: Finished) -> None:
        """Keep a tile."""
        with self._lock:
            before = self._tiles.pop(key, None)
            self._size += len(tile.body) - (len(before.body) if before else 0)
            self._tiles[key] = tile
            while self._size > self._most and len(self._tiles) > 1:
                _, gone = self._tiles.popitem(last=False)
                self._size -= len(gone.body)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._tiles.clear()
            self._size = 0


shelf = TileShelf()
