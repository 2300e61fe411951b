"""GET /api/v1/items: plan items of the country, page by page, and one by its id or number."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from planhub.api import shapes
from planhub.api.answers import blueprint, json_answer, page_answer
from planhub.api.filters import ITEM_FILTERS, PAGE
from planhub.api.operations import Operation, described, in_path
from planhub.api.parameters import wanted_items
from planhub.database import db
from planhub.edge import public
from planhub.errors import Invalid, NotFound
from planhub.maps import open_data
from planhub.maps.arriving import ask_again_from
from planhub.proposals.numbers import read_number
from planhub.wording import N_, say

part = blueprint("api_items", __name__)

_NONE = N_("ไม่พบรายการ %(id)s ตรวจเลขที่อีกครั้ง")


@part.get("/items")
@public
@described(Operation("A page of plan items", shapes.Items, (*ITEM_FILTERS, *PAGE)))
def items() -> Response:
    """A page of items; `next` is the address of the following one, null at the end."""
    session, wanted = db.session(), wanted_items(request.args)
    again = ask_again_from(session, wanted.area)  # before the items: what comes in between is told twice
    rows, after = open_data.items(session, wanted)
    return page_answer({"next": _next("api_items.items", after)}, "items", rows, again)


@part.get("/items.geojson")
@public
@described(
    Operation(
        "The same page as GeoJSON", shapes.Features, (*ITEM_FILTERS, *PAGE), media="application/geo+json"
    )
)
def features() -> Response:
    """A page of items as a FeatureCollection; items without a point have no geometry."""
    session, wanted = db.session(), wanted_items(request.args)
    again = ask_again_from(session, wanted.area)
    rows, after = open_data.features(session, wanted)
    head = {"type": "FeatureCollection", "next": _next("api_items.features", after)}
    answer = page_answer(head, "features", rows, again)
    answer.mimetype = "application/geo+json"
    return answer


@part.get("/items/<identity>")
@public
@described(
    Operation(
        "One plan item",
        shapes.Item,
        (in_path("identity", "Its id, or its number", "32010204-2571-001"),),
        refuses=(),
    )
)
def item(identity: str) -> Response:
    """One item by its id or by its number."""
    try:
        found = open_data.item(db.session(), identity=UUID(identity))
    except ValueError:
        found = _by_number(identity)
    if found is None:
        raise NotFound(say(_NONE, id=identity[:40]))
    return json_answer(found)


def _next(endpoint: str, after: str) -> str | None:
    following: dict[str, Any] = {**request.args, "after": after}
    return url_for(endpoint, **following) if after else None


def _by_number(typed: str) -> str | None:
    try:
        return open_data.item(db.session(), number=read_number(typed))
    except Invalid as wrong:
        raise NotFound(wrong.sentence) from wrong
