"""Whose processor time it was: figures taken while others take much of it say little."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from planhub.cluster.place import place_of
from planhub.cluster.processes import postmaster


@dataclass
class Share:
    """Parts of all processors, from 0 to 1."""

    ours: float = 0.0
    others: float = 0.0


@contextmanager
def watched(*data: Path) -> Iterator[Share]:
    """Tell at the end what our processes and everybody else's took meanwhile."""
    share = Share()
    whole, busy, own = _whole(), _busy(), _own(*data)
    yield share
    passed = max(_whole() - whole, 1e-9)
    share.ours = (_own(*data) - own) / passed
    share.others = max(0.0, (_busy() - busy) / passed - share.ours)


def _whole() -> float:
    return sum(psutil.cpu_times())


def _busy() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.steal


def _own(*data: Path) -> float:
    """Seconds of this process, its children (those that have ended too) and the database servers'."""
    roots = [psutil.Process()]
    roots += [server for each in data if (server := postmaster(place_of(each).data)) is not None]
    every = {process.pid: process for root in roots for process in [root, *root.children(recursive=True)]}
    seconds = 0.0
    for process in every.values():
        with suppress(psutil.Error):  # it has just ended
            times = process.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
    return seconds
