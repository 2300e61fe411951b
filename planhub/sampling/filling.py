"""Fill a show installation: Surin and Roi Et in full, the other provinces with what their subdistricts ask.

Everything but the passwords follows from the seed and the moment given, so that two installations agree.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.clock import fiscal_year, local_day
from planhub.linkage.projecting import project
from planhub.linkage.way import on_their_own
from planhub.needs.attaching import attach
from planhub.proposals.planning_round import NothingToPropose, PlanningRound
from planhub.proposals.proposal import Proposal
from planhub.sampling import cards
from planhub.sampling.afterwards import tell_afterwards
from planhub.sampling.cycle import begin_themes, confirm_quarters, limit_sources, seal_around
from planhub.sampling.desks import Desks, desks_of
from planhub.sampling.enrolling import SHOW_AGENCY, SHOW_VILLAGE, SignIn, enrol, enrolled
from planhub.sampling.offices import Offices
from planhub.sampling.opening import Season, open_agencies, open_rounds, write_issues
from planhub.sampling.past import date_back, without_items
from planhub.sampling.pictures import drawn
from planhub.sampling.places import Place, how_many, places
from planhub.sampling.records import Records, Wanted
from planhub.sampling.royal import write_royal
from planhub.sampling.snapshots import hang_snapshots
from planhub.sampling.stories import FELL_SILENT, PATHS, draw_path
from planhub.sampling.storing import Counters, Sheaf, identities
from planhub.sampling.works import Works

SEED = 2571
SHOW = {"32": 340, "45": 300}
"""The show provinces, and how many records come from anywhere in them."""
NEAR = {SHOW_VILLAGE[:6]: 48, SHOW_VILLAGE[:4]: 80}
"""How many more from the show village's neighbours: its subdistrict, its district."""
ELSEWHERE = 40
"""Records of each other province."""
QUIET = {"26": 34, "43": 38, "58": 47, "75": 61, "95": 83}
"""Provinces of which nothing was heard for so many days, so that somebody should ask."""
YEARS, YEARS_NEAR = (54, 74, 92, 100), (84, 92, 97, 100)
"""Of a hundred records, how many stand in the running round, in it or the one before, and so on."""
MILLION = 1_000_000
ROOM = Decimal("1.15")
"""What a sample envelope holds, of what is planned within it."""

Report = Callable[[int, int], None]
"""Told how many provinces are done, of how many."""


def silent(done: int, total: int) -> None:
    """A report that nobody reads."""


def fill(
    session: Session,
    *,
    at: datetime,
    seed: int = SEED,
    uploads: Path | None = None,
    report: Report = silent,
) -> list[SignIn]:
    """Write the sample and answer with one sign-in for each role.

    Drawn pictures of the show village's needs are laid down in `uploads`, where that is given.

    Run again it gives the sample accounts new passwords and leaves all else as it is. Raises IllegalMove when
    accounts of the same names are not samples.
    """
    away = on_their_own(session)
    provinces = sorted(set(how_many(session, ("subdistrict",))) - away)
    open_rounds(session, provinces, at=at)
    open_agencies(session, provinces)
    write_issues(session, [code for code in SHOW if code in provinces], at=at)
    again = enrolled(session)
    sign_ins = enrol(session, at=at, away=away)
    if again:
        return sign_ins
    written: list[int] = []
    new = without_items(session, provinces)
    for n, province in enumerate(provinces, start=1):
        written += _fill_province(session, province, at=at, seed=seed)
        report(n, len(provinces))
    write_royal(session, provinces, [code for code in SHOW if code in provinces], at=at)
    for province in SHOW:
        desks = desks_of(session, province, at=at)
        if desks is not None:
            _tell_on(session, province, desks, uploads)
    project(session, written)
    date_back(session, new, at=at)
    _say_envelopes(session)
    if uploads is not None:
        _hang_pictures(session, uploads, at=at)
    return sign_ins


def _tell_on(session: Session, province: str, desks: Desks, uploads: Path | None) -> None:
    """What no story foresees: contracts that fail, changes, photos, seals, quarters, themes."""
    running = fiscal_year(local_day(desks.now))
    limit_sources(session, province, years=(running, running + 1))
    seal_around(session, province, desks, lambda: tell_afterwards(session, province, desks))
    confirm_quarters(session, desks)
    begin_themes(session, province, desks)
    if uploads is not None:
        hang_snapshots(session, province, desks, uploads)
    session.flush()


