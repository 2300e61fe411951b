"""Text goes out gzipped to whoever understands it: a village's phone pays for every byte.

A form's token changes with every answer, so that its length tells a listener nothing.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request

KINDS = ("text/", "application/json", "application/geo+json", "application/javascript", "image/svg+xml")
LEAST = 700
"""Bytes; less is not worth it."""


def register(app: Flask) -> None:
    """Compress every answer that is text."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (response.content_type or "").startswith(KINDS):
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code != 200
        or request.method == "HEAD"
        or "Content-Encoding" in response.headers
        or "Range" in request.headers
        or not request.accept_encodings.quality("gzip")
    ):
        return response
    packed = _static(response) if response.direct_passthrough else _packed(response)
    if packed is not None:
        response.direct_passthrough = False
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        tag = response.get_etag()[0]
        if tag:
            response.set_etag(tag, weak=True)
    return response


def _packed(response: Response) -> bytes | None:
    if response.is_streamed:
        return None
    data = response.get_data()
    return gzip.compress(data, 5, mtime=0) if len(data) >= LEAST else None


def _static(response: Response) -> bytes | None:
    """A file of ours, compressed once; others are left to stream."""
    name = (request.view_args or {}).get("filename")
    if request.endpoint != "static" or name is None:
        return None
    path = Path(current_app.static_folder or ".") / name
    if not path.is_file() or path.stat().st_size < LEAST:
        return None
    response.close()  # the open file that it would have streamed
    return _file(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=200)
def _file(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
