"""bin/demo for real: first start, later starts, TERM, and kill -9 of each part."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from planhub import cluster
from planhub.cluster.place import place_of
from planhub.cluster.processes import postmaster

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parents[1]
PATIENCE = 120.0
"""Seconds until a test gives up on a program that should have answered; no measure of speed."""


class Demo:
    """A started bin/demo, and what it said."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.words = data.with_suffix(".out")
        with self.words.open("w") as out:
            self.process = subprocess.Popen(
                [CHECKOUT / "bin" / "demo", "--data", data, *arguments],
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


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a bin/demo that is expected to end by itself."""
    return subprocess.run(
        [CHECKOUT / "bin" / "demo", *arguments],
        env=clean_environment(),
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


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder for data folders that the database's user may pass; nothing in it runs afterwards."""
    above = Path(tempfile.mkdtemp(prefix="planhub-demo-"))
    above.chmod(0o711)
    yield above
    for note in above.rglob("postmaster.pid"):
        left = postmaster(note.parent)
        if left is not None:
            left.kill()
    for note in above.rglob("socket-lies-in"):
        shutil.rmtree(note.read_text(), ignore_errors=True)
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def installation(folder: Path) -> Path:
    """An installation that was started for the first time, and stopped."""
    demo = Demo(folder / "show")
    try:
        assert health(demo.wait_until_ready()) == 200
        assert database_of(demo.data) is not None
        assert demo.end() == 0, demo.said()
        assert database_of(demo.data) is None
    finally:
        if demo.process.poll() is None:
            demo.end()
    return demo.data


@pytest.fixture
def start() -> Iterator[Callable[..., Demo]]:
    """Start demos; those that still run at the end are stopped."""
    demos: list[Demo] = []

    def started(data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Demo:
        demos.append(Demo(data, *arguments, environment=environment))
        return demos[-1]

    yield started
    for demo in demos:
        if demo.process.poll() is None:
            demo.end()


def test_the_first_start_gives_a_sign_in_for_each_role(installation: Path) -> None:
    sign_ins = json.loads((installation / "sign-ins.json").read_text())
    roles = {one["role"] for one in sign_ins}
    assert len(roles) == len(sign_ins) >= 10
    assert all(one["username"] and one["password"] for one in sign_ins)
    assert (installation / "sign-ins.json").stat().st_mode & 0o077 == 0


def test_a_later_start_seeds_nothing_and_shows_the_same_sign_ins(
    installation: Path, start: Callable[..., Demo]
) -> None:
    before = (installation / "sign-ins.json").read_text()
    demo = start(installation)
    assert health(demo.wait_until_ready()) == 200
    assert "gazetteer" not in demo.said()
    assert all(one["username"] in demo.said() for one in json.loads(before))
    assert demo.end(signal.SIGINT) == 0
    assert (installation / "sign-ins.json").read_text() == before


def test_a_killed_database_is_set_up_again_under_the_running_web(
    installation: Path, start: Callable[..., Demo]
) -> None:
    demo = start(installation)
    address = demo.wait_until_ready()
    database = database_of(installation)
    assert database is not None
    database.kill()
    eventually(lambda: "starting it again" in demo.said())
    eventually(lambda: health(address) == 200)
    assert demo.end() == 0


def test_a_killed_web_ends_the_demo_with_its_reason_and_the_next_start_works(
    installation: Path, start: Callable[..., Demo]
) -> None:
    demo = start(installation)
    demo.wait_until_ready()
    demo.web().kill()
    assert demo.process.wait(PATIENCE) == 1
    assert "The web has stopped" in demo.said()
    assert database_of(installation) is None
    assert health(start(installation).wait_until_ready()) == 200


def test_a_killed_demo_leaves_no_web_and_the_next_start_takes_over_its_database(
    installation: Path, start: Callable[..., Demo]
) -> None:
    demo = start(installation)
    address = demo.wait_until_ready()
    web, database = demo.web(), database_of(installation)
    demo.end(signal.SIGKILL)
    eventually(lambda: not web.is_running() or web.status() == psutil.STATUS_ZOMBIE)
    assert database == database_of(installation)
    again = start(installation, "--port", address.rsplit(":", 1)[1])
    assert again.wait_until_ready() == address
    assert database == database_of(installation)
    assert again.end() == 0
    assert database_of(installation) is None


def test_two_demos_in_two_folders_run_side_by_side_and_fresh_begins_anew(
    installation: Path, start: Callable[..., Demo]
) -> None:
    one = start(installation)
    first = one.wait_until_ready()
    folder = installation.parent / "other"
    folder.mkdir()
    (folder / "secret").write_text("of an installation that is to go")
    other = start(folder, "--fresh")
    second = other.wait_until_ready()
    assert first != second
    assert "to go" not in (folder / "secret").read_text()
    assert other.end() == 0
    assert (health(first), health(second)) == (200, 0)


def test_an_existing_server_is_used_and_no_other_is_made(
    server: cluster.Server, folder: Path, start: Callable[..., Demo]
) -> None:
    server.create_database("planhub_elsewhere", template=cluster.DATABASE)
    urls = {
        "PLANHUB_DATABASE_URL": server.url(cluster.WEB, "planhub_elsewhere"),
        "PLANHUB_OWNER_DATABASE_URL": server.url(cluster.OWNER, "planhub_elsewhere"),
    }
    demo = start(folder / "elsewhere", environment=urls)
    assert health(demo.wait_until_ready()) == 200
    assert not (demo.data / "cluster").exists()
    assert demo.end() == 0
    assert server.alive()


def test_fresh_deletes_no_folder_that_holds_something_else(folder: Path) -> None:
    data = folder / "mine"
    data.mkdir()
    (data / "thesis.odt").write_text("years of work")
    refused = run("--data", data, "--fresh")
    assert refused.returncode == 1
    assert "thesis.odt" in refused.stderr
    assert (data / "thesis.odt").exists()


def test_a_port_that_is_taken_is_named(installation: Path, start: Callable[..., Demo]) -> None:
    one = start(installation)
    port = one.wait_until_ready().rsplit(":", 1)[1]
    refused = run("--data", installation, "--port", port)
    assert refused.returncode == 1
    assert f"127.0.0.1:{port}" in refused.stderr
