"""GET /api/v1/areas: the gazetteer, living and retired codes, with the way up and the children."""

from typing import Any

from flask import Response, request, url_for
from flask.json import dumps

from planhub.api import shapes
from planhub.api.answers import blueprint, json_answer
from planhub.api.operations import Operation, described, in_path, text
from planhub.api.parameters import known_only
from planhub.areas import codes, finding
from planhub.areas.area import Area
from planhub.database import db
from planhub.edge import public, tell
from planhub.errors import Invalid, NotFound

part = blueprint("api_areas", __name__)


@part.get("/areas")
@public
@described(
    Operation(
        "What lies directly in an area",
        shapes.Areas,
        (text("parent", "The area's code; left out: the provinces", example="32"),),
    )
)
def areas() -> Response:
    """Living areas directly in `parent`, or the provinces."""
    known_only(request.args, ("parent",))
    parent = request.args.get("parent", "")
    code = codes.read_code(parent, field="parent") if parent else ""
    if code:
        finding.by_code(db.session(), code, field="parent")
    found = finding.children(db.session(), code)
    return json_answer(
        dumps({"parent": code or None, "areas": [_short(area) for area in found]}, ensure_ascii=False)
    )


@part.get("/areas/<code>")
@public
@described(Operation("One area", shapes.Area, (in_path("code", "Two to eight digits", "3201"),)))
def area(code: str) -> Response:
    """One area; a retired code says so and names its successor."""
    asked = codes.read_code(code)
    try:
        answer = finding.by_code(db.session(), asked, retired_too=True)
    except Invalid as wrong:
        raise NotFound(wrong.sentence) from wrong
    body = _full(answer.area)
    if answer.note is not None:
        body |= {"asked": asked, "retired": True, "note": tell(answer.note)}
    return json_answer(dumps(body, ensure_ascii=False))


def _short(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "kind": area.kind,
        "name_th": area.name_th,
        "name_en": area.name_en,
        "moo": area.moo,
        "population": area.population,
        "in_76": area.in_76,
    }


def _full(area: Area) -> dict[str, Any]:
    session = db.session()
    chain: list[dict[str, Any]] = []
    above = session.get(Area, area.parent_code) if area.parent_code else None
    while above is not None:
        chain.insert(0, {"code": above.code, "kind": above.kind, "name_th": above.name_th})
        above = session.get(Area, above.parent_code) if above.parent_code else None
    return _short(area) | {
        "address": finding.full_address(session, area.code),
        "region": area.region,
        "cluster": area.cluster,
        "retired": area.valid_to is not None,
        "valid_to": area.valid_to.isoformat() if area.valid_to else None,
        "successor": area.successor_code,
        "split_into": area.split_into,
        "chain": chain,
        "children": url_for("api_areas.areas", parent=area.code),
        "items": url_for("api_items.items", area=area.code) if area.in_76 else None,
    }
