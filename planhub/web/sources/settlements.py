"""Answers about places that are remembered for a source: found, read, forgotten."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.errors import NotFound
from planhub.sources import settlements
from planhub.sources.forgetting import forget as forget_answer
from planhub.thai.folding import visible
from planhub.web.sources.records import own
from planhub.wording import N_
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]
_GONE = N_("ไม่พบคำตอบนี้แล้ว อาจมีผู้ลบไปก่อน")

pages = Blueprint("settlements", __name__, url_prefix="/<source_code>/settlements")


@pages.get("")
@requires(Permission.SOURCES_MANAGE)
def index(source_code: str) -> Answer:
    """What words of places were said to mean, by whom and when, and how many rows that placed."""
    source, typed = own(source_code), visible(request.args.get("words", ""))[: settlements.LONGEST]
    after = request.args.get("after", "").replace("\x00", "")
    rows, older = settlements.listed(db.session(), source.code, typed=typed, after=after)
    return render_template(
        "sources/settlements.html",
        source=source,
        rows=rows,
        mark=settlements.mark,
        older=older,
        typed=typed,
        whole=settlements.how_many(db.session(), source.code),
        places=full_names(db.session(), {row.area_code for row, _name in rows if row.area_code}),
    )


@pages.get("/forget")
@requires(Permission.SOURCES_MANAGE)
def ask_forget(source_code: str) -> Answer:
    """Ask whether one is to be forgotten; without saying which, the list of them."""
    source, asked = own(source_code), request.args.get("answer", "").replace("\x00", "")
    if not asked:
        return redirect(url_for(".index", source_code=source_code), 303)
    row = settlements.marked(db.session(), source.code, asked)
    if row is None:
        raise NotFound(_GONE)
    code = row.area_code or ""
    place = full_names(db.session(), {code}).get(code, code) if code else None
    return render_template("sources/forget.html", source=source, row=row, place=place)


@pages.post("/forget")
@requires(Permission.SOURCES_MANAGE)
def forget(source_code: str) -> Answer:
    """Forget one; rows that it placed stay where they are."""
    source, key = own(source_code), request.form.get("words_key", "").replace("\x00", "")
    row = settlements.find(db.session(), source.code, key)
    if row is None:
        raise NotFound(_GONE)
    forget_answer(db.session(), source, key)
    said = _("ลืมคำตอบของ “%(words)s” แล้ว แฟ้มต่อไปจะถามใหม่", words=row.words[:80])
    flash(tell(said), "success")
    return redirect(url_for(".index", source_code=source_code), 303)
