"""Fill an installation with very many proposals, province by province, to measure and to try it with."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.projecting import project
from planhub.proposals.proposal import Proposal
from planhub.sampling.offices import Offices
from planhub.sampling.opening import Season, open_agencies, open_rounds, write_issues
from planhub.sampling.places import Place, how_many, places
from planhub.sampling.records import Records, Wanted
from planhub.sampling.stories import LONG_PATHS, PATHS, Paths, draw_path
from planhub.sampling.storing import Counters, Sheaf, identities
from planhub.sampling.works import Works

CHUNK = 10_000
"""Records stored at a time: what a worker keeps in memory."""


@dataclass(frozen=True)
class Past:
    """How far back the made-up records reach, and how they came to where they stand."""

    years: tuple[int, ...] = (60, 80, 93, 100)
    """Of a hundred records, how many stand in the running round, and in it or those before."""
    paths: Paths = PATHS
    works: bool = True
    """Whether money and works are told of what got money."""


FIVE_YEARS = Past(years=(20, 40, 60, 80, 100), paths=LONG_PATHS, works=False)
"""As many in each of five years, told to their ends; the whole country's ledgers would double its rows."""


@dataclass(frozen=True)
class Quota:
    """How many proposals a province is to have, and how many it has."""

    province: str
    wanted: int
    standing: int

    @property
    def missing(self) -> int:
        """How many are to be made up."""
        return max(0, self.wanted - self.standing)


def quotas(session: Session, n: int) -> list[Quota]:
    """Share n proposals out over the provinces by their villages and their subdistricts without any."""
    areas = how_many(session, ("village", "subdistrict"))
    weights = {
        province: found.get("village", 0) + found.get("subdistrict", 0) for province, found in areas.items()
    }
    standing = dict(
        session.execute(select(Proposal.province_code, func.count()).group_by(Proposal.province_code)).all()
    )
    whole, given, passed = sum(weights.values()), 0, 0
    result = []
    for province in sorted(weights):
        passed += weights[province]
        share = n * passed // whole - given  # what is lost by rounding down goes to the next
        given += share
        result.append(Quota(province, share, standing.get(province, 0)))
    return result


def prepare(session: Session, *, at: datetime, past: Past = Past()) -> None:
    """What proposals need around them in every province: rounds, agencies, development issues."""
    provinces = sorted(how_many(session, ("subdistrict",)))
    open_rounds(session, provinces, at=at, rounds=len(past.years))
    open_agencies(session, provinces)
    write_issues(session, provinces, at=at)


def multiply(
    session: Session,
    quota: Quota,
    *,
    at: datetime,
    seed: int,
    past: Past = Past(),
) -> None:
    """Make up what is missing of one province's quota, the same for the same seed and start."""
    if not quota.missing:
        return
    chance = Random(f"{seed}:{quota.province}:{quota.standing}")  # noqa: S311 - sample data, not a secret
    askers = _askers(session, quota.province)
    chance.shuffle(askers)
    sheaf, counters = Sheaf(), Counters(session, quota.province)
    offices = Offices(session, quota.province)
    records = Records(
        chance=chance,
        offices=offices,
        counters=counters,
        sheaf=sheaf,
        ids=identities(session, quota.missing),
        works=Works(session, offices, sheaf, at=at) if past.works else None,
    )
    season = Season(at, len(past.years))
    for start in range(0, quota.missing, CHUNK):
        written = []
        for n in range(start, min(start + CHUNK, quota.missing)):
            year = chance.choices(season.years, cum_weights=past.years)[0]
            path = draw_path(chance, age=season.age(year), among=past.paths)
            place = askers[n % len(askers)]
            written.append(records.add(Wanted(place, path=path, year=year, span=season.span(year))))
        sheaf.store(session)
        project(session, written)
    counters.store(session)


def _askers(session: Session, province: str) -> list[Place]:
    """The villages, and the subdistricts that have none."""
    villages = places(session, kind="village", province=province)
    answered = {village.subdistrict for village in villages}
    subdistricts = places(session, kind="subdistrict", province=province)
    return villages + [place for place in subdistricts if place.code not in answered]
