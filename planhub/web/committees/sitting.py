"""Who sits over a list, in which round, and what of the list is looked at: read from the request."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import g, request, url_for

from planhub import clock
from planhub.committees.asked import Typed
from planhub.committees.deciding import Decider
from planhub.committees.found import has_said
from planhub.database import db
from planhub.edge.rules import acting_hat, demand
from planhub.errors import Invalid, NotAllowed
from planhub.proposals.bearings import open_round
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import BULK_LIMIT
from planhub.proposals.selection import Filters, Tab
from planhub.web import navigation
from planhub.web.query import query
from planhub.web.records import id_in
from planhub.wording import N_, say
from planhub.workflow.authority import Permission
from planhub.workflow.judging import CLASSES
from planhub.workflow.roles import Hat, Level

LIST_FIELDS = ("tab", "child", "side", "class", "stage", "returned", "words", "at", "year")
"""What an address of the list may say, but for the item that is open beside it."""


def decider() -> Decider:
    """The person who decides, now."""
    hat, moment = acting_hat(), clock.now()
    return Decider(hat, navigation.capacity(hat, g.person), moment, clock.local_day(moment))


def state() -> dict[str, str]:
    """What of the list is looked at: from the address, or from the hidden field that a form brings back."""
    if request.method == "POST":
        given = dict(parse_qsl(request.form.get("list", "")[:2_000]))
    else:
        given = request.args.to_dict() | dict(parse_qsl(request.args.get("list", "")[:2_000]))
    return {name: given[name] for name in LIST_FIELDS if given.get(name)}


def round_year(hat: Hat, chosen: Mapping[str, str]) -> int:
    """The fiscal year whose round is worked on: as asked for, else the province's open one, else the next."""
    asked = chosen.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and 2560 <= int(asked) <= 2650:
        return int(asked)
    current = open_round(db.session(), hat.area_code[:2])
    return current.fiscal_year if current else clock.fiscal_year(clock.today()) + 1


def filters(chosen: Mapping[str, str]) -> Filters:
    """What the list is narrowed to; an unknown word of the address narrows nothing."""
    tab, classification = chosen.get("tab", ""), chosen.get("class", "")
    return Filters(
        tab=Tab(tab) if tab in set(Tab) else Tab.WAITING,
        child=chosen.get("child", "")[:20],
        side=chosen.get("side", "")[:20],
        classification=classification if classification in (*CLASSES, "none") else "",
        stage=chosen.get("stage", "")[:20],
        returned=chosen.get("returned") == "yes",
        words=chosen.get("words", "")[:100],
    )


def linker(chosen: Mapping[str, str]) -> Callable[..., str]:
    """Makes addresses of the same list with some of it changed: `link(item=17, do=None)`."""
    begun = url_for("inbox.index")  # once: a page has a hundred of these, and only what follows differs

    def link(**changes: Any) -> str:
        kept = {name: value for name, value in (dict(chosen) | changes).items() if value not in (None, "")}
        return begun + query(kept)

    return link


def list_url() -> str:
    """The list that was looked at."""
    return linker(state())()


def typed_decision() -> Typed:
    """The posted decision, as typed."""
    fields = request.form.to_dict()
    fields["target"] = fields.get("target_typed", "").strip() or fields.get("target", "")
    return Typed(fields, request.form.getlist("issue_ids"))


def picked() -> list[tuple[int, int | None]]:
    """The ticked items, each (id, version it was drawn from). Raises Invalid for none, and for too many."""
    pairs: dict[int, int | None] = {}
    for text in request.values.getlist("pick"):
        first, _, version = text.partition(":")
        if (id_ := id_in(first)) is not None:
            pairs[id_] = id_in(version)
    if not pairs:
        raise Invalid({"pick": say(N_("ยังไม่ได้เลือกเรื่อง กลับไปทำเครื่องหมายหน้าเรื่องที่ต้องการก่อน"))})
    if len(pairs) > BULK_LIMIT:
        raise Invalid({"pick": say(N_("เลือกได้ครั้งละไม่เกิน %(n)d เรื่อง"), n=BULK_LIMIT)})
    return list(pairs.items())


def may_read(proposal: Proposal) -> Hat:
    """The hat in use, if it may read this working record.

    A committee by its area; an agency what it was asked about, or has answered. Raises NotAllowed.
    """
    hat = demand(Permission.NEED_READ, proposal.place_code, proposal.area_code)
    mine = proposal.agency_code == hat.agency_code
    if (
        hat.level is Level.AGENCY
        and not mine
        and not has_said(db.session(), proposal_id=proposal.id, agency_code=hat.agency_code or "")
    ):
        raise NotAllowed(N_("เรื่องนี้ไม่ได้ส่งมาที่ส่วนราชการของท่าน"))
    return hat
