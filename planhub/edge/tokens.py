"""Registered systems: who sends, by the token in the Authorization header, and how much a minute allows."""

import math

from flask import Flask, Response, g, request

from planhub import clock
from planhub.database import SAFE_METHODS, db
from planhub.errors import NotAllowed, PlanHubError
from planhub.sources.authorizing import A_MINUTE, Sender, count_write, sender_of, why_not
from planhub.wording import N_, Sentence, say

_NO_TOKEN = N_("ส่งกุญแจของระบบมาในส่วนหัว Authorization: Bearer …")
_TOO_OFTEN = N_("ส่งครบ %(limit)s ครั้งในนาทีนี้แล้ว รอ %(seconds)s วินาทีแล้วส่งใหม่")


class NoToken(NotAllowed):
    """No token, or one that opens nothing (any more)."""

    title = N_("ไม่มีกุญแจที่ใช้ได้")

    def __init__(self, why: Sentence | None = None) -> None:
        super().__init__(why or say(_NO_TOKEN))


class TooOften(PlanHubError):
    """The token has written as often as a minute allows."""


def admit() -> None:
    """Know the sender, and count what it writes; raises NoToken or TooOften."""
    now = clock.now()
    given = request.authorization
    secret = given.token if given is not None and given.type == "bearer" else None
    sender = sender_of(db.session(), secret, at=now) if secret else None
    if sender is None:
        raise NoToken(why_not(db.session(), secret, at=now) if secret else None)
    g.sender = sender
    if request.method in SAFE_METHODS:
        return
    g.allowance = count_write(db.session(), sender, at=now)
    db.session.commit()  # counted whatever becomes of the request
    if g.allowance.left < 0:
        raise TooOften(say(_TOO_OFTEN, limit=A_MINUTE, seconds=g.allowance.seconds))


def sender() -> Sender:
    """Who sends; only for views that require a token."""
    who: Sender | None = g.get("sender")
    if who is None:
        raise NoToken
    return who


def register(app: Flask) -> None:
    """Tell each sender what is left of its minute."""
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    if response.status_code == 401 and request.path.startswith("/api/"):
        response.headers["WWW-Authenticate"] = "Bearer"
    allowance = g.get("allowance")
    if allowance is not None:
        left, seconds = max(0, allowance.left), math.ceil(allowance.seconds)
        response.headers["RateLimit-Policy"] = f'"writes";q={allowance.limit};w=60'
        response.headers["RateLimit"] = f'"writes";r={left};t={seconds}'
        if response.status_code == 429:
            response.headers["Retry-After"] = str(seconds)
    return response
