"""Read the places of a file of budget lines and set what was claimed beside the answers in its columns.

The file has the columns of the budget bill (`province_budget_fy2565.csv`): the place stands in the item's
free text; `province_code` and `cluster_id` say whose budget it is. `district_code`, `tambon_code` and `moo`
are the answers; they are looked at only after a row was read.
"""

import argparse
import csv
import gzip
import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import Progress

from planhub.areas.clusters import province_facts
from planhub.places.gazetteer import Gazetteer, built_in
from planhub.places.reading import Reading, read

Row = dict[str, str]


@dataclass
class Measured:
    """What the bar is held against; all of rows whose subdistrict is known, but the last two."""

    known: int = 0
    found: int = 0
    """The known one is among those claimed."""
    claimed: int = 0
    """Some subdistrict was claimed."""
    right: int = 0
    """Of these, the known one is among them."""
    rows: int = 0
    places: int = 0
    """Rows with any place."""
    mistakes: list[str] = field(default_factory=list)

    def add(self, row: Row, reading: Reading) -> None:
        """Count a row that was read."""
        self.rows += 1
        self.places += bool(reading.places)
        answer = (row.get("tambon_code") or "").strip()
        if not answer:
            return
        claimed = {place.code[:6] for place in reading.places if place.level >= 6}
        self.known += 1
        self.claimed += bool(claimed)
        self.found += answer in claimed
        self.right += answer in claimed
        if answer not in claimed:
            kind = "wrong" if claimed else "not found"
            said = ", ".join(f"{place.code} ({place.words})" for place in reading.places) or "nothing"
            doubt = f" | {reading.doubt.sentence}" if reading.doubt else ""
            self.mistakes.append(
                f"line {self.rows + 1}, {kind}: known {answer}, read {said}{doubt}\n    {row['item']}"
            )


def read_row(row: Row, gazetteer: Gazetteer) -> Reading:
    """The places that a line's own text names; whose budget it is decides only what the text leaves open."""
    home = (row.get("province_code") or "").strip()
    near = (home,) if home else _provinces_of(row, gazetteer)
    return read(row.get("item") or "", gazetteer, near=near)


def _provinces_of(row: Row, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Those the project's name says, else those of the cluster."""
    named = {place.code[:2] for place in read(row.get("project") or "", gazetteer).places}
    cluster = row.get("cluster_id") or ""
    return tuple(named) or tuple(
        code for code, facts in province_facts().items() if facts.cluster.id == cluster
    )


def measure(rows: list[Row], gazetteer: Gazetteer) -> Measured:
    """Read every row, with a bar on standard error, and count."""
    measured = Measured()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for row in progress.track(rows, description="Reading"):
            measured.add(row, read_row(row, gazetteer))
    return measured


def seconds_for(rows: list[Row], gazetteer: Gazetteer, wanted: int) -> float:
    """Seconds to read so many rows; no text equals another, so that none is remembered."""
    texts = [f"{row.get('item') or ''} ลำดับ {n}" for n, row in zip(range(wanted), _again(rows), strict=False)]
    begun = time.perf_counter()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for text in progress.track(texts, description="Reading many"):
            read(text, gazetteer)
    return time.perf_counter() - begun


def _again(rows: list[Row]) -> Iterator[Row]:
    while rows:
        yield from rows


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file as text, whether it is compressed or not."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        plain = gzip.GzipFile(fileobj=raw) if packed else raw
        with io.TextIOWrapper(plain, encoding="utf-8-sig", newline="") as text:
            yield text


def main() -> None:
    """Measure one file; the last line printed is JSON."""
    parser = argparse.ArgumentParser(
        prog="bench/places", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path, help="CSV with the columns of the budget bill, or the same as .gz")
    parser.add_argument(
        "--mistakes", action="store_true", help="write each row that was read wrongly or not at all"
    )
    parser.add_argument(
        "--rows", type=int, default=0, help="also read so many rows, none twice, for the speed"
    )
    asked = parser.parse_args()
    begun = time.perf_counter()
    gazetteer = built_in()
    loaded = time.perf_counter() - begun
    with opened(asked.file) as text:
        rows = list(csv.DictReader(text))
    begun = time.perf_counter()
    measured = measure(rows, gazetteer)
    taken = time.perf_counter() - begun
    if asked.mistakes:
        print(*measured.mistakes, sep="\n")
    speed = measured.rows / taken
    print(f"gazetteer ready in {loaded:.1f} s; {measured.rows} rows in {taken:.2f} s, {speed:.0f} rows/s")
    if asked.rows and rows:
        taken = seconds_for(rows, gazetteer, asked.rows)
        print(f"{asked.rows} rows, none twice, in {taken:.1f} s, {asked.rows / taken:.0f} rows/s")
    print(
        f"{measured.places} of {measured.rows} rows name a place; {measured.known} have a known subdistrict:"
    )
    print(
        f"found {_share(measured.found, measured.known)}, "
        f"right where claimed {_share(measured.right, measured.claimed)}"
    )
    counts = {name: getattr(measured, name) for name in ("known", "found", "claimed", "right")}
    print(json.dumps(counts), flush=True)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
