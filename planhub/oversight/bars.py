"""Bars of the trend by quarter, in units of an SVG's viewBox. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from planhub.oversight.trend import MOVE_WORD, Quarter

WIDTH, HEIGHT = 480, 230
TOP, FOOT = 14, 34
LETTER = 11
"""Room for one letter beside the axis, as large as a phone draws it."""


@dataclass(frozen=True)
class Bar:
    """One move of one quarter."""

    move: str
    items: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """Words beside the axis."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Chart:
    """Bars with the words of both axes."""

    bars: tuple[Bar, ...]
    quarters: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    """Where the grid's lines run, with their numbers; x is where each begins."""


def chart(quarters: Sequence[Quarter]) -> Chart | None:
    """The chart of these quarters; None where nothing moved."""
    most = max((one.items(move) for one in quarters for move in MOVE_WORD), default=0)
    if not most:
        return None
    top = _round(most)
    ground, room = HEIGHT - FOOT, HEIGHT - FOOT - TOP
    words = {part: f"{part:,}" for part in _parts(top)}
    left = 12 + LETTER * max(map(len, words.values()))
    step = (WIDTH - left) / len(quarters)
    width = step * 0.78 / len(MOVE_WORD)
    bars = tuple(
        Bar(
            move,
            one.items(move),
            round(left + step * (n + 0.11) + width * m, 1),
            round(ground - room * one.items(move) / top, 1),
            round(width - 1, 1),
            round(room * one.items(move) / top, 1),
        )
        for n, one in enumerate(quarters)
        for m, move in enumerate(MOVE_WORD)
        if one.items(move)
    )
    return Chart(
        bars=bars,
        quarters=tuple(
            Mark(round(left + step * (n + 0.5), 1), HEIGHT - 12, one.short) for n, one in enumerate(quarters)
        ),
        lines=tuple(Mark(left, round(ground - room * part / top, 1), said) for part, said in words.items()),
    )


def _round(most: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    unit = 1
    while True:
        for times in (1, 2, 5):
            if unit * times >= most:
                return unit * times
        unit *= 10


def _parts(top: int) -> list[int]:
    return [0, top // 2, top] if top > 1 and top % 2 == 0 else [0, top]
