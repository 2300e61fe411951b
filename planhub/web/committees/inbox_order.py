"""The order of what waits at an office: shown, kept, taken back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.committees import ranking, ranks, typed_ranks
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.edge.wording import language
from planhub.errors import Conflict, Invalid
from planhub.proposals.bearings import has_round, rules_of
from planhub.proposals.selection import BELOW
from planhub.proposals.standing import offices_of
from planhub.thai.dates import thai_date
from planhub.thai.money import baht_short
from planhub.web.committees import item_words, sitting
from planhub.web.records import told
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.workflow.roles import Hat, Level

Answer = str | Response | tuple[str, int]

pages = Blueprint("order", __name__)

COMING = {
    Level.SUBDISTRICT: N_("เรื่องที่หมู่บ้านและชุมชนส่งมาจะอยู่ที่นี่ทันทีที่มาถึง แล้วจัดลำดับได้จนกว่าจะส่งต่อ"),
    Level.DISTRICT: N_("เรื่องที่ กบต. ส่งต่อมาจะอยู่ที่นี่ทันทีที่มาถึง แล้วจัดลำดับได้จนกว่าจะส่งต่อ"),
    Level.PROVINCE: N_("เรื่องที่ กบอ. ส่งต่อมาจะอยู่ที่นี่ทันทีที่มาถึง แล้วจัดลำดับได้จนกว่าจะบรรจุในแผน"),
}


@pages.get("/inbox/ranking")
@requires(Permission.DECIDE)
def show() -> Answer:
    """The order of what waits: by dragging, by keys, by numbers."""
    return _order({}, {})


@pages.post("/inbox/ranking")
@requires(Permission.DECIDE)
def reorder() -> Answer:
    """Keep an order."""
    hat = acting_hat()
    year, session = sitting.round_year(hat, sitting.state()), db.session()
    typed = {int(name[5:]): value for name, value in request.form.items() if _is_rank(name)}
    listed = ranks.ranking(session, hat=hat, year=year)
    order = [id_ for id_ in listed.order if id_ in typed]
    try:
        wanted = typed_ranks.typed_order(order, typed, places=listed.places[: len(order)])
        seen, close = request.form.get("seen"), request.form.get("close") == "yes"
        ranking.reorder(session, hat=hat, year=year, order=wanted, seen=seen, at=clock.now(), close=close)
    except Invalid as error:
        return _order(typed, told(error.fields, [f"rank-{id_}" for id_ in order])), 422
    except Conflict as error:
        return _order(typed, {}, conflict=tell(error.sentence)), 409
    flash(_("บันทึกลำดับแล้ว"), "success")
    return redirect(url_for("inbox.order.show", year=year), 303)


@pages.post("/inbox/ranking/undo")
@requires(Permission.DECIDE)
def undo() -> Answer:
    """Take the last order back."""
    change_id = request.form.get("change", 0, type=int)
    change = ranking.undo(db.session(), hat=acting_hat(), change_id=change_id, at=clock.now())
    flash(_("กลับไปใช้ลำดับก่อนหน้าแล้ว"), "success")
    return redirect(url_for("inbox.order.show", year=change.fiscal_year if change else None), 303)


def _is_rank(name: str) -> bool:
    return name.startswith("rank-") and name[5:].isascii() and name[5:].isdigit() and len(name) < 24


def _order(typed: dict[int, str], errors: dict[str, str], conflict: str = "") -> str:
    if errors or conflict:
        db.session.rollback()
    hat = acting_hat()
    year = sitting.round_year(hat, sitting.state())
    listed = ranks.ranking(db.session(), hat=hat, year=year)
    change = ranking.last_change(db.session(), hat=hat, year=year)
    offices = offices_of(db.session(), [hat.office_code])
    rows = [
        {
            "id": row.id,
            "title": row.title,
            "note": _note(row),
            "url": url_for("reviews.item", proposal_id=row.id),
            "value": typed.get(row.id, str(place)),
            "stored": row.rank or "",
            "error": errors.get(f"rank-{row.id}"),
            "now": _("บันทึกไว้ลำดับที่ %(n)s", n=row.rank) if row.rank else _("ยังไม่ได้บันทึกลำดับ"),
        }
        for row, place in zip(listed.rows, listed.places, strict=True)
    ]
    more = {"office": offices.name(hat.office_code), "year": year, "change": change}
    return render_template(
        "inbox/ranking.html",
        listed=listed,
        kept=item_words.spans(sorted(listed.kept)),
        free=item_words.spans(listed.free),
        rank_rows=rows,
        coming=_coming(hat, year) if not rows else "",
        errors=errors,
        conflict=conflict,
        **more,
    )


def _note(row: ranks.Ranked) -> str:
    below = _("ผู้ส่งจัดไว้ลำดับที่ %(n)s", n=row.rank_below) if row.rank_below else ""
    former = (
        _("อันดับเดิม (รอบ %(year)s): %(n)s", year=row.former_year, n=row.former_rank)
        if row.former_rank and not row.rank
        else ""
    )
    parts = (former, below, row.number, tell(row.address), baht_short(row.amount, language()))
    return " · ".join(filter(None, parts))


def _coming(hat: Hat, year: int) -> str:
    """What will stand on an empty page, and when."""
    return f"{_(COMING[hat.level])} · {_when(hat, year)}"


def _when(hat: Hat, year: int) -> str:
    """Until when those below may send, as of today."""
    session, province, today = db.session(), hat.area_code[:2], clock.today()
    if not has_round(session, province, year):
        return str(_("จังหวัดยังไม่ได้เปิดรอบปีงบประมาณ พ.ศ. %(year)s", year=year))
    window = rules_of(session, province, year).window(BELOW[hat.level])
    if window.opens is not None and today < window.opens:
        return str(_("ส่งได้ตั้งแต่วันที่ %(day)s", day=thai_date(window.opens, locale=language())))
    if window.closes is None:
        return str(_("รอบนี้ไม่ได้กำหนดวันสุดท้ายที่ส่งได้"))
    day = thai_date(window.closes, locale=language())
    if today <= window.closes:
        return str(_("ส่งได้ถึงวันที่ %(day)s", day=day))
    return str(_("ส่งได้ถึงวันที่ %(day)s ซึ่งผ่านไปแล้ว", day=day))
