"""Lists of other offices: which there are, a new one, and the page of each with its runs."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import requires
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid
from planhub.sources import registering, work_list
from planhub.sources.source import Source
from planhub.thai.folding import visible
from planhub.web.entry.files import no_room
from planhub.web.sources import items, lists, runs, settlements, tokens, work
from planhub.web.sources.page import page_of, upload_words
from planhub.web.sources.records import keep_file, own, own_province, provinces, told
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]
SHOWN = 50
LONGEST = 120

pages = Blueprint("sources", __name__, url_prefix="/sources")
for _part in (items, lists, runs, settlements, tokens, work):
    pages.register_blueprint(_part.pages)
pages.register_error_handler(OSError, no_room)


@pages.get("")
@requires(Permission.SOURCES_MANAGE)
def index() -> Answer:
    """All sources that this hat manages."""
    session, owner, typed = db.session(), own_province(), visible(request.args.get("words", ""))[:LONGEST]
    after = request.args.get("after", "").replace("\x00", "")
    rows = registering.listed(session, owner=owner, typed=typed, after=after, limit=SHOWN + 1)
    return render_template(
        "sources/index.html",
        rows=rows[:SHOWN],
        older=rows[SHOWN - 1].source.code if len(rows) > SHOWN else None,
        typed=typed,
        whole=registering.how_many(session, owner=owner),
        shown=SHOWN,
        names=dict(provinces()),
        waiting=work_list.how_many(session, provinces=[owner] if owner else None),
    )


@pages.route("/new", methods=["GET", "POST"])
@requires(Permission.SOURCES_MANAGE)
def new() -> Answer:
    """Register a source; its first file may come with it."""
    if request.method == "GET":
        return _new({"code": registering.free_code(db.session(), own_province())})
    try:
        source = _registered()
        if not request.files.get("file"):
            flash(_("เพิ่มแหล่งข้อมูล %(name)s แล้ว ส่งแฟ้มแรกได้เลย", name=source.name), "success")
            return redirect(url_for(".show", source_code=source.code), 303)
        kept = keep_file(source.code, request.files.get("file"))
    except Invalid as wrong:
        db.session.rollback()
        return _new(request.form, wrong), 422
    return redirect(url_for(".lists.describe", source_code=source.code, sha256=kept.sha256), 303)


@pages.get("/<source_code>")
@requires(Permission.SOURCES_MANAGE)
def show(source_code: str) -> Answer:
    """One source: what it is, the next file, its runs."""
    return page_of(own(source_code))


@pages.post("/<source_code>")
@requires(Permission.SOURCES_MANAGE)
def change(source_code: str) -> Answer:
    """Its name, whether each file is the whole list, whether anything is taken from it."""
    source = own(source_code)
    try:
        registering.change(
            source,
            name=request.form.get("name", ""),
            withdraws_missing="withdraws_missing" in request.form,
            is_open="is_open" in request.form,
        )
    except Invalid as wrong:
        return page_of(source, wrong), 422
    flash(_("บันทึกแล้ว"), "success")
    return redirect(url_for(".show", source_code=source_code), 303)


def _registered() -> Source:
    form, owner = request.form, own_province() or request.form.get("owner_province") or None
    return registering.register(
        db.session(),
        code=form.get("code", ""),
        name=form.get("name", ""),
        owner_province=owner,
        scope=[] if owner else form.getlist("scope"),
        withdraws_missing="withdraws_missing" in form,
        at=clock.now(),
        by=acting_hat().account_id,
    )


def _new(typed: Mapping[str, Any], wrong: Invalid | None = None) -> str:
    return render_template(
        "sources/new.html",
        typed=typed,
        scope=request.form.getlist("scope"),
        owner=own_province(),
        provinces=provinces(),
        errors=told(wrong.fields if wrong else None),
        **upload_words(),
    )
