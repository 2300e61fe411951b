"""The table of offices from which nothing was heard, and that SQL judges as the pure rule does."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.progress import silence
from planhub.progress.silent_offices import silent_offices
from planhub.proposals.proposal import Proposal
from planhub.workflow.due import DueRules, Hearing, Rhythm, last_closed
from planhub.workflow.stages import Stage
from planhub.works.work import Work
from tests.factories import accounts, areas, work_rows

DAY, RULES = date(2026, 11, 21), DueRules()


@pytest.fixture
def works(session: Session) -> None:
    """An agency with two silent works and one heard of, a subdistrict's own, the province's, and others."""
    areas.surin(session)
    agency = accounts.agency(session).code
    for told_on in (None, date(2026, 7, 1), date(2026, 10, 5)):
        work_rows.work(session, agency_code=agency, told_on=told_on)
    work_rows.work(session, stage=Stage.LOCAL, funded_on=None, days_ago=90)
    work_rows.work(session, "32020101", funded_on=date(2026, 11, 1))
    work_rows.work(session, stage=Stage.COMPLETED)
    areas.area(session, "45010101")
    work_rows.work(session, "45010101")


def table(
    session: Session, role: str = "planner", area: str = "32", **more: object
) -> list[tuple[str, int, int]]:
    hat = accounts.hat(session, role, area)
    found = silent_offices(session, hat=hat, day=DAY, rules=RULES, **more)  # type: ignore[arg-type]
    return [(row.code, row.works, row.stale) for row in found.rows]


@pytest.mark.usefixtures("works")
def test_who_is_silent_stands_on_top(session: Session) -> None:
    assert table(session) == [("A-32-DPT", 3, 2), ("320102", 1, 1), ("32", 1, 0)]
    found = silent_offices(session, hat=accounts.hat(session, "planner", "32"), day=DAY, rules=RULES)
    assert (found.offices, found.silent) == (3, 2)
    worst = found.rows[0]
    assert worst.silent_since == work_rows.FUNDED_ON
    assert worst.days(DAY) == (DAY - work_rows.FUNDED_ON).days
    assert worst.told_at == work_rows.noon(date(2026, 10, 5))
    assert found.rows[2].silent_since is None


SORTED = [
    ("stale", False, ["A-32-DPT", "320102", "32"]),
    ("stale", True, ["32", "320102", "A-32-DPT"]),
    ("office", True, ["32", "320102", "A-32-DPT"]),
    # longest silent first; who is not silent comes last
    ("silent", False, ["A-32-DPT", "320102", "32"]),
    # who was never heard of comes first
    ("told", True, ["320102", "32", "A-32-DPT"]),
    # a word that is no column
    ("drop table", False, ["A-32-DPT", "320102", "32"]),
]


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(("sort", "up", "codes"), SORTED)
def test_each_column_sorts(session: Session, sort: str, up: bool, codes: list[str]) -> None:
    assert [row[0] for row in table(session, sort=sort, up=up)] == codes


@pytest.mark.usefixtures("works")
def test_a_district_sees_its_own(session: Session) -> None:
    assert [row[0] for row in table(session, "district_chief", "3202")] == ["32"]


@pytest.mark.usefixtures("works")
def test_an_office_is_told_how_many_it_owes(session: Session) -> None:
    officer = accounts.hat(session, "agency_officer", "32", agency_code="A-32-DPT")
    assert silence.owed(session, hat=officer, day=DAY, rules=RULES) == silence.Owed(due=0, stale=2)
    # from December the next quarter is asked of whoever told in October
    december = date(2026, 12, 2)
    assert silence.owed(session, hat=officer, day=december, rules=RULES) == silence.Owed(due=1, stale=2)


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("rules", [RULES, DueRules(Rhythm.MONTH, 15), DueRules(Rhythm.QUARTER, 60)])
def test_the_database_and_the_pure_rule_say_the_same(session: Session, rules: DueRules) -> None:
    rows = session.execute(
        select(Proposal, Work, silence.owes(last_closed(DAY, rules)))
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .where(silence.reported())
    ).all()
    for row, work, stale in rows:
        found = silence.hearing_of(row, work, day=DAY, rules=rules)
        assert (found is Hearing.STALE) is stale, (row.stage, work.funded_on, work.reported_at)
    assert len(rows) == 6
