"""Programs of ours that tests start for real, and how they look at them."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from planhub.cluster.place import place_of
from planhub.cluster.processes import postmaster

CHECKOUT = Path(__file__).parents[1]
PATIENCE = 300.0
"""Seconds until a test gives up on a program that should have answered; no measure of speed."""


class Program:
    """A started program that serves, and what it said."""

    def __init__(
        self, data: Path, *command: str | Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.words = data.with_suffix(".out")
        with self.words.open("w") as out:
            self.process = subprocess.Popen(
                command,
                cwd="/",
                env=clean_environment() | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.words.read_text()

    def wait_until_ready(self) -> str:
        """Wait for the address that it prints."""
        eventually(lambda: "answers at" in self.said() or self.process.poll() is not None)
        found = re.search(r"PlanHub answers at (http://\S+)/", self.said())
        assert found, self.said()
        return found[1]

    def web(self) -> psutil.Process:
        """gunicorn's first process."""
        (child,) = psutil.Process(self.process.pid).children()
        assert "gunicorn" in " ".join(child.cmdline())
        return child

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and wait for its end."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def run_to_end(
    *command: str | Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that is expected to end by itself."""
    return subprocess.run(
        command,
        env=clean_environment() | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def clean_environment() -> dict[str, str]:
    """Ours without settings of an installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PLANHUB_")}


def eventually(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def health(address: str) -> int:
    """Status of /healthz; 0 when nobody answers."""
    asked = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status
    except OSError:
        return 0
    finally:
        asked.close()


def database_of(data: Path) -> psutil.Process | None:
    return postmaster(place_of(data).data)


def copy_installation(made: Path, data: Path) -> None:
    """A stopped installation's files, with their owners; the copy's server makes a socket of its own."""
    subprocess.run(["cp", "-a", made, data], check=True)
    for note in data.rglob("socket-lies-in"):
        note.unlink()


@contextmanager
def folder_of_installations(prefix: str) -> Iterator[Path]:
    """A folder for data folders that the database's user may pass; nothing in it runs afterwards."""
    above = Path(tempfile.mkdtemp(prefix=prefix))
    above.chmod(0o711)
    yield above
    for note in above.rglob("postmaster.pid"):
        left = postmaster(note.parent)
        if left is not None:
            left.send_signal(signal.SIGINT)  # killed outright it would leave its shared memory for ever
            left.wait(PATIENCE)
    for note in above.rglob("socket-lies-in"):
        shutil.rmtree(note.read_text(), ignore_errors=True)
    shutil.rmtree(above)
