"""gunicorn's worker with threads, which is not kept from stopping by connections that ask for nothing."""

import socket
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]
    """When told to stop, it finishes the requests that it is answering and hangs up on all others.

    A browser keeps connections open for what it may ask later, and opens some before it asks at all;
    gunicorn waits seconds for each of them, and up to its whole grace for half a request.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._open: set[Any] = set()
        self._answering: set[Any] = set()

    def enqueue_req(self, conn: Any) -> None:
        """A connection that may ask something; it stays known until it is closed."""
        self._open.add(conn)
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer; meanwhile this connection is left alone."""
        self._answering.add(conn)
        try:
            return super().handle_request(req, conn)
        finally:
            self._answering.discard(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """After an answer: while stopping, nothing more is read on this connection."""
        super().finish_request(conn, fs)
        self._open = {one for one in self._open if one.sock.fileno() >= 0}
        if not self.alive:
            self._hang_up()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """TERM."""
        super().handle_exit(sig, frame)
        self.method_queue.defer(self._hang_up)

    def _hang_up(self) -> None:
        """End the reading side: what has arrived is answered, then the worker sees the end and closes."""
        for conn in self._open - self._answering:
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)
