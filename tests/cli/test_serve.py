"""`planhub serve` for real: it starts, answers, refuses what it cannot do with a sentence, and stops."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planhub.cluster.place import place_of
from tests.running import (
    CHECKOUT,
    Program,
    clean_environment,
    database_of,
    eventually,
    folder_of_installations,
    health,
    run_to_end,
)

pytestmark = pytest.mark.slow

PLANHUB = CHECKOUT / "bin" / "planhub"
Start = Callable[..., Program]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with folder_of_installations("planhub-serve-") as above:
        yield above


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start an installation; it is stopped at the end."""
    running: list[Program] = []

    def started(*options: str, bind: str = "127.0.0.1:0") -> Program:
        data = folder / "data"
        command = [PLANHUB, "serve", "--workers", "1", "--bind", bind, *options]
        running.append(Program(data, *command, environment={"PLANHUB_DATA": str(data)}))
        return running[-1]

    yield started
    for program in running:
        if program.process.poll() is None:
            program.end()


def refused(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run_to_end(PLANHUB, "serve", *options, environment={"PLANHUB_DATA": str(folder / "data")})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_serves_until_it_is_told_to_stop_and_leaves_nothing_running(
    start: Start, number: signal.Signals
) -> None:
    program = start()
    address = program.wait_until_ready()
    assert health(address) == 200
    web, database = program.web(), database_of(program.data)
    assert database is not None
    assert program.end(number) == 0, program.said()
    assert not web.is_running()
    assert database_of(program.data) is None
    assert health(address) == 0
    assert "Traceback" not in program.said()


def test_a_stop_during_the_start_is_a_clean_one(start: Start) -> None:
    program = start()
    eventually(lambda: "Bringing the schema" in program.said() or program.process.poll() is not None)
    assert program.end() == 0, program.said()
    assert database_of(program.data) is None


def test_a_port_in_use_is_told_in_a_sentence(folder: Path, start: Start) -> None:
    bind = start().wait_until_ready().removeprefix("http://")
    no = refused(folder, "--bind", bind)
    assert no.returncode == 1
    assert f"Cannot listen on {bind}" in no.stderr
    assert "Name another port" in no.stderr
    assert "Traceback" not in no.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--bind", "8000"], "ADDRESS:PORT", id="a port without an address"),
        pytest.param(["--bind", "127.0.0.1:http"], "ADDRESS:PORT", id="a port by its name"),
        pytest.param(["--bind", "127.0.0.1:70000"], "65535", id="a port that does not exist"),
        pytest.param(["--workers", "0"], "1<=x<=64", id="nobody to answer"),
    ],
)
def test_an_option_that_cannot_be_is_refused(folder: Path, options: list[str], words: str) -> None:
    no = refused(folder, *options)
    assert no.returncode == 2
    assert words in no.stderr


@pytest.mark.parametrize("bind", ["192.0.2.1:8000", "no.such.name.invalid:8000"])
def test_an_address_that_is_not_this_machines_is_told_in_a_sentence(folder: Path, bind: str) -> None:
    no = refused(folder, "--bind", bind)
    assert no.returncode == 1
    assert f"Cannot listen on {bind}" in no.stderr
    assert "Traceback" not in no.stderr


def test_a_killed_database_is_set_up_again(start: Start) -> None:
    program = start()
    address = program.wait_until_ready()
    database = database_of(program.data)
    assert database is not None
    database.kill()
    eventually(lambda: "starting it again" in program.said())
    eventually(lambda: health(address) == 200)
    assert program.end() == 0


def test_a_killed_web_is_a_failure(start: Start) -> None:
    program = start()
    program.wait_until_ready()
    program.web().kill()
    assert program.process.wait(60) == 1
    assert "The web has stopped" in program.said()
    assert database_of(program.data) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend the web to somebody else")
def test_the_web_of_root_runs_as_the_user_of_the_database(start: Start) -> None:
    program = start()
    program.wait_until_ready()
    web, user = program.web(), place_of(program.data).user
    for process in (web, *web.children()):
        assert process.uids().effective == process.uids().saved == user.pw_uid != 0
        assert process.gids().effective == user.pw_gid
        assert "root" not in process.username()
    assert (program.data / "uploads").stat().st_uid == user.pw_uid
    assert program.end() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend the web to somebody else")
def test_root_may_name_the_user_and_is_told_of_one_that_is_not_there(folder: Path, start: Start) -> None:
    no = refused(folder, "--bind", "127.0.0.1:0", "--user", "nobody-knows-me")
    assert no.returncode == 1
    assert "knows no user nobody-knows-me" in no.stderr
    stranger = refused(folder, "--bind", "127.0.0.1:0", "--user", "daemon")
    assert stranger.returncode == 1
    assert "cannot run as daemon" in stranger.stderr
    assert database_of(folder / "data") is None


def test_planhub_without_a_command_to_run_is_told_so() -> None:
    no = run_to_end(PLANHUB, "serv", environment=clean_environment())
    assert no.returncode == 2
