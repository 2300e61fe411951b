"""One rule of silence: a work's page, the table of silent offices, the governor's numbers."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from planhub.oversight.governed import governed
from planhub.oversight.narrowed import GROUP_STAGES, Group, Narrowed
from planhub.oversight.trouble import Limits, Trouble
from planhub.oversight.troubles import troubled
from planhub.progress.silence import hearing_of
from planhub.progress.silent_offices import silent_offices
from planhub.workflow.due import REPORTED, DueRules, Hearing, Rhythm, last_closed
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, work_rows
from tests.factories.plan_items import plan_item

D = date
DAY = D(2026, 11, 21)
QUARTERLY, MONTHLY = DueRules(Rhythm.QUARTER, 15), DueRules(Rhythm.MONTH, 15)

CASES = [
    # the window of the fourth quarter opened on 1 September and closed on 15 October
    ("money on the day before it opened, no word", D(2026, 8, 31), None, Stage.WORKS, DAY, QUARTERLY, True),
    ("money on the day it opened, no word", D(2026, 9, 1), None, Stage.WORKS, DAY, QUARTERLY, False),
    ("told on the day before it opened", D(2026, 5, 4), D(2026, 8, 31), Stage.WORKS, DAY, QUARTERLY, True),
    ("told on the day it opened", D(2026, 5, 4), D(2026, 9, 1), Stage.WORKS, DAY, QUARTERLY, False),
    ("told late, after it closed", D(2026, 5, 4), D(2026, 11, 20), Stage.WORKS, DAY, QUARTERLY, False),
    (
        "silent for 51 days, within a quarter",
        D(2026, 5, 4),
        D(2026, 10, 1),
        Stage.WORKS,
        DAY,
        QUARTERLY,
        False,
    ),
    ("the same by the month", D(2026, 5, 4), D(2026, 10, 1), Stage.WORKS, DAY, MONTHLY, True),
    ("on the window's last day", D(2026, 8, 1), None, Stage.WORKS, D(2026, 10, 15), QUARTERLY, False),
    ("on the day after it", D(2026, 8, 1), None, Stage.WORKS, D(2026, 10, 16), QUARTERLY, True),
    ("money not yet contracted", D(2026, 5, 4), None, Stage.FUNDED, DAY, QUARTERLY, True),
    ("an office's own, without money, for 200 days", None, None, Stage.LOCAL, DAY, QUARTERLY, True),
    ("finished", D(2026, 5, 4), None, Stage.COMPLETED, DAY, QUARTERLY, False),
    ("only planned", None, None, Stage.PLANNED, DAY, QUARTERLY, False),
]


@pytest.mark.parametrize(
    ("funded_on", "told_on", "stage", "day", "rules", "stale"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_all_say_the_same(
    session: Session,
    funded_on: date | None,
    told_on: date | None,
    stage: Stage,
    day: date,
    rules: DueRules,
    stale: bool,
) -> None:
    areas.surin(session)
    row, work = work_rows.work(session, stage=stage, funded_on=funded_on, told_on=told_on)
    session.commit()  # writes the plan item
    assert (hearing_of(row, work, day=day, rules=rules) is Hearing.STALE) is stale
    hat = accounts.hat(session, "planner", "32")
    offices = silent_offices(session, hat=hat, day=day, rules=rules)
    assert sum(office.stale for office in offices.rows) == int(stale)
    province, limits = Narrowed("32"), Limits(day, last_closed(day, rules), 60)
    assert governed(session, province, limits).whole.all.stale == int(stale)
    rows, _ = troubled(session, province, Trouble.STALE, limits)
    days = [found.days(Trouble.STALE, day) for found in rows]
    assert days == [office.days(day) for office in offices.rows if office.stale]
    assert len(days) == int(stale)


def test_what_is_told_of_elsewhere_is_not_called_silent(session: Session) -> None:
    areas.surin(session)
    plan_item(session, "32010204", "works", funded_on=D(2025, 1, 1), title="ของระบบอื่น")
    limits = Limits(DAY, last_closed(DAY, QUARTERLY), 60)
    found = governed(session, Narrowed("32"), limits).whole.all
    assert (found.items, found.stale) == (1, 0)


def test_reports_are_due_of_what_is_being_done() -> None:
    assert GROUP_STAGES[Group.DOING] == REPORTED
