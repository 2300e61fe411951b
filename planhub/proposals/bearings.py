"""Where a proposal stands, in the terms of the rules: facts and round rules read from the database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from planhub.areas.area import Area
from planhub.proposals.planning_round import NothingToPropose, PlanningRound, RoundWindow
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.workflow.judging import Facts, possible
from planhub.workflow.roles import CODE_LENGTH, Hat, Level
from planhub.workflow.rounds import RoundRules, Window
from planhub.workflow.stages import Action, Stage

PARENT_STAGE = {Level.SUBDISTRICT: Stage.DISTRICT, Level.DISTRICT: Stage.PROVINCE}
"""Where each committee's forwarding leads."""


def facts_of(session: Session, proposal: Proposal, *, level: Level) -> Facts:
    """What the rules need to know of a proposal, seen from an office of that level."""
    return facts_of_all(session, [proposal], level=level)[proposal.id]


def facts_of_all(session: Session, proposals: Sequence[Proposal], *, level: Level) -> dict[int, Facts]:
    """The same of many, by id. What holds for a whole office and round is asked for once."""
    ranks = ranks_at(session, [proposal.id for proposal in proposals], level=level)
    return facts_ranked(session, proposals, level=level, ranks=ranks)


def facts_ranked(
    session: Session, proposals: Sequence[Proposal], *, level: Level, ranks: Mapping[int, int]
) -> dict[int, Facts]:
    """The same where their ranks at that level, in their round, are known already."""
    digits = CODE_LENGTH[level] if level in PARENT_STAGE else 0
    offices = {(proposal.place_code[:digits], proposal.fiscal_year) for proposal in proposals}
    told = {office: _passing_up(session, *office, level) for office in offices}
    found = {}
    for proposal in proposals:
        passed_up, missing = told[proposal.place_code[:digits], proposal.fiscal_year]
        found[proposal.id] = Facts(
            stage=Stage(proposal.stage),
            area_code=proposal.area_code,
            place_code=proposal.place_code,
            number=proposal.number or "",
            came_from=Stage(proposal.came_from) if proposal.came_from else None,
            decided_by=Level(proposal.decided_by) if proposal.decided_by else None,
            decided_year=proposal.decided_year,
            classification=proposal.classification,
            rank=ranks.get(proposal.id),
            agency_code=proposal.agency_code,
            passed_up=passed_up,
            children_missing=missing,
        )
    return found


def possible_actions(session: Session, proposal: Proposal, hat: Hat, day: date) -> list[Action]:
    """What this hat could do with the proposal now: what a page offers."""
    return possible(
        facts=facts_of(session, proposal, level=hat.level),
        hat=hat,
        rules=rules_for(session, proposal),
        day=day,
    )


def rules_for(session: Session, proposal: Proposal) -> RoundRules:
    """The rules by which a proposal is judged: its round's; a deferred one's, those of a later open round."""
    year = proposal.fiscal_year
    if proposal.stage == Stage.DEFERRED:
        year = later_round(session, proposal) or year
    return rules_of(session, proposal.province_code, year)


def later_round(session: Session, proposal: Proposal) -> int | None:
    """Fiscal year of the next open round after the proposal's own."""
    return session.scalar(
        select(func.min(PlanningRound.fiscal_year)).where(
            PlanningRound.province_code == proposal.province_code,
            PlanningRound.is_open,
            PlanningRound.fiscal_year > proposal.fiscal_year,
        )
    )


def rules_of(session: Session, province_code: str, fiscal_year: int) -> RoundRules:
    """The rules of a province's round of a year; without a round, nothing is limited."""
    rows = session.scalars(
        select(RoundWindow)
        .join(PlanningRound, PlanningRound.id == RoundWindow.round_id)
        .where(PlanningRound.province_code == province_code, PlanningRound.fiscal_year == fiscal_year)
    )
    windows = {
        Level(row.level): Window(
            opens=row.opens, closes=row.closes, top_n=row.top_n, children_first=row.children_first
        )
        for row in rows
    }
    return RoundRules(fiscal_year=fiscal_year, windows=windows)


def has_round(session: Session, province_code: str, fiscal_year: int) -> bool:
    """Whether a province has set a round for a year."""
    found = select(PlanningRound.id).where(
        PlanningRound.province_code == province_code, PlanningRound.fiscal_year == fiscal_year
    )
    return session.scalar(found.limit(1)) is not None


def open_round(session: Session, province_code: str) -> PlanningRound | None:
    """The round into which new needs are entered: the earliest open one."""
    return session.scalars(
        select(PlanningRound)
        .where(PlanningRound.province_code == province_code, PlanningRound.is_open)
        .order_by(PlanningRound.fiscal_year)
        .limit(1)
    ).one_or_none()


