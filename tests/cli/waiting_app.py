"""A WSGI application that answers when it is told to: for tests of a web that is stopped meanwhile."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FOLDER = "PLANHUB_TEST_FOLDER"
"""Of the two files by which test and application talk: `begun` and `go`."""


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/slow waits for the file `go`; anything else answers at once with what was posted."""
    folder = Path(os.environ[FOLDER])
    if environ["PATH_INFO"] == "/slow":
        (folder / "begun").touch()
        while not (folder / "go").exists():
            time.sleep(0.02)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body) + 2))])
    return [b"ok" + body]
