"""What a reader of the explorer looks for: the map's filters, a source and words. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from planhub.errors import Invalid
from planhub.linkage.plan_pyramid import COUNTED_PHASES, PHASE_STAGES
from planhub.maps.choice import Choice
from planhub.maps.questions import read_choice
from planhub.thai.folding import SHORTEST_FOUND, search_words, visible
from planhub.wording import N_, say

SHORTEST = SHORTEST_FOUND
"""Letters without which the index of three-letter groups cannot help; fewer only inside a province."""
LONGEST = 120
WAITING = frozenset(PHASE_STAGES["waiting"])

_SOURCE = N_("แหล่งข้อมูล “%(typed)s” อ่านไม่ได้ เลือกจากรายการ")
_WORDS = N_("พิมพ์คำค้นอย่างน้อย 3 ตัวอักษร")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,59}")


@dataclass(frozen=True)
class Wanted:
    """Filters of the explorer; empty means all."""

    choice: Choice = field(default_factory=Choice)
    source: str = ""
    """Code of the system an item was born in."""
    words: str = ""
    """Folded for search, a space between: all of them are in the title."""

    @property
    def phases(self) -> tuple[str, ...] | None:
        """The pyramid's columns that together are the chosen stages; None where it cannot tell them apart."""
        if not self.choice.stage:
            return COUNTED_PHASES
        inside = tuple(p for p, stages in PHASE_STAGES.items() if self.choice.stages.issuperset(stages))
        held = {stage for phase in inside for stage in PHASE_STAGES[phase]}
        return inside if held == self.choice.stages else None

    @property
    def from_pyramid(self) -> bool:
        """Whether the kept sums answer this; else the kept summary, or a bounded look at the items."""
        return not (self.words or self.choice.side) and self.phases is not None

    @property
    def from_summary(self) -> bool:
        """Whether the summary by stage and side answers it."""
        return not (self.words or self.source)

    @property
    def waits(self) -> bool | None:
        """Whether the kept sums of what waits answer this; False: none of it waits; None: they cannot."""
        if not WAITING & self.choice.stages:
            return False
        return True if not self.choice.side and self.choice.stages >= WAITING else None


def wider(wanted: Wanted) -> list[Wanted]:
    """The same with less and less asked for, until the kept sums can tell; the last of them always can."""
    without_words = replace(wanted, words="")
    stage = wanted.choice.stage if wanted.phases is not None else ""
    return [wanted, without_words, replace(without_words, choice=Choice(wanted.choice.year, stage))]


def as_wanted(asked: "Choice | Wanted") -> Wanted:
    """A choice alone wants every source and every word."""
    return Wanted(asked) if isinstance(asked, Choice) else asked


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """Filters out of an address; Invalid names the parameter."""
    source = visible(given.get("source", ""))
    if source and not _CODE.fullmatch(source):
        raise Invalid({"source": say(_SOURCE, typed=source[:40])})
    typed = visible(given.get("words", ""))[:LONGEST]
    words = search_words(typed) if typed else ""
    if typed and len(words) < SHORTEST:
        raise Invalid({"words": say(_WORDS)})
    return Wanted(read_choice(given), source, words)
