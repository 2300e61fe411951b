"""Keys of a source, by which another system sends its items itself."""

import hmac
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid, NotFound
from planhub.sources import authorizing
from planhub.sources.source import Source
from planhub.sources.source_token import SourceToken
from planhub.web.sources.records import own, provinces, told
from planhub.wording import N_
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]
MOST = 200
DAYS = (30, 90, 365, 730)
_NO_TOKEN = N_("ไม่พบกุญแจนี้ในแหล่งข้อมูลนี้")

pages = Blueprint("tokens", __name__, url_prefix="/<source_code>/tokens")


@pages.get("")
@requires(Permission.SOURCES_MANAGE)
def index(source_code: str) -> Answer:
    """The keys of a source, the newest first."""
    return _page(own(source_code), {"days": "365"})


@pages.post("")
@requires(Permission.SOURCES_MANAGE)
def issue(source_code: str) -> Answer:
    """A new key, shown in this answer and never again."""
    source = own(source_code)
    try:
        row, secret = authorizing.issue(
            db.session(),
            source_code=source_code,
            name=request.form.get("name", ""),
            days=min(request.form.get("days", 0, type=int), 10**6),
            scope=tuple(request.form.getlist("scope")),
            by=acting_hat().account_id,
            at=clock.now(),
            secret=_secret(source_code),
        )
    except Invalid as wrong:
        return _page(source, request.form, wrong), 422
    return render_template("sources/token.html", source=source, row=row, secret=secret, address=_address())


@pages.get("/<int:token_id>/revoke")
@requires(Permission.SOURCES_MANAGE)
def ask_revoke(source_code: str, token_id: int) -> Answer:
    """Ask whether a key is to be taken back; of one that is, the list of them."""
    source, row = _own(source_code, token_id)
    if row.revoked_at is not None:
        return redirect(url_for(".index", source_code=source_code), 303)
    return render_template("sources/revoke.html", source=source, row=row)


@pages.post("/<int:token_id>/revoke")
@requires(Permission.SOURCES_MANAGE)
def revoke(source_code: str, token_id: int) -> Answer:
    """Take a key back."""
    _source, row = _own(source_code, token_id)
    authorizing.revoke(db.session(), token_id, by=acting_hat().account_id, at=clock.now())
    flash(_("ยกเลิกกุญแจของ %(name)s แล้ว ใช้ส่งข้อมูลไม่ได้อีก", name=row.name), "success")
    return redirect(url_for(".index", source_code=source_code), 303)


def _own(source_code: str, token_id: int) -> tuple[Source, SourceToken]:
    source, row = own(source_code), db.session.get(SourceToken, token_id)
    if row is None or row.source_code != source.code:
        raise NotFound(_NO_TOKEN)
    return source, row


def _secret(source_code: str) -> str | None:
    """Of a drawn form always the same, so that a double click gives one key; only this server can tell it."""
    once = request.form.get("once", "")
    signing = str(current_app.secret_key).encode()
    drawn = f"source token {source_code} {acting_hat().account_id} {once}".encode()
    return hmac.new(signing, drawn, "sha256").hexdigest() if once else None


def _address() -> str:
    return (current_app.config["SETTINGS"].public_url or request.url_root).rstrip("/")


def _page(source: Source, typed: Mapping[str, Any], wrong: Invalid | None = None) -> str:
    query = select(SourceToken).where(SourceToken.source_code == source.code)
    names = dict(provinces())
    return render_template(
        "sources/tokens.html",
        source=source,
        rows=db.session.scalars(query.order_by(SourceToken.id.desc()).limit(MOST)).all(),
        names=names,
        provinces=[(code, names.get(code, code)) for code in source.scope],
        scope=request.form.getlist("scope"),
        days=DAYS,
        typed=typed,
        errors=told(wrong.fields if wrong else None),
    )