def ranks_at(session: Session, proposal_ids: Iterable[int], *, level: Level) -> dict[int, int]:
    """The ranks of some proposals at a level in their round: id to rank.

    One that the year's end moved is not ranked yet: its rank of the round before is `former_ranks_at`.
    """
    return _ranks(session, proposal_ids, level, Rank.fiscal_year == Proposal.fiscal_year)


def former_ranks_at(session: Session, proposal_ids: Iterable[int], *, level: Level) -> dict[int, int]:
    """The ranks that proposals had at a level in an earlier round, and none in theirs: id to rank."""
    return _ranks(session, proposal_ids, level, Rank.fiscal_year < Proposal.fiscal_year)


def _ranks(
    session: Session, proposal_ids: Iterable[int], level: Level, of: ColumnElement[bool]
) -> dict[int, int]:
    rows = session.execute(
        select(Rank.proposal_id, Rank.rank)
        .join(Proposal, Proposal.id == Rank.proposal_id)
        .where(Rank.level == level, Rank.proposal_id.in_(list(proposal_ids)), of)
    )
    return {id_: rank for id_, rank in rows}


def _passing_up(session: Session, office_code: str, fiscal_year: int, level: Level) -> tuple[int, int]:
    """How many items an office has passed up in a round, and how many areas below it have not answered.

    Each is counted only where the round asks for it, and 0 elsewhere.
    """
    if level not in PARENT_STAGE:
        return 0, 0
    window = rules_of(session, office_code[:2], fiscal_year).window(level)
    passed = _passed_up(session, office_code, fiscal_year, level) if window.top_n is not None else 0
    missing = len(silent_children(session, office_code, fiscal_year)) if window.children_first else 0
    return passed, missing


def _passed_up(session: Session, office_code: str, fiscal_year: int, level: Level) -> int:
    below = [stage for stage, _held in _BELOW[level]]
    rolled = aliased(Review)
    of_another_round = (
        exists()
        .where(rolled.proposal_id == Review.proposal_id, rolled.seq > Review.seq)
        .where(rolled.action == Action.ROLL_OVER)
    )
    # a returned item does not count until it is passed up again, whatever its office then did with it
    return (
        session.scalar(
            select(func.count(func.distinct(Review.proposal_id)))
            .join(Proposal, Proposal.id == Review.proposal_id)
            .where(Proposal.place_code.startswith(office_code), Proposal.fiscal_year == fiscal_year)
            .where(Review.action == Action.FORWARD, Review.to_stage == PARENT_STAGE[level], ~of_another_round)
            .where(Proposal.stage.not_in(below), Proposal.stage != Stage.WITHDRAWN)
            .where(~(Proposal.stage == Stage.AGENCY) | Proposal.came_from.not_in(below))
            .where(Proposal.stage.not_in(_ENDED_HERE) | Proposal.decided_by.not_in(_UP_TO[level]))
        )
        or 0
    )


_ENDED_HERE = (Stage.DEFERRED, Stage.REJECTED, Stage.MERGED, Stage.LOCAL, Stage.JOINT)
_UP_TO = {Level.SUBDISTRICT: (Level.SUBDISTRICT,), Level.DISTRICT: (Level.SUBDISTRICT, Level.DISTRICT)}

_BELOW: dict[Level, list[tuple[Stage, Level]]] = {
    Level.SUBDISTRICT: [(Stage.DRAFT, Level.VILLAGE), (Stage.SUBDISTRICT, Level.SUBDISTRICT)],
    Level.DISTRICT: [
        (Stage.DRAFT, Level.VILLAGE),
        (Stage.SUBDISTRICT, Level.SUBDISTRICT),
        (Stage.DISTRICT, Level.DISTRICT),
    ],
}


def silent_children(session: Session, office_code: str, fiscal_year: int) -> list[str]:
    """Codes of the areas just below an office from which nothing has come in the round.

    A subdistrict waits for its villages; a district for its subdistricts that have passed something up. An
    answer of "nothing to propose" counts as an answer.
    """
    child = select(Area.code).where(Area.parent_code == office_code, Area.valid_to.is_(None))
    at_district = len(office_code) == CODE_LENGTH[Level.DISTRICT]
    if at_district:
        child = child.where(Area.kind == "subdistrict")
        waiting = [Stage.DRAFT, Stage.SUBDISTRICT]
        heard = select(Proposal.id).where(
            Proposal.subdistrict_code == Area.code,
            Proposal.fiscal_year == fiscal_year,
            Proposal.stage.not_in(waiting),
        )
    else:
        child = child.where(Area.kind.in_(("village", "community")))
        heard = select(Proposal.id).where(
            Proposal.area_code == Area.code, Proposal.fiscal_year == fiscal_year, Proposal.number.is_not(None)
        )
    nothing = select(NothingToPropose.area_code).where(
        NothingToPropose.area_code == Area.code, NothingToPropose.fiscal_year == fiscal_year
    )
    return list(session.scalars(child.where(~heard.exists(), ~nothing.exists()).order_by(Area.code)))