def _say_envelopes(session: Session) -> None:
    """A round's envelope holds what is planned within it, and somewhat more, in whole millions of baht."""
    within = (
        select(func.ceil(func.sum(Proposal.amount) * ROOM / MILLION) * MILLION)
        .where(
            Proposal.province_code == PlanningRound.province_code,
            Proposal.plan_year == PlanningRound.fiscal_year,
            Proposal.envelope == "within",
        )
        .scalar_subquery()
    )
    session.execute(
        update(PlanningRound)
        .where(PlanningRound.envelope.is_(None))
        .values(envelope=within)
        .execution_options(synchronize_session=False)
    )


def _fill_province(session: Session, province: str, *, at: datetime, seed: int) -> list[int]:
    chance = Random(f"{seed}:{province}")  # noqa: S311 - sample data, not a secret
    quiet = QUIET.get(province, 0)
    season = Season(at, quiet=quiet)
    villages = places(session, kind="village", province=province) if province in SHOW else []
    askers = villages or places(session, kind="subdistrict", province=province)
    planned = _planned(chance, askers, season, SHOW.get(province, ELSEWHERE), YEARS)
    for near, n in NEAR.items():
        around = [place for place in villages if place.code.startswith(near) and not _spared(place)]
        planned += _planned(chance, around, season, n, YEARS_NEAR)
    sheaf, counters = Sheaf(), Counters(session, province)
    pair = _pair(villages, season)
    ids = identities(session, len(planned) + len(pair) + len(cards.CARDS))
    offices = Offices(session, province, first=SHOW_AGENCY)
    works = Works(session, offices, sheaf, at=at - timedelta(days=quiet))
    records = Records(
        chance=chance,
        offices=offices,
        counters=counters,
        sheaf=sheaf,
        ids=ids,
        works=works,
        year_end=season.year_end,
    )
    written: list[int] = []
    for wanted in _cards(villages, season) + planned:
        written.append(records.add(wanted))
    for n, wanted in enumerate(pair):
        written.append(records.add(wanted, merge_with=written[-1] if n else None))
    sheaf.store(session)
    counters.store(session)
    if villages and province == SHOW_VILLAGE[:2]:
        _stay_quiet(session, season)
    return written


def _planned(
    chance: Random, askers: Sequence[Place], season: Season, n: int, years: Sequence[int]
) -> list[Wanted]:
    free = [place for place in askers if not _spared(place)]
    result = []
    for _ in range(n if free else 0):
        year = chance.choices(season.years, cum_weights=years)[0]
        path = draw_path(chance, age=season.age(year), among=FELL_SILENT if season.quiet else PATHS)
        place = chance.choice(free)
        pinned = place.kind == "village"
        result.append(Wanted(place, path=path, year=year, span=season.span(year), pinned=pinned))
    return result


def _spared(place: Place) -> bool:
    """The show village has its cards, and the quiet one nothing."""
    return place.code in (SHOW_VILLAGE, cards.QUIET_VILLAGE)


def _cards(villages: Sequence[Place], season: Season) -> list[Wanted]:
    home = _of(villages, SHOW_VILLAGE)
    if home is None:
        return []
    result = []
    for card in cards.CARDS:
        year = season.running - card.years_ago
        result.append(Wanted(home, path=card.path, year=year, span=season.span(year), kind=card.kind))
    return result


def _pair(villages: Sequence[Place], season: Season) -> list[Wanted]:
    home, neighbour = _of(villages, SHOW_VILLAGE), _of(villages, cards.NEIGHBOUR)
    if home is None or neighbour is None:
        return []
    kind, year = cards.Card(cards.SAME_ROAD, "").kind, season.running
    return [
        Wanted(place, path=path, year=year, span=season.span(year), kind=kind, title=title)
        for place, path, title in zip(
            (home, neighbour), cards.SAME_ROAD_PATHS, cards.SAME_ROAD_TITLES, strict=True
        )
    ]


def _of(villages: Sequence[Place], code: str) -> Place | None:
    return next((place for place in villages if place.code == code), None)


def _stay_quiet(session: Session, season: Season) -> None:
    answered = local_day(season.at - timedelta(days=20))
    row = {"area_code": cards.QUIET_VILLAGE, "fiscal_year": season.running, "answered_on": answered}
    session.execute(insert(NothingToPropose).values(row).on_conflict_do_nothing())


def _hang_pictures(session: Session, uploads: Path, *, at: datetime) -> None:
    """One drawn picture for each need of the show village."""
    own = session.scalars(
        select(Proposal)
        .where(Proposal.area_code == SHOW_VILLAGE, Proposal.number.is_not(None))
        .order_by(Proposal.id)
    )
    for row in own.all():
        attach(
            session,
            proposal_id=row.id,
            kind="photo",
            name="ภาพตัวอย่าง.jpg",
            data=drawn(row.side or "", row.number or ""),
            uploads=uploads,
            at=row.submitted_at or at,
            by=None,
        )
