"""Throw-away data folders, and other processes that hold a server: as root, or as an ordinary user."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from planhub import cluster
from planhub.cluster.place import may_enter, place_of
from planhub.cluster.processes import clear_remains, postmaster
from tests.running import copy_installation, folder_of_installations

CHECKOUT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from planhub import cluster
server = cluster.ensure(Path(sys.argv[1]), durable=False)
print(server.sockets, flush=True)
sys.stdin.readline()
print(server.stop(), flush=True)
"""
"""Holds the server until it is told to let go, then says whether that stopped it."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that any system user may pass through; its servers and files are gone afterwards."""
    above = Path(tempfile.mkdtemp(prefix="planhub-cluster-"))
    above.chmod(0o711)
    yield above / "installation"
    for note in above.rglob("postmaster.pid"):
        left = postmaster(note.parent)
        if left is not None:
            left.send_signal(signal.SIGINT)  # killed outright it would leave its shared memory for ever
            left.wait(60)
            clear_remains(note.parent, note.parent)
    for note in above.rglob("socket-lies-in"):
        shutil.rmtree(note.read_text(), ignore_errors=True)
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A stopped installation, to be copied."""
    with folder_of_installations("planhub-cluster-") as above:
        assert cluster.ensure(above / "made").stop()
        yield above / "made"


@pytest.fixture
def installed(made: Path, folder: Path) -> Path:
    """The data folder with a server that was made and stopped before, for tests of what follows."""
    copy_installation(made, folder)
    return folder


class Holder:
    """Another process that holds an installation's server."""

    def __init__(self, data: Path, *, user: pwd.struct_passwd | None = None) -> None:
        python, path = (sys.executable, str(CHECKOUT)) if user is None else interpreter_for(user)
        other = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.process = subprocess.Popen(
            [python, "-c", HOLD, str(data)],
            cwd="/",
            env={"PATH": os.defpath, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **other,  # type: ignore[arg-type]
        )

    def wait(self) -> str:
        """Wait until it holds the server; the folder of the server's socket."""
        assert self.process.stdout
        line = self.process.stdout.readline().strip()
        assert line, self.process.communicate()[1]
        return line

    def let_go(self) -> bool:
        """Tell it to let go; whether the server was stopped by that."""
        out, err = self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0, err
        return out.strip().endswith("True")

    def kill(self) -> None:
        """End it as the kernel does when memory runs out; ended already is fine."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        self.process.wait()


@pytest.fixture
def hold() -> Iterator[Callable[..., Holder]]:
    """Start holders; those still alive at the end are killed."""
    holders: list[Holder] = []

    def start(data: Path, **options: pwd.struct_passwd) -> Holder:
        holders.append(Holder(data, **options))
        return holders[-1]

    yield start
    for holder in holders:
        holder.kill()


@pytest.fixture
def ordinary_user() -> pwd.struct_passwd:
    """A system user without rights, for tests that root runs."""
    if os.geteuid() != 0:
        pytest.skip("only root can try another user; this whole run is an ordinary user's")
    return pwd.getpwnam("nobody")


def interpreter_for(user: pwd.struct_passwd) -> tuple[str, str]:
    """A Python of our version that this user may run, and the path on which it finds our packages."""
    packages = Path(sysconfig.get_paths()["purelib"])
    if not may_enter(packages, user) or not may_enter(CHECKOUT, user):
        pytest.skip(f"{user.pw_name} may not enter {CHECKOUT}")
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (Path(sys.executable).resolve(), Path(f"/usr/bin/python{wanted}")):
        if python.exists() and may_enter(python.parent, user):
            return str(python), f"{CHECKOUT}:{packages}"
    pytest.skip(f"there is no Python {wanted} that {user.pw_name} may run")


def processes_in(data: Path) -> list[psutil.Process]:
    """Living processes of the server of an installation."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(place_of(data).data) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found
