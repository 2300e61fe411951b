"""POST /api/v1/items and GET /api/v1/source: what a registered system sends, and what stands of it."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, jsonify, request, url_for

from planhub import clock
from planhub.api import shapes
from planhub.api.answers import blueprint, json_answer
from planhub.api.filters import PAGE
from planhub.api.operations import Operation, Parameter, described
from planhub.api.parameters import known_only, read_limit
from planhub.database import db
from planhub.edge import requires_token, tell
from planhub.edge.tokens import sender
from planhub.errors import Invalid
from planhub.lists.prepared import Fault
from planhub.sources import authorizing, receiving
from planhub.sources.applying import MOST_ITEMS
from planhub.sources.judged import Verdict
from planhub.sources.receiving import Batch
from planhub.sources.sent_item import SentItem
from planhub.sources.source import Source
from planhub.sources.source_token import SourceToken
from planhub.sources.standing import standing
from planhub.wording import N_, say

part = blueprint("api_sending", __name__)

_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_NO_KEY = N_("ส่งส่วนหัว Idempotency-Key เป็นอักษรหรือตัวเลข 1–100 ตัว ใหม่ทุกชุด ส่งชุดเดิมซ้ำใช้ค่าเดิม")
_NOT_JSON = N_('เนื้อหาต้องเป็น JSON แบบ UTF-8 เช่น {"items": [{…}]}')
_OWN_NAME = {"key": "external_id", "year": "fiscal_year"}
_PLACE_FIRST = ("place_text", "village", "subdistrict", "district", "province", "area_code")
_BROKEN_JSON = N_('เนื้อหาไม่ใช่ JSON ผิดที่บรรทัด %(line)s ตัวที่ %(column)s แก้ตรงนั้น เนื้อหาต้องเป็นแบบ {"items": [{…}]}')
_NO_LIST = N_('เนื้อหาต้องเป็น {"items": […]} และไม่มีช่องอื่น')

BODY = {
    "type": "object",
    "required": ["items"],
    "additionalProperties": False,
    "properties": {
        "items": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ITEMS,
            "items": {"$ref": "#/components/schemas/SentItem"},
        }
    },
}
KEY = Parameter(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[\x21-\x7e]{1,100}$"},
    "New for every batch; the same batch again with the same key gets the same answer",
    where="header",
    required=True,
    example="2026-11-21-0001",
)


@part.post("/items")
@requires_token
@described(
    Operation(
        "Write up to 1,000 items; each is answered by itself",
        shapes.Answer,
        (KEY,),
        body=BODY,
        body_models=(SentItem,),
        refuses=(409, 413, 422, 429),
        cached=False,
    )
)
def send() -> Response:
    """Write what can be written. A wrong item never holds back a right one."""
    who, batch, now = sender(), _batch(), clock.now()
    before = receiving.answered(db.session(), who, batch, at=now)
    if before is not None:
        again = jsonify(before)
        again.headers["Idempotency-Replayed"] = "true"
        return again
    answer = _answer(receiving.receive(db.session(), who, batch, at=now), batch.items)
    receiving.keep_answer(db.session(), who, batch, answer)
    return jsonify(answer)


@part.get("/source")
@requires_token
@described(Operation("The source of this token", shapes.Registered, refuses=()))
def registered() -> Response:
    """What the token may do, and until when."""
    who, session = sender(), db.session()
    source, token = session.get_one(Source, who.source_code), session.get_one(SourceToken, who.token_id)
    told = {
        "code": source.code,
        "name": source.name,
        "scope": list(who.scope),
        "token": token.start,
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "writes_a_minute": authorizing.A_MINUTE,
        "items_a_batch": MOST_ITEMS,
    }
    return json_answer(json.dumps(told, ensure_ascii=False))


@part.get("/source/items")
@requires_token
@described(Operation("The source's keys and what stands under them", shapes.Ledger, PAGE))
def ledger() -> Response:
    """A page of the ledger in the order of the keys."""
    known_only(request.args, ("limit", "after"))
    page, after = standing(
        db.session(),
        sender().source_code,
        sender().scope,
        after=request.args.get("after", ""),
        limit=read_limit(request.args.get("limit", "")),
    )
    following: dict[str, Any] = {**request.args, "after": after}
    told = {
        "next": url_for("api_sending.ledger", **following) if after else None,
        "items": [vars(row) | {"id": str(row.id), "updated_at": row.updated_at.isoformat()} for row in page],
    }
    return json_answer(json.dumps(told, ensure_ascii=False))


def _batch() -> Batch:
    """The body as it came, and its items; raises Invalid with what is missing."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Invalid({"Idempotency-Key": say(_NO_KEY)})
    body = request.get_data(cache=False)
    try:
        told: Any = json.loads(body)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise Invalid({"body": say(_BROKEN_JSON, **where)}) from error
    except (ValueError, RecursionError) as error:
        raise Invalid({"body": say(_NOT_JSON)}) from error
    if not isinstance(told, dict) or told.keys() != {"items"} or not isinstance(told["items"], list):
        raise Invalid({"items": say(_NO_LIST)})
    return Batch(key=key, body=body, items=told["items"])


def _answer(verdicts: list[Verdict], items: Sequence[Any]) -> dict[str, Any]:
    results = [
        {
            "external_id": None if verdict.key.startswith("\x7f") else verdict.key,
            "outcome": verdict.outcome.value,
            "id": str(verdict.item_id) if verdict.version else None,
            "version": verdict.version,
            "area_code": verdict.area_code,
            "errors": _told((f for f in verdict.faults if f.kind != "doubt"), item),
            "warnings": _told((f for f in verdict.faults if f.kind == "doubt"), item),
        }
        for verdict, item in zip(verdicts, items, strict=True)
    ]
    counts: dict[str, int] = {}
    for verdict in verdicts:
        counts[verdict.outcome.value] = counts.get(verdict.outcome.value, 0) + 1
    return {"counts": counts, "results": results}


def _told(faults: Iterable[Fault], item: Any) -> list[dict[str, str]]:
    return [{"field": _sent_as(fault.field, item), "detail": tell(fault.sentence)} for fault in faults]


def _sent_as(field: str, item: Any) -> str:
    """The name by which the item itself said what a fault is about; of a place, the finest that it gave."""
    if field in _OWN_NAME:
        return _OWN_NAME[field]
    told = item if isinstance(item, dict) else {}
    if field == "place_code" and told.get("area_code"):
        return "area_code"
    if field in ("place_code", "place_text"):
        return next((name for name in _PLACE_FIRST if told.get(name)), "area_code")
    return field
