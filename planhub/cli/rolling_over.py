"""The year's end for each province whose needs lie in this database: by the minute's beat, and by command."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planhub import clock
from planhub.linkage.projecting import follow
from planhub.linkage.way import on_their_own
from planhub.proposals.rolling import Rolled, provinces_with_rounds, roll


def roll_over(engine: Engine, *, until_done: bool = False) -> dict[str, Rolled]:
    """One turn for each province, each turn a transaction; what was done, by province.

    A province that works on its own server does it there.
    """
    with Session(engine) as session:
        away = on_their_own(session)
        provinces = [code for code in provinces_with_rounds(session) if code not in away]
    done: dict[str, Rolled] = {}
    for code in provinces:
        turn = _turn(engine, code)
        while turn:
            done[code] = done.get(code, Rolled()) + turn
            if not (until_done and turn.more):
                break
            turn = _turn(engine, code)
    return done


def _turn(engine: Engine, province_code: str) -> Rolled:
    with Session(engine) as session, session.begin():
        follow(session)
        return roll(session, province_code, clock.now())
