"""The ministry's table: 76 provinces side by side, what changed this month, who is silent; from summaries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.clock import local_day
from planhub.linkage.plan_item import PlanSummary, PlanVersion
from planhub.linkage.plan_month import PlanMonth
from planhub.linkage.way import Way, ways
from planhub.maps.choice import COUNTED, GROUP_WORD
from planhub.maps.conditions import years
from planhub.maps.groups import groups
from planhub.wording import Name
from planhub.workflow.stages import STAGE_GROUP, Stage

GROUPS = tuple(GROUP_WORD)
"""waiting, in_plan, in_works, done, not_agreed."""
QUIET_DAYS = 30
"""Days without any change after which a province is called silent."""
SORTS = ("name", "items", "baht", "waiting", "in_plan", "in_works", "done", "new", "silence")

Counts = dict[str, int]


@dataclass
class Line:
    """One province, region or cluster."""

    code: str
    kind: str
    name: Name
    baht: Decimal = Decimal(0)
    now: Counts = field(default_factory=dict)
    """Group of stages to items."""
    opened: Counts = field(default_factory=dict)
    """The same when the month began."""
    way: Way | None = None
    silence: int | None = None
    """Days since anything changed; None where nothing ever arrived, and for regions and clusters."""

    @property
    def items(self) -> int:
        """Items that count: those not agreed to are left out."""
        return sum(n for group, n in self.now.items() if group != "not_agreed")

    @property
    def new(self) -> int:
        """Items more than when the month began."""
        return self.items - sum(n for group, n in self.opened.items() if group != "not_agreed")

    def gained(self, group: str) -> int:
        """How many more stand in a group of stages than when the month began."""
        return self.now.get(group, 0) - self.opened.get(group, 0)

    @property
    def quiet(self) -> bool:
        """Whether somebody should ask."""
        return self.kind == "province" and (self.silence is None or self.silence > QUIET_DAYS)

    def parts(self) -> list[tuple[str, float, float]]:
        """(group, from, width) in percent of what counts, for a picture of the row."""
        found, at = [], 0.0
        for group in GROUPS:
            share = 100 * self.now.get(group, 0) / self.items if self.items and group != "not_agreed" else 0
            if share:
                found.append((group, round(at, 2), round(share, 2)))
            at += share
        return found


@dataclass(frozen=True)
class Nation:
    """All lines, and their sum."""

    provinces: Sequence[Line]
    wider: Sequence[Line]
    """Regions, each followed by its clusters."""
    whole: Line
    month: date

    @property
    def silent(self) -> int:
        """How many provinces are quiet."""
        return sum(line.quiet for line in self.provinces)


def nation(session: Session, *, year: int | None, at: datetime, sort: str = "name") -> Nation:
    """The 76 provinces of a fiscal year (None: all), in the order asked for."""
    month = local_day(at).replace(day=1)
    lines = _lines(session, at)
    _fill(session, lines, year)
    _open(session, lines, year, month)
    wider = [
        _summed((lines[code] for code in group.provinces if code in lines), group.id, group.kind, name)
        for group in groups().values()
        for name in [Name(group.name_th, group.name_en)]
    ]
    whole = _summed(lines.values(), "th", "country", Name("ทั้งประเทศ", "Whole country"))
    return Nation(_sorted(list(lines.values()), sort), wider, whole, month)


def _lines(session: Session, at: datetime) -> dict[str, Line]:
    rows = session.execute(
        select(Area.code, Area.name_th, Area.name_en, PlanVersion.changed_at)
        .outerjoin(PlanVersion, PlanVersion.province_code == Area.code)
        .where(Area.kind == "province", Area.in_76, Area.valid_to.is_(None))
        .order_by(Area.name_th)
    )
    known = ways(session)
    today = local_day(at)
    return {
        code: Line(
            code,
            "province",
            Name(name_th, name_en or name_th),
            way=known.get(code),
            silence=(today - local_day(changed)).days if changed else None,
        )
        for code, name_th, name_en, changed in rows
    }


def _fill(session: Session, lines: dict[str, Line], year: int | None) -> None:
    table = PlanSummary
    query = (
        select(table.area_code, table.stage, func.sum(table.items), func.sum(table.baht))
        .where(table.level == 2, table.fiscal_year.in_([year] if year else years(session)))
        .group_by(table.area_code, table.stage)
    )
    for code, stage, items, baht in session.execute(query):
        line = lines.get(code)
        if line is None or (group := STAGE_GROUP[Stage(stage)]) not in GROUPS:
            continue
        line.now[group] = line.now.get(group, 0) + int(items)
        if Stage(stage) in COUNTED:
            line.baht += baht


def _open(session: Session, lines: dict[str, Line], year: int | None, month: date) -> None:
    """A province that has not changed this month is as it was."""
    table = PlanMonth
    query = (
        select(table.province_code, table.stage, func.sum(table.items))
        .where(table.month == month)
        .group_by(table.province_code, table.stage)
    )
    if year:
        query = query.where(table.fiscal_year == year)
    rows = session.execute(query).all()
    changed = set(
        session.scalars(
            select(PlanVersion.province_code).where(
                func.date_trunc("month", func.timezone("Asia/Bangkok", PlanVersion.changed_at)) >= month
            )
        )
    )
    for line in lines.values():
        line.opened = {} if line.code in changed else dict(line.now)
    for code, stage, items in rows:
        if code in lines and (group := STAGE_GROUP[Stage(stage)]) in GROUPS:
            opened = lines[code].opened
            opened[group] = opened.get(group, 0) + int(items)


def _summed(lines: Iterable[Line], code: str, kind: str, name: Name) -> Line:
    whole = Line(code, kind, name)
    for line in lines:
        whole.baht += line.baht
        for mine, theirs in ((whole.now, line.now), (whole.opened, line.opened)):
            for group, n in theirs.items():
                mine[group] = mine.get(group, 0) + n
    return whole


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """By name they come in Thai order; silence puts those of whom nothing was ever heard on top."""
    name = sort.removeprefix("-")
    keys = {
        "items": lambda line: line.items,
        "baht": lambda line: line.baht,
        "new": lambda line: line.new,
        "silence": lambda line: line.silence if line.silence is not None else 10**6,
    }
    key = keys.get(name, lambda line: line.now.get(name, 0))
    ordered = list(lines) if name == "name" else sorted(lines, key=key)
    return ordered[::-1] if sort.startswith("-") else ordered
