"""Names without a word before them, when a text is nothing but names: "ในเมือง เมืองสุรินทร์ สุรินทร์". Pure."""

import re

from planhub.places.folded import Folded
from planhub.places.gazetteer import Gazetteer
from planhub.places.marks import Mark, Option
from planhub.places.spelled import options

_BETWEEN = re.compile(r"[,/;()\-–>.]*")
_AT_MOST = 4


def marks_without_words(folded: Folded, gazetteer: Gazetteer) -> list[Mark]:
    """A mark for each name of a text that consists of names alone; [] for any other text.

    One name alone is the province's, or that of all districts and subdistricts that bear it: "ปราสาท" stays
    open. Of several each lies in the next, or the next in it.
    """
    names = _names(folded, gazetteer)
    if len(names) == 1 and folded.key.startswith("บาน"):
        return []  # a hamlet, more often than not
    if len(names) == 1:
        return _marks(folded, gazetteer, 2, *names[0]) or _of_any_level(folded, gazetteer, *names[0])
    for levels in ((6, 4, 2), (4, 2), (6, 2), (6, 4)):
        for ordered in (levels, levels[::-1]):
            if len(ordered) == len(names):
                marks = [_marks(folded, gazetteer, n, *name) for n, name in zip(ordered, names, strict=True)]
                chain = [mark for found in marks for mark in found]
                if len(chain) == len(names) and _hold_each_other(sorted(chain, key=lambda m: m.level)):
                    return chain
    return []


def _names(folded: Folded, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """Where the names begin and end, if they cover the text; a space may stand inside a name."""
    found: list[tuple[int, int]] = []
    place = _behind(folded, 0)
    while place < len(folded.key):
        ends = [o.end for level in (2, 4, 6) for o in options(folded, gazetteer, level, place) if o.whole]
        if not ends or len(found) == _AT_MOST:
            return []
        found.append((place, max(ends)))
        place = _behind(folded, max(ends))
    return found


def _behind(folded: Folded, place: int) -> int:
    between = _BETWEEN.match(folded.key, place)
    return between.end() if between else place


def _marks(folded: Folded, gazetteer: Gazetteer, level: int, start: int, end: int) -> list[Mark]:
    fitting = [option for option in options(folded, gazetteer, level, start) if option.end == end]
    return [Mark("bare", level, start, start, end, limit=end, options=fitting)] if fitting else []


def _of_any_level(folded: Folded, gazetteer: Gazetteer, start: int, end: int) -> list[Mark]:
    found = [o for n in (4, 6) for m in _marks(folded, gazetteer, n, start, end) for o in m.options]
    known = tuple(known for option in found for known in option.known)
    return [Mark("bare", 4, start, start, end, limit=end, options=[Option(end, known, True)])]


def _hold_each_other(marks: list[Mark]) -> bool:
    """Whether a chain of areas exists in which each lies in the one before."""
    reached = {known.then for option in marks[0].options for known in option.known}
    for mark in marks[1:]:
        reached = {k.then for o in mark.options for k in o.known if k.then.startswith(tuple(reached))}
    return bool(reached)
