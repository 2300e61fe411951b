"""Open what the sample needs around its proposals: rounds with windows around a day, issues, agencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.area import Area
from planhub.clock import BANGKOK, BUDDHIST_ERA, fiscal_year, local_day
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.proposals.review import DevelopmentIssue
from planhub.sampling.stories import Span, YearEnd
from planhub.sampling.words import agency_kinds, issue_names
from planhub.workflow.roles import Level

LEVELS = (Level.VILLAGE, Level.SUBDISTRICT, Level.DISTRICT, Level.PROVINCE)
OPENS = 120
"""Days before the day of filling on which the running round opened."""
CLOSES = {Level.VILLAGE: 40, Level.SUBDISTRICT: 70, Level.DISTRICT: 100, Level.PROVINCE: 130}
"""Days after it on which each level's window closes."""
YEAR = timedelta(days=365)
PLAN_YEARS = 5
ROUNDS = 4
"""One that runs and three that are over."""


@dataclass(frozen=True)
class Season:
    """The fiscal years of the sample: one round that runs, and those before it."""

    at: datetime
    rounds: int = ROUNDS
    quiet: int = 0
    """Days of which no story is told any more."""

    @property
    def running(self) -> int:
        """Fiscal year of the open round: the year after the one that runs."""
        return fiscal_year(local_day(self.at)) + 1

    @property
    def years(self) -> tuple[int, ...]:
        """The running round's year and those of the rounds that are over, the latest first."""
        return tuple(self.running - age for age in range(self.rounds))

    @property
    def year_end(self) -> YearEnd:
        """The last end of a year, a minute after it."""
        begun = datetime(self.running - BUDDHIST_ERA - 2, 10, 1, tzinfo=BANGKOK)
        return YearEnd(begun + timedelta(minutes=1), self.running)

    def age(self, year: int) -> int:
        """How many rounds have followed that one."""
        return self.running - year

    def span(self, year: int) -> Span:
        """The days in which stories of that round are told."""
        until = self.at - timedelta(days=1 + self.quiet)
        opened = self.at - self.age(year) * YEAR - timedelta(days=OPENS - 15)
        closes = min(opened + timedelta(days=OPENS), until)
        begins = datetime(year - BUDDHIST_ERA - 1, 10, 1, tzinfo=BANGKOK)
        return Span(opened, closes, min(max(begins, closes), until), min(begins + 2 * YEAR, until))


def open_rounds(session: Session, provinces: Iterable[str], *, at: datetime, rounds: int = ROUNDS) -> None:
    """A running round and some that are over, for each province that has none of that year."""
    season = Season(at, rounds)
    standing = set(session.execute(select(PlanningRound.province_code, PlanningRound.fiscal_year)).all())
    for province in provinces:
        for year in season.years:
            if (province, year) not in standing:
                _open(session, province, year, season)
    session.flush()


def open_agencies(session: Session, provinces: Iterable[str]) -> None:
    """The offices of each province; those that stand are left as they are."""
    wanted = list(provinces)
    names = dict(session.execute(select(Area.code, Area.name_th).where(Area.code.in_(wanted))).all())
    english = dict(session.execute(select(Area.code, Area.name_en).where(Area.code.in_(wanted))).all())
    rows = [
        {
            "code": f"A-{province}-{kind.id}",
            "name_th": kind.name.format(p=names[province]),
            "name_en": kind.name_en.format(p=english[province] or names[province]),
            "level": kind.level,
            "ministry": kind.ministry,
            "area_code": province,
        }
        for province in wanted
        for kind in agency_kinds()
    ]
    for start in range(0, len(rows), 2_000):
        session.execute(insert(Agency).values(rows[start : start + 2_000]).on_conflict_do_nothing())


def write_issues(session: Session, provinces: Iterable[str], *, at: datetime) -> None:
    """Example development issues: for the five-year plan of the running round, and the one before."""
    season = Season(at)
    for province in provinces:
        for first in (season.running, season.running - PLAN_YEARS):
            rows = [
                {
                    "province_code": province,
                    "from_year": first,
                    "to_year": first + PLAN_YEARS - 1,
                    "no": no,
                    "name": name,
                }
                for no, name in enumerate(issue_names(), start=1)
            ]
            session.execute(insert(DevelopmentIssue).values(rows).on_conflict_do_nothing())


def _open(session: Session, province: str, year: int, season: Season) -> None:
    running = year == season.running
    row = PlanningRound(
        province_code=province,
        fiscal_year=year,
        name=f"รอบจัดทำแผน ปีงบประมาณ พ.ศ. {year} (ตัวอย่าง)",
        is_open=running,
    )
    session.add(row)
    session.flush()
    for level in LEVELS:
        opens, closes = _window(level, year, season)
        session.add(RoundWindow(round_id=row.id, level=level, opens=opens, closes=closes))


def _window(level: Level, year: int, season: Season) -> tuple[date, date]:
    day = local_day(season.at)
    if year == season.running:
        return day - timedelta(days=OPENS), day + timedelta(days=CLOSES[level])
    span = season.span(year)
    return local_day(span.since) - timedelta(days=5), local_day(span.closes)
