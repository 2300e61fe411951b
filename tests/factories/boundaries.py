"""Outlines of areas: squares."""

from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary

INSIDE = (14.9, 103.5)
"""Latitude and longitude of the middle of every square."""


def outline(session: Session, code: str, *, half: float, schematic: bool = False) -> None:
    """A square around the usual point; `half` its side, in degrees."""
    lat, lon = INSIDE
    west, east, south, north = lon - half, lon + half, lat - half, lat + half
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    shape = f"SRID=4326;MULTIPOLYGON((({ring})))"
    session.add(AreaBoundary(area_code=code, geom=shape, simple=shape, source="test", schematic=schematic))
    session.flush()
