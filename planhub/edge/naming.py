"""The name under which a file is saved: its whole name for browsers, and a plain one for other programs."""

import re
from typing import TypeVar
from urllib.parse import quote

from werkzeug.wrappers import Response

_Response = TypeVar("_Response", bound=Response)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def name_file(response: _Response, plain: str, *, full: str = "", shown: bool = False) -> _Response:
    """Name the file of an answer, to be saved, or to be shown where a browser can (RFC 6266).

    A program that reads the plain name alone would be left with what of a Thai one is no Thai: "-2571.xlsx".
    """
    header = f'{"inline" if shown else "attachment"}; filename="{_NOT_PLAIN.sub("_", plain)}"'
    if full:
        header += f"; filename*=UTF-8''{quote(full, safe='')}"
    response.headers["Content-Disposition"] = header
    return response
