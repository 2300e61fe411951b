"""Parameters of the API, each read with a sentence that names it when it cannot be used."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import NoReturn
from uuid import UUID

from planhub.areas import codes
from planhub.clock import BANGKOK
from planhub.errors import Invalid
from planhub.maps.open_data import FIELDS, Wanted
from planhub.maps.questions import read_choice
from planhub.maps.wanted import LONGEST, SHORTEST
from planhub.thai.folding import search_words
from planhub.wording import N_, Sentence, say

_SOURCE_CODE = re.compile("[a-z][a-z0-9_-]{1,39}")
MOST = 1_000
USUAL = 50

_UNKNOWN = N_("ไม่มีตัวเลือกชื่อ “%(name)s” ใช้ได้: %(known)s")
_LIMIT = N_("limit ต้องเป็นจำนวนเต็ม 1 ถึง %(most)s")
_BBOX = N_("bbox ต้องเป็นตัวเลขสี่ตัว ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา เช่น 103.2,14.5,103.9,15.1")
_SINCE = N_("changed_since ต้องเป็นวันหรือเวลาแบบ ISO 8601 เช่น 2026-11-01 หรือ 2026-11-01T08:00:00+07:00")
_AFTER = N_("after ต้องเป็นค่า next ของหน้าก่อนโดยไม่แก้ไข")
_FIELDS = N_("fields เป็นชื่อช่องคั่นด้วยจุลภาค ใช้ได้: %(known)s")
_SOURCE = N_("source เป็นรหัสของแหล่งข้อมูล เช่น planhub ตัวอักษรอังกฤษเล็ก ตัวเลข - หรือ _")
_AREA_FIRST = N_("ไฟล์ทั้งชุดขอได้ทีละจังหวัดหรือเล็กกว่านั้น ระบุ area เช่น area=32")
_WORDS = N_("words ต้องมีอย่างน้อย 3 ตัวอักษร หรือระบุ area ด้วย")


def known_only(given: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse a parameter that does not exist: a typing error must not look like an answer."""
    for name in given:
        if name not in known:
            _refuse(name[:40], say(_UNKNOWN, name=name[:40], known=", ".join(known)))


FILTERS = ("area", "year", "stage", "side", "source", "bbox", "changed_since", "words", "fields")


def wanted_items(given: Mapping[str, str]) -> Wanted:
    """All parameters of a page of items."""
    known_only(given, (*FILTERS, "limit", "after"))
    return _wanted(given)


def wanted_whole(given: Mapping[str, str]) -> Wanted:
    """Parameters of a whole file: an area must be named, so that it ends."""
    known_only(given, FILTERS)
    if not given.get("area"):
        _refuse("area", say(_AREA_FIRST))
    return _wanted(given)


def _wanted(given: Mapping[str, str]) -> Wanted:
    area = codes.read_code(given["area"], field="area") if given.get("area") else ""
    if area:
        codes.refuse_bangkok(area, field="area")
    words = search_words(given.get("words", "")[:LONGEST])
    if words and len(words) < SHORTEST and not area:
        _refuse("words", say(_WORDS))
    return Wanted(
        area=area,
        choice=read_choice(given),
        bbox=_bbox(given.get("bbox", "")),
        changed_since=_moment(given.get("changed_since", "")),
        words=words,
        source=_source(given.get("source", "")),
        fields=_names(given.get("fields", "")),
        after=_after(given.get("after", "")),
        limit=read_limit(given.get("limit", "")),
    )


def read_limit(text: str) -> int:
    """Items of a page."""
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= MOST):
        _refuse("limit", say(_LIMIT, most=MOST))
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",")) if text else ()
    if not set(names) <= set(FIELDS):
        _refuse("fields", say(_FIELDS, known=", ".join(FIELDS)))
    return names


def _source(text: str) -> str:
    if text and not _SOURCE_CODE.fullmatch(text):
        _refuse("source", say(_SOURCE))
    return text


def _bbox(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        _refuse("bbox", say(_BBOX))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        _refuse("bbox", say(_BBOX))
    return west, south, east, north


def _moment(text: str) -> datetime | None:
    """A day begins at midnight in Thailand; a time without a zone is Thailand's too."""
    if not text:
        return None
    try:
        # an unescaped plus arrives as a space; small letters are as good (RFC 3339)
        moment = datetime.fromisoformat(text.replace(" ", "+").upper())
    except ValueError:
        _refuse("changed_since", say(_SINCE))
    if len(text) <= 10:
        moment = datetime.combine(moment.date(), time(), BANGKOK)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)).astimezone(UTC)
    except OverflowError:  # within hours of the first or the last day that there is
        _refuse("changed_since", say(_SINCE))


def _after(text: str) -> tuple[str, UUID] | None:
    if not text:
        return None
    province, _, identity = text.partition("~")
    try:
        return province[:2], UUID(identity)
    except ValueError:
        _refuse("after", say(_AFTER))


def _refuse(field: str, sentence: Sentence) -> NoReturn:
    raise Invalid({field: sentence})
