"""How a sample need came to where it stands: paths through the table of moves, and days for them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from planhub.clock import BANGKOK
from planhub.workflow.moves import MOVES, To
from planhub.workflow.roles import Level
from planhub.workflow.stages import STAGE_OF, Action, Stage

CURRENT: dict[str, int] = {
    "": 4,
    "submit": 20,
    "submit classify": 5,
    "submit return": 4,
    "submit return submit": 3,
    "submit withdraw": 1,
    "submit defer": 2,
    "submit reject": 2,
    "submit merge": 2,
    "submit classify do_locally": 5,
    "submit classify do_jointly": 3,
    "submit classify do_locally complete": 1,
    "submit classify align forward": 14,
    "submit classify align forward return": 2,
    "submit classify align forward refer": 4,
    "submit classify align forward refer opine": 3,
    "submit classify align forward defer": 2,
    "submit classify align forward reject": 1,
    "submit classify align forward merge": 1,
    "submit reject reopen:district": 1,
    "submit classify align forward forward": 9,
    "submit classify align forward refer opine forward": 5,
    "submit classify align forward forward refer": 2,
    "submit classify align forward forward defer": 2,
    "submit classify align forward forward include": 8,
    "submit classify align forward refer opine forward include": 5,
}
"""Paths of the open round, each with how often it is taken; a word is an action, its level if need be."""

_IN_PLAN = "submit classify align forward forward include"
_ASKED = "submit classify align forward refer opine forward include"
_OTHERWISE: dict[str, int] = {
    "submit classify do_locally": 3,
    "submit classify do_locally complete": 7,
    "submit classify do_jointly": 2,
    "submit classify do_jointly complete": 4,
    "submit classify align forward defer": 4,
    "submit classify align forward forward defer": 4,
    "submit reject": 3,
    "submit classify align forward reject": 2,
    "submit merge": 3,
    "submit withdraw": 1,
}
LAST: dict[str, int] = _OTHERWISE | {
    _IN_PLAN: 10,
    _ASKED: 6,
    f"{_IN_PLAN} allocate": 14,
    f"{_ASKED} allocate": 6,
    f"{_IN_PLAN} allocate procure": 8,
    f"{_ASKED} allocate procure": 5,
    f"{_IN_PLAN} allocate procure start_works": 5,
}
"""Paths of the round before, whose fiscal year has just begun."""
EARLIER: dict[str, int] = _OTHERWISE | {
    _IN_PLAN: 3,
    f"{_IN_PLAN} allocate procure": 2,
    f"{_IN_PLAN} allocate procure start_works": 12,
    f"{_ASKED} allocate procure start_works": 6,
    f"{_IN_PLAN} allocate procure start_works complete": 16,
    f"{_ASKED} allocate procure start_works complete": 8,
}
"""Paths of the round before that, whose money has been spent, or kept over the year's end."""
LOOKED_AT: dict[str, int] = _OTHERWISE | {
    _IN_PLAN: 2,
    f"{_IN_PLAN} allocate procure start_works": 4,
    f"{_ASKED} allocate procure start_works": 2,
    f"{_IN_PLAN} allocate procure start_works complete": 12,
    f"{_ASKED} allocate procure start_works complete": 6,
    f"{_IN_PLAN} allocate procure start_works complete evaluate": 14,
    f"{_ASKED} allocate procure start_works complete evaluate": 6,
}
"""Paths of rounds before that: a finished work was looked at again a year later."""
_DONE = "allocate procure start_works complete"
OLDER: dict[str, int] = {
    f"{_ASKED} {_DONE} evaluate": 30,
    f"submit return {_IN_PLAN} {_DONE} evaluate": 16,
    f"submit return {_ASKED} {_DONE}": 12,
    f"{_IN_PLAN} {_DONE} evaluate": 14,
    f"{_ASKED} allocate procure start_works": 6,
    "submit classify do_locally complete": 4,
    "submit classify align forward forward defer": 4,
    "submit merge": 3,
    "submit reject": 3,
}
"""Paths of rounds long over, told to their end."""
Paths = tuple[dict[str, int], ...]
PATHS: Paths = (CURRENT, LAST, EARLIER, LOOKED_AT)
"""By the age of a round in years; older ones go as the last."""
LONG_PATHS: Paths = (CURRENT, LAST, EARLIER, OLDER)
"""The same over five years, each with a whole log."""
FELL_SILENT: Paths = (
    CURRENT,
    {path: n for path, n in LAST.items() if "allocate" not in path and not path.endswith("defer")},
    *(
        {path: n for path, n in told.items() if not path.endswith(("include", "defer"))}
        for told in (EARLIER, LOOKED_AT)
    ),
)
"""The same of a province that fell silent: no money of this year, nothing that the year's end would move."""

