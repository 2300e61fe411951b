"""The rules of a planning round that provinces differ in: windows, top-N, children first. Data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planhub.workflow.roles import Level


@dataclass(frozen=True)
class Window:
    """When and how one level works in a round; a missing date leaves that side open."""

    opens: date | None = None
    closes: date | None = None
    top_n: int | None = None
    """How many items an office of this level may pass up; None: any number."""
    children_first: bool = False
    """The office may pass up only when every child below has answered."""

    def open_on(self, day: date) -> bool:
        """Whether the level may act on that day (both ends included)."""
        return (self.opens is None or self.opens <= day) and (self.closes is None or day <= self.closes)


@dataclass(frozen=True)
class RoundRules:
    """A round of one province for one fiscal year, as the state machine sees it."""

    fiscal_year: int
    windows: Mapping[Level, Window] = field(default_factory=dict)

    def window(self, level: Level) -> Window:
        """The level's window; none stated: open all year."""
        return self.windows.get(level, Window())
