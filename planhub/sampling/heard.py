"""What was heard of a made-up work: a report each quarter, or silence, and what came of it in the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from planhub.clock import local_day
from planhub.progress.progress import ProgressReport
from planhub.results.closing_out import year_after
from planhub.results.result import LaterLook, VillageAnswer, WorkResult
from planhub.sampling.buying import hour
from planhub.sampling.contracts import FINISHED
from planhub.sampling.needs import MadeUp, written
from planhub.sampling.offices import Actor
from planhub.sampling.storing import Sheaf
from planhub.sampling.words import problems, said_of_works
from planhub.workflow.due import Period, period_of

WINDOW = 15
SILENT = 0.16
TROUBLED = 0.18


@dataclass(frozen=True)
class Last:
    """What the work shows of its reports."""

    physical: int
    at: datetime | None
    problem_code: str | None


@dataclass(frozen=True)
class Course:
    """How a work goes on: from when to when it is heard of, and how far it is on a day."""

    proposal_id: int
    funded: date
    signed: date | None
    completed: datetime | None
    now: datetime
    physical: Callable[[date], int]
    late: bool
    target: Decimal
    clerk: Actor


def write_reports(sheaf: Sheaf, chance: Random, course: Course) -> Last:
    """A report in each quarter's window since the money came; some offices fall silent."""
    end = local_day(course.completed) if course.completed else local_day(course.now) - timedelta(days=1)
    periods = _owed(course.funded, end)
    if course.completed is None and chance.random() < SILENT:
        periods = periods[: chance.randint(0, max(0, len(periods) - 1))]
    last = Last(0, None, None)
    for period in periods:
        day = min(period.opens + timedelta(days=chance.randint(3, 40)), end)
        last = _report(sheaf, chance, course, period, hour(day), last)
    if course.completed:
        period = period_of(end, by_quarter=True)
        last = _report(sheaf, chance, course, period, course.completed + timedelta(minutes=9), last)
    return last


def _owed(since: date, until: date) -> list[Period]:
    period, found = period_of(since, by_quarter=True), []
    while period.opens <= until:
        if since < period.opens:
            found.append(period)
        period = period_of(period.last_day + timedelta(days=1), by_quarter=True)
    return found


def _report(sheaf: Sheaf, chance: Random, course: Course, period: Period, at: datetime, last: Last) -> Last:
    day = local_day(at)
    ended = course.completed is not None and at > course.completed
    physical = FINISHED if ended else max(last.physical, course.physical(day))
    signed = course.signed is not None and day >= course.signed
    words = "ended" if ended else "underway" if physical else "begun" if signed else "waiting"
    troubled = not ended and (chance.random() < TROUBLED or (course.late and chance.random() < 0.6))
    known = problems()
    code = (
        chance.choice([c for c in known if signed or c in ("no_bidder", "land", "design")])
        if troubled
        else None
    )
    problem, remedy = known[code] if code else ("", "")
    accepted = chance.random() < 0.75
    sheaf.add(
        ProgressReport,
        proposal_id=course.proposal_id,
        fiscal_year=period.fiscal_year,
        month=period.month,
        by_quarter=period.by_quarter,
        physical=physical,
        activity=chance.choice(said_of_works(words)),
        output=(course.target * physical / FINISHED).quantize(Decimal("0.01")),
        problem_code=code,
        problem=problem,
        remedy=remedy,
        next_step="" if ended else chance.choice(said_of_works("next")),
        at=at,
        by=course.clerk.account_id,
        capacity=course.clerk.capacity,
        review="accepted" if accepted else None,
        reviewed_at=min(at + timedelta(days=2), course.now - timedelta(hours=2)) if accepted else None,
        reviewed_as="สำนักงานจังหวัด" if accepted else "",
    )
    return Last(physical, at, code)


def write_result(
    sheaf: Sheaf,
    chance: Random,
    course: Course,
    *,
    words: MadeUp,
    owner: str,
    looked: tuple[datetime, Actor] | None,
) -> None:
    """The close-out, the look a year later (due, or recorded), and the word of those who asked."""
    if course.completed is None or (looked is None and chance.random() < 0.15):
        return
    at = min(course.completed + timedelta(days=chance.randint(2, 18)), course.now - timedelta(hours=3))
    _close_out(sheaf, chance, course, at, words=words, owner=owner)
    _look_later(sheaf, chance, course, at, side=words.kind.side, looked=looked)
    if chance.random() < 0.6:
        answer = chance.choices(("yes", "partly", "no"), cum_weights=(78, 95, 100))[0]
        sheaf.add(
            VillageAnswer,
            proposal_id=course.proposal_id,
            answer=answer,
            words="" if answer == "yes" else chance.choice(said_of_works("missing", words.kind.side)),
            at=min(at + timedelta(days=chance.randint(3, 40)), course.now - timedelta(hours=1)),
        )


def _close_out(
    sheaf: Sheaf, chance: Random, course: Course, at: datetime, *, words: MadeUp, owner: str
) -> None:
    reached = chance.choices((1.0, 0.97, 0.9), cum_weights=(80, 92, 100))[0]
    indicator = {
        "name": words.request,
        "target": written(words.quantity),
        "actual": written(round(words.quantity * reached, 1)),
        "unit": words.kind.unit,
    }
    sheaf.add(
        WorkResult,
        proposal_id=course.proposal_id,
        delivered={"indicators": [indicator]},
        impact_good=chance.choice(said_of_works("good", words.kind.side)),
        impact_bad=chance.choice(said_of_works("bad", words.kind.side)),
        benefit=chance.choice(said_of_works("benefit")),
        people=words.people,
        owner=owner,
        maintainer=owner,
        handover_no=f"มท 0232/{chance.randint(40, 2400)}",
        handover_on=local_day(at),
        at=at,
        by=course.clerk.account_id,
        capacity=course.clerk.capacity,
    )


def _look_later(
    sheaf: Sheaf,
    chance: Random,
    course: Course,
    at: datetime,
    *,
    side: str,
    looked: tuple[datetime, Actor] | None,
) -> None:
    state = chance.choices(("in_use", "partly", "not_used"), cum_weights=(82, 95, 100))[0] if looked else None
    unused = state in ("partly", "not_used")
    sheaf.add(
        LaterLook,
        proposal_id=course.proposal_id,
        due_on=year_after(local_day(at)),
        state=state,
        why=chance.choice(said_of_works("unused", side)) if unused else "",
        at=looked[0] if looked else None,
        by=looked[1].account_id if looked else None,
        capacity=looked[1].capacity if looked else "",
    )
