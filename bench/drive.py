"""Fill an installation, serve it, put ten people to work on it, and set each page beside its bare SQL."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg

from bench import report
from bench.filling import fill, machine, planhub, standing
from bench.frame import installation, judge, keep, say
from bench.pages import take_down
from bench.people import people
from bench.processor import watched
from bench.statements import Page
from planhub import cluster
from planhub.app import create_app
from planhub.database import open_session

ROOT = Path(__file__).resolve().parents[1]
TIMES = "bench-times.jsonl"
SIGNING_IN = 5
"""Seconds at the beginning of each run that are not counted."""


def main() -> None:
    """Fill, take down, serve, load, report."""
    asked = arguments()
    with installation(asked) as (settings, server):
        if asked.filled:
            planhub("db", "upgrade")
            planhub("needs", "roll")  # or an old sample's year's end goes on beside the people at work
        facts = (standing(settings) if asked.filled else fill(settings, asked.proposals)) | machine()
        with open_session(settings) as session:
            working, measured = people(session)
        app = create_app(settings)
        pages = take_down(app, measured)
        (asked.data / "bench-people.json").write_text(json.dumps(working))
        alone = {page.name: ask_alone(server, page) for page in pages}
        results = []
        with served(asked) as address:
            if asked.warm_up:
                say(f"Warming up for {asked.warm_up} s")
                load(asked, "0-0", address, asked.warm_up)
            for pause in asked.pauses:
                say(f"{asked.users} people, {pause} s between their clicks, {asked.seconds} s")
                results += measure(server, asked, pause, address, pages, alone)
        keep(asked, "bench-results.jsonl", results)
        report.show(facts, results)
        print(f"\nAs JSON lines: {asked.data / 'bench-results.jsonl'}")
        judge(asked, results)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    asked.add_argument("--proposals", type=int, default=300_000)
    asked.add_argument("--filled", action="store_true", help="measure on what stands in --data")
    asked.add_argument(
        "--times", type=float, default=report.TIMES, help="the bar: so many times the SQL, + 5 ms"
    )
    asked.add_argument("--seconds", type=int, default=40, help="of load, for each pause")
    asked.add_argument("--users", type=int, default=10)
    asked.add_argument("--warm-up", type=int, default=60, help="seconds of load before anything is counted")
    asked.add_argument(
        "--pauses",
        nargs="+",
        default=["0.5-1.5", "0-0"],
        metavar="FROM-TO",
        help="seconds between one person's clicks; 0-0 asks without a pause",
    )
    asked.add_argument("--workers", type=int, default=5, help="of gunicorn, with 4 threads each")
    asked.add_argument("--data", type=Path, default=ROOT / ".cache" / "bench")
    asked.add_argument("--check", action="store_true", help="exit with 1 when a page misses the bar")
    return asked.parse_args()


@contextmanager
def served(asked: argparse.Namespace) -> Iterator[str]:
    """The installation, served as `planhub serve` does; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", str(asked.workers)]
    with (asked.data / "bench-web.log").open("w") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "planhub.cli", *serve], cwd=ROOT, stdout=log, stderr=log
        )
    try:
        wait_for(port, web)
        yield f"http://127.0.0.1:{port}"
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(30)


def measure(
    server: cluster.Server,
    asked: argparse.Namespace,
    pause: str,
    address: str,
    pages: list[Page],
    alone: dict[str, float],
) -> list[dict[str, Any]]:
    """One run: people at work, and the bare SQL asked at the same time."""
    done = threading.Event()
    beside = threading.Thread(target=ask_beside, args=(server, pages, done))
    beside.start()
    try:
        with watched(asked.data) as share:
            load(asked, pause, address, asked.seconds)
    finally:
        done.set()
        beside.join()
    say(f"Of the processors we took {share.ours:.0%}, others {share.others:.0%}")
    found = rows(pause, asked.data / TIMES, pages, alone, asked.times)
    return [one | {"others": round(share.others, 2)} for one in found]


def ask_alone(server: cluster.Server, page: Page, times: int = 25) -> float:
    """Median milliseconds of the page's statements while nothing else goes on."""
    with connected(server) as connection:
        return median(page.ask(connection) for _ in range(times))


def ask_beside(server: cluster.Server, pages: list[Page], done: threading.Event) -> None:
    """The same again and again beside the load, seldom enough to be no load itself."""
    for page in pages:
        page.milliseconds.clear()
    with connected(server) as connection:
        while not done.is_set():
            for page in pages:
                page.milliseconds.append(page.ask(connection))
                if done.wait(0.15):
                    return


def connected(server: cluster.Server) -> psycopg.Connection[Any]:
    """A connection as the web's role."""
    url = server.url(cluster.WEB).replace("postgresql+psycopg://", "postgresql://")
    return psycopg.connect(url)


def wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    """Until the web listens."""
    while web.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The web did not start.")


def load(asked: argparse.Namespace, pause: str, address: str, seconds: int) -> None:
    """Locust, headless; the time of each answer is left in a file."""
    times = asked.data / TIMES
    times.unlink(missing_ok=True)
    more = {
        "BENCH_PEOPLE": str(asked.data / "bench-people.json"),
        "BENCH_TIMES": str(times),
        "BENCH_PAUSE": pause,
    }
    command = [
        sys.executable, "-m", "locust", "-f", str(ROOT / "bench" / "users.py"), "--headless",
        "--host", address, "--users", str(asked.users), "--spawn-rate", str(asked.users),
        "--run-time", f"{seconds + SIGNING_IN}s", "--only-summary", "--loglevel", "ERROR",
    ]  # fmt: skip
    subprocess.run(
        command,
        env={**os.environ, **more},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def rows(
    pause: str, times: Path, pages: list[Page], alone: dict[str, float], most: float
) -> list[dict[str, Any]]:
    """A result for each page."""
    taken: dict[str, list[float]] = {}
    failed: dict[str, int] = {}
    for line in times.read_text().splitlines():
        one = json.loads(line)
        taken.setdefault(one["page"], []).append(one["ms"])
        failed[one["page"]] = failed.get(one["page"], 0) + (not one["good"])
    result = []
    for page in pages:
        if len(taken.get(page.name, [])) < 2:
            say(f"{page.name}: not asked often enough")
            continue
        result.append(
            report.row(
                page=page.name,
                pause=pause,
                times=taken[page.name],
                failed=failed[page.name],
                statements=len(page.statements),
                python=page.python,
                alone=alone[page.name],
                beside=median(page.milliseconds),
                p95=quantiles(taken[page.name], n=20)[-1],
                most=most,
            )
        )
    return result


if __name__ == "__main__":
    main()
