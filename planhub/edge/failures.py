"""Errors to answers, once for all: a clear page (or problem+json), and whatever was typed still there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from planhub.database import SAFE_METHODS, db
from planhub.edge import carrying, turns
from planhub.edge.people import NotSignedIn, person
from planhub.edge.rules import rule_of
from planhub.edge.tokens import NoToken, TooOften
from planhub.edge.turns import Busy
from planhub.edge.wording import tell
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, PlanHubError
from planhub.linkage.way import refusal
from planhub.wording import N_, say

log = structlog.get_logger()

STATUS: dict[type[PlanHubError], int] = {
    NotFound: 404,
    NotSignedIn: 401,
    NoToken: 401,
    TooOften: 429,
    NotAllowed: 403,
    IllegalMove: 409,
    Conflict: 409,
    Invalid: 422,
}

TRY_AGAIN = ("40001", "40P01")
"""Serialization failure and deadlock."""

TITLE = {
    400: N_("ข้อมูลที่ส่งมาไม่ครบ"),
    401: N_("เข้าสู่ระบบก่อนทำต่อ"),
    403: N_("เปิดหน้านี้ไม่ได้"),
    404: N_("ไม่พบหน้านี้"),
    405: N_("ทำรายการนี้ไม่ได้"),
    409: N_("มีการเปลี่ยนแปลงก่อนหน้า"),
    413: N_("ไฟล์หรือข้อความใหญ่เกินไป"),
    422: N_("มีข้อมูลที่ต้องแก้ไข"),
    429: N_("ลองบ่อยเกินไป"),
    500: N_("ระบบขัดข้อง"),
    503: N_("ฐานข้อมูลไม่ตอบสนองชั่วคราว"),
}


def register(app: Flask) -> None:
    """Attach every handler."""
    app.register_error_handler(PlanHubError, _trade)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InterfaceError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(DBAPIError, _database_refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _trade(error: PlanHubError) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    fields = {name: tell(s) for name, s in error.fields.items()} if isinstance(error, Invalid) else {}
    theirs = error.theirs if isinstance(error, Conflict) else None
    number = error.number if isinstance(error, IllegalMove) else None
    record = error.record if isinstance(error, IllegalMove) else ""
    title = tell(error.title) if isinstance(error, NoToken) else ""
    return answer(
        status, tell(error.sentence), fields=fields, theirs=theirs, number=number, record=record, title=title
    )


@contextmanager
def told_at(record: str) -> Iterator[None]:
    """What the flow no longer allows is not sent again: the way on is the page that tells how it stands."""
    try:
        yield
    except IllegalMove as error:
        error.record = record
        raise


def _busy(error: Busy) -> Response:
    response = answer(503, tell(error.sentence), title=tell(N_("ระบบไม่ว่างชั่วคราว")))
    response.headers["Retry-After"] = str(turns.AGAIN)
    return response


def _csrf(error: CSRFError) -> Response:
    rule = rule_of(request.endpoint)
    if rule and rule.permission and person() is None:  # the session ended, and its token with it
        return _trade(NotSignedIn())
    return answer(400, tell(N_("แบบฟอร์มนี้เปิดค้างไว้นานหรือเปิดจากที่อื่น กดส่งอีกครั้ง สิ่งที่พิมพ์ไว้ยังอยู่")))


def _database_away(error: Exception) -> Response:
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, DBAPIError) and state in TRY_AGAIN:  # psycopg calls these operational, too
        return _database_refused(error)
    log.error("database_away", kind=type(error).__name__)
    sent = N_("รอสักครู่แล้วกดส่งอีกครั้ง สิ่งที่พิมพ์ไว้ยังอยู่ในหน้านี้")
    response = answer(503, tell(sent if _was_sent() else N_("รอสักครู่แล้วโหลดหน้านี้อีกครั้ง")))
    response.headers["Retry-After"] = "10"
    return response


def _database_refused(error: DBAPIError) -> Response:
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, DataError):  # a number or a character that no column can hold, such as a NUL
        return answer(400, tell(N_("มีตัวเลขหรืออักขระที่ระบบรับไม่ได้ ตรวจสิ่งที่พิมพ์แล้วส่งอีกครั้ง")))
    if state in TRY_AGAIN:  # two wanted the same rows: neither is wrong, one tries again
        return answer(409, tell(N_("มีผู้อื่นกำลังบันทึกเรื่องเดียวกัน ลองส่งอีกครั้ง")))
    if (refused := refusal(error.orig)) is not None:  # a province that writes on a server of its own
        return _trade(refused)
    return _unforeseen(error)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    sentences = {
        404: N_("ที่อยู่อาจพิมพ์ผิด หรือเรื่องนี้ถูกย้ายแล้ว ค้นหาจากเลขที่หรือชื่อพื้นที่ได้"),
        405: N_("หน้านี้ไม่รับคำสั่งแบบนี้ กลับไปหน้าก่อนแล้วลองใหม่"),
        413: N_("ส่งไฟล์ให้เล็กลง หรือส่งทีละไฟล์ ข้อความที่พิมพ์ไว้บันทึกเป็นร่างแล้ว"),
        429: N_("รอสักครู่แล้วลองใหม่"),
    }
    if isinstance(error, MethodNotAllowed):
        return _not_allowed(error, tell(sentences[405]))
    return answer(status, tell(sentences.get(status, TITLE.get(status, TITLE[400]))))


def _not_allowed(error: MethodNotAllowed, sentence: str) -> Response:
    """A program is told which methods the address takes; a person is not shown such words."""
    allowed = ", ".join(sorted(set(error.valid_methods or ()) - {"HEAD", "OPTIONS"}))
    if request.path.startswith("/api/"):
        told = N_("ที่อยู่นี้ไม่รับ %(method)s รับเฉพาะ %(allowed)s")
        sentence = tell(say(told, method=request.method, allowed=allowed))
    response = answer(405, sentence)
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _unforeseen(error: Exception) -> Response:
    log.exception("unforeseen", error=type(error).__name__)
    sentence = N_("ขออภัย เกิดข้อผิดพลาดที่เราไม่คาดไว้ แจ้งผู้ดูแลระบบพร้อมรหัส %(id)s")
    if _was_sent():
        sentence = N_("ขออภัย เกิดข้อผิดพลาดที่เราไม่คาดไว้ แจ้งผู้ดูแลระบบพร้อมรหัส %(id)s สิ่งที่พิมพ์ไว้ยังอยู่ในหน้านี้")
    return answer(500, tell(sentence) % {"id": g.get("request_id", "-")})


def answer(
    status: int,
    sentence: str,
    *,
    fields: dict[str, str] | None = None,
    theirs: Any = None,
    number: str | None = None,
    record: str = "",
    title: str = "",
) -> Response:
    """The page or problem document for a failure; a posted form comes back filled, ready to send again.

    With the `number` of a need that was submitted, sending again is of no use: its page is offered instead,
    and so is the address of a `record`.
    """
    db.session.rollback()
    g.person = g.get("person")
    title = title or tell(TITLE.get(status, TITLE[500 if status >= 500 else 400]))
    if request.path.startswith("/api/") or request.headers.get("X-Requested-With") == "fetch":
        return _problem(status, title, sentence, fields or {})
    page = render_template(
        "errors/failure.html",
        status=status,
        title=title,
        sentence=sentence,
        fields=fields or {},
        theirs=theirs,
        number=number,
        record=record,
        again=_again(status),
        carried=carrying.pack() if status == 401 else "",
    )
    return make_response(page, status)


def _was_sent() -> bool:
    """Whether something was sent that could be lost, and is not just looked at."""
    return request.method not in SAFE_METHODS


def _again(status: int) -> dict[str, Any] | None:
    if request.method != "POST" or status in (401, 405, 413):  # files must be chosen anew, words need not
        return None
    return {"action": request.full_path.rstrip("?"), "fields": carrying.fields_of_request()}


def _problem(status: int, title: str, sentence: str, fields: dict[str, str]) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": sentence,
    }
    if fields:
        body["errors"] = [{"field": name, "detail": text} for name, text in fields.items()]
    response = jsonify(body)
    response.status_code = status
    response.headers["Content-Type"] = "application/problem+json"
    return response
