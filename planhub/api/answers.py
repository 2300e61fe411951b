"""What every answer of the API has: JSON, an ETag so that nothing is sent twice, open to other sites."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from flask.json import dumps


def blueprint(name: str, import_name: str) -> Blueprint:
    """A part of the API: reading only, without cookies, so any page may call it."""
    part = Blueprint(name, import_name, url_prefix="/api/v1")
    part.after_request(_open)
    return part


def json_answer(body: str) -> Response:
    """A JSON text as an answer; 304 when the client already holds the same."""
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def joined(head: dict[str, Any], name: str, rows: Sequence[str]) -> str:
    """An object with further fields and one list whose elements are JSON texts already."""
    start = dumps(head, ensure_ascii=False)[:-1]
    return f'{start}{", " if head else ""}"{name}": [{", ".join(rows)}]}}'


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response
