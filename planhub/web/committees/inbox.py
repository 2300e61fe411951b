"""The inbox of an office: what waits by area, the list, and the item that is chosen."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from planhub import clock
from planhub.committees import asked
from planhub.committees.found import found
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.oversight import rounds
from planhub.proposals import coverage, inbox, quarterly
from planhub.proposals.selection import Tab
from planhub.proposals.standing import Offices, offices_of
from planhub.proposals.value_lists import SIDES
from planhub.web.committees import inbox_bulk, inbox_order, item_keys, item_page, sitting
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.workflow.roles import Hat, Level

pages = Blueprint("inbox", __name__)
pages.register_blueprint(inbox_bulk.pages)
pages.register_blueprint(inbox_order.pages)

TAB_WORD = {
    Tab.WAITING: N_("รอพิจารณา"),
    Tab.REFERRED: N_("ส่งส่วนราชการแล้ว"),
    Tab.RETURNED: N_("ส่งกลับให้แก้"),
    Tab.DEFERRED: N_("เลื่อนไว้"),
    Tab.DECIDED: N_("พิจารณาแล้ว"),
}


@pages.get("/inbox")
@requires(Permission.INBOX_READ)
def index() -> str:
    """The three parts: what waits by area, the list, the chosen item; htmx asks for the last alone."""
    hat, state = acting_hat(), sitting.state()
    filters, year = sitting.filters(state), sitting.round_year(hat, state)
    here = {"link": sitting.linker(state), "filters": filters, "shown": _chosen(hat, state)}
    here |= item_keys.words()
    if _part_only():
        return render_template("inbox/_pane.html", **here)
    at = inbox.read_cursor(state.get("at", ""))
    page = inbox.page(db.session(), hat=hat, year=year, filters=filters, cursor=at)
    survey = rounds.survey(db.session(), hat=hat, year=year)
    here["missed"] = quarterly.marks(db.session(), [row.id for row in page.rows], day=clock.today())
    return render_template(
        "inbox/index.html", **here, **_words(hat, survey, state), year=year, page=page, survey=survey
    )


def _chosen(hat: Hat, state: dict[str, str]) -> item_page.Shown | None:
    """The item that is open beside the list, if this hat may read it."""
    id_ = request.args.get("item", type=int)
    if not id_:
        return None
    item = found(db.session(), id_)
    sitting.may_read(item.proposal)
    return item_page.show(item, do=request.args.get("do", ""), hat=hat, state=state | {"tab": _tab()})


def _tab() -> str:
    return request.args.get("tab", "") or str(Tab.WAITING)


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
        "keys": item_keys.keys_of(hat),
        "bulk_actions": [] if hat.level is Level.AGENCY else item_keys.bulk_actions(hat),
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
