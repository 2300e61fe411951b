"""Servers beside each other on one machine, and answers a second over some connections."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from geventhttpclient import HTTPClient

from bench.drive import wait_for
from bench.frame import say
from planhub import cluster

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 8


@contextmanager
def served(asked: argparse.Namespace) -> Iterator[int]:
    """The installation's own web; its port."""
    command = [sys.executable, "-m", "planhub.cli", "serve", "--workers", str(asked.workers), "--bind"]
    with child(lambda port: [*command, f"127.0.0.1:{port}"], asked.data / "bench-web.log", {}) as port:
        yield port


@contextmanager
def tipg(server: cluster.Server, workers: int = 2) -> Iterator[int]:
    """tipg on the words of the items of the same server; its port."""
    uvicorn = shutil.which("uvicorn", path=str(Path(sys.executable).parent)) or "uvicorn"
    environment = {
        "BENCH_DATABASE": server.url(cluster.WEB).replace("+psycopg", ""),
        "TIPG_DB_TABLES": '["public.plan_item_text"]',
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_DB_DATETIME_EXTENT": "false",
    }
    command = [uvicorn, "bench.tipg_app:app", "--workers", str(workers), "--log-level", "warning", "--port"]
    with child(lambda port: [*command, str(port)], Path("/dev/null"), environment) as port:
        yield port


@contextmanager
def child(command: Callable[[int], list[str]], log: Path, environment: dict[str, str]) -> Iterator[int]:
    """A server on a free port, until it is no longer needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with log.open("w") as told:
        web = subprocess.Popen(
            command(port), cwd=ROOT, stdout=told, stderr=told, env=os.environ | environment
        )
    try:
        wait_for(port, web)
        yield port
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(30)


def client(port: int) -> HTTPClient:
    """One connection that is kept."""
    return HTTPClient("127.0.0.1", port=port, connection_timeout=60, network_timeout=120)


def load(port: int, path: Callable[[Random], str], seconds: float) -> float:
    """Good answers a second over eight connections, each of which draws what it asks for; others are told."""
    end, answered = time.perf_counter() + seconds, [0] * CONNECTIONS
    failed: list[str] = []

    def ask(at: int) -> None:
        dice = Random(at)
        connection = client(port)
        while time.perf_counter() < end:
            asked = path(dice)
            answer = connection.get(asked)
            body = answer.read()
            if answer.status_code in (200, 204):
                answered[at] += 1
            else:
                failed.append(f"{asked}: {answer.status_code} {body[:100].decode(errors='replace')}")
        connection.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        say(f"{len(failed)} of {sum(answered) + len(failed)} answers failed, the last: {failed[-1]}")
    return sum(answered) / (time.perf_counter() - begun)
