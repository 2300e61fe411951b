"""The words of the sample, read once from seeds/: kinds of needs, places, reasons, agencies. Pure."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

Choice = tuple[float, ...]
"""Numbers of which one is drawn."""


@dataclass(frozen=True)
class Kind:
    """One kind of need: what is asked for, how big, at what price, in whose words."""

    side: str
    work: str
    what: str
    spots: dict[str, tuple[str, ...]]
    """Kind of proposer (village, subdistrict) to places in it."""
    unit: str
    count: Choice | str
    """How many units, or the name of the size that counts them."""
    sizes: dict[str, Choice | None]
    """Metres by name; None: the product of those before it."""
    each: float
    """Baht for one unit; 0 where `rate` prices the sizes named in `by`."""
    rate: float
    by: tuple[str, ...]
    problems: tuple[str, ...]
    requests: tuple[str, ...]
    objectives: tuple[str, ...]
    results: tuple[str, ...]
    target: str
    agencies: tuple[str, ...]
    weight: int
    only: frozenset[str] | None
    """Provinces where it occurs; None: everywhere."""


@dataclass(frozen=True)
class AgencyKind:
    """An office that every province has; {p} in its names is the province."""

    id: str
    name: str
    name_en: str
    level: str
    ministry: str


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of needs."""
    book = _book()
    return tuple(_kind(row, book) for row in book["kind"])


@cache
def kinds_of(province_code: str) -> tuple[tuple[Kind, ...], tuple[int, ...]]:
    """Kinds that occur in a province, and their cumulative weights."""
    here = tuple(kind for kind in kinds() if kind.only is None or province_code in kind.only)
    sums, total = [], 0
    for kind in here:
        total += kind.weight
        sums.append(total)
    return here, tuple(sums)


@cache
def reasons(occasion: str) -> tuple[str, ...]:
    """What is said when something is returned, deferred, merged …; ("",) where nothing need be said."""
    return tuple(_book()["reasons"].get(occasion, ("",)))


@cache
def issue_names() -> tuple[str, ...]:
    """Example development issues of a province, in order."""
    return tuple(_book()["issues"]["names"])


@cache
def issues_served(side: str) -> tuple[int, ...]:
    """Numbers of the issues that a side serves, the leading one first."""
    return tuple(_book()["issues"]["serves"][side])


@cache
def said_of_works(occasion: str, side: str = "") -> tuple[str, ...]:
    """What reports and results of a work say: begun, underway, benefit, unused …; contractors' names.

    Of some sides other things are said: nobody sells more in the rainy season for a ramp at a health centre.
    """
    works = _book()["works"]
    return tuple(works["of_side"].get(side, {}).get(occasion, works[occasion]))


@cache
def problems() -> dict[str, tuple[str, str]]:
    """Code of a problem to its words and its remedy."""
    return {code: (words, remedy) for code, (words, remedy) in _book()["works"]["problems"].items()}


@cache
def said_of_royal(occasion: str) -> tuple[str, ...]:
    """Names of royal-initiative projects, and what is reported of them."""
    return tuple(_book()["royal"][occasion])


@cache
def agency_kinds() -> tuple[AgencyKind, ...]:
    """Offices of every province."""
    rows = tomllib.loads((SEEDS / "agencies.toml").read_text(encoding="utf-8"))["agency"]
    return tuple(AgencyKind(**row) for row in rows)


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads((SEEDS / "sample_words.toml").read_text(encoding="utf-8"))


def _kind(row: dict[str, Any], book: dict[str, Any]) -> Kind:
    spots = book["spots"][row["spot"]]
    count = row["count"]
    sizes = row.get("size", {})
    return Kind(
        side=row["side"],
        work=row["work"],
        what=row["what"],
        spots={who: tuple(names) for who, names in spots.items()},
        unit=row["unit"],
        count=count if isinstance(count, str) else _choice(count),
        sizes={name: None if given == "product" else _choice(given) for name, given in sizes.items()},
        each=row.get("each", 0),
        rate=row.get("rate", 0),
        by=tuple(row.get("by", ())),
        problems=tuple(row["problem"]),
        requests=tuple(row["request"]),
        objectives=tuple(row["objective"]),
        results=tuple(row["result"]),
        target=row["target"],
        agencies=tuple(row["agencies"]),
        weight=row["weight"],
        only=frozenset(book[row["only"]]) if "only" in row else None,
    )


def _choice(given: Any) -> Choice:
    if isinstance(given, dict):
        return tuple(range(given["from"], given["to"] + 1, given["step"]))
    return tuple(given)
