"""A WSGI application with answers too long for any socket: for tests of readers that take their time."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from typing import Any

LONG = 24 * 1024 * 1024
"""Bytes; what a connection on one machine may hold without being read is far less."""
BLOCK = bytes(range(256)) * 1024


def digest() -> str:
    """Of a long answer."""
    return hashlib.sha256(BLOCK * (LONG // len(BLOCK))).hexdigest()


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/file and /words are long, /parts is and does not say how long; anything else is answered at once."""
    path, times = environ["PATH_INFO"], LONG // len(BLOCK)
    length = [] if path == "/parts" else [("Content-Length", str(LONG))]
    if path == "/file":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the server
        for _ in range(times):
            file.write(BLOCK)
        file.seek(0)
        start_response("200 OK", length)
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file, 64 * 1024)
        return wrapped
    if path in ("/words", "/parts"):
        start_response("200 OK", length)
        return (BLOCK for _ in range(times))
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
