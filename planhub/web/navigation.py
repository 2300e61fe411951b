"""What stands in the head of every page: the hat in use, and the links that it opens."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from planhub.accounts.hats import SignedIn
from planhub.edge.wording import language, tell
from planhub.web.whose import this
from planhub.wording import Name
from planhub.workflow.authority import Permission, may
from planhub.workflow.roles import ROLE_WORD, Hat, Role

HOME = {
    Role.VILLAGE_HEAD: "needs.home",
    Role.GOVERNOR: "governor.index",
    Role.VIEWER: "nation.index",
    Role.ADMINISTRATOR: "accounts.index",
}
"""Where each role lands; everybody else has an inbox."""
PART_OF = {"reviews": "inbox", "details": "inbox", "entry": "needs", "explorer": "map"}
PART_OF |= {"governor_wall": "governor"}
PART_OF |= {"seals": "plan", "envelopes": "plan", "year_end": "works", "got_it": "needs"}
PART_OF |= dict.fromkeys(
    (
        "work_money",
        "work_buying",
        "work_reports",
        "work_changes",
        "work_results",
        "work_silence",
        "work_slips",
    ),
    "works",
)
"""Pages that are reached from another part of the menu, and are marked there."""


@dataclass(frozen=True)
class ShownHat:
    """A hat in words."""

    id: int
    """The holding; what the hat switch posts."""
    role: str
    label: str
    area_code: str
    acting: bool
    order_number: str | None


def shown(hat: Hat, person: SignedIn) -> ShownHat:
    """The hat as people say it: นายอำเภอ อ.เมืองสุรินทร์; the page adds that it is acting.

    Titles are Thai, so in English the role is told.
    """
    title = person.titles.get(hat.holding_id) if language() == "th" else None
    return ShownHat(
        id=hat.holding_id,
        role=hat.role,
        label=_joined(title or gettext(ROLE_WORD[hat.role]), tell(_place(hat, person))),
        area_code=hat.area_code,
        acting=hat.acting,
        order_number=hat.order_number,
    )


def capacity(hat: Hat, person: SignedIn) -> str:
    """How the actor signs a decision in the log, an acting holder as such, with the order.

    Thai whatever the reader's language is: it is kept, and minutes are printed from it.
    """
    label = f"{person.titles.get(hat.holding_id) or ROLE_WORD[hat.role]} {_place(hat, person).th}".strip()
    return f"{label} (รักษาการ ตามคำสั่งที่ {hat.order_number})" if hat.acting else label


def home_of(hat: Hat) -> str:
    """Address of the page on which this hat begins its day."""
    endpoint = HOME.get(hat.role, "inbox.index")
    return url_for(endpoint if endpoint in current_app.view_functions else "signing.account")


OF_ALL_PROVINCES = ("nation.index", "nodes.index")
"""Pages that a province's own server leaves to the centre."""


def links(hat: Hat | None) -> list[tuple[str, str, bool, int | None]]:
    """(address, word, is it this page, count) of what this hat may open."""
    wanted: list[tuple[str, str, Permission | None]] = [
        ("needs.home", gettext("เรื่องของเรา"), Permission.NEED_WRITE),
        ("inbox.index", gettext("กล่องงาน"), Permission.INBOX_READ),
        ("plan.index", gettext("แผน"), Permission.PLAN_READ),
        ("works.index", gettext("งาน"), Permission.WORK_READ),
        ("governor.index", gettext("ภาพรวม"), Permission.GOVERN_READ),
        ("upkeep.index", gettext("ทบทวน"), Permission.UPKEEP_WRITE),
        ("royal.index", gettext("พระราชดำริ"), Permission.GOVERN_READ),
        ("rounds.index", gettext("รอบ"), Permission.ROUND_MANAGE),
        ("sources.index", gettext("นำเข้าข้อมูล"), Permission.SOURCES_MANAGE),
        ("nation.index", gettext("76 จังหวัด"), Permission.NATION_READ),
        ("nodes.index", gettext("การเชื่อมโยง"), Permission.NATION_READ),
        ("accounts.index", gettext("บัญชีผู้ใช้"), Permission.ACCOUNTS_MANAGE),
        ("map.country", gettext("แผนที่"), None),
        ("search.index", gettext("ค้นหา"), None),
    ]
    here = (request.blueprint or "").partition(".")[0]
    here = PART_OF.get(here, here)
    return [
        (url_for(endpoint), word, here == endpoint.partition(".")[0], None)
        for endpoint, word, permission in wanted
        if endpoint in current_app.view_functions
        and (permission is None or may(hat, permission))
        and not (this().province and endpoint in OF_ALL_PROVINCES)
    ]


def _joined(title: str, place: str) -> str:
    return (", " if language() == "en" else " ").join(filter(None, (title, place)))


def _place(hat: Hat, person: SignedIn) -> Name:
    return person.places.get(hat.area_code) or Name(hat.area_code, hat.area_code)
