"""What each of the governor's pages costs in processor time, whatever else the machine does meanwhile."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
from flask.testing import FlaskClient

from bench.statements import client_of
from planhub.app import create_app
from planhub.cluster.place import place_of
from planhub.cluster.processes import postmaster
from planhub.config import Settings
from planhub.oversight import governed, trouble_list

PAGES = (
    "/governor",
    "/governor?year=2570",
    "/governor?district={province}01",
    "/governor?side=water&source=lao",
    "/governor?group=done",
    "/governor/wall",
    "/governor/late",
    "/governor/stale",
    "/governor/over",
    "/governor/no-contract",
)
TIMES = 7


def costs(settings: Settings, username: str, province: str, *, change: Callable[[], None]) -> list[str]:
    """A line for each page: Python + PostgreSQL in milliseconds, the median of some times."""
    client = client_of(create_app(settings), username)
    found = [f"{'Python + PostgreSQL, ms of processor':42} {'again':>14} {'changed':>14} {'cold':>14}"]
    for page in PAGES:
        address = page.format(province=province)
        client.get(address)
        each = [_cost(client, address, settings.data, before) for before in (lambda: None, change, _forget)]
        found.append(f"{address:42} " + " ".join(f"{python:6.1f} +{sql:6.1f}" for python, sql in each))
    return found


def _cost(client: FlaskClient, address: str, data: Path, before: Callable[[], None]) -> tuple[float, float]:
    taken = []
    for _time in range(TIMES):
        before()
        sql, python = _database(data), time.process_time()
        client.get(address)
        taken.append(((time.process_time() - python) * 1000, _database(data) - sql))
    middle = TIMES // 2
    return sorted(python for python, _ in taken)[middle], sorted(sql for _, sql in taken)[middle]


def _forget() -> None:
    governed.kept.clear()
    governed.shelves.clear()
    trouble_list.shelves.clear()


def _database(data: Path) -> float:
    """Milliseconds that the web's connections took so far, finer than the ticks of the process table."""
    server = postmaster(place_of(data).data)
    taken = 0.0
    for process in server.children() if server else []:
        with suppress(psutil.Error, OSError):  # it has just ended
            if "planhub_web" in " ".join(process.cmdline()):
                taken += int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) / 1e6
    return taken
