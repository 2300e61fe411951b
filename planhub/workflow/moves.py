"""The one table of moves: what may be done with a record at each stage, by whom, and where it leads."""

from dataclasses import dataclass
from enum import StrEnum

from planhub.workflow.roles import Level, Role
from planhub.workflow.stages import Action, Stage


class Must(StrEnum):
    """What has to be given, or be there already, for an action."""

    REASON = "reason"
    CLASSIFICATION = "classification"
    LOCAL_CLASS = "classification_self"
    JOINT_CLASS = "classification_joint"
    RANK = "rank"
    AGENCY = "agency"
    TARGET = "target"
    YEAR = "plan_year"
    ENVELOPE = "envelope"
    OPINION = "opinion"
    MEETING = "meeting"


class To(StrEnum):
    """Goals of a move that depend on the record's own story."""

    SAME = "same"
    BEFORE = "before"
    """The stage from which it came into this one."""
    OWN_LEVEL = "own_level"
    """The stage in which the acting level decides."""
    DECIDER = "decider"
    """The stage in which the level of the last decision decides."""


@dataclass(frozen=True)
class Move:
    """One row of the table: at this level, this action leads there and demands this."""

    to: Stage | To
    level: Level | None
    """Level that may act; None: any level standing above the one that decided."""
    must: frozenset[Must] = frozenset()
    in_window: bool = False
    """Only while the round's window of this level is open."""
    doer: bool = False
    """The office that carries the work out may do it too."""
    role: Role | None = None
    """The one role of the level that may."""


def _must(*needs: Must) -> frozenset[Must]:
    return frozenset(needs)


def _committee(stage: Stage, level: Level, below: Stage) -> dict[tuple[Stage, Action], Move]:
    """What every committee can do with what lies before it."""
    return {
        (stage, Action.RETURN): Move(below, level, _must(Must.REASON)),
        (stage, Action.DEFER): Move(Stage.DEFERRED, level, _must(Must.REASON)),
        (stage, Action.REJECT): Move(Stage.REJECTED, level, _must(Must.REASON)),
        (stage, Action.MERGE): Move(Stage.MERGED, level, _must(Must.TARGET)),
        (stage, Action.REFER): Move(Stage.AGENCY, level, _must(Must.AGENCY)),
        (stage, Action.CLASSIFY): Move(To.SAME, level, _must(Must.CLASSIFICATION)),
        (stage, Action.ALIGN): Move(To.SAME, level),
    }


