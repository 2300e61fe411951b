"""The year's end for each province whose needs lie in this database: by the minute's beat, and by command."""

import time
from collections import deque
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planhub import clock
from planhub.linkage.projecting import follow
from planhub.linkage.way import on_their_own
from planhub.proposals import rolling
from planhub.proposals.rolling import Rolled

AT_ONCE = 20
"""Items of one transaction: for so long, a third of a second, somebody who decides on one of them waits."""
RESTS = 3.0
"""Rests so many times as long as each transaction took: people at work have the machine."""
OF_A_MINUTE = 40.0
"""Seconds of each minute, rests included; reports and links, which beat as well, have the others."""
LOOKED_AFTER = 3600.0
"""Seconds after which what is due is looked for again: it falls due by the calendar and by a round opened."""

Rest = Callable[[float], object]


def roll_over(engine: Engine) -> dict[str, Rolled]:
    """Move all that is due, at full speed; what was done, by province."""
    done: dict[str, Rolled] = {}
    for code in _provinces(engine):
        while turn := _turn(engine, code, rest=lambda took: None):
            done[code] = done.get(code, Rolled()) + turn
            if not turn.more:
                break
    return done


class YearsEnd:
    """The same beside people at work: little at a time, province by province in turn, with rests between."""

    def __init__(self, rest: Rest = time.sleep) -> None:
        self._rest = rest
        self._left: deque[str] = deque()
        self._look_at = 0.0

    def work(self, engine: Engine) -> None:
        """Go on where the last minute left off, for `OF_A_MINUTE`."""
        began = time.monotonic()
        if not self._left and began >= self._look_at:
            self._left.extend(_provinces(engine))
            self._look_at = began + LOOKED_AFTER
        while self._left and time.monotonic() < began + OF_A_MINUTE:
            code = self._left.popleft()
            turn = _turn(engine, code, rest=self._rest, until=began + OF_A_MINUTE)
            if turn.more and (turn or not turn.refused):  # where all are refused, an hour may help
                self._left.append(code)


def _provinces(engine: Engine) -> list[str]:
    """Those with an open round, but for those that work on a server of their own and do it there."""
    with Session(engine) as session:
        away = on_their_own(session)
        return [code for code in rolling.provinces_with_rounds(session) if code not in away]


def _turn(engine: Engine, province_code: str, *, rest: Rest, until: float = float("inf")) -> Rolled:
    """What is found in a province, in transactions of `AT_ONCE`; past `until` the rest is left for later."""
    began = time.monotonic()
    with Session(engine) as session:
        found = rolling.due(session, province_code, clock.now())
    rest(RESTS * (time.monotonic() - began))
    done = Rolled(more=len(found) == rolling.LOOKED_FOR)
    for first in range(0, len(found), AT_ONCE):
        began = time.monotonic()
        if began >= until:
            return done + Rolled(more=True)
        with Session(engine) as session, session.begin():
            follow(session)
            some = found[first : first + AT_ONCE]
            turn = rolling.take_up(session, province_code, some, clock.now())
        done = turn + done
        rest(RESTS * (time.monotonic() - began))
    return done
