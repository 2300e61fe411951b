"""The frame of a measurement on the command line: an installation that runs, its figures told and kept."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from planhub import cluster
from planhub.config import Settings


def say(words: str) -> None:
    """Tell what goes on."""
    print(f"{time.strftime('%H:%M:%S')}  {words}", file=sys.stderr, flush=True)


@contextmanager
def installation(asked: argparse.Namespace) -> Iterator[tuple[Settings, cluster.Server]]:
    """That of --data, its database running meanwhile; our own commands find it, too."""
    os.environ["PLANHUB_DATA"] = str(asked.data)
    asked.data.mkdir(parents=True, exist_ok=True)
    server = cluster.ensure(asked.data, report=say)
    try:
        yield Settings(data=asked.data), server
    finally:
        server.stop()


def keep(asked: argparse.Namespace, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A line of JSON for each row, beside the installation."""
    (asked.data / name).write_text("".join(json.dumps(row) + "\n" for row in rows))


def tell(facts: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """A line for what was measured on, and one for each row."""
    for one in (facts, *rows):
        print(", ".join(f"{name} {value}" for name, value in one.items()))


def judge(asked: argparse.Namespace, rows: Sequence[Mapping[str, Any]]) -> None:
    """With --check, end with 1 where a row missed its bar."""
    if asked.check and not all(row["good"] for row in rows):
        sys.exit(1)
