"""A piece of land or water as people type or tap it, a corner a row: a reservoir, a pond, a wood. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from planhub.needs.coordinates import Place
from planhub.needs.tracks import EARTH_M, Track, read_points, track_words
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say

RAI_M2 = 1_600
WIDEST_M = 200_000
"""No province is wider: a digit is wrong."""

_FEW = N_("ขอบเขตพื้นที่ต้องมีอย่างน้อยสามจุดที่ไม่อยู่แนวเดียวกัน เพิ่มอีกจุด หรือเลือกเป็นแนวยาวแทน")
_CROSSED = N_("เส้นขอบเขตตัดกันเองหลังจุดที่ %(n)s เรียงจุดใหม่ให้วนไปตามขอบทางเดียว")
_WIDE = N_("ขอบเขตพื้นที่กว้าง %(km)s กม. กว้างเกินไป ตรวจพิกัดทีละจุดอีกครั้ง")

Flat = tuple[float, float]
"""Metres east and north of the first corner: true to a thousandth at a village's size."""


@dataclass(frozen=True)
class Plot:
    """A ring of at least three corners that does not cross itself; the last side leads back to the first."""

    points: tuple[Place, ...]

    @property
    def square_metres(self) -> float:
        """How large it is."""
        return abs(_doubled(list(self._flat()))) / 2

    @property
    def metres(self) -> float:
        """How long the way around it is."""
        return Track((*self.points, self.points[0])).metres

    @property
    def middle(self) -> Place:
        """A point inside it: half way across the widest part at the height of its middle."""
        lats = sorted({point.lat for point in self.points})
        heights = [(low + high) / 2 for low, high in pairwise(lats)]
        centre = sum(point.lat for point in self.points) / len(self.points)
        lat = min(heights, key=lambda height: abs(height - centre))
        crossings = sorted(
            one.lon + (lat - one.lat) / (other.lat - one.lat) * (other.lon - one.lon)
            for one, other in self._sides()
            if (one.lat > lat) != (other.lat > lat)
        )
        west, east = max(
            zip(crossings[::2], crossings[1::2], strict=True), key=lambda pair: pair[1] - pair[0]
        )
        return Place(lat, (west + east) / 2)

    @property
    def wkt(self) -> str:
        """As the database reads it."""
        ring = (*self.points, self.points[0])
        return f"POLYGON(({', '.join(f'{point.lon} {point.lat}' for point in ring)}))"

    def _sides(self) -> Iterator[tuple[Place, Place]]:
        return pairwise((*self.points, self.points[0]))

    def _flat(self) -> Iterator[Flat]:
        start = self.points[0]
        across = radians(1) * EARTH_M * cos(radians(start.lat))
        for point in self.points:
            yield (point.lon - start.lon) * across, (point.lat - start.lat) * radians(1) * EARTH_M


def read_plot(typed: str) -> Plot | None:
    """The ring of a list of corners; None for an empty list.

    A last corner that repeats the first is no other. Raises thai.money.Unreadable naming the row.
    """
    points = read_points(typed)
    if len(points) > 1 and (points[0].lat, points[0].lon) == (points[-1].lat, points[-1].lon):
        points.pop()
    if not points:
        return None
    plot = Plot(tuple(points))
    flat = list(plot._flat())
    if len(points) < 3 or not any(_turn(flat[0], flat[1], corner) for corner in flat):
        raise Unreadable(say(_FEW))
    width = max(max(x) - min(x) for x in zip(*flat, strict=True))
    if width > WIDEST_M:
        raise Unreadable(say(_WIDE, km=f"{width / 1000:,.0f}"))
    crossed = _crossed(flat)
    if crossed is not None:
        raise Unreadable(say(_CROSSED, n=crossed + 1))
    if plot.square_metres < 1:
        raise Unreadable(say(_FEW))
    return plot


def plot_words(plot: Plot) -> Sentence:
    """What was understood, so that a slip is seen: 4 จุด เนื้อที่ 12.5 ไร่ (20,000 ตร.ม.)."""
    rai = plot.square_metres / RAI_M2
    return say(
        N_("%(n)s จุด เนื้อที่ %(rai)s ไร่ (%(metres)s ตร.ม.)"),
        n=len(plot.points),
        rai=f"{rai:,.0f}" if rai >= 100 else f"{rai:,.1f}" if rai >= 1 else f"{rai:,.2f}",
        metres=f"{round(plot.square_metres):,}",
    )


def shape_words(shape: Track | Plot) -> Sentence:
    """What was understood of the points of a line or of a piece of land."""
    return plot_words(shape) if isinstance(shape, Plot) else track_words(shape)


def _doubled(ring: list[Flat]) -> float:
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise((*ring, ring[0])))


def _crossed(ring: list[Flat]) -> int | None:
    """The first side (by its first corner) that meets one it does not adjoin, or folds back on its next."""
    sides = list(pairwise((*ring, ring[0])))
    for n, (a, b) in enumerate(sides):
        c = sides[(n + 1) % len(sides)][1]
        if _turn(a, b, c) == 0 and (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0:
            return n
        for m in range(n + 2, len(sides)):
            if (n, m) != (0, len(sides) - 1) and _meet(a, b, *sides[m]):
                return n
    return None


def _meet(a: Flat, b: Flat, c: Flat, d: Flat) -> bool:
    ends = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if ends[0] * ends[1] < 0 and ends[2] * ends[3] < 0:
        return True
    on = ((a, b, c, ends[0]), (a, b, d, ends[1]), (c, d, a, ends[2]), (c, d, b, ends[3]))
    return any(turn == 0 and _between(p, q, r) for p, q, r, turn in on)


def _turn(a: Flat, b: Flat, c: Flat) -> int:
    """1 to the left, -1 to the right, 0 straight on (to a square centimetre)."""
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return 0 if abs(cross) < 1e-4 else 1 if cross > 0 else -1


def _between(a: Flat, b: Flat, c: Flat) -> bool:
    return all(min(a[i], b[i]) <= c[i] <= max(a[i], b[i]) for i in (0, 1))
