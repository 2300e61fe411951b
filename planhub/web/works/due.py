"""What is said of a work that was not heard of in time, by the installation's rules and the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import current_app

from planhub import clock
from planhub.clock import local_day
from planhub.progress.silence import hearing_of, since_of, told_of
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Sentence, say
from planhub.workflow.due import (
    REPORTED,
    DueRules,
    Hearing,
    Rhythm,
    hearing,
    last_closed,
    last_opened,
    period_words,
)
from planhub.works.work import Work
from planhub.works.works import Row

_NEVER = N_("ยังไม่มีรายงานความก้าวหน้า เลยกำหนดของ%(period)s แล้ว เงียบมา %(days)s วัน")
_SINCE = N_("ไม่มีรายงานความก้าวหน้าตั้งแต่ %(day)s เลยกำหนดของ%(period)s แล้ว เงียบมา %(days)s วัน")
_DUE = N_("ถึงเวลารายงานความก้าวหน้าของ%(period)s ส่งได้ถึง %(day)s")


@dataclass(frozen=True)
class Silence:
    """What a page says of a work from which a report is owed."""

    stale: bool
    words: Sentence


def due_rules() -> DueRules:
    """How often this installation asks for reports, and how long it waits."""
    settings = current_app.config["SETTINGS"]
    return DueRules(every=Rhythm(settings.report_every), days=settings.report_days)


def far_m() -> int:
    """Metres beyond which a photo is marked."""
    return int(current_app.config["SETTINGS"].photo_far_m)


def stale_rows(rows: Iterable[Row], day: date) -> set[int]:
    """Ids of those works of a list from which nothing was heard in time."""
    rules = due_rules()
    return {
        row.id
        for row in rows
        if row.stage in REPORTED
        and hearing(
            since=row.funded_on or local_day(row.stage_since),
            told=local_day(row.reported_at) if row.reported_at else None,
            day=day,
            rules=rules,
        )
        is Hearing.STALE
    }


def silence_of(proposal: Proposal, work: Work | None, day: date | None = None) -> Silence | None:
    """What to say; None while nothing is owed."""
    rules, day = due_rules(), day or clock.today()
    found = hearing_of(proposal, work, day=day, rules=rules)
    if found is Hearing.HEARD:
        return None
    if found is Hearing.DUE:
        now = last_opened(day, by_quarter=rules.every is Rhythm.QUARTER)
        return Silence(False, say(_DUE, period=period_words(now), day=now.closes(rules.days)))
    told, since = told_of(work), since_of(proposal, work)
    period = period_words(last_closed(day, rules))
    words = say(_NEVER, period=period, days=(day - since).days)
    if told is not None:
        words = say(_SINCE, day=told, period=period, days=(day - told).days)
    return Silence(True, words)
