"""The inbox of an office: what waits, the bulk decision, the order of the list."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.committees import asked, deciding, ranking, ranks
from planhub.committees.dossier import found
from planhub.committees.forecast import forecast
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.edge.wording import language
from planhub.errors import Conflict, Invalid
from planhub.proposals import coverage, inbox
from planhub.proposals.selection import Tab
from planhub.proposals.standing import Offices, offices_of
from planhub.proposals.value_lists import SIDES
from planhub.thai.money import baht_short
from planhub.web import item_page, item_words, sitting
from planhub.web.records import told
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import ACTION_WORD, Action

Answer = str | Response | tuple[str, int]

pages = Blueprint("inbox", __name__)

TAB_WORD = {
    Tab.WAITING: N_("รอพิจารณา"),
    Tab.REFERRED: N_("ส่งส่วนราชการแล้ว"),
    Tab.RETURNED: N_("ส่งกลับให้แก้"),
    Tab.DEFERRED: N_("เลื่อนไว้"),
    Tab.DECIDED: N_("พิจารณาแล้ว"),
}


@pages.get("/inbox")
@requires(Permission.INBOX_READ)
def index() -> Answer:
    """The three parts: what waits by area, the list, the chosen item; htmx asks for the last alone."""
    hat, state = acting_hat(), sitting.state()
    filters, year = sitting.filters(state), sitting.round_year(hat, state)
    here = {"link": sitting.linker(state), "filters": filters, "shown": _chosen(hat, state)}
    here |= item_page.words()
    if _part_only():
        return render_template("inbox/_pane.html", **here)
    at = inbox.read_cursor(state.get("at", ""))
    page = inbox.page(db.session(), hat=hat, year=year, filters=filters, cursor=at)
    survey = coverage.survey(db.session(), hat=hat, year=year)
    return render_template(
        "inbox/index.html", **here, **_words(hat, survey, state), year=year, page=page, survey=survey
    )


@pages.post("/inbox/bulk")
@requires(Permission.DECIDE)
def bulk() -> Answer:
    """One thing to many: first the page that says what it would do, then doing it."""
    wanted = request.form.get("now") or request.form.get("action", "")
    action = asked.read_action(wanted, known=asked.IN_BULK)
    items, typed, by = sitting.picked(), sitting.typed_decision(), sitting.decider()
    if typed.get("confirmed") != "yes":
        return _confirm(action, items, {})
    try:
        outcome = deciding.decide_many(db.session(), items=items, action=action, typed=typed, by=by)
    except Invalid as error:
        db.session.rollback()
        return _confirm(action, items, told(error.fields)), 422
    if not outcome.refused:
        flash(_("%(action)s %(n)s เรื่องแล้ว", action=tell(ACTION_WORD[action]), n=len(outcome.done)), "success")
        return redirect(_list_url(), 303)
    left = [f"{id_}:{version}" for id_, version in items if id_ in outcome.refused]
    state = request.form.get("list", "")
    year = typed.get("plan_year")[:4] or None
    where = url_for("inbox.outcome", action=action, done=len(outcome.done), pick=left, list=state, plan=year)
    return redirect(where, 303)


@pages.get("/inbox/bulk")
@requires(Permission.DECIDE)
def asked_again() -> Answer:
    """The address of the page that asks before doing it, opened again: the list."""
    return redirect(url_for("inbox.index"), 303)


@pages.get("/inbox/outcome")
@requires(Permission.DECIDE)
def outcome() -> Answer:
    """What a bulk decision did not do, and why: as things stand now."""
    action = asked.read_action(request.args.get("action", ""), known=asked.IN_BULK)
    hat, day, plan_year = acting_hat(), clock.today(), request.args.get("plan", type=int)
    left = forecast(
        db.session(), items=sitting.picked(), action=action, hat=hat, day=day, plan_year=plan_year, asks=False
    )
    done = request.args.get("done", 0, type=int)
    words = {"action": action, "action_word": ACTION_WORD[action]}
    return render_template("inbox/outcome.html", left=left, done=done, back=_list_url(), **words)


@pages.get("/inbox/ranking")
@requires(Permission.DECIDE)
def order() -> Answer:
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
        wanted = ranks.typed_order(order, typed, places=listed.places[: len(order)])
        seen, close = request.form.get("seen"), request.form.get("close") == "yes"
        ranking.reorder(session, hat=hat, year=year, order=wanted, seen=seen, at=clock.now(), close=close)
    except Invalid as error:
        return _order(typed, told(error.fields)), 422
    except Conflict as error:
        return _order(typed, {}, conflict=tell(error.sentence)), 409
    flash(_("บันทึกลำดับแล้ว"), "success")
    return redirect(url_for("inbox.order", year=year), 303)


@pages.post("/inbox/ranking/undo")
@requires(Permission.DECIDE)
def undo() -> Answer:
    """Take the last order back."""
    change_id = request.form.get("change", 0, type=int)
    change = ranking.undo(db.session(), hat=acting_hat(), change_id=change_id, at=clock.now())
    flash(_("กลับไปใช้ลำดับก่อนหน้าแล้ว"), "success")
    return redirect(url_for("inbox.order", year=change.fiscal_year if change else None), 303)


def _list_url() -> str:
    return sitting.linker(sitting.state())()


def _chosen(hat: Hat, state: dict[str, str]) -> item_page.Shown | None:
    """The item that is open beside the list, if this hat may read it."""
    id_ = request.args.get("item", type=int)
    if not id_:
        return None
    sitting.may_read(found(db.session(), id_)[0])
    return item_page.show(
        proposal_id=id_, do=request.args.get("do", ""), hat=hat, state=state | {"tab": _tab()}
    )


def _tab() -> str:
    return request.args.get("tab", "") or str(Tab.WAITING)


def _is_rank(name: str) -> bool:
    return name.startswith("rank-") and name[5:].isascii() and name[5:].isdigit() and len(name) < 24


def _part_only() -> bool:
    wants = request.headers.get
    return wants("HX-Request") == "true" and wants("HX-History-Restore-Request") != "true"


def _words(hat: Hat, survey: coverage.Survey, state: dict[str, str]) -> dict[str, Any]:
    offices = offices_of(db.session(), [hat.office_code, *survey.others])
    child = {Level.SUBDISTRICT: _("หมู่บ้าน/ชุมชน"), Level.DISTRICT: _("ตำบล")}.get(hat.level, _("อำเภอ"))
    known = (Tab.WAITING, Tab.DECIDED) if hat.level is Level.AGENCY else tuple(TAB_WORD)
    none = [("none", _("ยังไม่จำแนก"))]
    names = {code: _own_name(offices, code, hat) for code in survey.others}
    return {
        "office": offices.name(hat.office_code),
        "hat_level": hat.level,
        "child_word": child,
        "names": names,
        "child_options": _areas(survey, names, state.get("child", "")),
        "side_options": [(key, tell(word)) for key, word in SIDES.items()],
        "class_options": [(key, tell(word)) for key, word in asked.CLASS_WORD.items()] + none,
        "short_classes": {"self": _("ทำเอง"), "joint": _("ทำร่วม"), "agency": _("ของหน่วยงาน")},
        "tabs_of_hat": [(tab, word) for tab, word in TAB_WORD.items() if tab in known],
        "keys": item_page.keys_of(hat),
        "bulk_actions": [] if hat.level is Level.AGENCY else item_page.bulk_actions(hat),
        "list_query": urlencode(state),
    }


def _areas(survey: coverage.Survey, names: dict[str, str], chosen: str) -> list[tuple[str, str]]:
    """The areas from which something may come, each with how much waits from there."""
    found = {child.code: f"{tell(child.name)} ({child.waiting})" for child in survey.children}
    found |= {code: f"{names[code]} ({n})" for code, n in survey.others.items()}
    return list((({chosen: chosen} if chosen and chosen not in found else {}) | found).items())


def _own_name(offices: Offices, code: str, hat: Hat) -> str:
    if code == hat.area_code:
        return str(_("ทั้งตำบล"))
    address = offices.places.get(code)
    return tell(address.name) if address else code


def _confirm(action: Action, items: list[tuple[int, int | None]], errors: dict[str, str]) -> str:
    hat, day, typed = acting_hat(), clock.today(), sitting.typed_decision()
    seen = forecast(db.session(), items=items, action=action, hat=hat, day=day)
    rows = [row.proposal for row in seen.can]
    place = rows[0].place_code if rows else hat.area_code
    year = rows[0].fiscal_year if rows else sitting.round_year(hat, sitting.state())
    return render_template(
        "inbox/confirm.html",
        action=action,
        action_word=ACTION_WORD[action],
        seen=seen,
        total=sum(row.amount for row in rows),
        errors=errors,
        typed=dict(typed.fields) | {"issue_ids": list(typed.issues)},
        fields=[field for field in asked.ASKS[action] if field != "rank"],
        must_reason=action in asked.NEEDS_REASON,
        level=hat.level,
        year=year,
        envelopes=item_page.envelopes_for(place, year) if "envelope" in asked.ASKS[action] else (),
        places=ranks.places(db.session(), hat=hat, year=year) if seen.unranked else None,
        back=_list_url(),
        list=request.form.get("list", ""),
        **item_page.words(),
        choice_lists=item_page.choices_for(place_code=place, year=year, day=day),
    )


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
        errors=errors,
        conflict=conflict,
        **more,
    )


def _note(row: ranks.Ranked) -> str:
    below = _("ผู้ส่งจัดไว้ลำดับที่ %(n)s", n=row.rank_below) if row.rank_below else ""
    parts = (below, row.number, tell(row.address), baht_short(row.amount, language()))
    return " · ".join(filter(None, parts))
