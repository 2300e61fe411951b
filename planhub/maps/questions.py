"""Filters read from an address: forgiving in form; a sentence names the parameter that makes no sense."""

from collections.abc import Collection, Mapping
from typing import NoReturn

from planhub.clock import FIRST_YEAR, LAST_YEAR, full_year
from planhub.errors import Invalid
from planhub.maps.choice import NO_SIDE, STAGE_CHOICES, Choice, Measure, stages_named
from planhub.proposals.value_lists import SIDES
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

SORTS = ("name", "code", *(measure.value for measure in Measure))

_YEAR = N_("ปี “%(typed)s” อ่านไม่ได้ พิมพ์ปีงบประมาณ พ.ศ. สี่หลัก เช่น 2571 หรือเว้นว่างเพื่อดูทุกปี")
_CHOICE = N_("ค่า “%(typed)s” ไม่มีในรายการ ใช้ได้เฉพาะ %(known)s")


def read_choice(given: Mapping[str, str]) -> Choice:
    """Year, stage and side; empty ones mean all. Invalid names the parameter."""
    return Choice(
        year=read_year(given.get("year", "")),
        stage=_stage(given.get("stage", "")),
        side=_one_of(given.get("side", ""), {NO_SIDE, *SIDES}, "side"),
    )


def read_measure(given: Mapping[str, str]) -> Measure:
    """What the colours show; the number of items unless another is named."""
    name = _one_of(given.get("measure", ""), [m.value for m in Measure], "measure")
    return Measure(name) if name else Measure.ITEMS


def read_items(given: Mapping[str, str]) -> str:
    """Whether items are drawn: "yes", "no", or "" for what is usual."""
    return _one_of(given.get("items", ""), ("yes", "no"), "items")


def read_sort(given: Mapping[str, str], usual: str) -> str:
    """Column of the table to sort by, "-" before it for falling; the usual one unless named."""
    name = given.get("sort", "")
    return name if _one_of(name.removeprefix("-"), SORTS, "sort") else usual


def usual_sort(measure: Measure, child_kind: str) -> str:
    """The order of a table that nobody chose: what the map shows, most first; villages by number."""
    return "name" if child_kind in ("", "village") else f"-{measure.value}"


def read_year(typed: str, *, field: str = "year") -> int | None:
    """A Buddhist fiscal year: 2571, ๒๕๗๑, 71 and 2028 are one; None for an empty one."""
    text = arabic_digits(visible(typed))
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        _refuse(field, say(_YEAR, typed=text[:20]))
    year = full_year(int(text))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        _refuse(field, say(_YEAR, typed=text))
    return year


def _stage(typed: str) -> str:
    name = visible(typed)
    if name and not stages_named(name):
        _refuse("stage", say(_CHOICE, typed=name[:40], known=", ".join(STAGE_CHOICES)))
    return name


def _one_of(typed: str, known: Collection[str], field: str) -> str:
    name = visible(typed)
    if name and name not in known:
        _refuse(field, say(_CHOICE, typed=name[:40], known=", ".join(sorted(known))))
    return name


def _refuse(field: str, sentence: Sentence) -> NoReturn:
    raise Invalid({field: sentence})
