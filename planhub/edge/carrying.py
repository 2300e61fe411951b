"""What was typed is carried over whatever went wrong: an expired session, a stale form, a database away."""

import json
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from planhub.edge.once import FIELD as ONCE

DROPPED = {"csrf_token", "password", "new_password", "repeat_password", "pin", "carried", ONCE}
LIMIT = 200_000
"""Characters; a form of ours is far smaller."""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="carried-form")


def fields_of_request() -> list[tuple[str, str]]:
    """The posted fields worth keeping, in order; never a secret, nor what another site sent here."""
    if _from_elsewhere():
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in DROPPED]


def pack() -> str:
    """The posted form as one signed text, for a hidden field of the sign-in page; "" for nothing to carry."""
    if request.method != "POST":
        return ""
    fields = fields_of_request()
    text = str(_signer().dumps({"path": request.full_path.rstrip("?"), "fields": fields}))
    return text if fields and len(text) <= LIMIT else ""


def unpack(text: str) -> dict[str, Any] | None:
    """The carried form: its path and fields; None when it is not ours, or leads elsewhere."""
    try:
        form: dict[str, Any] = _signer().loads(text)
    except (BadSignature, json.JSONDecodeError, ValueError):
        return None
    path = form["path"]
    return form if is_ours(path) else None


def is_ours(path: str) -> bool:
    """Whether a path leads within this site; tabs and line breaks are dropped on the way: then "//x"."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def _from_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "cross-site"
