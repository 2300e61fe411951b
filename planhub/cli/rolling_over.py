"""The year's end for each province whose needs lie in this database: by the minute's beat, and by command."""

import time
from collections import deque
from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from planhub import clock
from planhub.linkage.projecting import follow
from planhub.linkage.way import on_their_own
from planhub.proposals import rolling
from planhub.proposals.rolling import Due, Rolled

AT_ONCE = 20
"""Items of one transaction: for so long, a third of a second, somebody who decides on one of them waits."""
RESTS = 3.0
"""Rests so many times as long as each transaction took: people at work have the machine."""
OF_A_MINUTE = 40.0
"""Seconds of each minute, rests included; reports and links, which beat as well, have the others."""
LOOKED_AFTER = 3600.0
"""Seconds after which what is due is looked for again: it falls due by the calendar and by a round opened."""

Rest = Callable[[float], object]


class Walk:
    """Once through what is due in a province: what is refused on the way is passed by."""

    def __init__(self, province_code: str) -> None:
        self.province_code = province_code
        self.after: Due | None = None


def roll_over(engine: Engine) -> dict[str, Rolled]:
    """Move all that is due, at full speed; what was done or met with trouble, by province."""
    done: dict[str, Rolled] = {}
    for walk in _walks(engine):
        turn = total = _turn(engine, walk)
        while turn.more:
            turn = _turn(engine, walk)
            total += turn
        if total or total.refused or total.trouble:
            done[walk.province_code] = total
    return done


class YearsEnd:
    """The same beside people at work: little at a time, province by province in turn, with rests between."""

    def __init__(self, rest: Rest = time.sleep) -> None:
        self._rest = rest
        self._left: deque[Walk] = deque()
        self._look_at = 0.0

    def work(self, engine: Engine) -> None:
        """Go on where the last minute left off, for `OF_A_MINUTE`.

        Raises the first trouble, after all others had their turn; the next look tries it again.
        """
        began = time.monotonic()
        trouble: SQLAlchemyError | None = None
        if not self._left and began >= self._look_at:
            self._left.extend(_walks(engine))
            self._look_at = began + LOOKED_AFTER
        while self._left and time.monotonic() < began + OF_A_MINUTE:
            walk = self._left.popleft()
            turn = _turn(engine, walk, rest=self._rest, until=began + OF_A_MINUTE)
            if turn.more:
                self._left.append(walk)
            trouble = trouble or turn.trouble
        if trouble is not None:
            raise trouble


def _walks(engine: Engine) -> list[Walk]:
    """Those with an open round, but for those that work on a server of their own and do it there."""
    with Session(engine) as session:
        away = on_their_own(session)
        return [Walk(code) for code in rolling.provinces_with_rounds(session) if code not in away]


def _turn(engine: Engine, walk: Walk, *, rest: Rest | None = None, until: float = float("inf")) -> Rolled:
    """What is found in a province, in transactions of `AT_ONCE`; past `until` the rest is left for later.

    One transaction at least, or a province in which looking takes long would never come further.
    """
    began = time.monotonic()
    try:
        found = _found(engine, walk)
    except SQLAlchemyError as trouble:
        return Rolled(trouble=trouble)
    _pause(rest, began, until)
    done = Rolled(more=len(found) == rolling.LOOKED_FOR)
    for first in range(0, len(found), AT_ONCE):
        began = time.monotonic()
        if first and began >= until:
            return done + Rolled(more=True)
        some = found[first : first + AT_ONCE]
        walk.after = some[-1]
        done = _take_up(engine, walk.province_code, some) + done
        _pause(rest, began, until)
    return done


def _found(engine: Engine, walk: Walk) -> list[Due]:
    with Session(engine) as session:
        if walk.province_code in on_their_own(session):  # it may have gone since the walk began
            return []
        return rolling.due(session, walk.province_code, clock.now(), after=walk.after)


def _take_up(engine: Engine, province_code: str, some: Sequence[Due]) -> Rolled:
    """In one transaction; where the database refuses it each in its own, so that one holds back no other."""
    try:
        with Session(engine) as session, session.begin():
            follow(session)
            return rolling.take_up(session, province_code, some, clock.now())
    except SQLAlchemyError as trouble:
        lost = isinstance(trouble, DBAPIError) and trouble.connection_invalidated
        if len(some) == 1 or lost:
            return Rolled(refused=len(some), trouble=trouble)
    return sum((_take_up(engine, province_code, [one]) for one in some), Rolled())


def _pause(rest: Rest | None, began: float, until: float) -> None:
    """`RESTS` times as long as since then, but not past `until`: waiting for a lock is no work."""
    now = time.monotonic()
    if rest is not None and now < until:
        rest(min(RESTS * (now - began), until - now))
