"""Which of the country's proposals are an office's: its tabs and filters as conditions on index columns."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, String, and_, false, func, literal_column, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Opinion
from planhub.thai.folding import search_words
from planhub.workflow.roles import HEIGHT, Hat, Level
from planhub.workflow.stages import HELD_AT, STAGE_OF, Stage

WAITS_IN = {**STAGE_OF, Level.AGENCY: Stage.AGENCY}
"""The stage in which an office of each level must act."""
BELOW = {Level.SUBDISTRICT: Level.VILLAGE, Level.DISTRICT: Level.SUBDISTRICT, Level.PROVINCE: Level.DISTRICT}
"""Whose ranking each committee receives."""


class Tab(StrEnum):
    """Which part of an office's matters is looked at."""

    WAITING = "waiting"
    DEFERRED = "deferred"
    REFERRED = "referred"
    RETURNED = "returned"
    DECIDED = "decided"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; None and "" leave it whole."""

    tab: Tab = Tab.WAITING
    child: str = ""
    """Area code of a child of the office: a village or ชุมชน, a subdistrict, a district."""
    side: str = ""
    classification: str = ""
    """self, joint, agency; "none" for what is not classified yet."""
    stage: str = ""
    returned: bool = False
    words: str = ""


def conditions(hat: Hat, year: int, filters: Filters) -> list[ColumnElement[bool]]:
    """The WHERE of an office's list."""
    chosen = _in_tab(hat, year, filters.tab)
    if filters.child:
        by_proposer = hat.level is Level.SUBDISTRICT or filters.child.startswith("C-")
        chosen.append(Proposal.area_code == filters.child if by_proposer else within(filters.child))
    if filters.side:
        chosen.append(Proposal.side == filters.side)
    if filters.classification == "none":
        chosen.append(Proposal.classification.is_(None))
    elif filters.classification:
        chosen.append(Proposal.classification == filters.classification)
    if filters.stage:
        chosen.append(Proposal.stage == filters.stage)
    if filters.returned:
        chosen.append(Proposal.returned.is_(True))
    if filters.words.strip():
        chosen.append(_says(filters.words))
    return chosen


def within(prefix: str, column: InstrumentedAttribute[str] = Proposal.place_code) -> ColumnElement[bool]:
    """The place lies in an area: a range of the index, which LIKE with a bound value is not."""
    return and_(column >= prefix, column < prefix + "~") if prefix else true()


def _in_tab(hat: Hat, year: int, tab: Tab) -> list[ColumnElement[bool]]:
    waits = WAITS_IN.get(hat.level)
    if waits is None:
        return [false()]
    if tab in (Tab.WAITING, Tab.DEFERRED):
        return [
            Proposal.holder_code == hat.office_code,
            Proposal.stage == (waits if tab is Tab.WAITING else Stage.DEFERRED),
        ]
    if hat.level is Level.AGENCY:
        told = select(Opinion.proposal_id).where(Opinion.agency_code == hat.office_code)
        still = and_(Proposal.stage == Stage.AGENCY, Proposal.holder_code == hat.office_code)
        return [Proposal.id.in_(told), ~still] if tab is Tab.DECIDED else [false()]
    here = [within(hat.area_code), Proposal.fiscal_year == year]
    if tab is Tab.REFERRED:
        return [*here, Proposal.stage == Stage.AGENCY, Proposal.came_from == waits]
    if tab is Tab.RETURNED:
        return [*here, Proposal.returned.is_(True), Proposal.stage == _stage_below(hat.level)]
    return [*here, decided_here(hat.level)]


def decided_here(level: Level) -> ColumnElement[bool]:
    """Decided at this level, or passed by it to a higher one that has decided since."""
    at_least = [other for other in STAGE_OF if HEIGHT[other] >= HEIGHT[level]]
    not_yet = [
        stage for stage, at in HELD_AT.items() if stage in WAITS_IN.values() and HEIGHT[at] <= HEIGHT[level]
    ]
    return and_(
        Proposal.decided_by.in_(at_least),
        Proposal.stage.not_in([Stage.DRAFT, Stage.DEFERRED, Stage.AGENCY, *not_yet]),
    )


def _stage_below(level: Level) -> Stage:
    return STAGE_OF.get(BELOW[level], Stage.DRAFT)


def _says(words: str) -> ColumnElement[bool]:
    said = [Proposal.search_key.contains(key, autoescape=True) for key in search_words(words).split()]
    return and_(*said) | (Proposal.number == words.strip()) if said else true()


def waiting_by_child(session: Session, *, hat: Hat) -> dict[str, int]:
    """How many items wait, by the office's child from which they came."""
    if hat.level not in WAITS_IN:
        return {}
    child = child_code(hat.level)
    rows = session.execute(select(child, func.count()).where(*_in_tab(hat, 0, Tab.WAITING)).group_by(child))
    return {code: n for code, n in rows}


def child_code(level: Level) -> ColumnElement[str] | InstrumentedAttribute[str]:
    """The child of an office from which an item came: of the place where an index has the place alone."""
    if level is Level.SUBDISTRICT:
        return Proposal.area_code
    # bound, the number would be two values of one query
    digits: ColumnElement[int] = literal_column("6" if level is Level.DISTRICT else "4")
    return func.left(Proposal.place_code, digits, type_=String(collation="C"))
