"""What changed between two editions of a plan, or since the last one was sealed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

COMPARED = ("title", "area", "amount", "envelope", "rank", "side", "issue", "agency")
"""Fields of a line whose change is told, in the order they are told in."""


@dataclass(frozen=True)
class Changed:
    """One project that stands in both, otherwise than before."""

    number: str
    title: str
    fields: list[tuple[str, str, str]]
    """(field, before, after)."""


@dataclass
class Diff:
    """Projects added, taken out, and changed; each in the order of the plan it stands in."""

    added: list[dict[str, Any]] = field(default_factory=list)
    taken_out: list[dict[str, Any]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.taken_out or self.changed)


def diff(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> Diff:
    """What the later plan holds otherwise than the earlier; projects are known by their number."""
    old = {line["number"]: line for line in before}
    new = {line["number"]: line for line in after}
    found = Diff(
        added=[line for line in after if line["number"] not in old],
        taken_out=[line for line in before if line["number"] not in new],
    )
    for number, line in new.items():
        fields = _fields(old[number], line) if number in old else []
        if fields:
            found.changed.append(Changed(number, line["title"], fields))
    return found


def _fields(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in COMPARED)
    return [(name, old, new) for name, old, new in pairs if old != new]
