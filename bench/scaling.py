"""Measure one or more filled installations part by part, and show how each figure grows with the items.

Each part is a program of its own and leaves its figures as JSON lines in the installation's folder
(bench-*.jsonl); one that fails is told and the next begins. The table is printed in Markdown, after it a JSON
line for each figure.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import growth
from bench.filling import standing
from bench.frame import say
from bench.processor import watched
from planhub import cluster
from planhub.config import Settings

ROOT = Path(__file__).resolve().parents[1]
LOADED = 0.1
"""Part of the processors taken by others from which figures say little."""


@dataclass(frozen=True)
class Part:
    """A program of the bench: how it is called, where its figures are, how one is told."""

    module: str
    options: tuple[str, ...]
    file: str
    told: Callable[[dict[str, Any]], growth.Figure]


PARTS = {
    "summary": Part("summing", ("--times", "60"), "bench-summary.jsonl", growth.summary),
    "pages": Part(
        "drive",
        ("--filled", "--times", "3", "--pauses", "0.5-1.5", "--warm-up", "15", "--seconds", "30"),
        "bench-results.jsonl",
        growth.pages,
    ),
    "decisions": Part("deciding", ("--decisions", "320"), "bench-decisions.jsonl", growth.decisions),
    "geojson": Part("geojson_race", ("--seconds", "5"), "bench-geojson.jsonl", growth.geojson),
    "tiles": Part("tile_race", ("--filled", "--seconds", "3"), "bench-tiles.jsonl", growth.tiles),
    "import": Part("importing_list", ("--filled", "--rounds", "1"), "bench-import.jsonl", growth.imports),
}


def main() -> None:
    """Every part on every installation; the table, the lines."""
    asked = arguments()
    found: dict[int, list[growth.Figure]] = {}
    lines, failed = [], []
    for data in asked.data:
        server = cluster.ensure(data, report=say)  # held, so that no part begins with cold memory
        try:
            for name in asked.only:
                rows = run(name, data, asked.more.get(name, ()))
                if rows is None:
                    failed.append(f"{name} on {data}")
                    continue
                items = standing(Settings(data=data))["plan items"]
                figures = [PARTS[name].told(row) for row in rows]
                found.setdefault(items, []).extend(figures)
                lines += [
                    {"data": str(data), "items": items, "part": name} | asdict(figure) | {"all": row}
                    for figure, row in zip(figures, rows, strict=True)
                ]
        finally:
            server.stop()
    print(growth.table(found) + "\n")
    for line in lines:
        print(json.dumps(line, ensure_ascii=False))
    missed = [f"{line['what']} at {line['items']:,}" for line in lines if not line["good"]]
    for what, names in (("Failed", failed), ("Missed", missed)):
        if names:
            say(f"{what}: {'; '.join(names)}")
    if any((line["others"] or 0) > LOADED for line in lines):
        say(f"Others took more than {LOADED:.0%} of the processors: measure again on a quiet machine")
    if failed or (asked.check and missed):
        sys.exit(1)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/scale", description=__doc__)
    asked.add_argument(
        "data", type=Path, nargs="+", metavar="DIR", help="filled by planhub sample --national"
    )
    asked.add_argument(
        "--only",
        type=lambda typed: typed.split(","),
        default=list(PARTS),
        metavar="PART,PART",
        help=f"some of the parts: {','.join(PARTS)}",
    )
    asked.add_argument(
        "--with",
        dest="more",
        action="append",
        default=[],
        metavar="PART:OPTIONS",
        help='further options of a part, such as --with "tiles:--seconds 8"',
    )
    asked.add_argument("--check", action="store_true", help="exit with 1 when a bar is missed")
    given = asked.parse_args()
    if unknown := set(given.only) - set(PARTS):
        asked.error(f"unknown parts: {', '.join(sorted(unknown))}")
    for data in given.data:
        if not data.is_dir():
            asked.error(f"{data} is no folder: fill one with PLANHUB_DATA={data} planhub sample --national")
    given.data = [data.resolve() for data in given.data]
    given.more = {part: tuple(rest.split()) for part, _, rest in (each.partition(":") for each in given.more)}
    return given


def run(name: str, data: Path, more: tuple[str, ...]) -> list[dict[str, Any]] | None:
    """One part in a process of its own; its figures, or None when it fails."""
    part = PARTS[name]
    file = data / part.file
    file.unlink(missing_ok=True)
    say(f"── {name} on {data}")
    begun = time.monotonic()
    command = [sys.executable, "-m", f"bench.{part.module}", "--data", str(data), *part.options, *more]
    with watched(data) as share:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        say(f"── {name} failed: {done.stdout[-2000:]}")
        return None
    if name == "import":  # its figures are the last line
        file.write_text(done.stdout.splitlines()[-1] + "\n")
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    say(f"── {name}: {time.monotonic() - begun:.0f} s")
    return [{"others": round(share.others, 2)} | row for row in rows]


if __name__ == "__main__":
    main()
