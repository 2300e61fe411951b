"""What should stand of one source at one installation: a dictionary, against which the database is held."""

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from planhub.sources.import_run import Outcome
from planhub.workflow.stages import Stage

Given = dict[str, dict[str, Any]]
"""A file: its rows by their keys."""


@dataclass(frozen=True)
class Stands:
    """An item, and which run wrote it last (None: the API)."""

    amount: Decimal
    stage: Stage
    area: str
    by: int | None
    missing: bool = False
    """A complete list named it no more."""

    def says(self, other: "Stands") -> bool:
        """Whether both say the same, whoever wrote them."""
        return replace(self, by=other.by) == other


@dataclass
class File:
    """An applied run."""

    run_id: int
    given: Given
    before: dict[str, Stands | None] = field(default_factory=dict)
    waits: set[str] = field(default_factory=set)


class Model:
    """One source: what stands, in which version, and the files that can be undone."""

    def __init__(self, places: tuple[str, ...], *, complete: bool) -> None:
        self.places, self.complete = places, complete
        self.items: dict[str, Stands] = {}
        self.versions: Counter[str] = Counter()
        self.files: list[File] = []
        self.settled: dict[str, str] = {}

    def area_of(self, values: dict[str, Any]) -> str | None:
        """Where a row goes; None while nobody knows, or where it may not go."""
        code: str | None = values.get("place_code") or self.settled.get(values.get("place_text", ""))
        return code if code in self.places else None

    def put(self, key: str, new: Stands) -> bool:
        """Write an item; whether that changed anything."""
        old = self.items.get(key)
        if old is not None and old.says(new):
            return False
        self.items[key] = new
        self.versions[key] += 1
        return True

    def imported(self, run_id: int, given: Given) -> File:
        """A file was imported."""
        file = File(run_id, given)
        stood = dict(self.items)
        for key, values in given.items():
            area = self.area_of(values)
            if area is None:
                file.waits |= {key} if "place_text" in values else set()
            elif self.put(key, Stands(values["amount"], values["stage"], area, run_id)):
                file.before[key] = stood.get(key)
        if self.complete:
            for key in set(stood) - set(given):
                if not stood[key].missing:
                    gone = replace(stood[key], stage=Stage.WITHDRAWN, by=run_id, missing=True)
                    self.put(key, gone)
                    file.before[key] = stood[key]
        self.files.append(file)
        return file

    def undone(self, file: File) -> tuple[int, int]:
        """A file was undone: how many of its items went back, and how many were left as others made them."""
        self.files.remove(file)
        left = 0
        for key, before in file.before.items():
            now = self.items.get(key)
            if now is None or now.by != file.run_id:
                left += 1
                continue
            self.versions[key] += 1
            if before is None:
                del self.items[key]
            else:
                self.items[key] = before
        return len(file.before) - left, left

    def sent(self, batch: list[tuple[str, dict[str, Any], int | None]]) -> list[tuple[str, Outcome, int]]:
        """A batch was sent: key, outcome and version of each item."""
        named = Counter(key for key, _, _ in batch)
        return [(key, *self._sent(key, values, expected, named[key])) for key, values, expected in batch]

    def _sent(
        self, key: str, values: dict[str, Any], expected: int | None, named: int
    ) -> tuple[Outcome, int]:
        area, old = self.area_of(values), self.items.get(key)
        version = self.versions[key] if old else 0
        if area is None or named > 1:
            return Outcome.WRONG, version
        new = Stands(values["amount"], values["stage"], area, None)
        if old is not None and old.says(new):
            return Outcome.UNCHANGED, version
        if expected not in (None, version):
            return Outcome.CONFLICT, version
        self.put(key, new)
        return (Outcome.CHANGED if old else Outcome.NEW), self.versions[key]

    def waiting(self) -> list[tuple[File, str]]:
        """The work list: a row waits until a later file has its key."""
        return [
            (file, key)
            for n, file in enumerate(self.files)
            for key in sorted(file.waits)
            if not any(key in later.given for later in self.files[n + 1 :])
        ]

    def settle(self, words: str, area: str) -> bool:
        """Somebody said where the words lie; False when no row waited for them."""
        rows = [(file, key) for file, key in self.waiting() if file.given[key]["place_text"] == words]
        if not rows:
            return False
        self.settled[words] = area
        for file, key in rows:
            stood, values = self.items.get(key), file.given[key]
            if self.put(key, Stands(values["amount"], values["stage"], area, file.run_id)):
                file.before.setdefault(key, stood)
            file.waits.discard(key)
        return True
