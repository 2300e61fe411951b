"""Rows that wait for a person: one answer about words settles all rows that say the same."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.areas.codes import province_of
from planhub.areas.finding import Match, by_code, suggest
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.failures import told_at
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid, NotFound
from planhub.sources import settling, telling, work_list
from planhub.sources.source import Source
from planhub.sources.work_list import Mark, Waiting
from planhub.web.sources.records import described, own, own_province
from planhub.wording import N_, Sentence, say
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]
SHOWN = 20
_NOT_FOUND = N_("ไม่พบพื้นที่ “%(typed)s” ในจังหวัดของแหล่งข้อมูลนี้ ลองพิมพ์ชื่อสั้นลง หรือพิมพ์รหัส")
_NOTHING = N_("พิมพ์รหัสหรือชื่อพื้นที่ หรือกดเลือกพื้นที่ที่เสนอ")

pages = Blueprint("work", __name__, url_prefix="/work")


@pages.get("")
@requires(Permission.SOURCES_MANAGE)
def index() -> Answer:
    """The list, each answer asked for once."""
    return _page()


@pages.post("")
@requires(Permission.SOURCES_MANAGE)
def settle() -> Answer:
    """Say where words lie: an area that was offered, a code, or a name that means one area only."""
    run_id, row = (min(request.form.get(name, 0, type=int), 2**31 - 1) for name in ("run_id", "row"))
    try:
        waits = work_list.find(db.session(), run_id=run_id, row=row)
        source = own(waits.source_code)
    except NotFound:
        flash(_("แถวนั้นมีคนตอบไปแล้ว หรือแฟ้มใหม่ตอบแทนแล้ว"), "info")
        return redirect(url_for(".index", source=request.form.get("source") or None), 303)
    try:
        if request.form.get("do") == "skip":
            return _settled(source, waits, None)
        found = _meant(source)
        if len(found) > 1:
            return _page(asked=(waits, found))
        return _settled(source, waits, found[0].area.code)
    except Invalid as wrong:
        db.session.rollback()
        return _page(wrong=(run_id, row, wrong)), 422


def _settled(source: Source, waits: Waiting, area_code: str | None) -> Response:
    with told_at(url_for("sources.show", source_code=source.code)):
        done = settling.settle(
            db.session(),
            source,
            words_key=waits.words_key,
            area_code=area_code,
            by=acting_hat().account_id,
            at=clock.now(),
        )
    words = waits.words[:80] or _("ไม่บอกสถานที่")
    if area_code is None:
        said = _("จำไว้แล้วว่า “%(words)s” ไม่ใช่ของเรา ข้าม %(n)s แถว", words=words, n=f"{done.passed_over:,}")
    else:
        place = tell(full_names(db.session(), {area_code})[area_code])
        said = _("จำไว้แล้วว่า “%(words)s” คือ %(place)s", words=words, place=place)
        said += " · " + _("บันทึก %(n)s เรื่อง", n=f"{done.written:,}")
    if done.waiting or done.wrong:
        said += " · " + _("อีก %(n)s แถวยังมีอย่างอื่นที่ต้องแก้", n=f"{done.waiting + done.wrong:,}")
    flash(said, "success")
    return redirect(url_for(".index", source=request.form.get("source") or None), 303)


def _meant(source: Source) -> Sequence[Match]:
    """Areas within the source's provinces that were pressed or typed."""
    typed = request.form.get("area_code", "").strip() or request.form.get("typed", "").strip()
    if not typed:
        raise Invalid({"typed": say(_NOTHING)})
    if request.form.get("area_code"):
        area = by_code(db.session(), typed, field="typed").area
        return [Match(area, area.name)]
    within = source.scope[0] if len(source.scope) == 1 else ""
    found = suggest(db.session(), typed[:200], within=within, limit=40)
    lie = [one for one in found if _province(one) in source.scope and one.area.valid_to is None]
    if not lie:
        raise Invalid({"typed": say(_NOT_FOUND, typed=typed[:80])})
    return lie[:12]


def _province(one: Match) -> str:
    return ((one.area.parent_code or "") if one.area.kind == "community" else one.area.code)[:2]


def _offered(row: Waiting, source: Source) -> list[str]:
    """The areas that the words may mean, without those that the source could not take."""
    return [code for code in row.candidates if province_of(code) in source.scope]


def _page(
    *,
    asked: tuple[Waiting, Sequence[Match]] | None = None,
    wrong: tuple[int, int, Invalid] | None = None,
) -> str:
    source = own(code) if (code := request.values.get("source", "")) else None
    province = own_province()
    of: dict[str, Any] = {
        "source_code": source.code if source else None,
        "provinces": [province] if province else None,
    }
    rows = work_list.waiting(db.session(), after=_after(), limit=SHOWN + 1, words_once=True, **of)
    sources = {code: db.session.get_one(Source, code) for code in {row.source_code for row in rows}}
    offers = {row.mark: _offered(row, sources[row.source_code]) for row in rows}
    codes = {code for found in offers.values() for code in found}
    return render_template(
        "sources/work.html",
        source=source,
        sources=sources,
        offers=offers,
        rows=rows[:SHOWN],
        older=_mark(rows[SHOWN - 1].mark) if len(rows) > SHOWN else None,
        whole=work_list.how_many(db.session(), **of),
        places=full_names(db.session(), codes),
        where=_where(rows),
        asked=asked,
        wrong=wrong and (wrong[0], wrong[1], {name: tell(s) for name, s in wrong[2].fields.items()}),
        typed=request.form.get("typed", ""),
    )


def _where(rows: Sequence[Waiting]) -> dict[Mark, list[tuple[str, Sentence]]]:
    """Of each row its doubts, with the column in which each stands."""
    known = {code: described(db.session.get_one(Source, code)) for code in {row.source_code for row in rows}}
    return {
        row.mark: [
            (fault.column or "", fault.sentence)
            for fault in (telling.located(each, known[row.source_code]) for each in row.faults)
        ]
        for row in rows
    }


def _mark(mark: Mark) -> str:
    return "{}.{}.{}".format(*mark)


def _after() -> Mark | None:
    run, _dot, rest = request.args.get("after", "").partition(".")
    row, _dot, key = rest.partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (run, row)):
        return None
    return int(run), int(row), key[:200].replace("\x00", "")
