"""Where a pin lies, seen from its own area: inside, how far outside, in which other area, or abroad."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.addresses import full_name
from planhub.areas.area import Area, AreaBoundary
from planhub.areas.codes import ancestors_of
from planhub.areas.finding import Distance, by_point, distance_to
from planhub.needs.coordinates import Place
from planhub.needs.distances import distance_words
from planhub.wording import N_, Name, Sentence, say

_OUTSIDE = N_("หมุดอยู่ห่างจากขอบเขต %(area)s %(far)s ถ้าตั้งใจปักตรงนั้น บอกเหตุผลไว้ให้กรรมการทราบ")
_OUTSIDE_SCHEMATIC = N_(
    "หมุดอยู่ห่างจากขอบเขต %(area)s ราว %(far)s (เส้นเขตเป็นแผนผัง ไม่ใช่เขตจริง) ถ้าตั้งใจปักตรงนั้น บอกเหตุผลไว้"
)
_FAR = N_("หมุดอยู่ไกลจากขอบเขต %(area)s ถึง %(far)s ตรวจพิกัดอีกครั้ง ถ้าตั้งใจปักตรงนั้น บอกเหตุผลไว้")
_FAR_M = 50_000
"""So far that a digit is more likely wrong."""
_THERE = N_("ตรงนั้นคือ %(area)s")


def doubts_of(session: Session, area_code: str, place: Place | None) -> list[Sentence]:
    """What is said of a place that does not lie in its area; [] when it does. Never a reason to refuse it."""
    if place is None:
        return []
    said = [place.warning] if place.warning else []
    distance = outside(session, area_code, place)
    if distance is not None:
        said.append(outside_words(distance, full_name(session, distance.area.code)))
        there = None if distance.schematic else area_of(session, place)
        if there is not None:
            said.append(say(_THERE, area=there))
    return said


def surely_odd(session: Session, area_code: str, place: Place | None) -> bool:
    """Whether it is worth a second look at the page: a few kilometres from a line that we drew are not."""
    if place is None:
        return False
    distance = outside(session, area_code, place)
    far = distance is not None and (not distance.schematic or distance.metres >= _FAR_M)
    return far or not place.in_thailand


def named_at(session: Session, area_code: str, place: Place) -> Name | None:
    """The address of a place; outside of an area whose lines we drew nobody knows it, and it is not told."""
    distance = outside(session, area_code, place)
    return None if distance is not None and distance.schematic else area_of(session, place)


def area_of(session: Session, place: Place) -> Name | None:
    """The address of the finest area around a place; None where no boundary is known."""
    found = by_point(session, place.lon, place.lat)
    return full_name(session, found.code) if found else None


def outside(session: Session, area_code: str, place: Place) -> Distance | None:
    """How far a place is from its area; None when inside, or when no boundary is known."""
    distance = distance_to(session, area_code, place.lon, place.lat)
    return distance if distance and round(distance.metres) > 0 else None


def centre_of(session: Session, area_code: str) -> tuple[float, float] | None:
    """(latitude, longitude) to open a map at: the area's own point, else one in the nearest around it."""
    area = session.get(Area, area_code)
    if area is None:
        return None
    base = area.parent_code or "" if area.kind == "community" else area.code
    point = func.coalesce(Area.point, func.ST_PointOnSurface(AreaBoundary.simple))
    row = session.execute(
        select(func.ST_Y(point), func.ST_X(point))
        .outerjoin(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(Area.code.in_([area_code, base, *ancestors_of(base)]), point.is_not(None))
        .order_by(func.length(Area.code).desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def example_of(session: Session, area_code: str) -> tuple[float, float] | None:
    """(latitude, longitude) surely in the area's own subdistrict; its centre where no line is known."""
    area = session.get(Area, area_code)
    base = (area.parent_code if area is not None and area.kind == "community" else area_code) or ""
    inside = func.ST_PointOnSurface(AreaBoundary.simple)
    row = session.execute(
        select(func.ST_Y(inside), func.ST_X(inside)).where(AreaBoundary.area_code == base[:6])
    ).first()
    return (row[0], row[1]) if row else centre_of(session, area_code)


def outside_words(distance: Distance, area: Name) -> Sentence:
    """The warning for a pin that lies outside: it never blocks."""
    sentence = _OUTSIDE_SCHEMATIC if distance.schematic else _OUTSIDE
    if distance.metres >= _FAR_M:
        sentence = _FAR
    return say(sentence, area=area, far=distance_words(distance.metres))
