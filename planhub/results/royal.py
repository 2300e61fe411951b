"""Royal-initiative projects: a province's list, and 76 provinces side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from planhub import clock
from planhub.areas.area import Area
from planhub.errors import NotFound
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import within
from planhub.results.royal_project import RoyalProject, RoyalReport
from planhub.wording import N_, Name

STATUS_WORD = {
    "in_use": N_("ใช้ประโยชน์อยู่"),
    "in_repair": N_("กำลังซ่อมแซม"),
    "underway": N_("กำลังดำเนินการ"),
    "waiting": N_("รอดำเนินการ"),
    "not_used": N_("ไม่ได้ใช้ประโยชน์"),
    "ended": N_("สิ้นสุดแล้ว"),
}
STATUS_GROUP = {
    "in_use": "done", "in_repair": "returned", "underway": "in_works", "waiting": "waiting",
    "not_used": "not_agreed", "ended": "merged",
}  # fmt: skip
"""What colour and sign a status wears."""


@dataclass(frozen=True, order=True)
class Half:
    """A half-year of a Thai fiscal year: October to March, April to September."""

    fiscal_year: int
    half: int

    @property
    def before(self) -> "Half":
        """The one before."""
        return Half(self.fiscal_year, 1) if self.half == 2 else Half(self.fiscal_year - 1, 2)


def half_of(day: date) -> Half:
    """The half-year in which a day lies."""
    return Half(clock.fiscal_year(day), 1 if day.month >= 10 or day.month <= 3 else 2)


@dataclass(frozen=True)
class Shown:
    """One project with its last word and the plan item that carries it."""

    project: RoyalProject
    last: RoyalReport | None
    item_id: int | None
    number: str
    title: str

    def silent(self, half: Half) -> bool:
        """Nobody has reported of the half-year."""
        return self.last is None or Half(self.last.fiscal_year, self.last.half) < half


@dataclass(frozen=True)
class ProvinceLine:
    """One province of the ministry's summary."""

    code: str
    name: Name
    projects: int
    reported: int
    """Of the half-year asked for."""
    by_status: dict[str, int]
    """Of what was said last."""
    linked: int
    spent: Decimal
    """Baht reported for the half-year."""


def projects_of(session: Session, area_code: str, *, closed: bool = False) -> list[Shown]:
    """The projects within an area, those that stand, or the closed ones."""
    standing = RoyalProject.closed_at.is_not(None) if closed else RoyalProject.closed_at.is_(None)
    rows = session.execute(
        _shown()
        .where(within(area_code, RoyalProject.area_code), standing)
        .order_by(RoyalProject.area_code, RoyalProject.name, RoyalProject.id)
    )
    return [_told(*row) for row in rows]


def project_of(session: Session, project_id: int) -> Shown:
    """One project. Raises NotFound."""
    row = session.execute(_shown().where(RoyalProject.id == project_id)).one_or_none()
    if row is None:
        raise NotFound(N_("ไม่พบโครงการอันเนื่องมาจากพระราชดำรินี้"))
    return _told(*row)


def reports_of(session: Session, project_id: int) -> Sequence[RoyalReport]:
    """All that was reported of a project, the newest first; the first of each half-year counts."""
    return session.scalars(
        select(RoyalReport)
        .where(RoyalReport.project_id == project_id)
        .order_by(RoyalReport.fiscal_year.desc(), RoyalReport.half.desc(), RoyalReport.id.desc())
    ).all()


def summary(session: Session, half: Half) -> list[ProvinceLine]:
    """The 76 provinces, by name: how many projects, how they stand, who has reported of the half-year."""
    last, asked = _last(), _last(half)
    rows = session.execute(
        select(
            RoyalProject.province_code,
            last.c.status,
            func.count(),
            func.count(asked.c.id),
            func.count(RoyalProject.item_id),
            func.coalesce(func.sum(asked.c.spent), 0),
        )
        .outerjoin(last, last.c.project_id == RoyalProject.id)
        .outerjoin(asked, asked.c.project_id == RoyalProject.id)
        .where(RoyalProject.closed_at.is_(None))
        .group_by(RoyalProject.province_code, last.c.status)
    ).all()
    provinces = session.scalars(
        select(Area)
        .where(Area.kind == "province", Area.in_76, Area.valid_to.is_(None))
        .order_by(Area.name_th)
    )
    return [_line(area, [row for row in rows if row[0] == area.code]) for area in provinces]


def _line(area: Area, rows: Sequence[Any]) -> ProvinceLine:
    return ProvinceLine(
        code=area.code,
        name=Name(area.name_th, area.name_en or area.name_th),
        projects=sum(row[2] for row in rows),
        reported=sum(row[3] for row in rows),
        by_status={row[1] or "": row[2] for row in rows},
        linked=sum(row[4] for row in rows),
        spent=sum((row[5] for row in rows), Decimal(0)),
    )


def _last(half: Half | None = None) -> Subquery:
    """The last report of each project, or the last of its reports of one half-year."""
    query = (
        select(RoyalReport)
        .ext(distinct_on(RoyalReport.project_id))
        .order_by(
            RoyalReport.project_id,
            RoyalReport.fiscal_year.desc(),
            RoyalReport.half.desc(),
            RoyalReport.id.desc(),
        )
    )
    if half is not None:
        query = query.where(RoyalReport.fiscal_year == half.fiscal_year, RoyalReport.half == half.half)
    return query.subquery()


def _shown() -> Select[*tuple[Any, ...]]:
    last = aliased(RoyalReport, _last())
    return (
        select(RoyalProject, last, Proposal.id, Proposal.number, Need.title)
        .outerjoin(last, last.project_id == RoyalProject.id)
        .outerjoin(
            Proposal,
            and_(Proposal.uid == RoyalProject.item_id, Proposal.province_code == RoyalProject.province_code),
        )
        .outerjoin(Need, Need.proposal_id == Proposal.id)
    )


def _told(
    project: RoyalProject, last: RoyalReport | None, item: int | None, number: str | None, title: str | None
) -> Shown:
    return Shown(project, last, item, number or "", title or "")
