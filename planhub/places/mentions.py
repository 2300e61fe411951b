"""Walk through a text and set down every place it announces, with the names it may mean. Pure."""

import re

from planhub.areas import codes
from planhub.places.folded import Folded
from planhub.places.gazetteer import Gazetteer, Known
from planhub.places.marks import Mark, Option, marks_of
from planhub.places.spelled import options

_JOINTS = re.compile(r"(?:,|/|-|และ|กับ|หรือ)*")
_DISTRICT = re.compile(r"อำเภอ|อ\.|เขต")
_LISTED_AT_MOST = 30


def marks_in(folded: Folded, gazetteer: Gazetteer, *, spoiled: bool = False) -> list[Mark]:
    """The marks of a text in order, with the exact names behind them, and the unmarked names that follow."""
    marks: list[Mark] = []
    walk = marks_of(folded, spoiled=spoiled)
    mark = next(walk, None)
    while mark:
        if mark.level < 8 or mark.kind == "town":
            mark.options = _options(folded, gazetteer, mark)
            mark.end = next((option.end for option in mark.options if option.whole), mark.end)
        place = mark.start + 1
        if not mark.stuck or any(option.whole for option in mark.options):
            marks.append(mark)
            if mark.level < 8 and any(option.whole for option in mark.options):
                marks.extend(_following(folded, gazetteer, mark))
            place = max(mark.name, marks[-1].end)
        try:
            mark = walk.send(place)
        except StopIteration:
            break
    limit = len(folded.key)
    for one in reversed(marks):
        one.limit = limit
        if one.kind != "village" or folded.breaks(one.start):
            limit = one.start  # บ้าน inside a word is mostly a part of the name before it
    return marks


def _options(folded: Folded, gazetteer: Gazetteer, mark: Mark) -> list[Option]:
    if mark.kind == "bangkok":
        known = gazetteer.keys.get(2, {}).get("กรุงเทพมหานคร", ())
        return [Option(mark.end, known, True)] if known else []
    found = options(folded, gazetteer, 2 if mark.kind == "town" else mark.level, mark.name)
    if mark.bangkok:
        kept = [(o, tuple(k for k in o.known if codes.in_bangkok(k.then))) for o in found]
        return [o._replace(known=known) for o, known in kept if known]
    return found


def _following(folded: Folded, gazetteer: Gazetteer, mark: Mark) -> list[Mark]:
    """What goes on without a mark: "ต.กังแอน ปราสาท สุรินทร์", "จังหวัดขอนแก่น มหาสารคาม และร้อยเอ็ด"."""
    found: list[Mark] = []
    last = mark
    while len(found) < _LISTED_AT_MOST:
        joint = _JOINTS.match(folded.key, last.end)
        place = joint.end() if joint else last.end
        if place == last.end and place not in folded.gaps:
            break
        further = _wider(folded, gazetteer, last, place) if place == last.end else None
        further = further or _another(folded, gazetteer, last, place)
        if further is None:
            break
        found.append(further)
        last = further
    return found


def _wider(folded: Folded, gazetteer: Gazetteer, last: Mark, place: int) -> Mark | None:
    """A province or district whose name stands bare behind a place that lies in it."""
    within = [known for option in last.options for known in option.known]
    for level in (2, 4):
        if level < last.level:
            for option in options(folded, gazetteer, level, place):
                known = _holding(option.known, within)
                if not option.whole or not known or folded.key[place : option.end] == "เมือง":
                    continue
                if level == 4 and _DISTRICT.search(folded.key, option.end):
                    return None  # the district is yet to be said: this is the subdistrict of its name
                return _mark("bare", level, place, option._replace(known=known))
    return None


def _another(folded: Folded, gazetteer: Gazetteer, last: Mark, place: int) -> Mark | None:
    for option in options(folded, gazetteer, last.level, place):
        if option.whole and (place > last.end or folded.breaks(place)):
            return _mark("listed", last.level, place, option)
    return None


def _holding(wide: tuple[Known, ...], fine: list[Known]) -> tuple[Known, ...]:
    return tuple(one for one in wide if any(other.then.startswith(one.then) for other in fine))


def _mark(kind: str, level: int, place: int, option: Option) -> Mark:
    return Mark(kind, level, place, place, option.end, options=[option])
