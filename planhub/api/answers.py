"""What every answer of the API has: JSON, an ETag so that nothing is sent twice, open to other sites."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request
from flask.json import dumps

AGAIN = "Ask-Again-From"
"""Header of item lists: what the next `changed_since` should be."""


def blueprint(name: str, import_name: str) -> Blueprint:
    """A part of the API: without cookies, so any page may call it."""
    part = Blueprint(name, import_name, url_prefix="/api/v1")
    part.after_request(_open)
    return part


def unchanged(*marks: str) -> tuple[str, Response | None]:
    """An ETag made of these marks and of the address, and the 304 if the client holds just that."""
    text = "\n".join([request.full_path, *marks])
    etag = sha256(text.encode()).hexdigest()[:32]
    if not request.if_none_match.contains_weak(etag):
        return etag, None
    response = Response(status=304)
    response.set_etag(etag)
    return etag, response


def json_answer(body: str, etag: str = "") -> Response:
    """A JSON text as an answer, with the ETag given or its own; 304 when the client already holds it."""
    response = Response(body, mimetype="application/json")
    if etag:
        response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def page_answer(head: dict[str, Any], name: str, rows: Sequence[str], again: datetime) -> Response:
    """A page of items and from when on to ask again; the ETag knows the items alone.

    Who holds an older answer holds an older moment with it, which only overlaps more.
    """
    etag = sha256(joined(head, name, rows).encode()).hexdigest()[:32]
    answer = json_answer(joined(head | {"ask_again_from": again.isoformat()}, name, rows), etag)
    answer.headers[AGAIN] = again.isoformat()
    return answer


def joined(head: dict[str, Any], name: str, rows: Sequence[str]) -> str:
    """An object with further fields and one list whose elements are JSON texts already."""
    start = dumps(head, ensure_ascii=False)[:-1]
    return f'{start}{", " if head else ""}"{name}": [{", ".join(rows)}]}}'


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = f"ETag, Link, {AGAIN}"
    return response
