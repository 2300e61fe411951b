"""Which names of the gazetteer a text spells out at a place, exactly or nearly. Pure."""

import re
from collections.abc import Iterable, Iterator

from planhub.places.folded import Folded
from planhub.places.gazetteer import Gazetteer, Known
from planhub.places.likeness import WEAK, distance
from planhub.places.marks import Mark, Option

_GLUED = re.compile(
    "และ|หรือ|กับ|ถึง|ไป|ระยะ|จำนวน|ขนาด|กวาง|ยาว|ลึก|หมู|โดย|พรอม|เพือ|ชวง|สาย|ตาม|ที|ใน|ของ|เชือม|ตอ|เปน|บริเวณ|ผิว|ความ|ปริมาณ"
)
_MARKED = re.compile(r"ตำบล|แขวง|อำเภอ|จังหวัด|หมูที|[ตอจ]\.|ม\.\d")
_SHORT = "ตอจมบ"
_A_WORD = 5
"""Letters that stick to a name and are surely a word of their own, not the rest of another name."""
_MARGIN = 0.5
_LEFT_OVER = 1.5
_FURTHEST = 40
_ENDLESS = float("inf")


def options(folded: Folded, gazetteer: Gazetteer, level: int, place: int) -> list[Option]:
    """All names of a level that the text spells out from here, the longest first."""
    named = gazetteer.keys.get(level, {})
    found = []
    for end in range(min(len(folded.key), place + gazetteer.longest), place + 1, -1):
        known = named.get(folded.key[place:end])
        if known:
            found.append(Option(end, known, _ends_a_word(folded, end)))
    return found


def _ends_a_word(folded: Folded, end: int) -> bool:
    """Whether a name may end here: at a break, or where a mark is glued to it ("ต.มายอ.บ้านม่วง" is มาย)."""
    if folded.key[end : end + 1] == "." and folded.key[end - 1] in _SHORT:
        return False
    return folded.breaks(end) or _MARKED.match(folded.key, end) is not None


def trusted(folded: Folded, mark: Mark) -> Iterator[Option]:
    """The options whose name ends where a word ends, or where the next mark or another word follows."""
    whole = False
    for option in mark.options:
        if option.whole or option.end == mark.limit:
            whole = True
            yield option
        elif not whole and _another_word(folded, mark, option.end):
            yield option


def nearest(
    folded: Folded, mark: Mark, among: Iterable[tuple[str, Known]], *, share: float, short: int = 1
) -> tuple[Known, ...]:
    """The one area whose name is nearly what the text spells; () when none is near enough, or two are.

    `share` of a name's letters beyond the first `short` may be wrong.
    """
    limit = mark.limit if mark.limit > mark.name else len(folded.key)
    ends = _ends(folded, mark.name, limit)
    best = second = _ENDLESS
    found: tuple[Known, ...] = ()
    tried: set[tuple[str, tuple[str, ...]]] = set()
    for key, known in among:
        if (key, known.now) in tried:
            continue
        tried.add((key, known.now))
        heard = folded.key[mark.name : min(limit, mark.name + len(key) + 4)]
        allowed = share * (len(key) - short)
        if allowed < WEAK or len(heard) < 2 or not _share_letters(key, heard, allowed):
            continue
        cost, length = distance(key, heard, ends[: len(heard) + 1], allowed)
        if cost < best:
            if not found or found[0].now != known.now:
                second = best
            best, found = cost, (known,)
            mark.end = mark.name + length
        elif cost < second and found and known.now != found[0].now:
            second = cost
    return found if second - best >= _MARGIN else ()


def _ends(folded: Folded, place: int, limit: int) -> list[float]:
    """What it costs to end a name after each letter: the more, the more of the word is left over."""
    ends = [0.0]
    for at in range(min(limit, place + _FURTHEST), place, -1):
        if folded.breaks(at) or at == limit:
            ends.append(0.0)
        else:
            ends.append(min(ends[-1] + WEAK, WEAK / 2 if _GLUED.match(folded.key, at) else _LEFT_OVER))
    ends.append(_ENDLESS)
    return ends[:0:-1]


def one_of_each(known: Iterable[Known]) -> tuple[Known, ...]:
    """Without those that are the same area today; the living hide the retired, and these the forgotten."""
    known = list(known)
    living = [one for one in known if one.living] or [one for one in known if one.now]
    once: dict[tuple[str, ...], Known] = {}
    for one in living or known:
        once.setdefault(one.now, one)
    return tuple(once.values())


def _another_word(folded: Folded, mark: Mark, end: int) -> bool:
    if _GLUED.match(folded.key, end):
        return True
    if end - mark.name < _A_WORD:
        return False  # แพร is the beginning of too much
    stop = next((n for n in range(end, end + _A_WORD) if folded.breaks(n)), None)
    return stop is None and not mark.name < mark.limit < end + _A_WORD


def _share_letters(key: str, heard: str, allowed: float) -> bool:
    """A quick look: so many letters must be the same, before the cost is worked out."""
    left = list(heard)
    missing = 0
    for letter in key:
        if letter in left:
            left.remove(letter)
        else:
            missing += 1
    return missing * WEAK <= allowed
