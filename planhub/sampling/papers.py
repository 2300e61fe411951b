"""The words and the money of a made-up need, as its proposer would have typed them."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from planhub.clock import BUDDHIST_ERA, local_day
from planhub.proposals.need import BudgetLine, Need
from planhub.sampling.needs import MadeUp, written
from planhub.sampling.places import Place
from planhub.sampling.storing import Sheaf

SIZE_FIELDS = ("width_m", "length_m", "thickness_m", "depth_m", "volume_m3")
METRES_A_DEGREE = 111_320
AROUND = 350
"""Metres from a village's own point within which its needs are pinned."""
LAND = ("public", "public", "donated", "temple", "highway", "unknown")
PERMISSION = ("not_needed", "not_yet", "asked", "granted")
LARGE = 4_000_000
"""Baht above which works may take two years."""


@dataclass(frozen=True)
class Paper:
    """What is written down of one need."""

    place: Place
    year: int
    title: str
    words: MadeUp
    began: datetime
    wish_rank: int | None
    source: str
    pin: tuple[float, float] | None


def write_words(sheaf: Sheaf, chance: Random, *, proposal_id: int, paper: Paper) -> None:
    """The wide half, with what was typed beside it, so that a returned need can be mended."""
    words, pin = paper.words, paper.pin
    village = paper.place.kind == "village"
    hearing = local_day(paper.began) - timedelta(days=chance.randint(2, 25))
    sizes = {name: size for name, size in words.sizes.items() if name in SIZE_FIELDS}
    columns: dict[str, Any] = {
        "title": paper.title,
        "problem": words.problem,
        "request": words.request,
        "objective": words.objective,
        "quantity": written(words.quantity),
        "unit": words.kind.unit,
        "work_kind": words.kind.work,
        "area_scope": "single" if village else "multi",
        "target_group": words.kind.target,
        "people": words.people,
        "households": words.homes,
        "expected_result": words.result,
        "land_status": chance.choice(LAND),
        "land_permission": chance.choice(PERMISSION),
        "attendees": chance.randint(28, 140),
        "proposer_title": "ผู้ใหญ่บ้าน" if village else "เลขานุการ กบต.",
        "wish_rank": paper.wish_rank,
    }
    typed = {name: str(value) for name, value in columns.items() if value is not None}
    typed |= sizes | {"side": words.kind.side, "hearing_on": _typed_date(hearing)}
    typed |= {"amount_1": f"{words.amount:,}", "year_1": str(paper.year), "source_1": paper.source}
    if pin:
        typed |= {"lon": f"{pin[0]:.6f}", "lat": f"{pin[1]:.6f}", "point_source": "map"}
    sheaf.add(
        Need,
        proposal_id=proposal_id,
        typed=typed,
        typed_at=paper.began,
        size=sizes,
        is_continuing=chance.random() < 0.2,
        hearing_on=hearing,
        geom=pinned(pin),
        geom_how="map" if pin else None,
        **columns,
    )


def write_money(
    sheaf: Sheaf, chance: Random, *, proposal_id: int, year: int, source: str, words: MadeUp
) -> None:
    """The budget lines: one, or two where large works take two years."""
    first = words.amount // 2 if words.amount > LARGE and chance.random() < 0.3 else words.amount
    for when, amount in ((year, first), (year + 1, words.amount - first)):
        if amount:
            sheaf.add(BudgetLine, proposal_id=proposal_id, fiscal_year=when, source=source, amount=amount)


def pin_near(chance: Random, place: Place) -> tuple[float, float] | None:
    """(longitude, latitude) near the area's own point, for four in five of those that have one."""
    pinned, distance, turn = chance.random(), chance.random(), chance.random()
    if place.longitude is None or place.latitude is None or pinned > 0.8:
        return None
    away, angle = AROUND * math.sqrt(distance), 2 * math.pi * turn
    east = METRES_A_DEGREE * math.cos(math.radians(place.latitude))
    return (
        place.longitude + away * math.cos(angle) / east,
        place.latitude + away * math.sin(angle) / METRES_A_DEGREE,
    )


def pinned(pin: tuple[float, float] | None) -> str | None:
    """A point as the database reads it."""
    return f"SRID=4326;POINT({pin[0]:.6f} {pin[1]:.6f})" if pin else None


def _typed_date(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}"
