"""Colours and classes of a choropleth: safe for colour-blind eyes, with limits that are real numbers. Pure.

The sequential colours are ColorBrewer's YlGnBu with five classes (safe for the three common kinds of colour
blindness, and it prints); none of them is a stage's colour.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

SEQUENCE = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
ZERO = "#f7f7f7"
"""An area that has none: counted, and the answer is zero."""
NO_DATA = "#d0d3d8"
"""Nobody knows: no population, nothing counted; drawn with a dashed edge too."""
GROUND = "#e9eef7"
"""Where no area is."""

STAGE_COLOUR = {
    "with_us": "#e69f00",
    "with_other": "#0072b2",
    "waiting": "#8a94a3",
    "returned": "#b45f94",
    "in_plan": "#56b4e9",
    "in_works": "#009e73",
    "done": "#0b3d2e",
    "not_agreed": "#d55e00",
    "draft": "#a3adba",
    "merged": "#8a94a3",
}
"""Marks of the stages, the same as in the stylesheet (a test compares them)."""


@dataclass(frozen=True)
class Class:
    """Values from `low` up to, but not including, `high`; only the last class includes its `high`."""

    low: Decimal
    high: Decimal
    colour: str
    areas: int
    """How many of the areas fall into it."""
    last: bool = False


@dataclass(frozen=True)
class Scale:
    """The classes of one map."""

    classes: tuple[Class, ...]
    """From low to high; values above zero only."""
    zeros: int
    unknown: int

    def colour(self, value: Decimal | None) -> str:
        """The fill of an area with that value."""
        if value is None:
            return NO_DATA
        if value <= 0 or not self.classes:
            return ZERO
        at = bisect_right([c.low for c in self.classes], value) - 1
        return self.classes[max(at, 0)].colour


def scale(values: Iterable[Decimal | None], *, whole: bool = False) -> Scale:
    """Classes with about as many areas each, limits rounded to two digits; `whole` for counts."""
    given = list(values)
    known = sorted(v for v in given if v is not None and v > 0)
    return Scale(
        classes=_classes(known, _limits(known, whole)),
        zeros=sum(v is not None and v <= 0 for v in given),
        unknown=sum(v is None for v in given),
    )


def _limits(known: Sequence[Decimal], whole: bool) -> list[Decimal]:
    """The first limit, the inner ones and the last; between any two lies at least one value.

    Of counts the ends are the smallest and the largest themselves; other numbers are rounded outwards.
    """
    if not known:
        return []
    n = len(SEQUENCE)
    inner = {rounded(known[i * len(known) // n], ROUND_FLOOR, whole) for i in range(1, n)}
    limits = [known[0] if whole else rounded(known[0], ROUND_FLOOR, whole)]
    for limit in sorted(inner):
        if any(limits[-1] <= v < limit for v in known):
            limits.append(limit)
    return [*limits, known[-1] if whole else rounded(known[-1], ROUND_CEILING, whole)]


def _classes(known: Sequence[Decimal], limits: Sequence[Decimal]) -> tuple[Class, ...]:
    colours = _spread(len(limits) - 1)
    found = []
    for at, (low, high) in enumerate(pairwise(limits)):
        last = at == len(colours) - 1
        n = sum(low <= v and (v < high or last) for v in known)
        found.append(Class(low, high, colours[at], n, last))
    return tuple(found)


def _spread(n: int) -> list[str]:
    """n colours of the sequence, light to dark, the ends kept where there are two or more."""
    if n == 1:
        return [SEQUENCE[2]]
    return [SEQUENCE[round(i * (len(SEQUENCE) - 1) / (n - 1))] for i in range(n)]


def rounded(value: Decimal, how: str, whole: bool) -> Decimal:
    """The value with two leading digits; whole numbers below a hundred stay as they are."""
    digits = Decimal(1).scaleb(value.adjusted() - 1)
    if whole and digits < 1:
        digits = Decimal(1)
    return value.quantize(digits, how) if digits < 1 else (value / digits).to_integral_value(how) * digits
