"""Which area each announced name is: finer names are read inside the wider ones that belong to them. Pure.

Texts name the finer first (ตำบล อำเภอ จังหวัด) or the wider first; several chains may follow each other, and
one wider name may close a list of finer ones. A name is first looked for in the nearest wider area that is
named; only there may letters be corrected.
"""

from collections.abc import Sequence

from planhub.places.folded import Folded
from planhub.places.gazetteer import Gazetteer, Known
from planhub.places.marks import Mark
from planhub.places.runs import Run, likeliest, runs_of
from planhub.places.spelled import nearest, one_of_each, trusted

_CLOSE = 0.34
"""Share of a name's letters that may be wrong among the few names of its district or province."""
_CAREFUL = 0.17
"""The same where the very name as written exists elsewhere."""
_FAR = 0.25
"""The same among all subdistricts of a province, when the district cannot be read."""


class Chains:
    """The marks of one text while they are being settled."""

    def __init__(
        self, folded: Folded, gazetteer: Gazetteer, marks: Sequence[Mark], within: str, near: tuple[str, ...]
    ) -> None:
        self.folded = folded
        self.gazetteer = gazetteer
        self.marks = [mark for mark in marks if mark.level < 8]
        self.within = within
        self.near = near
        self.conflicts: dict[Mark, tuple[Known, ...]] = {}
        """A mark to the areas that bear its name, but not where the text says, or nobody can read where."""
        self.odd: dict[Mark, Mark] = {}
        """A settled subdistrict to the district that was misspelt before it, and is likest to another."""

    def settle(self) -> None:
        """Find out what each mark is; the widest first, and a local authority only where no ตำบล is named."""
        for mark in self.of(2):
            mark.found = self._province(mark)
        self.marks = [mark for mark in self.marks if mark.level > 2 or mark.found]
        for mark in self.of(4):
            self._district(mark)
        subdistricts = self.of(6)
        for mark in subdistricts:
            if mark.kind != "lao":
                self._subdistrict(mark)
        if not any(mark.found for mark in subdistricts):
            for mark in subdistricts:
                if mark.kind == "lao":
                    self._subdistrict(mark)

    @property
    def levels(self) -> set[int]:
        """Of which levels an area was settled."""
        return {mark.level for mark in self.marks if mark.settled}

    def of(self, level: int) -> list[Mark]:
        """The marks of a level in the text's order."""
        return [mark for mark in self.marks if mark.level == level]

    def runs(self, mark: Mark, level: int) -> list[Run]:
        """The wider marks that a mark may belong to, in neighbouring runs, the likelier run first."""
        return runs_of(mark, level, self.marks)

    def _province(self, mark: Mark) -> tuple[Known, ...]:
        for option in trusted(self.folded, mark):
            mark.end = option.end
            return one_of_each(option.known)
        if mark.kind != "province":
            return ()
        mark.sure = False
        return nearest(self.folded, mark, self.gazetteer.inside.get("", ()), share=_CLOSE)

    def _district(self, mark: Mark) -> None:
        runs = self.runs(mark, 2)
        if self._spelled_in(mark, runs):
            return
        if mark.kind in ("listed", "bare") and runs:
            return
        anywhere = self._anywhere(mark)
        for provinces in [self.codes(run) for run in runs] or [self._hinted()]:
            names = [name for code in provinces for name in self.gazetteer.inside.get(code, ())]
            if self._corrected(mark, names, _CAREFUL if anywhere and runs else _CLOSE if not anywhere else 0):
                return
        if mark.bangkok and runs:
            return  # "เขต" is also where a road ends at Bangkok's border
        mark.found = anywhere
        if runs and anywhere:
            self.conflicts[mark] = anywhere

    def _subdistrict(self, mark: Mark) -> None:
        runs = self.runs(mark, 4)
        if self._spelled_in(mark, runs, surely=True):
            return
        provinces = self.runs(mark, 2)
        elsewhere = next(filter(None, (self._spelled(mark, run, surely=True) for run in provinces)), ())
        if not provinces:
            elsewhere = self._anywhere(mark)
        if mark.kind == "listed" and runs:
            return
        if runs and mark.kind != "lao":
            for run in runs:
                names = [name for code in self.codes(run) for name in self.gazetteer.inside.get(code, ())]
                if len(self.codes(run)) == len(run) and self._corrected(
                    mark, names, _CAREFUL if elsewhere else _CLOSE
                ):
                    self._use(mark, run)
                    return
        if self._spelled_in(mark, runs):
            return
        misread = [wide for run in runs for wide in run]
        if not any(wide.sure for wide in misread):
            self._by_province(mark, elsewhere, provinces)
            for wide in misread:
                wide.used = wide.used or mark.settled
            if (
                mark.settled
                and misread
                and not any(_holds(held, mark.found[0]) for wide in misread for held in wide.found)
            ):
                self.odd[mark] = misread[0]
        elif elsewhere and mark.kind != "lao":
            self.conflicts[mark] = elsewhere

    def _by_province(self, mark: Mark, spelled: tuple[Known, ...], provinces: list[Run]) -> None:
        """Without a district that can be read, it must be the only one of its province, or of the country.

        Where a district is said and cannot be read, it must be spelled right and the province must be known;
        where nothing wider is said it may not lie outside the provinces whose list it is.
        """
        unread = any(m.level == 4 and not m.found and m.start == mark.limit for m in self.marks)
        at_home = any(code.startswith(self.near) for known in spelled for code in known.now)
        if spelled and not provinces and not (at_home if self.near else not unread):
            self.conflicts[mark] = spelled
        elif spelled:
            mark.found = spelled
        elif mark.kind == "subdistrict" and not unread:
            wide = self.codes(provinces[0]) if provinces else self._hinted()
            for code in wide:
                if self._corrected(mark, list(self.gazetteer.subdistricts_of(code)), _FAR, 2):
                    break
        if len(mark.found) == 1:
            for run in provinces:
                self._use(mark, run)

    def _spelled_in(self, mark: Mark, runs: list[Run], *, surely: bool = False) -> bool:
        """Settle a mark in the first run that has its name."""
        for run in runs:
            hits = self._spelled(mark, run, surely=surely)
            if hits:
                self._found(mark, hits, run)
                return True
        return False

    def _spelled(self, mark: Mark, run: Run, *, surely: bool = False) -> tuple[Known, ...]:
        """What the text spells out, of the areas in a run; of the longest name that is there.

        `surely`: with nothing stuck to the name.
        """
        scope = tuple({code for m in run for known in m.found for code in (known.then, *known.now)})
        for option in trusted(self.folded, mark):
            hits = one_of_each(known for known in option.known if known.then.startswith(scope))
            if hits and (option.whole or option.end == mark.limit or not surely):
                mark.end = option.end
                return hits
        return ()

    def _anywhere(self, mark: Mark) -> tuple[Known, ...]:
        for option in trusted(self.folded, mark):
            if option.whole or option.end == mark.limit:
                mark.end = option.end
                return self.narrowed(one_of_each(option.known))
        return ()

    def narrowed(self, known: tuple[Known, ...]) -> tuple[Known, ...]:
        """Of areas that the text leaves open those where it must lie, and of these the likely ones."""
        if self.within:
            known = tuple(one for one in known if any(code.startswith(self.within) for code in one.now))
        if len(known) > 1 and self.near:
            known = tuple(k for k in known if any(code.startswith(self.near) for code in k.now)) or known
        return known

    def _hinted(self) -> list[str]:
        """The province in which names may be corrected though the text names none."""
        if self.within:
            return [self.within[:2]]
        return [self.near[0][:2]] if len(self.near) == 1 else []

    def _corrected(self, mark: Mark, names: list[tuple[str, Known]], share: float, short: int = 1) -> bool:
        if not share or not names:
            return False
        found = nearest(self.folded, mark, names, share=share, short=short)
        if found:
            mark.found, mark.sure = found, False
        return bool(found)

    def _found(self, mark: Mark, hits: tuple[Known, ...], run: Run) -> None:
        """Settle a mark in a run; of several areas of the same name the one in the nearest wider area."""
        if len(hits) > 1:
            for wide in likeliest(mark, run, self.marks):
                if len(wide.found) == 1:
                    hits = self._spelled(mark, [wide]) or hits
                    break
        mark.found = self.narrowed(hits) if len(hits) > 1 else hits
        self._use(mark, run)

    def use(self, mark: Mark) -> None:
        """The wider marks that hold a settled one stand no more for themselves, and share what it settles."""
        for level in (4, 2):
            if level < mark.level:
                for run in self.runs(mark, level):
                    self._use(mark, run)

    def _use(self, mark: Mark, run: Run) -> None:
        for wide in run:
            held = tuple(w for w in wide.found if any(_holds(w, found) for found in mark.found))
            if held:
                wide.used = wide.used or mark.settled
                wide.found = held
                if wide.level == 4:
                    self.use(wide)
            elif mark in self.conflicts:
                wide.used = True  # a subdistrict and its district agree against this province

    @staticmethod
    def codes(run: Run) -> list[str]:
        """What the marks of a run can be today."""
        return [code for mark in run for known in mark.found for code in known.now]


def _holds(wide: Known, fine: Known) -> bool:
    return fine.then.startswith((wide.then, *wide.now))
