"""What a text claims and leaves in doubt, once its marks are settled. Pure."""

import re
from dataclasses import replace

from planhub.places import doubts
from planhub.places.bare import marks_without_words
from planhub.places.chains import Chains
from planhub.places.communities import with_communities
from planhub.places.folded import Folded, is_letter
from planhub.places.gazetteer import Gazetteer
from planhub.places.hamlets import Hamlets
from planhub.places.marks import Mark
from planhub.places.mentions import marks_in
from planhub.places.place import Doubt, Place, Reading, Why
from planhub.wording import Sentence

_NO_NAME = re.compile("ไดแก|ละ|ตาง|ทัง|ทุก|ประกอบ|คือ|ตาม|และ|หรือ|ใน|นี|นัน|ที|เปา|ชาย")
"""What follows ตำบล and อำเภอ where no name does."""
_SPOILED = re.compile("ำบ|บล|เภ|ภอ|งหว|หวั")
"""What is left of ตำบล, อำเภอ and จังหวัด when a letter is wrong; a text without it is walked once."""
_ALL_LEVELS = {2, 4, 6}
_A_NAME = range(2, 26)
"""Letters that may be a name which could not be read."""


def claims_of(folded: Folded, gazetteer: Gazetteer, within: str, near: tuple[str, ...]) -> Reading:
    """All that is proved and the first thing that is not."""
    marks = marks_without_words(folded, gazetteer) or marks_in(folded, gazetteer)
    chains = Chains(folded, gazetteer, marks, within, near)
    chains.settle()
    if chains.levels < _ALL_LEVELS and (chains.levels or _SPOILED.search(folded.key)):
        further = marks_in(folded, gazetteer, spoiled=True)
        again = Chains(folded, gazetteer, further, within, near)
        again.settle()
        if again.levels > chains.levels:
            marks, chains = further, again
    hamlets = Hamlets(folded, gazetteer, marks)
    for mark in chains.of(6):
        if len(mark.found) > 1:
            hamlets.tell_apart(mark)
            chains.use(mark)
    left = [doubt for mark in chains.marks if (doubt := _doubt(mark, chains))]
    claimed: list[Place] = []
    for mark in chains.marks:
        if mark.settled and not mark.used and mark not in chains.conflicts:
            places, doubt = hamlets.refine(mark)
            claimed += places
            left += [doubt] if doubt else []
    reading = _limited(claimed or _town(folded, marks), left, within, gazetteer)
    reading = with_communities(reading, folded, gazetteer, within, near)
    return replace(reading, odd=odd) if (odd := _odd(reading, chains)) else reading


def _odd(reading: Reading, chains: Chains) -> Sentence | None:
    """That a subdistrict was taken though the district beside it is likest to another one."""
    for mark, wide in chains.odd.items():
        code = mark.found[0].now[0]
        if any(place.code.startswith(code) for place in reading.places):
            return doubts.other_district(chains.folded.words(wide.start, wide.end), code, chains.gazetteer)
    return None


def _doubt(mark: Mark, chains: Chains) -> Doubt | None:
    """What a person has to settle about a mark, or None."""
    folded, gazetteer = chains.folded, chains.gazetteer
    words = folded.words(mark.start, mark.end if mark.found else mark.limit)
    elsewhere = chains.conflicts.get(mark)
    if mark.used:
        return None
    if elsewhere:
        wider = [wide for run in chains.runs(mark, 4 if mark.level == 6 else 2) for wide in run]
        for wide in wider:
            wide.used = True
            for province in chains.runs(wide, 2):
                province[0].used = False  # that much is sure
        return doubts.conflict(words, elsewhere, chains.codes(wider), gazetteer)
    if mark.found and not mark.settled:
        return doubts.several(words, mark.found, gazetteer)
    if mark.found or not _meant_as_a_name(mark, chains):
        return None
    holding = next((run for level in (4, 2) for run in chains.runs(mark, level)), [])
    return doubts.unread(words, gazetteer, chains.codes(holding))


def _meant_as_a_name(mark: Mark, chains: Chains) -> bool:
    """Whether what could not be read stands as a name does: right before one of its level or wider."""
    if mark.kind not in ("subdistrict", "district") or mark.limit - mark.name not in _A_NAME:
        return False
    name = chains.folded.key[mark.name : mark.limit]
    if _NO_NAME.match(name) or not all(map(is_letter, name)):
        return False
    return any(other.start == mark.limit and other.level <= mark.level for other in chains.marks)


def _town(folded: Folded, marks: list[Mark]) -> list[Place]:
    """A city or town bears its province's name and lies there; it proves no more."""
    for mark in marks:
        if mark.kind == "town" and mark.options and mark.options[0].whole:
            known = mark.options[0].known[0]
            return [Place(known.now[0], 2, folded.words(mark.start, mark.options[0].end))]
    return []


def _limited(claimed: list[Place], left: list[Doubt], within: str, gazetteer: Gazetteer) -> Reading:
    """Each place once, none that holds another, none outside the limits; and the first doubt.

    Beside a subdistrict a bare province is where a road comes from or leads to, not where the work is.
    """
    if any(place.level > 4 for place in claimed):
        claimed = [place for place in claimed if place.level > 2]
    inside = [place for place in claimed if place.code.startswith(within)]
    if claimed and not inside:
        first = claimed[0]
        if not left and not within.startswith(first.code):
            left = [doubts.outside(first.words, first.code, within, gazetteer)]
    finest = {
        place.code: place
        for place in reversed(inside)
        if not any(other.code != place.code and other.code.startswith(place.code) for other in inside)
    }
    left.sort(key=lambda doubt: doubt.why is not Why.AMBIGUOUS)
    return Reading(tuple(reversed(finest.values())), left[0] if left else None)
