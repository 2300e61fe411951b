"""GET /api/v1/items: plan items of the country, page by page, and one by its id or number."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from planhub.api.answers import blueprint, joined, json_answer
from planhub.api.parameters import wanted_items
from planhub.database import db
from planhub.edge import public
from planhub.errors import Invalid, NotFound
from planhub.maps import open_data
from planhub.proposals.numbers import read_number
from planhub.wording import N_, say

part = blueprint("api_items", __name__)

_NONE = N_("ไม่พบรายการ %(id)s ตรวจเลขที่อีกครั้ง")


@part.get("/items")
@public
def items() -> Response:
    """A page of items; `next` is the address of the following one, null at the end."""
    wanted = wanted_items(request.args)
    rows, after = open_data.items(db.session(), wanted)
    following: dict[str, Any] = {**request.args, "after": after}
    address = url_for("api_items.items", **following) if after else None
    return json_answer(joined({"next": address}, "items", rows))


@part.get("/items/<identity>")
@public
def item(identity: str) -> Response:
    """One item by its id or by its number."""
    try:
        found = open_data.item(db.session(), identity=UUID(identity))
    except ValueError:
        found = _by_number(identity)
    if found is None:
        raise NotFound(say(_NONE, id=identity[:40]))
    return json_answer(found)


def _by_number(typed: str) -> str | None:
    try:
        return open_data.item(db.session(), number=read_number(typed))
    except Invalid as wrong:
        raise NotFound(wrong.sentence) from wrong
