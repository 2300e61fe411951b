"""From the subdistrict to its villages: หมู่ที่ and บ้าน before or behind a ตำบล. Pure.

A moo number proves a village when the subdistrict has it; a name alone only when it stands right at the ตำบล,
is the only one there and is not the end of a road. Without known villages it stays at the subdistrict.
"""

import re
from collections.abc import Sequence

from planhub.places.doubts import moo_or_name, no_such_moo, several
from planhub.places.folded import Folded, is_letter
from planhub.places.gazetteer import Gazetteer, Known, Village
from planhub.places.marks import Mark
from planhub.places.place import Doubt, Place

_ROAD = re.compile(r"(?:สาย|แยก|ตอน|ถึง|-|เชือม|เชือมตอ|ทาง|ระหวาง|ซอย|ถนน|เขา|ไป|จาก)$")
Claims = tuple[list[Place], Doubt | None]


class Hamlets:
    """The moo numbers and village names of one text, each belonging to the subdistrict beside it."""

    def __init__(self, folded: Folded, gazetteer: Gazetteer, marks: Sequence[Mark]) -> None:
        self.folded = folded
        self.gazetteer = gazetteer
        self.marks = list(marks)
        numbered = [mark.level for mark in self.marks if mark.level == 6 or mark.kind == "moo"]
        self.behind = bool(numbered) and numbered[0] == 6 and numbered[-1] == 8

    def refine(self, mark: Mark) -> Claims:
        """The places of a settled mark: villages if some are proved, else the area itself."""
        code = mark.found[0].now[0]
        words = self.folded.words(mark.start, mark.end)
        whole: Claims = [Place(code, len(code), words)], None
        villages = self.gazetteer.villages.get(code)
        if mark.level != 6 or not villages:
            return whole
        beside = self._beside(mark)
        named = self._named(mark, beside)
        if any(m.kind == "moo" for m in beside):
            return self._by_number(mark, beside, named, villages)
        if named is None or sum(m.kind == "village" for m in beside) > 1:
            return whole  # of two names side by side each is the end of a road
        of_name = self._of_name(named, villages)
        if not self._touching(mark, named):
            return whole
        if len(of_name) == 1:
            return [Place(of_name[0], 8, self._words(mark, [named]))], None
        if of_name:
            known = [Known(code, (code,)) for code in of_name]
            return whole[0], several(self._words(mark, [named]), known, self.gazetteer)
        return whole

    def tell_apart(self, mark: Mark) -> None:
        """Of several subdistricts of one name keep the only one whose village has both number and name."""
        beside = self._beside(mark)
        numbers = {number for m in beside if m.kind == "moo" for number in m.numbers}
        named = [m for m in beside if m.kind == "village"]
        if len(numbers) != 1 or not named:
            return
        number = numbers.pop()
        fitting = []
        for known in mark.found:
            village = (
                self.gazetteer.villages.get(known.now[0], {}).get(number) if len(known.now) == 1 else None
            )
            if village and any(village.code in self._of_name(m, {number: village}) for m in named):
                fitting.append(known)
        if len(fitting) == 1:
            mark.found = tuple(fitting)

    def _by_number(
        self, mark: Mark, beside: list[Mark], named: Mark | None, villages: dict[int, Village]
    ) -> Claims:
        code = mark.found[0].now[0]
        moos = [m for m in beside if m.kind == "moo"]
        numbers = list(dict.fromkeys(n for m in moos for n in m.numbers))
        words = self._words(mark, moos)
        missing = [n for n in numbers if n not in villages]
        claims = [Place(villages[n].code, 8, words) for n in numbers if n in villages]
        subdistrict = Place(code, 6, self.folded.words(mark.start, mark.end))
        if missing:
            return claims or [subdistrict], no_such_moo(words, missing[0], code, self.gazetteer)
        if named is not None and len(numbers) == 1:
            village = villages[numbers[0]]
            of_name = self._of_name(named, villages)
            spelled = any(self._of_name(m, {0: village}) for m in beside if m.kind == "village")
            if village.key and of_name and not spelled:
                name = self.folded.words(named.start, named.end)
                return [subdistrict], moo_or_name(name, village.code, of_name, self.gazetteer)
        return claims, None

    def _beside(self, mark: Mark) -> list[Mark]:
        """The moo numbers and village names that belong to a subdistrict, up to the next other place."""
        place = self.marks.index(mark)
        before = self._while_small(self.marks[:place][::-1])
        behind = self._while_small([m for m in self.marks[place + 1 :] if m.start >= mark.end])
        if self.behind:
            return behind or before
        return before or [m for m in behind if m.start == mark.end]

    @staticmethod
    def _while_small(marks: list[Mark]) -> list[Mark]:
        end = next((n for n, mark in enumerate(marks) if mark.level < 8 or mark.kind == "town"), len(marks))
        return marks[:end]

    def _named(self, mark: Mark, beside: list[Mark]) -> Mark | None:
        """The village name right at the subdistrict or its moo number, unless it is where a road ends."""
        for one in beside:
            if one.kind != "village" or _ROAD.search(self.folded.key, 0, one.start):
                continue
            left, right = (one, mark) if one.start < mark.start else (mark, one)
            between = [m for m in beside if left.start < m.start < right.start and m.kind != "moo"]
            if not between:
                return one
        return None

    def _touching(self, mark: Mark, named: Mark) -> bool:
        """Whether nothing but signs stands between a village's name and its subdistrict."""
        first, second = (named, mark) if named.start < mark.start else (mark, named)
        return not any(map(is_letter, self.folded.key[first.end : second.start]))

    def _of_name(self, named: Mark, villages: dict[int, Village]) -> tuple[str, ...]:
        """Villages whose whole name the text spells out after บ้าน."""
        key, place = self.folded.key, named.name
        found = []
        for village in villages.values():
            end = place + len(village.key)
            if (
                village.key
                and key.startswith(village.key, place)
                and (self.folded.breaks(end) or end == named.limit)
            ):
                found.append((end, village.code))
        longest = max((end for end, _ in found), default=0)
        named.end = max(named.end, longest)
        return tuple(code for end, code in found if end == longest)

    def _words(self, mark: Mark, small: list[Mark]) -> str:
        return self.folded.words(
            min(mark.start, *(m.start for m in small)), max(mark.end, *(m.end for m in small))
        )
