"""The plan of a province and fiscal year: ranked, within and over the envelope, its money counted once.

A project that serves several issues stands under its leading one, and is told apart there
("หลายประเด็น/บูรณาการ"), so that no baht is counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.addresses import full_names
from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, DevelopmentIssue, Rank
from planhub.wording import N_, Name, say
from planhub.workflow.roles import Level
from planhub.workflow.stages import IN_PLAN, Stage

PAGE = 100
UNRANKED = 999_999
"""Where an item without a provincial rank stands: after the ranked ones of its side of the envelope."""
ENVELOPES = ("within", "over")


@dataclass(frozen=True)
class Line:
    """One project of the plan."""

    place: int
    """Its running number in the plan."""
    id: int
    number: str
    title: str
    address: Name
    stage: Stage
    side: str | None
    envelope: str
    rank: int | None
    amount: Decimal
    running: Decimal
    """Baht of this and all before it on the same side of the envelope."""
    issue: str | None
    issues: int
    agency: Name | None


@dataclass(frozen=True)
class Total:
    """Baht and projects of a part of the plan."""

    key: str
    name: Name | str
    items: int
    within: Decimal
    over: Decimal
    integrated: int = 0
    """How many of them serve several issues."""

    @property
    def baht(self) -> Decimal:
        """Both sides of the envelope."""
        return self.within + self.over


@dataclass
class PlanPage:
    """A page of the plan."""

    lines: list[Line] = field(default_factory=list)
    older: str | None = None
    newer: str | None = None


def in_plan(province_code: str, year: int) -> list[ColumnElement[bool]]:
    """The WHERE of a plan: an index range of one province and year."""
    return [
        Proposal.province_code == province_code,
        Proposal.plan_year == year,
        Proposal.stage.in_(IN_PLAN),
    ]


def order() -> tuple[Any, Any, Any]:
    """Within the envelope first; by provincial rank, then by number."""
    return (
        case((Proposal.envelope == "over", 1), else_=0),
        func.coalesce(Rank.rank, UNRANKED),
        Proposal.number,
    )


def ranked(province_code: str, year: int) -> Select[*tuple[Any, ...]]:
    """Every line of a plan with its place and running sums, as one query."""
    over, rank, number = order()
    several = (
        select(func.count()).where(Alignment.proposal_id == Proposal.id).correlate(Proposal).scalar_subquery()
    )
    running = func.sum(Proposal.amount).over(partition_by=over, order_by=(rank, number))
    return (
        select(
            Proposal.id,
            Proposal.number,
            Proposal.area_code,
            Proposal.stage,
            Proposal.side,
            Proposal.envelope,
            Rank.rank,
            Proposal.amount,
            Proposal.agency_code,
            DevelopmentIssue.id.label("issue_id"),
            DevelopmentIssue.no.label("issue_no"),
            DevelopmentIssue.name.label("issue"),
            several.label("issues"),
            func.row_number().over(order_by=(over, rank, number)).label("place"),
            running.label("running"),
        )
        .outerjoin(
            Rank,
            and_(
                Rank.proposal_id == Proposal.id,
                Rank.level == Level.PROVINCE,
                # what the year's end moved keeps its rank of the round before: in this one it is another's
                Rank.fiscal_year == Proposal.fiscal_year,
            ),
        )
        .outerjoin(Alignment, and_(Alignment.proposal_id == Proposal.id, Alignment.is_leading))
        .outerjoin(DevelopmentIssue, DevelopmentIssue.id == Alignment.issue_id)
        .where(*in_plan(province_code, year))
    )


def page(session: Session, *, province_code: str, year: int, start: int = 1, size: int = PAGE) -> PlanPage:
    """Lines of the plan from a place on; the running sums are those of the whole plan."""
    if start < 1:
        raise Invalid({"start": say(N_("เริ่มจากลำดับที่ 1 ขึ้นไป"))})
    lines = ranked(province_code, year).subquery()
    rows = session.execute(
        select(lines, Need.title, Agency)
        .join(Need, Need.proposal_id == lines.c.id)
        .outerjoin(Agency, Agency.code == lines.c.agency_code)
        .where(lines.c.place >= start)
        .order_by(lines.c.place)
        .limit(size + 1)
    ).all()
    more, rows = len(rows) > size, rows[:size]
    places = full_names(session, {row.area_code for row in rows})
    found = [
        Line(
            place=row.place,
            id=row.id,
            number=row.number,
            title=row.title,
            address=places[row.area_code],
            stage=Stage(row.stage),
            side=row.side,
            envelope=row.envelope or "within",
            rank=row.rank,
            amount=row.amount,
            running=row.running,
            issue=f"{row.issue_no}. {row.issue}" if row.issue else None,
            issues=row.issues,
            agency=row.Agency.name if row.Agency else None,
        )
        for row in rows
    ]
    return PlanPage(
        found,
        newer=str(max(1, start - size)) if start > 1 else None,
        older=str(start + size) if more else None,
    )


def totals_by(session: Session, *, province_code: str, year: int, by: str) -> list[Total]:
    """The plan's baht by side, district or leading issue ("" for none); each project in one row only."""
    leading = (Alignment.proposal_id == Proposal.id) & Alignment.is_leading
    columns: dict[str, tuple[Any, Any]] = {
        "side": (Proposal.side, Proposal.side),
        "district": (Proposal.district_code, Proposal.district_code),
        "issue": (DevelopmentIssue.no, DevelopmentIssue.name),
    }
    key, name = columns[by]
    several = select(func.count()).where(Alignment.proposal_id == Proposal.id).correlate(Proposal)
    rows = session.execute(
        select(
            key.label("key"),
            name.label("name"),
            func.count().label("items"),
            *(
                func.coalesce(
                    func.sum(Proposal.amount).filter(func.coalesce(Proposal.envelope, "within") == which), 0
                ).label(which)
                for which in ENVELOPES
            ),
            func.count().filter(several.scalar_subquery() > 1).label("integrated"),
        )
        .outerjoin(Alignment, leading)
        .outerjoin(DevelopmentIssue, DevelopmentIssue.id == Alignment.issue_id)
        .where(*in_plan(province_code, year))
        .group_by(key, name)
        .order_by(key.nulls_last(), name)
    )
    found = [
        Total(
            key=str(row.key) if row.key is not None else "",
            name=row.name or "",
            items=row.items,
            within=Decimal(row.within),
            over=Decimal(row.over),
            integrated=row.integrated,
        )
        for row in rows
    ]
    if by == "district":
        names = full_names(session, [total.key for total in found])
        return [replace(total, name=names[total.key]) for total in found]
    return found


def years_of(session: Session, province_code: str) -> Sequence[int]:
    """Fiscal years of which the province has a plan, the newest first."""
    years = (
        select(Proposal.plan_year)
        .where(Proposal.province_code == province_code, Proposal.plan_year.is_not(None))
        .where(Proposal.stage.in_(IN_PLAN))
        .distinct()
        .order_by(Proposal.plan_year.desc())
    )
    return [year for year in session.scalars(years) if year is not None]