MOVES: dict[tuple[Stage, Action], Move] = {
    (Stage.DRAFT, Action.SUBMIT): Move(Stage.SUBDISTRICT, Level.VILLAGE, in_window=True),
    (Stage.DRAFT, Action.WITHDRAW): Move(Stage.WITHDRAWN, Level.VILLAGE),
    (Stage.SUBDISTRICT, Action.WITHDRAW): Move(Stage.WITHDRAWN, Level.VILLAGE),
    **_committee(Stage.SUBDISTRICT, Level.SUBDISTRICT, Stage.DRAFT),
    (Stage.SUBDISTRICT, Action.FORWARD): Move(
        Stage.DISTRICT, Level.SUBDISTRICT, _must(Must.CLASSIFICATION, Must.RANK), in_window=True
    ),
    (Stage.SUBDISTRICT, Action.DO_LOCALLY): Move(Stage.LOCAL, Level.SUBDISTRICT, _must(Must.LOCAL_CLASS)),
    (Stage.SUBDISTRICT, Action.DO_JOINTLY): Move(
        Stage.JOINT, Level.SUBDISTRICT, _must(Must.JOINT_CLASS, Must.AGENCY)
    ),
    **_committee(Stage.DISTRICT, Level.DISTRICT, Stage.SUBDISTRICT),
    (Stage.DISTRICT, Action.FORWARD): Move(Stage.PROVINCE, Level.DISTRICT, _must(Must.RANK), in_window=True),
    (Stage.AGENCY, Action.OPINE): Move(To.BEFORE, Level.AGENCY, _must(Must.OPINION)),
    # an office that does not answer holds nothing up for ever: who asked may take it back
    (Stage.AGENCY, Action.RECALL): Move(To.BEFORE, None, _must(Must.REASON)),
    **_committee(Stage.PROVINCE, Level.PROVINCE, Stage.DISTRICT),
    (Stage.PROVINCE, Action.INCLUDE): Move(
        Stage.PLANNED, Level.PROVINCE, _must(Must.YEAR, Must.ENVELOPE), in_window=True
    ),
    # a merge is the one decision that its own level may undo: nothing was refused by it
    (Stage.MERGED, Action.UNMERGE): Move(To.BEFORE, None, _must(Must.REASON)),
    (Stage.DEFERRED, Action.RESUME): Move(To.OWN_LEVEL, None, _must(Must.REASON)),
    (Stage.REJECTED, Action.REOPEN): Move(To.OWN_LEVEL, None, _must(Must.REASON)),
    # a plan is changed by a resolution of the committee that the governor chairs, before there is money
    (Stage.PLANNED, Action.TAKE_OUT): Move(
        Stage.PROVINCE, Level.PROVINCE, _must(Must.REASON, Must.MEETING), role=Role.GOVERNOR
    ),
    (Stage.PLANNED, Action.ALLOCATE): Move(Stage.FUNDED, Level.PROVINCE),
    (Stage.FUNDED, Action.PROCURE): Move(Stage.PROCUREMENT, Level.PROVINCE, doer=True),
    # an office may do the work with its own hands
    (Stage.FUNDED, Action.START_WORKS): Move(Stage.WORKS, Level.PROVINCE, doer=True),
    # all of it was returned or lapsed before anything was bound: it waits for money again
    (Stage.FUNDED, Action.LOSE_MONEY): Move(Stage.PLANNED, Level.PROVINCE, _must(Must.REASON)),
    (Stage.PROCUREMENT, Action.START_WORKS): Move(Stage.WORKS, Level.PROVINCE, doer=True),
    (Stage.PROCUREMENT, Action.LOSE_MONEY): Move(Stage.PLANNED, Level.PROVINCE, _must(Must.REASON)),
    # a contractor who leaves the work, or a contract that is ended
    (Stage.WORKS, Action.PROCURE_AGAIN): Move(
        Stage.PROCUREMENT, Level.PROVINCE, _must(Must.REASON), doer=True
    ),
    (Stage.WORKS, Action.COMPLETE): Move(Stage.COMPLETED, Level.PROVINCE, doer=True),
    (Stage.COMPLETED, Action.EVALUATE): Move(Stage.EVALUATED, Level.PROVINCE, doer=True),
    (Stage.LOCAL, Action.COMPLETE): Move(Stage.COMPLETED, Level.SUBDISTRICT, doer=True),
    (Stage.JOINT, Action.COMPLETE): Move(Stage.COMPLETED, Level.SUBDISTRICT, doer=True),
    # a quarter's review: who holds what has no money lets it go; a higher level may reopen it
    (Stage.PROVINCE, Action.LET_GO): Move(Stage.REJECTED, Level.PROVINCE, _must(Must.REASON)),
    (Stage.PLANNED, Action.LET_GO): Move(Stage.REJECTED, Level.PROVINCE, _must(Must.REASON)),
    (Stage.DEFERRED, Action.LET_GO): Move(Stage.REJECTED, None, _must(Must.REASON)),
    # the year's end: what got no money is decided on again in the next round, without being proposed anew
    (Stage.PLANNED, Action.ROLL_OVER): Move(Stage.PROVINCE, Level.PROVINCE, _must(Must.YEAR)),
    (Stage.DEFERRED, Action.ROLL_OVER): Move(To.DECIDER, Level.PROVINCE, _must(Must.YEAR)),
}
