"""Where and when a camera says a photo was taken: read from its EXIF before the photo is drawn anew. Pure."""

import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from planhub.clock import BANGKOK
from planhub.needs.coordinates import Place
from planhub.needs.pictures import FORMATS

_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _OFFSET, _CHANGED = 0x9003, 0x9011, 0x0132
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)
_SHIFT = re.compile(r"[+-]\d\d:\d\d", re.ASCII)


@dataclass(frozen=True)
class Shot:
    """What the camera wrote; None where it wrote nothing that can be true."""

    place: Place | None = None
    taken_at: datetime | None = None


def shot_of(data: bytes, *, now: datetime) -> Shot:
    """Place and moment of a photo; what is broken, or lies ahead of `now`, is left out. Never raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exif = Image.open(BytesIO(data), formats=FORMATS).getexif()
            gps, inner = exif.get_ifd(_GPS), exif.get_ifd(_EXIF)
            when = inner.get(_TAKEN) or exif.get(_CHANGED)
        except Exception:  # a reader of foreign bytes may raise anything
            return Shot()
    return Shot(_place(gps), _moment(when, inner.get(_OFFSET), now))


def _place(gps: Mapping[int, Any]) -> Place | None:
    try:
        lat, lon = _degrees(gps[_LAT], gps[_LAT_REF], "S"), _degrees(gps[_LON], gps[_LON_REF], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    possible = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    # cameras without a fix write 0°, 0°
    return Place(round(lat, 6), round(lon, 6)) if possible and (lat or lon) else None


def _degrees(parts: Any, ref: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if _text(ref).upper().startswith(negative) else size


def _moment(written: Any, offset: Any, now: datetime) -> datetime | None:
    found = _MOMENT.match(_text(written))
    if found is None:
        return None
    shift = _SHIFT.match(_text(offset))
    try:
        year, month, day, hour, minute, second = (int(part) for part in found.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=BANGKOK)
        if shift is not None:
            moment = datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + shift[0])
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if year >= 1995 and moment <= now else None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii", "ignore").strip("\x00 ")
    return value.strip("\x00 ") if isinstance(value, str) else ""
