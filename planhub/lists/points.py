"""Coordinates of a list made into WGS84: degrees or UTM, in one column or two. Pure."""

import re

from planhub.lists.cell_values import NOTHING, Unfit
from planhub.needs.coordinates import THAILAND, read_place
from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable
from planhub.wording import N_, say

_ABROAD = N_("พิกัด %(lat)s, %(lon)s อยู่นอกประเทศไทย ตรวจตัวเลขหรือโซนอีกครั้ง")
_DEGREES = re.compile(r"\d{1,3}\.\d{1,15}", re.ASCII)
_METRES = re.compile(r"\d{6,7}(?:\.\d+)?", re.ASCII)
_ZONE = re.compile(r"4[78]")
_SOUTH, _NORTH, _WEST, _EAST = THAILAND


def read_point(lat: str, lon: str, zone: str, *, default_zone: int | None) -> tuple[float, float] | None:
    """(lat, lon) in degrees; None for blanks, dashes and zeros. Unfit with a sentence for anything else."""
    if _DEGREES.fullmatch(lat) and _DEGREES.fullmatch(lon):
        north, east = float(lat), float(lon)
        if _SOUTH <= north <= _NORTH and _WEST <= east <= _EAST:
            return round(north, 7), round(east, 7)
    first, second = _typed(lat), _typed(lon)
    if not first and not second:
        return None
    try:
        place = read_place(*_in_order(first, second, _zone(zone, default_zone)))
    except Unreadable as error:
        raise Unfit(error.sentence) from None
    if place is None:
        return None
    if not place.in_thailand:
        raise Unfit(say(_ABROAD, lat=f"{place.lat:.5f}", lon=f"{place.lon:.5f}"))
    return place.lat, place.lon


def _typed(cell: str) -> str:
    text = arabic_digits(visible(cell))
    return "" if text in NOTHING or not text.strip("0., ") else text


def _zone(zone: str, default: int | None) -> str:
    found = _ZONE.search(arabic_digits(zone))
    return found[0] if found else str(default or "")


def _in_order(lat: str, lon: str, zone: str) -> tuple[str, str]:
    """Metres are read with their zone before them, easting first; columns Y and X stand the other way."""
    north, east = lat.replace(",", ""), lon.replace(",", "")
    if _METRES.fullmatch(north) and _METRES.fullmatch(east):
        if float(east) > 1_000_000 > float(north):
            north, east = east, north
        return f"{zone}P {east} {north}" if zone else f"{east} {north}", ""
    if zone and not re.search(r"4[78]", lat) and re.search(r"\d{6}", lat) and not lon:
        return f"{zone}P {lat}", ""
    return lat, lon
