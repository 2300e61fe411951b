"""A line on the ground as people type or tap it, a point a row: a road, a canal, a pipe. Pure."""

from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from planhub.needs.coordinates import Place, read_place
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say

MOST_POINTS = 200
LONGEST_M = 500_000
"""No village's road is longer: a digit is wrong."""
EARTH_M = 6_371_008.8
"""Mean radius: lengths are right to half a percent."""

_ROW = N_("จุดที่ %(n)s: %(why)s")
_ONE = N_("แนวเส้นต้องมีอย่างน้อยสองจุด เพิ่มอีกจุด หรือลบออกแล้วปักหมุดแทน")
_MANY = N_("มี %(n)s จุด รับได้ไม่เกิน %(most)s จุด เอาจุดที่อยู่ใกล้กันออก")
_LONG = N_("แนวเส้นยาว %(km)s กม. ยาวเกินไป ตรวจพิกัดทีละจุดอีกครั้ง")


@dataclass(frozen=True)
class Track:
    """A line of at least two different points, WGS84."""

    points: tuple[Place, ...]

    @property
    def metres(self) -> float:
        """How long it is on the ground."""
        return sum(apart(one, other) for one, other in pairwise(self.points))

    @property
    def middle(self) -> Place:
        """The point half way along it."""
        left = self.metres / 2
        for one, other in pairwise(self.points):
            step = apart(one, other)
            if step >= left and step > 0:
                part = left / step
                return Place(one.lat + (other.lat - one.lat) * part, one.lon + (other.lon - one.lon) * part)
            left -= step
        return self.points[-1]

    @property
    def wkt(self) -> str:
        """As the database reads it."""
        return f"LINESTRING({', '.join(f'{point.lon} {point.lat}' for point in self.points)})"


def read_track(typed: str) -> Track | None:
    """The line of a list of points, each in a row in any way a point is typed; None for an empty list.

    Raises thai.money.Unreadable naming the row.
    """
    points = read_points(typed)
    if not points:
        return None
    if len(points) == 1:
        raise Unreadable(say(_ONE))
    track = Track(tuple(points))
    if track.metres > LONGEST_M:
        raise Unreadable(say(_LONG, km=f"{track.metres / 1000:,.0f}"))
    return track


def read_points(typed: str) -> list[Place]:
    """A point a row; those that repeat the one before are one. Raises Unreadable naming the row."""
    rows = [row for row in typed.replace("\r", "\n").split("\n") if row.strip()]
    if len(rows) > MOST_POINTS:
        raise Unreadable(say(_MANY, n=len(rows), most=MOST_POINTS))
    points: list[Place] = []
    for n, row in enumerate(rows, start=1):
        point = _point(row, n)
        if point is not None and (not points or (point.lat, point.lon) != (points[-1].lat, points[-1].lon)):
            points.append(point)
    return points


def track_words(track: Track) -> Sentence:
    """What was understood, so that a slip is seen: 3 จุด ยาว 850 เมตร."""
    return say(
        N_("%(n)s จุด ยาว %(metres)s เมตร"), n=len(track.points), metres=f"{max(1, round(track.metres)):,}"
    )


def _point(row: str, n: int) -> Place | None:
    try:
        return read_place(row)
    except Unreadable as error:
        raise Unreadable(say(_ROW, n=n, why=error.sentence)) from None


def apart(one: Place, other: Place) -> float:
    """Metres between two points, along the ground."""
    lat, other_lat = radians(one.lat), radians(other.lat)
    half_lat, half_lon = (other_lat - lat) / 2, radians(other.lon - one.lon) / 2
    return 2 * EARTH_M * asin(sqrt(sin(half_lat) ** 2 + cos(lat) * cos(other_lat) * sin(half_lon) ** 2))
