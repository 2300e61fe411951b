"""Made-up royal-initiative projects, and what was reported of them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from random import Random

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
OTHERWISE = ("in_use", "in_use", "in_use", "in_repair", "underway", "waiting", "not_used")
"""Of other provinces' projects, as often as each stands here."""
HEARD = 0.7
AGENCIES = {"water": "โครงการชลประทานจังหวัด", "agriculture": "สำนักงานเกษตรและสหกรณ์จังหวัด"}
UNDERWAY = (Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.COMPLETED)


def write_royal(session: Session, provinces: Iterable[str], show: Collection[str], *, at: datetime) -> None:
    """Projects of the show provinces, reported of and linked to what carries them; some of others."""
    half = half_of(local_day(at)).before
    for province in provinces:
        if province in show:
            _write_shown(session, province, half, at=at)
        else:
            _write_other(session, province, half, at=at)
    session.flush()


def _write_shown(session: Session, province: str, half: Half, *, at: datetime) -> None:
    """Reports of two half-years, and one of the running one; one project has no item to carry it."""
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
            agency=AGENCIES[SIDES[n]],
            item_id=item.uid if item and linked else None,
            at=at - timedelta(days=300),
        )
        session.add(project)
        session.flush()
        if n < 2:
            _report(session, project.id, half.before, n, at - timedelta(days=200))
        _report(session, project.id, half, n, at - timedelta(days=40))
        if n == 1:
            _report(session, project.id, half_of(local_day(at)), n, at - timedelta(days=6))


def _write_other(session: Session, province: str, half: Half, *, at: datetime) -> None:
    """None, one or two projects; not every province has reported."""
    chance = Random(f"royal:{province}")  # noqa: S311 - sample data, not a secret
    for n in sorted(chance.sample(range(3), chance.choice((0, 1, 1, 2)))):
        project = RoyalProject(
            province_code=province,
            area_code=province,
            name=said_of_royal("names")[n],
            began_on=BEGAN[n],
            agency=AGENCIES[SIDES[n]],
            at=at - timedelta(days=300),
        )
        session.add(project)
        session.flush()
        if chance.random() < HEARD:
            status = chance.choice(OTHERWISE)
            _report(session, project.id, half, n, at - timedelta(days=chance.randint(33, 60)), status=status)


def _report(
    session: Session, project_id: int, half: Half, n: int, at: datetime, *, status: str | None = None
) -> None:
    session.add(
        RoyalReport(
            project_id=project_id,
            fiscal_year=half.fiscal_year,
            half=half.half,
            status=status or STATUSES[n],
            words=said_of_royal("words")[n],
            spent=SPENT[n],
            people=420 * (n + 1),
            at=at,
            capacity="สำนักงานจังหวัด",
        )
    )
