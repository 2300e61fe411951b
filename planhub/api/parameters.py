"""Parameters of the API, each read with a sentence that names it when it cannot be used."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import NoReturn
from uuid import UUID

from planhub.areas import codes
from planhub.clock import BANGKOK
from planhub.errors import Invalid
from planhub.maps.open_data import Wanted
from planhub.maps.questions import read_choice
from planhub.maps.search import SHORTEST
from planhub.thai.folding import search_key
from planhub.wording import N_, Sentence, say

MOST = 200
USUAL = 50

_UNKNOWN = N_("ไม่มีตัวเลือกชื่อ “%(name)s” ใช้ได้: %(known)s")
_LIMIT = N_("limit ต้องเป็นจำนวนเต็ม 1 ถึง %(most)s")
_BBOX = N_("bbox ต้องเป็นตัวเลขสี่ตัว ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา เช่น 103.2,14.5,103.9,15.1")
_SINCE = N_("changed_since ต้องเป็นวันหรือเวลาแบบ ISO 8601 เช่น 2026-11-01 หรือ 2026-11-01T08:00:00+07:00")
_AFTER = N_("after ต้องเป็นค่า next ของหน้าก่อนโดยไม่แก้ไข")
_WORDS = N_("words ต้องมีอย่างน้อย 3 ตัวอักษร หรือระบุ area ด้วย")


def known_only(given: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse a parameter that does not exist: a typing error must not look like an answer."""
    for name in given:
        if name not in known:
            _refuse(name[:40], say(_UNKNOWN, name=name[:40], known=", ".join(known)))


def wanted_items(given: Mapping[str, str]) -> Wanted:
    """All of /items' parameters."""
    known_only(
        given,
        ("area", "year", "stage", "side", "bbox", "changed_since", "words", "limit", "after"),
    )
    area = codes.read_code(given["area"], field="area") if given.get("area") else ""
    if area:
        codes.refuse_bangkok(area, field="area")
    words = search_key(given.get("words", ""))
    if words and len(words) < SHORTEST and not area:
        _refuse("words", say(_WORDS))
    return Wanted(
        area=area,
        choice=read_choice(given),
        bbox=_bbox(given.get("bbox", "")),
        changed_since=_moment(given.get("changed_since", "")),
        words=words,
        after=_after(given.get("after", "")),
        limit=_limit(given.get("limit", "")),
    )


def _limit(text: str) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= MOST):
        _refuse("limit", say(_LIMIT, most=MOST))
    return int(text)


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
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped plus arrives as a space
    except ValueError:
        _refuse("changed_since", say(_SINCE))
    if len(text) <= 10:
        moment = datetime.combine(moment.date(), time(), BANGKOK)
    return (moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)).astimezone(UTC)


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
