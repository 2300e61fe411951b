"""May a village propose now: the open round, its dates, or when the next one opens."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.bearings import open_round, rules_of
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Level

_NO_ROUND = N_("ตอนนี้ยังไม่มีรอบที่เปิดรับ จังหวัดจะประกาศวันเปิดรอบถัดไป")
_NEXT = N_("ตอนนี้ยังไม่มีรอบที่เปิดรับ รอบปีงบประมาณ พ.ศ. %(year)s เปิดวันที่ %(day)s")
_NOT_YET = N_("รอบปีงบประมาณ พ.ศ. %(year)s เปิดรับวันที่ %(day)s เขียนร่างไว้ก่อนได้ แล้วส่งเมื่อเปิด")
_OVER = N_("รอบปีงบประมาณ พ.ศ. %(year)s ปิดรับแล้วเมื่อ %(day)s เขียนร่างไว้ก่อนได้ และถามผู้จัดการรอบที่สำนักงานจังหวัด")
_CLOSES = N_("รอบปีงบประมาณ พ.ศ. %(year)s รับถึงวันที่ %(day)s เหลือ %(days)s วัน")
_OPEN = N_("รอบปีงบประมาณ พ.ศ. %(year)s เปิดรับอยู่")


@dataclass(frozen=True)
class Season:
    """The round as its proposers see it."""

    fiscal_year: int | None
    """None: no round is open, and no draft can be begun."""
    words: Sentence
    open_now: bool


def season_of(session: Session, province_code: str, *, day: date) -> Season:
    """What the village's page says of the round on a day."""
    opened = open_round(session, province_code)
    if opened is None:
        return _none(session, province_code, day)
    window = rules_of(session, province_code, opened.fiscal_year).window(Level.VILLAGE)
    year = opened.fiscal_year
    if window.opens is not None and day < window.opens:
        return Season(year, say(_NOT_YET, year=year, day=window.opens), open_now=False)
    if window.closes is not None and window.closes < day:
        return Season(year, say(_OVER, year=year, day=window.closes), open_now=False)
    if window.closes is None:
        return Season(year, say(_OPEN, year=year), open_now=True)
    words = say(_CLOSES, year=year, day=window.closes, days=(window.closes - day).days)
    return Season(year, words, open_now=True)


def _none(session: Session, province_code: str, day: date) -> Season:
    following = session.execute(
        select(PlanningRound.fiscal_year, RoundWindow.opens)
        .join(RoundWindow, RoundWindow.round_id == PlanningRound.id)
        .where(
            PlanningRound.province_code == province_code,
            RoundWindow.level == Level.VILLAGE,
            RoundWindow.opens > day,
        )
        .order_by(RoundWindow.opens)
        .limit(1)
    ).first()
    words = say(_NEXT, year=following.fiscal_year, day=following.opens) if following else say(_NO_ROUND)
    return Season(None, words, open_now=False)
