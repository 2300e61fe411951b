"""A proposal's number, 32010204-2571-007: written in one way, read in all ways people type it. Pure."""

import re

from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, say

_SEPARATORS = re.compile(r"[\s\-–—−_./]+")
_SHAPES = (
    re.compile(r"(?P<area>\d{8})(?P<year>2[45]\d\d)(?P<run>\d{3,4})", re.ASCII),
    re.compile(r"(?P<area>\d{6})(?P<year>2[45]\d\d)(?P<run>\d{3,4})", re.ASCII),
    re.compile(r"C(?P<lao>\d{7})(?P<community>\d{3})(?P<year>2[45]\d\d)(?P<run>\d{3,4})", re.ASCII),
)
_WRONG = N_("“%(typed)s” ไม่ใช่เลขที่ของเรื่อง เลขที่มีรหัสหมู่บ้าน ปี และลำดับ เช่น 32010204-2571-007 ดูได้จากใบรับหรือ QR")


def written(area_code: str, fiscal_year: int, running: int) -> str:
    """The number of the n-th need of an area in a year; three digits, more when a thousand is passed."""
    return f"{area_code}-{fiscal_year}-{running:03d}"


def read_number(typed: str, *, field: str = "number") -> str:
    """The number in what was typed: Thai digits, spaces, other dashes or none are understood.

    Raises Invalid with a sentence when it cannot be a number of ours.
    """
    text = arabic_digits(visible(typed)).upper()
    compact = _SEPARATORS.sub("", text)
    for shape in _SHAPES:
        found = shape.fullmatch(compact)
        if found:
            parts = found.groupdict()
            area = parts.get("area") or f"C-{parts['lao']}-{parts['community']}"
            return written(area, int(parts["year"]), int(parts["run"]))
    shown = text if len(text) <= 40 else text[:39] + "…"
    raise Invalid({field: say(_WRONG, typed=shown)})
