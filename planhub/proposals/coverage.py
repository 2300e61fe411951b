"""Whether all below an office have answered in a round, and how far the office is: done and left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from planhub.areas.addresses import name_of
from planhub.areas.area import Area
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import Tab, child_code, decided_here, waiting_by_child, within
from planhub.wording import Name
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import STAGE_OF, Stage

CHILD_KINDS = {
    Level.SUBDISTRICT: ("village", "community"),
    Level.DISTRICT: ("subdistrict",),
    Level.PROVINCE: ("district",),
}
NOT_HEARD = {
    Level.SUBDISTRICT: (),
    Level.DISTRICT: (Stage.DRAFT, Stage.SUBDISTRICT),
    Level.PROVINCE: (Stage.DRAFT, Stage.SUBDISTRICT, Stage.DISTRICT),
}
"""Stages in which an item has not come out of the child yet."""


@dataclass(frozen=True)
class Child:
    """An area just below an office."""

    code: str
    name: Name
    waiting: int
    answered: bool
    nothing: bool = False
    """It has answered that it has nothing to propose."""


@dataclass
class Survey:
    """An office's round at a glance."""

    year: int
    children: list[Child] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    """What waits from elsewhere (the subdistrict's own needs; an agency's districts): code to number."""
    counts: dict[Tab, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Items that wait."""
        return self.counts[Tab.WAITING]

    @property
    def done(self) -> int:
        """Items decided here in the round."""
        return self.counts[Tab.DECIDED]

    @property
    def answered(self) -> int:
        """Children that have sent something or have nothing to propose."""
        return sum(1 for child in self.children if child.answered)

    @property
    def silent(self) -> list[Child]:
        """Children that have not answered."""
        return [child for child in self.children if not child.answered]


@dataclass(frozen=True)
class Counted:
    """What came out of one child of an office in a round."""

    decided: int
    referred: int
    returned: int
    heard: int
    """Has come out of the child."""


def survey(session: Session, *, hat: Hat, year: int, counted: Mapping[str, Counted] | None = None) -> Survey:
    """Counts of every tab and the answers of the children: two scans of the office's own rows.

    `counted` are the counts of the children, where somebody keeps them.
    """
    waiting = waiting_by_child(session, hat=hat)
    result = Survey(year=year, counts=dict.fromkeys(Tab, 0) | {Tab.WAITING: sum(waiting.values())})
    result.counts[Tab.DEFERRED] = (
        session.scalar(
            select(func.count())
            .select_from(Proposal)
            .where(Proposal.holder_code == hat.office_code, Proposal.stage == Stage.DEFERRED)
        )
        or 0
    )
    if hat.level not in CHILD_KINDS:
        result.others = waiting
        return result
    found = by_child(session, hat=hat, year=year) if counted is None else counted
    result.counts[Tab.DECIDED] = sum(child.decided for child in found.values())
    result.counts[Tab.REFERRED] = sum(child.referred for child in found.values())
    result.counts[Tab.RETURNED] = sum(child.returned for child in found.values())
    result.children = _children(session, hat, year, waiting, {code for code in found if found[code].heard})
    known = {child.code for child in result.children}
    result.others = {code: n for code, n in waiting.items() if code not in known}
    return result


def by_child(
    session: Session, *, hat: Hat, year: int, only: Collection[str] | None = None
) -> dict[str, Counted]:
    """The counts of an office's children by code, of those named or of all that have anything."""
    child, own = child_code(hat.level), STAGE_OF[hat.level]
    below = {Level.SUBDISTRICT: Stage.DRAFT, Level.DISTRICT: Stage.SUBDISTRICT}.get(hat.level, Stage.DISTRICT)
    query = select(
        child,
        func.count().filter(decided_here(hat.level)),
        func.count().filter(Proposal.stage == Stage.AGENCY, Proposal.came_from == own),
        func.count().filter(Proposal.stage == below, Proposal.returned),
        func.count().filter(Proposal.stage.not_in(NOT_HEARD[hat.level])),
    ).where(within(hat.area_code), Proposal.fiscal_year == year, Proposal.number.is_not(None))
    if only is not None:
        query = query.where(child.in_(only), or_(false(), *[within(code) for code in only]))
    return {code: Counted(*counts) for code, *counts in session.execute(query.group_by(child))}


def _children(session: Session, hat: Hat, year: int, waiting: dict[str, int], heard: set[str]) -> list[Child]:
    areas = session.execute(
        select(
            Area.code,
            Area.kind,
            Area.name_th,
            Area.name_en,
            Area.moo,
            Area.schematic_name,
            NothingToPropose.area_code,
        )
        .outerjoin(
            NothingToPropose,
            (NothingToPropose.area_code == Area.code) & (NothingToPropose.fiscal_year == year),
        )
        .where(Area.parent_code == hat.area_code, Area.valid_to.is_(None))
        .where(Area.kind.in_(CHILD_KINDS[hat.level]))
        .order_by(Area.kind.desc(), Area.code)
    )
    return [
        Child(
            code=code,
            name=_name(kind, name_th, name_en, moo, schematic),
            waiting=waiting.get(code, 0),
            answered=code in heard or nothing is not None,
            nothing=nothing is not None and code not in heard,
        )
        for code, kind, name_th, name_en, moo, schematic, nothing in areas
    ]


def _name(kind: str, thai: str, english: str | None, moo: int | None, schematic: bool) -> Name:
    """As a list under a head that names the kind has it: the English name bare, the Thai one with its ต."""
    named = name_of(kind, thai, english, moo, schematic=schematic)
    return replace(named, en=english) if english and kind in ("subdistrict", "district") else named
