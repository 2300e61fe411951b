"""The page of a work's progress: the form, photos side by side, every report and what was said of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import g, render_template

from planhub import clock
from planhub.database import db
from planhub.edge import tell
from planhub.errors import Conflict, Invalid, PlanHubError
from planhub.needs.distances import distance_words
from planhub.progress.photographing import MEGABYTES, MOMENTS, MOST, far, limits_words, photos_of
from planhub.progress.progress import ProgressReport, WorkPhoto
from planhub.progress.progress_told import money_of, reports_of, sent_back
from planhub.progress.silence import began_on
from planhub.proposals.value_lists import PROBLEMS
from planhub.web.records import told
from planhub.web.works.due import due_rules, far_m
from planhub.web.works.page import WorkPage
from planhub.workflow import above
from planhub.workflow.authority import Permission, may
from planhub.workflow.due import REPORTED, Period, offered, period_words
from planhub.workflow.stages import Stage
from planhub.works.beginning import NOT_BEGUN
from planhub.works.works import UNDERWAY

COMPLETED_FROM = (Stage.WORKS, Stage.LOCAL, Stage.JOINT)
"""Stages from which a work is completed."""


def report_page(
    page: WorkPage,
    typed: Mapping[str, Any] | None = None,
    error: PlanHubError | None = None,
    photo_typed: Mapping[str, str] | None = None,
) -> str:
    """The page, with what was typed and what is wrong with it."""
    session, proposal = db.session(), page.proposal
    reports = reports_of(session, proposal.id)
    back = sent_back(reports)
    fields = told(error.fields) if isinstance(error, Invalid) else {}
    return render_template(
        "work_reports/show.html",
        page=page,
        reports=reports,
        back=back,
        money=money_of(session, province_code=proposal.province_code, item_id=proposal.uid),
        periods=[(one.key, tell(period_words(one))) for one in periods_of(page, back)],
        typed=typed if typed is not None else _first(page, back),
        photo_typed=photo_typed or {},
        errors=fields,
        conflict=tell(error.sentence) if isinstance(error, Conflict) else "",
        version=version_of(page),
        photos=photo_rows(photos_of(session, proposal.id)),
        moments=[(key, tell(words)) for key, words in MOMENTS.items()],
        photo_limits=tell(limits_words()),
        photo_most=MOST,
        photo_mb=MEGABYTES,
        problems=[(key, tell(words)) for key, words in PROBLEMS.items()],
        PROBLEMS=PROBLEMS,
        period_of=lambda row: tell(period_words(Period(row.fiscal_year, row.month, row.by_quarter))),
        writes=writes(page),
        sends_photos=_holds(page) and proposal.stage in UNDERWAY,
        checks=_checks(page),
        me=g.person.account_id if g.get("person") else None,
        done=_could_complete(page),
        today=clock.today(),
    )


def writes(page: WorkPage) -> bool:
    """Whether this hat reports on this work, so that the page offers it the form."""
    return _holds(page) and page.proposal.stage in REPORTED


def _holds(page: WorkPage) -> bool:
    proposal = page.proposal
    held = may(page.hat, Permission.WORK_WRITE, proposal.place_code, proposal.area_code)
    return held and (page.doer or page.at_province)


def version_of(page: WorkPage) -> int:
    """The version that a form carries."""
    return page.work.version if page.work else NOT_BEGUN


def photo_rows(photos: Sequence[WorkPhoto]) -> dict[str, list[dict[str, Any]]]:
    """Photos by moment, with what is said of each: when, how far from the place, and whether that is odd."""
    most = far_m()
    rows: dict[str, list[dict[str, Any]]] = {moment: [] for moment in MOMENTS}
    for photo in photos:
        away = tell(distance_words(photo.away_m)) if photo.away_m is not None else ""
        rows[photo.moment].append({"photo": photo, "away": away, "far": far(photo, most_m=most)})
    return rows


def periods_of(page: WorkPage, back: ProgressReport | None) -> list[Period]:
    """Periods that a report may be of: since the work began, and of the one that was sent back."""
    found = offered(clock.today(), due_rules(), since=began_on(page.proposal, page.work))
    mended = Period(back.fiscal_year, back.month, back.by_quarter) if back else None
    return found if mended is None or mended in found else [*found, mended]


def _first(page: WorkPage, back: Any) -> dict[str, str]:
    """What an empty form begins with: the period that is asked for, and where the work stood."""
    if back is not None:  # to be mended: as it was told
        period = Period(back.fiscal_year, back.month, back.by_quarter)
        kept = {name: getattr(back, name) or "" for name in _WORDS}
        output = "" if back.output is None else plain(back.output)
        return kept | {"period": period.key, "physical": str(back.physical), "output": output}
    work = page.work
    first = periods_of(page, None)[0].key
    return {"period": first, "physical": str(work.physical) if work and work.reported_at else ""}


def plain(number: Decimal) -> str:
    """A number without zeros behind the point."""
    return f"{number.normalize():,f}"


def _checks(page: WorkPage) -> bool:
    proposal = page.proposal
    held = may(page.hat, Permission.WORK_REVIEW, proposal.place_code, proposal.area_code)
    return held and above.reviews(page.facts, page.hat)


def _could_complete(page: WorkPage) -> bool:
    full = page.work is not None and page.work.physical == 100
    return full and writes(page) and page.proposal.stage in COMPLETED_FROM


_WORDS = ("went_back", "activity", "problem_code", "problem", "remedy", "next_step")
