"""Which wider marks a mark of a text may belong to, by their order alone. Pure."""

from collections.abc import Iterable, Sequence

from planhub.places.marks import Mark

Run = list[Mark]
"""Neighbouring marks of one level: the districts that close a list of subdistricts."""


def runs_of(mark: Mark, level: int, marks: Sequence[Mark]) -> list[Run]:
    """The runs of a wider level before and behind a mark, the likelier first; only marks that were found."""
    place = marks.index(mark)
    runs = [_run(marks[place + 1 :], level), _run(marks[:place][::-1], level)]
    if _wider_first(level, mark.level, marks):
        runs.reverse()
    return [run for run in runs if run]


def likeliest(mark: Mark, run: Run, marks: Sequence[Mark]) -> Run:
    """A run from the nearest on; but of as many finer names as wider ones each has its own, in order."""
    place = first = last = marks.index(mark)
    while first > 0 and marks[first - 1].level == mark.level:
        first -= 1
    while last + 1 < len(marks) and marks[last + 1].level == mark.level:
        last += 1
    if last - first + 1 == len(run):
        return [sorted(run, key=marks.index)[place - first], *run]
    return sorted(run, key=lambda wide: abs(marks.index(wide) - place))


def _run(marks: Iterable[Mark], level: int) -> Run:
    run: Run = []
    for mark in marks:
        if mark.level < level or (run and mark.level > level):
            break
        if mark.level == level and mark.found:
            run.append(mark)
    return run


def _wider_first(wide: int, fine: int, marks: Iterable[Mark]) -> bool:
    """Whether the text names the wider before the finer: "จังหวัดสุรินทร์ อำเภอปราสาท"."""
    levels = [mark.level for mark in marks if mark.level in (wide, fine)]
    return levels[0] == wide and levels[-1] == fine
