"""Where and when a camera says a photo was taken; what is broken is left out."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from planhub.progress.camera import shot_of

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
GPS = {1: "N", 2: (14.0, 52.0, 55.2), 3: "E", 4: (103.0, 29.0, 34.8)}


def photo(gps: dict[int, Any] | None = None, taken: str | None = None, offset: str | None = None) -> bytes:
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825).update(gps)
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    out = BytesIO()
    Image.new("RGB", (80, 60), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_degrees_minutes_seconds_become_degrees() -> None:
    place = shot_of(photo(GPS), now=NOW).place
    assert place is not None
    assert (place.lat, place.lon) == (pytest.approx(14.882), pytest.approx(103.493))


TIMES = [
    # without a zone it is Thailand's clock
    ("2026:11:20 10:00:00", None, datetime(2026, 11, 20, 3, tzinfo=UTC)),
    # with one it is that one's
    ("2026:11:20 10:00:00", "+09:00", datetime(2026, 11, 20, 1, tzinfo=UTC)),
    # a clock that runs ahead, one that was never set, and what is no time
    ("2027:01:01 00:00:00", None, None),
    ("1980:01:01 00:00:00", None, None),
    ("2026:13:45 99:00:00", None, None),
    ("เมื่อวาน", None, None),
]


@pytest.mark.parametrize(("written", "offset", "moment"), TIMES)
def test_the_moment_is_the_cameras(written: str, offset: str | None, moment: datetime | None) -> None:
    assert shot_of(photo(taken=written, offset=offset), now=NOW).taken_at == moment


NOWHERE = [
    # a camera without a fix
    GPS | {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
    # beyond the pole
    GPS | {2: (95.0, 0.0, 0.0)},
    # half a place
    {1: "N", 2: (14.0, 52.0, 55.2)},
    {1: "N", 2: (14.0,), 3: "E", 4: (103.0,)},
]


@pytest.mark.parametrize("gps", NOWHERE)
def test_a_place_that_cannot_be_is_none(gps: dict[int, Any]) -> None:
    assert shot_of(photo(gps), now=NOW).place is None


@pytest.mark.parametrize("data", [b"", b"not a picture", photo(GPS)[:60]])
def test_what_is_no_photo_says_nothing(data: bytes) -> None:
    shot = shot_of(data, now=NOW)
    assert (shot.place, shot.taken_at) == (None, None)
