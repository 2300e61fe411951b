"""Sealed editions of a plan: sealing one, printing it, proving it, and what changed from one to another."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.area import Area
from planhub.committees import editions, sealing
from planhub.committees.plan_content import baht_of, content_of, digest_of
from planhub.committees.plan_diff import diff
from planhub.database import db
from planhub.edge import public, requires, tell
from planhub.edge.people import wearing
from planhub.edge.rules import demand
from planhub.errors import Conflict, Invalid, NotFound, PlanHubError
from planhub.proposals.decisions import ENVELOPE_WORD
from planhub.proposals.value_lists import SIDES
from planhub.thai.money import baht
from planhub.web.committees.plan import province_of
from planhub.web.elsewhere import address_there, afar_of, lead_there
from planhub.web.records import capacity, told
from planhub.wording import N_
from planhub.workflow.authority import Permission, may

Answer = str | Response | tuple[str, int]

pages = Blueprint("seals", __name__, url_prefix="/plan/<province_code>/<int:year>/editions")

PAGE = 1_000
"""Projects of an edition on one page: what prints on some forty sheets."""
SHOWN = 300
"""Projects of each kind of change that are listed; of more, how many there are."""
NOW = "now"
"""In an address: the plan of today, which nobody has sealed."""
FIELDS = ("kind", "reason", "meeting")
FIELD_WORD = {
    "title": N_("ชื่อโครงการ"),
    "area": N_("พื้นที่"),
    "amount": N_("วงเงิน (บาท)"),
    "envelope": N_("กรอบวงเงิน"),
    "rank": N_("ลำดับจังหวัด"),
    "side": N_("ด้าน"),
    "issue": N_("ประเด็นการพัฒนาหลัก"),
    "agency": N_("หน่วยงานรับผิดชอบ"),
}


@pages.get("")
@public
def index(province_code: str, year: int) -> Answer:
    """The editions of a plan, the newest first; who may seals the next here."""
    if there := lead_there(province_code, year, request.path):
        return there
    return _index(province_of(province_code, year), year)


@pages.post("")
@requires(Permission.PLAN_SEAL)
def seal(province_code: str, year: int) -> Answer:
    """Seal the plan as the page showed it."""
    area = province_of(province_code, year)
    hat = demand(Permission.PLAN_SEAL, province_code)
    who: dict[str, Any] = {"at": clock.now(), "by": hat.account_id, "capacity": capacity()}
    of: dict[str, Any] = {"province_code": province_code, "year": year}
    try:
        sealed = sealing.seal(db.session(), **of, typed=request.form, **who)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _index(area, year, request.form, error), 422 if isinstance(error, Invalid) else 409
    flash(_("ลงนามแผนฉบับที่ %(n)s แล้ว", n=sealed.edition), "success")
    return redirect(url_for("seals.show", **of, edition=sealed.edition), 303)


@pages.get("/<int:edition>")
@public
def show(province_code: str, year: int, edition: int) -> Answer:
    """One edition as it was sealed, to be read and printed, and whether its hash still holds."""
    area, session = province_of(province_code, year), db.session()
    sealed = editions.opened(session, province_code=province_code, year=year, edition=edition)
    start = min(max(1, request.args.get("start", 1, type=int)), max(1, sealed.items))
    return render_template(
        "seals/show.html",
        province=area,
        year=year,
        sealed=sealed,
        lines=list(enumerate(sealed.content[start - 1 : start - 1 + PAGE], start=start)),
        older=start + PAGE if start + PAGE <= sealed.items else None,
        newer=max(1, start - PAGE) if start > 1 else None,
        intact=editions.is_intact(session, sealed),
        before=editions.before(session, sealed),
        moved=afar_of(province_code),
        there=address_there(province_code, url_for("seals.index", province_code=province_code, year=year)),
        KIND_WORD=editions.KIND_WORD,
        words=value_word,
    )


@pages.get("/changes")
@public
def changes(province_code: str, year: int) -> Answer:
    """What changed from one edition to another, or to the plan of today."""
    if there := lead_there(province_code, year, request.path):
        return there
    area, session = province_of(province_code, year), db.session()
    heads = editions.editions(session, province_code=province_code, year=year)
    if not heads:
        raise NotFound(N_("แผนของปีนี้ยังไม่มีฉบับที่ลงนาม"))
    known = [str(head.edition) for head in heads]
    first = request.args.get("from", known[0])
    last = request.args.get("to", NOW)
    if first not in known or last not in (*known, NOW):
        raise NotFound(N_("ไม่พบแผนฉบับนั้น เลือกจากรายการฉบับของแผน"))
    found = diff(_content(province_code, year, first), _content(province_code, year, last))
    return render_template(
        "seals/changes.html",
        province=area,
        year=year,
        heads=heads,
        first=first,
        last=last,
        diff=found,
        sums={"added": baht_of(found.added), "taken_out": baht_of(found.taken_out)},
        shown=SHOWN,
        NOW=NOW,
        FIELD_WORD=FIELD_WORD,
        KIND_WORD=editions.KIND_WORD,
        words=value_word,
    )


def value_word(name: str, value: str) -> str:
    """A field of a line as people read it."""
    if name == "amount":
        return baht(Decimal(value))
    lists: dict[str, Mapping[str, str]] = {"side": SIDES, "envelope": ENVELOPE_WORD}
    return tell(lists[name].get(value, value)) if name in lists else value


def _index(
    area: Area, year: int, typed: Mapping[str, str] | None = None, error: PlanHubError | None = None
) -> str:
    session, hat = db.session(), wearing()
    of: dict[str, Any] = {"province_code": area.code, "year": year}
    seals = may(hat, Permission.PLAN_SEAL, area.code)
    last = sealing.latest(session, **of) if seals else None
    content: Sequence[dict[str, Any]] = content_of(session, **of) if seals else ()
    return render_template(
        "seals/index.html",
        province=area,
        year=year,
        heads=editions.editions(session, **of),
        seals=seals,
        last=last,
        diff=diff(last.content, content) if last else None,
        items=len(content),
        total=baht_of(content),
        seen=digest_of(content, last.digest if last else ""),
        typed=typed or {},
        errors=told(error.fields, FIELDS) if isinstance(error, Invalid) else {},
        conflict=tell(error.sentence) if isinstance(error, Conflict) else "",
        kinds=[(kind, tell(editions.KIND_WORD[kind])) for kind in sealing.LATER_KINDS],
        KIND_WORD=editions.KIND_WORD,
    )


def _content(province_code: str, year: int, which: str) -> Sequence[dict[str, Any]]:
    of: dict[str, Any] = {"province_code": province_code, "year": year}
    if which == NOW:
        return content_of(db.session(), **of)
    return editions.opened(db.session(), **of, edition=int(which)).content
