"""Made-up royal-initiative projects of the show provinces, each with what was reported of it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.proposals.proposal import Proposal
from planhub.results.royal import Half, half_of
from planhub.results.royal_project import RoyalProject, RoyalReport
from planhub.sampling.words import said_of_royal
from planhub.workflow.stages import Stage

SIDES = ("water", "water", "agriculture")
BEGAN = (date(1984, 3, 12), date(1991, 11, 26), date(1998, 2, 6))
STATUSES = ("in_use", "in_repair", "underway")
SPENT = (240_000, 185_000, 96_500)
UNDERWAY = (Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.COMPLETED)


def write_royal(session: Session, provinces: Iterable[str], *, at: datetime) -> None:
    """Projects that stand and their reports of two half-years; one of each province is carried by an item."""
    half = half_of(local_day(at)).before
    for province in provinces:
        taken: set[object] = set()
        for n, name in enumerate(said_of_royal("names")):
            item = session.scalars(
                select(Proposal)
                .where(Proposal.province_code == province, Proposal.side == SIDES[n])
                .where(Proposal.stage.in_(UNDERWAY), Proposal.uid.not_in(taken))
                .order_by(Proposal.id)
                .limit(1)
            ).one_or_none()
            linked = item is not None and n < len(UNDERWAY) - 2
            if item is not None:
                taken.add(item.uid)
            project = RoyalProject(
                province_code=province,
                area_code=item.district_code or province if item else province,
                name=name,
                began_on=BEGAN[n],
                agency="โครงการชลประทานจังหวัด" if SIDES[n] == "water" else "สำนักงานเกษตรและสหกรณ์จังหวัด",
                item_id=item.uid if item and linked else None,
                at=at - timedelta(days=300),
            )
            session.add(project)
            session.flush()
            if n < 2:
                _report(session, project.id, half.before, n, at - timedelta(days=200))
            _report(session, project.id, half, n, at - timedelta(days=30))
    session.flush()


def _report(session: Session, project_id: int, half: Half, n: int, at: datetime) -> None:
    session.add(
        RoyalReport(
            project_id=project_id,
            fiscal_year=half.fiscal_year,
            half=half.half,
            status=STATUSES[n],
            words=said_of_royal("words")[n],
            spent=SPENT[n],
            people=420 * (n + 1),
            at=at,
            capacity="สำนักงานจังหวัด",
        )
    )