GAPS = {
    Action.ALLOCATE: (4, 75),
    Action.PROCURE: (6, 40),
    Action.START_WORKS: (40, 95),
    Action.COMPLETE: (45, 230),
    Action.EVALUATE: (395, 430),
}
"""Days from one step to the next once it is in the plan; the first waits for the fiscal year to begin."""
_PREPARING = frozenset({Action.CLASSIFY, Action.ALIGN})
"""Done in the same sitting as what follows."""


@dataclass(frozen=True)
class Step:
    """One move of a path."""

    action: Action
    level: Level
    before: Stage
    after: Stage
    same_sitting: bool
    """Done in the sitting of the step before."""


@cache
def steps(path: str) -> tuple[Step, ...]:
    """The moves of a path, as the table leads them."""
    stage = came_from = Stage.DRAFT
    result: list[Step] = []
    for word in path.split():
        name, _, named = word.partition(":")
        action = Action(name)
        move = MOVES[stage, action]
        level = Level(named) if named else move.level
        if level is None:
            raise ValueError(f"{word}: say the level, as in reopen:district")
        goal = _goal(move.to, stage, came_from, level)
        last = result[-1] if result else None
        same = last is not None and last.level is level and last.action in _PREPARING
        result.append(Step(action, level, stage, goal, same))
        if goal is not stage:
            came_from, stage = stage, goal
    return tuple(result)


def draw_path(chance: Random, *, age: int, among: Paths = PATHS) -> str:
    """A path of a round so many years old; 0 is the one that runs."""
    paths = among[min(age, len(among) - 1)]
    return chance.choices(tuple(paths), weights=tuple(paths.values()))[0]


def ends_at(path: str) -> Stage:
    """The stage to which a path leads."""
    return steps(path)[-1].after if path else Stage.DRAFT


@dataclass(frozen=True)
class YearEnd:
    """When a fiscal year ended last, and the round into which its end moved what got no money."""

    at: datetime
    into: int


@dataclass(frozen=True)
class Span:
    """The days of a story: written down after `since`, decided before `closes`, paid from `money_from`."""

    since: datetime
    closes: datetime
    money_from: datetime
    until: datetime


def moments(chance: Random, taken: Sequence[Step], span: Span) -> tuple[datetime, list[datetime]]:
    """When it was first written down, and when each step was done: office hours of working days, in order."""
    deciding = [step for step in taken if step.action not in GAPS]
    delivering = taken[len(deciding) :]
    first, *decided = _hours(chance, 1 + _sittings(deciding), span.since, span.closes)
    hours = iter(decided)
    done: list[datetime] = []
    for step in deciding:
        if step.same_sitting:
            done.append(done[-1] + timedelta(minutes=chance.randint(1, 9)))
        else:
            done.append(max(next(hours), (done[-1] if done else first) + timedelta(minutes=3)))
    if delivering:
        # what an office does of its own money waits for no year
        since = max(span.money_from, done[-1]) if delivering[0].action is Action.ALLOCATE else done[-1]
        for hour in _delivered(chance, delivering, since, span.until):
            done.append(max(hour, done[-1] + timedelta(minutes=3)))
    return first, done


def _delivered(
    chance: Random, delivering: Sequence[Step], since: datetime, until: datetime
) -> list[datetime]:
    """Hours of the steps from money to result; where time is short, all but the year of waiting shrinks."""
    gaps = [chance.uniform(*GAPS[step.action]) for step in delivering]
    room = (until - since) / timedelta(days=1)
    waits = gaps[-1] if delivering[-1].action is Action.EVALUATE else 0.0
    shrunk = min(1.0, max(0.0, room - waits - 1) / (sum(gaps) - waits)) if sum(gaps) > waits else 1.0
    days, passed = [], 0.0
    for step, gap in zip(delivering, gaps, strict=True):
        passed += gap if step.action is Action.EVALUATE else gap * shrunk
        days.append(since + timedelta(days=passed))
    return _in_office_hours(chance, days, until)


def _sittings(taken: Sequence[Step]) -> int:
    return sum(not step.same_sitting for step in taken)


def _hours(chance: Random, n: int, since: datetime, until: datetime) -> list[datetime]:
    whole = (until - since).total_seconds()
    days = [since + timedelta(seconds=chance.random() ** 0.7 * whole) for _ in range(n)]
    return _in_office_hours(chance, days, until)


def _in_office_hours(chance: Random, days: list[datetime], until: datetime) -> list[datetime]:
    hours = []
    for day in days:
        local = day.astimezone(BANGKOK)
        local -= timedelta(days=max(0, local.weekday() - 4))  # Saturday and Sunday become Friday
        hour, minute = chance.randint(8, 15), chance.randint(0, 59)
        hours.append(local.replace(hour=hour, minute=minute, second=0, microsecond=0))
    latest = until - timedelta(hours=1)
    return sorted(min(hour, latest) for hour in hours)


def _goal(to: Stage | To, stage: Stage, came_from: Stage, level: Level) -> Stage:
    if isinstance(to, Stage):
        return to
    if to is To.SAME:
        return stage
    return STAGE_OF[level] if to is To.OWN_LEVEL else came_from
