"""The container of old Office files (OLE): names and content of its streams; only what reading XLS needs."""

import struct
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFC
"""From here on a sector number is a mark: end of chain, free, of the table itself."""
_SMALL = 4096
"""Streams shorter than this lie in small sectors of 64 bytes."""
_ENTRY = 128


class NoContainer(ValueError):
    """The bytes are no whole OLE container."""


@dataclass(frozen=True)
class _Entry:
    name: str
    start: int
    size: int


class Container:
    """An OLE file in memory."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise NoContainer
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise NoContainer
        self._size = 1 << shift
        first_directory, first_small, first_more = struct.unpack_from("<I8xI4xI", data, 48)
        self._fat = self._table(list(struct.unpack_from("<109I", data, 76)), first_more)
        directory = self._chain(first_directory)
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        self._entries = {entry.name: entry for entry in map(_entry, entries) if entry.name}
        self._small_fat = _numbers(self._chain(first_small)) if first_small < _END else ()
        root = _entry(entries[0]) if entries else _Entry("", _END, 0)
        self._small = self._chain(root.start) if root.start < _END else b""

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """The content of a stream."""
        entry = self._entries[name]
        if entry.size >= _SMALL:
            return self._chain(entry.start)[: entry.size]
        parts: list[bytes] = []
        at = entry.start
        while at < _END and len(parts) * 64 < entry.size:
            parts.append(self._small[at * 64 : at * 64 + 64])
            at = self._small_fat[at] if at < len(self._small_fat) else _END
        return b"".join(parts)[: entry.size]

    def _sector(self, n: int) -> bytes:
        start = (n + 1) * self._size
        return self._data[start : start + self._size]

    def _table(self, sectors: list[int], more: int) -> tuple[int, ...]:
        """The table of which sector follows which; its own sectors are listed in the header and beyond."""
        for _ in range(len(self._data) // self._size):
            if more >= _END:
                break
            numbers = _numbers(self._sector(more))
            if not numbers:
                raise NoContainer
            sectors += numbers[:-1]
            if len(sectors) > len(self._data) // self._size + 109:  # a loop, or a table longer than the file
                raise NoContainer
            more = numbers[-1]
        return _numbers(b"".join(self._sector(n) for n in sectors if n < _END))

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        at = start
        while at < _END:
            if at >= len(self._fat) or len(parts) * self._size > len(self._data):
                raise NoContainer
            parts.append(self._sector(at))
            at = self._fat[at]
        return b"".join(parts)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _entry(data: bytes) -> _Entry:
    length = min(max(struct.unpack_from("<H", data, 64)[0] - 2, 0), 62)
    start, size = struct.unpack_from("<II", data, 116)
    return _Entry(data[:length].decode("utf-16-le", "replace"), start, size)
