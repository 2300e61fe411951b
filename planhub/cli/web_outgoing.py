"""An answer on its way: what its reader does not take at once waits, and no thread waits with it."""

import os
import select
import socket
import time
from collections import deque
from dataclasses import dataclass
from typing import IO, Any, Protocol

PATIENCE = 0.5
"""Seconds for which an answer holds its thread because of its reader."""
SLOWEST = 300.0
"""Seconds a reader may take for each STEP."""
STEP = 64 * 1024
IN_MEMORY = 32 * 1024 * 1024
"""Bytes of one answer that may wait, besides what lies in a file."""


class _Piece(Protocol):
    @property
    def left(self) -> int:
        """Bytes still to be sent."""

    def send(self, sock: socket.socket) -> int:
        """Send what the socket takes now; how much that was. BlockingIOError when it takes nothing."""

    def close(self) -> None:
        """It is needed no more."""


@dataclass
class _Words:
    words: memoryview

    @property
    def left(self) -> int:
        return len(self.words)

    def send(self, sock: socket.socket) -> int:
        sent = sock.send(self.words)
        self.words = self.words[sent:]
        return sent

    def close(self) -> None:
        self.words = self.words[:0]


@dataclass
class _File:
    descriptor: int
    offset: int
    left: int

    def send(self, sock: socket.socket) -> int:
        sent = os.sendfile(sock.fileno(), self.descriptor, self.offset, min(self.left, 4 * STEP))
        if sent == 0:
            raise BrokenPipeError("the file is shorter than it was")
        self.offset += sent
        self.left -= sent
        return sent

    def close(self) -> None:
        os.close(self.descriptor)


class Outgoing:
    """Stands in for a connection's socket while an answer is written to it.

    It takes everything, waits a moment for a slow reader, and keeps the rest to be sent on by `send_on`.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._rest: deque[_Piece] = deque()
        self._patience = PATIENCE
        self._sent = 0
        self._due = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    @property
    def left(self) -> int:
        """Bytes that wait."""
        return sum(piece.left for piece in self._rest)

    def sendall(self, data: bytes) -> None:
        """Send, or keep. BrokenPipeError when far too much waits already."""
        self._take(_Words(memoryview(data)))
        if sum(piece.left for piece in self._rest if isinstance(piece, _Words)) > IN_MEMORY:
            raise BrokenPipeError("the reader is too slow for an answer of this length")

    def sendfile(self, file: IO[bytes], offset: int, count: int) -> None:
        """Send, or keep, a part of a file, which may be closed thereafter."""
        self._take(_File(os.dup(file.fileno()), offset, count))

    def send_on(self, now: float) -> None:
        """Send what is taken now without waiting; OSError when the reader is gone."""
        before = self._sent // STEP
        self._push()
        if self._due == 0.0 or self._sent // STEP > before:
            self._due = now + SLOWEST

    def late(self, now: float) -> bool:
        """Whether the reader has let pass its time for the next step."""
        return 0.0 < self._due < now

    def close(self) -> None:
        """Drop what waits."""
        while self._rest:
            self._rest.popleft().close()

    def _take(self, piece: _Piece) -> None:
        self._rest.append(piece)
        if len(self._rest) > 1:
            return
        writable = select.poll()
        writable.register(self._sock, select.POLLOUT)
        self._sock.setblocking(False)
        try:
            while not self._push() and self._patience > 0:
                began = time.monotonic()
                writable.poll(self._patience * 1000)
                self._patience -= time.monotonic() - began
        finally:
            self._sock.setblocking(True)

    def _push(self) -> bool:
        """Send until the socket takes no more; whether nothing is left."""
        try:
            while self._rest:
                self._sent += self._rest[0].send(self._sock)
                if self._rest[0].left == 0:
                    self._rest.popleft().close()
        except BlockingIOError:
            return False
        return True
