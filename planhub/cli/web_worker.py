"""gunicorn's worker with threads, whose threads wait for no slow reader, and which stops without delay."""

import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from planhub.cli.web_outgoing import Outgoing

MOST_WAITING = 100
"""Answers of a worker that may wait for their readers; with files, each holds two descriptors."""
MOST_BYTES = 1024**3


class Worker(ThreadWorker):  # type: ignore[misc]
    """What a reader does not take at once is sent on by the worker's loop: its thread answers the next.

    When told to stop, it finishes the requests that it is answering and hangs up on all others. A browser
    keeps connections open for what it may ask later, and opens some before it asks at all; gunicorn waits
    seconds for each of them, and up to its whole grace for half a request.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._open: set[Any] = set()
        self._answering: set[Any] = set()
        self._waiting: dict[Any, Outgoing] = {}

    def enqueue_req(self, conn: Any) -> None:
        """A connection that may ask something; it stays known until it is closed."""
        self._open.add(conn)
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer; meanwhile this connection is left alone."""
        self._answering.add(conn)
        plain = conn.sock
        conn.sock = outgoing = Outgoing(plain)
        try:
            again = super().handle_request(req, conn)
            conn.outgoing = outgoing
            return again
        except BaseException:
            outgoing.close()
            raise
        finally:
            conn.sock = plain
            self._answering.discard(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """After an answer: while stopping, nothing more is read on this connection."""
        outgoing = vars(conn).pop("outgoing", None)
        if outgoing is not None and outgoing.left:
            self._post(conn, outgoing, fs)
            return
        super().finish_request(conn, fs)
        self._open = {one for one in self._open if one.sock.fileno() >= 0}
        if not self.alive:
            self._hang_up()

    def murder_pending(self) -> None:
        """Called by the loop each second or so: hang up on readers that do not read on."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, outgoing in self._waiting.items() if outgoing.late(now)]:
            self._drop(conn)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """TERM."""
        super().handle_exit(sig, frame)
        self.method_queue.defer(self._hang_up)

    def _post(self, conn: Any, outgoing: Outgoing, fs: Any) -> None:
        """Have the loop send on whenever the reader takes more; of too many, the first in the row goes."""
        self._waiting[conn] = outgoing
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._send_on, conn, fs))
        self._send_on(conn, fs)
        while (
            len(self._waiting) > MOST_WAITING or sum(one.left for one in self._waiting.values()) > MOST_BYTES
        ):
            self._drop(next(iter(self._waiting)))

    def _send_on(self, conn: Any, fs: Any, _: object = None) -> None:
        outgoing = self._waiting[conn]
        try:
            outgoing.send_on(time.monotonic())
        except OSError:  # it has hung up
            self._drop(conn)
            return
        if not outgoing.left:
            self.poller.unregister(conn.sock)
            del self._waiting[conn]
            self.finish_request(conn, fs)

    def _drop(self, conn: Any) -> None:
        with suppress(KeyError, ValueError):
            self.poller.unregister(conn.sock)
        self._waiting.pop(conn).close()
        self.nr_conns -= 1
        conn.close()

    def _hang_up(self) -> None:
        """End the reading side: what has arrived is answered, then the worker sees the end and closes."""
        for conn in self._open - self._answering:
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)
