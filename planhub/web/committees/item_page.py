"""What the page of an item shows: the item, what can be done with it, and the form of what is being done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from planhub import clock
from planhub.committees import choices
from planhub.committees.asked import (
    AGENCY_LEVEL_WORD,
    ASKS,
    CLASS_WORD,
    ENVELOPE_WORD,
    VERDICT_WORD,
)
from planhub.committees.dossier import Dossier, dossier
from planhub.committees.envelopes import Envelope, envelopes
from planhub.committees.forecast import why_not
from planhub.committees.found import Found
from planhub.committees.ranks import Open, open_places
from planhub.database import db
from planhub.edge import tell
from planhub.procurement.correctable import slips_of
from planhub.proposals import quarterly
from planhub.proposals.selection import WAITS_IN
from planhub.web.committees.item_keys import KEYS
from planhub.web.works.due import Silence, silence_of
from planhub.web.works.slip_words import Mended, mended
from planhub.wording import Sentence
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import NOT_COUNTED, STAGE_OF, Action
from planhub.works.work import Work
from planhub.works.works import UNDERWAY

LEADS_ON = {Level.SUBDISTRICT: Action.FORWARD, Level.DISTRICT: Action.FORWARD, Level.PROVINCE: Action.INCLUDE}


@dataclass
class Shown:
    """An item as its page shows it."""

    item: Dossier
    level: Level
    actions: list[Action]
    do: Action | None
    """What is being done: its form is open."""
    asks: tuple[str, ...]
    typed: dict[str, Any]
    """What stands in the form: typed, or what the record says already."""
    listed: str
    """State of the list from which the item was opened, as a query; "" for none."""
    envelopes: Sequence[Envelope] = ()
    """Of the years into whose plan it may go."""
    places: Open | None = None
    """The ranks of this office, where the item waits and may be ranked."""
    blocked: Sentence | None = None
    """Why it cannot go on now."""
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    conflict: bool = False
    with_us: bool = False
    missed: Sentence | None = None
    """Nobody confirmed it in the quarter that went by."""
    choices: dict[str, Any] = field(default_factory=dict)

    @property
    def silence(self) -> Silence | None:
        """What is said where a report of the work is owed."""
        return silence_of(self.item.proposal, db.session.get(Work, self.item.proposal.id))

    @property
    def work_url(self) -> str | None:
        """The pages of the work that it became."""
        underway = self.item.proposal.stage in UNDERWAY
        return url_for("works.show", proposal_id=self.item.proposal.id) if underway else None

    @property
    def mended(self) -> list[Mended]:
        """What had been typed wrong of its contracts, and was mended."""
        return mended(slips_of(db.session(), self.item.proposal.id)) if self.work_url else []

    @property
    def merge_choices(self) -> list[tuple[str, str, str]]:
        """Look-alikes that the item could be merged into, for a choice by radio."""
        return [
            (row.number, row.title, f"{row.number} · {tell(address)}")
            for row, address in self.item.lookalikes
            if row.stage not in NOT_COUNTED
        ]

    def here_on_page(self, action: Action | None) -> str:
        """The item's own page with the form of another action open."""
        return url_for("reviews.item", proposal_id=self.item.proposal.id, do=action, list=self.listed or None)

    def here_in_list(self, link: Callable[..., str]) -> Callable[[Action | None], str]:
        """The same within the list, for its right part."""
        return lambda action: link(item=self.item.proposal.id, do=action)

    @property
    def answer_url(self) -> str:
        """Where the form goes."""
        endpoint = "reviews.opine" if self.do is Action.OPINE else "reviews.decide"
        return url_for(endpoint, proposal_id=self.item.proposal.id)


def show(
    found: Found,
    *,
    do: str,
    hat: Hat,
    state: Mapping[str, str],
    typed: Mapping[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    problem: str = "",
    conflict: bool = False,
) -> Shown:
    """The item, with the form of `do` where this hat may do it; `typed` keeps what was typed before."""
    day, session = clock.today(), db.session()
    item = dossier(session, found, hat=hat, day=day)
    offered = [action for action in KEYS if action in item.actions]
    doing = Action(do) if do in offered else None
    leads = LEADS_ON.get(hat.level)
    blocked = None
    if leads and leads not in offered and item.proposal.stage == WAITS_IN.get(hat.level):
        blocked = why_not(
            facts=item.facts, action=leads, hat=hat, rules=item.rules, day=day, classified=True, ranked=True
        )
    asks = ASKS[doing] if doing else ()
    if doing is Action.FORWARD and hat.level is Level.SUBDISTRICT:
        asks = ("classification", "agency_code", *asks)
    waits = hat.level in STAGE_OF and item.proposal.stage == STAGE_OF[hat.level]
    return Shown(
        item=item,
        missed=quarterly.marks(session, [item.proposal.id], day=day).get(item.proposal.id),
        level=hat.level,
        actions=offered,
        do=doing,
        asks=asks,
        typed=dict(typed) if typed is not None else stands(item, hat),
        listed=urlencode(dict(state)),
        envelopes=envelopes_for(item.proposal.place_code, item.proposal.fiscal_year)
        if "envelope" in asks
        else (),
        places=open_places(session, hat=hat, year=item.proposal.fiscal_year) if waits else None,
        blocked=blocked,
        errors=errors or {},
        problem=problem,
        conflict=conflict,
        with_us=item.proposal.holder_code == hat.office_code,
        choices=choices_for(place_code=item.proposal.place_code, year=item.proposal.fiscal_year, day=day)
        if doing
        else {},
    )


def stands(item: Dossier, hat: Hat) -> dict[str, Any]:
    """What the record says already, as the form's first values."""
    proposal = item.proposal
    # a rank of the round before may be another's in this one
    here = (row.rank for row in item.ranks if (row.level, row.year) == (hat.level, proposal.fiscal_year))
    return {
        "classification": proposal.classification or "",
        "agency_code": proposal.agency_code or "",
        "rank": next(here, ""),
        "plan_year": proposal.plan_year or proposal.fiscal_year,
        "issue_ids": [str(issue.id) for issue, _leads in item.issues],
        "leading_issue_id": next((str(issue.id) for issue, leads in item.issues if leads), ""),
    }


def envelopes_for(place_code: str, year: int) -> list[Envelope]:
    """The envelopes of the years into whose plan an item of a round may go."""
    return envelopes(db.session(), province_code=place_code[:2], years=choices.plan_years(year))


def choices_for(*, place_code: str, year: int, day: date) -> dict[str, Any]:
    """The lists that decision forms choose from, as (value, words)."""
    session = db.session()
    offices = choices.agencies_for(session, place_code=place_code, day=day)
    issues = choices.issues_for(session, province_code=place_code[:2], year=year)
    return {
        "agencies": [
            (o.code, f"{tell(AGENCY_LEVEL_WORD.get(o.level, o.level))} · {tell(o.name)}") for o in offices
        ],
        "issues": [(issue.id, f"{issue.no}. {issue.name}") for issue in issues],
        "years": [(y, y) for y in choices.plan_years(year)],
        "classes": _told(CLASS_WORD),
        "envelopes": _told(ENVELOPE_WORD),
        "verdicts": _told(VERDICT_WORD),
    }


def _told(list_: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, tell(word)) for key, word in list_.items()]
