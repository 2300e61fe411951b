"""Making and starting the server: the same call for the first start, a later one and one after a crash."""

import atexit
import os
import pwd
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from planhub import own_files
from planhub.cluster.locks import Membership, locked, unused
from planhub.cluster.network import addresses
from planhub.cluster.place import Place, place_of
from planhub.cluster.preparing import prepare
from planhub.cluster.processes import clear_remains, postmaster, socket_folder
from planhub.cluster.programs import programs, run
from planhub.cluster.server import LINK, OWNER, SUPERUSER, WEB, Server, halt
from planhub.cluster.settings import access, configuration, identities
from planhub.cluster.trouble import ClusterTrouble

Report = Callable[[str], None]
LONGEST_RECOVERY = 300
"""Seconds a start may take: after a crash the server first replays its log."""

MEMORY_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where the kernel tells a container how much memory it may use."""

_held: dict[Path, Server] = {}
"""What this process holds, by data folder: many callers, one hold, let go of at the latest on exit."""


def ensure(data: Path, *, report: Report | None = None, durable: bool = True) -> Server:
    """The running server of an installation's data folder: made if new, started if it is down.

    Safe to call from several processes at once and after kill -9 of anything. The process holds the
    server until it stops it or ends; the last one to let go stops it. `durable=False` trades the promise
    to survive a power cut for speed: for throw-away databases of tests.
    """
    tell = report or (lambda _: None)
    held = _held.get(data.resolve())
    if held is not None and held.held and held.alive():
        return held
    place = place_of(data)
    with locked(place.home, tell):
        sockets = _run(place, tell, durable=durable)
        if held is None or not held.held:
            held = Server(place, sockets, Membership(place.home))
            atexit.register(held.stop)
        held.sockets = sockets
        prepare(held)
    _held[data.resolve()] = held
    return held


def _run(place: Place, tell: Report, *, durable: bool) -> Path:
    """Have the server made, started, ready and open to this system user; the folder of its socket."""
    if not place.data.exists():
        tell("Making the database server")
        _make(place)
    known = _admit(place)
    while True:
        if postmaster(place.data) is None:
            tell("Starting the database server")
            _start(place, durable=durable)
        elif not known:
            _control(place, "reload")
        if (sockets := _ready(place)) is not None:
            return sockets


def _ready(place: Place) -> Path | None:
    """Wait until the server answers; nothing when it has died meanwhile, as one may that we found running."""
    end = time.monotonic() + LONGEST_RECOVERY
    while postmaster(place.data) is not None:
        sockets = socket_folder(place.data)
        try:
            if sockets is not None:
                psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres").close()
                return sockets
        except psycopg.OperationalError as refusal:
            if time.monotonic() > end:
                raise ClusterTrouble(f"The database in {place.data} does not answer: {refusal}") from refusal
        time.sleep(0.05)
    return None


def discard(data: Path) -> None:
    """Delete an installation's database for good; refused while a living process uses it."""
    place = place_of(data)
    with locked(place.home, lambda _: None):
        if not unused(place.home):
            raise ClusterTrouble(f"The database of {data} is in use. Stop what runs on it first.")
        halt(place)
        shutil.rmtree(place.home)


def _make(place: Place) -> None:
    """Make the data directory under another name first: a killed start leaves nothing that looks whole."""
    shutil.rmtree(place.building, ignore_errors=True)
    place.building.mkdir(mode=0o700)
    place.give(place.building)
    command = [str(programs(place.data) / "initdb"), "-D", str(place.building), "-U", SUPERUSER]
    command += ["-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
    command += ["--auth-local=peer", "--auth-host=reject"]
    done = run(command, user=place.user)
    if done.returncode != 0:
        raise ClusterTrouble(f"The database server could not be made in {place.data}:\n{done.stderr.strip()}")
    settings = place.building / "postgresql.conf"  # the server's user may write there, too
    place.write(settings, f"{own_files.read(settings).decode()}include 'planhub.conf'\n")
    place.write(place.building / "pg_hba.conf", access())
    place.building.rename(place.data)


def _admit(place: Place) -> bool:
    """Let the present system user in, besides those let in before; False when that is news."""
    ident = place.data / "pg_ident.conf"
    me = pwd.getpwuid(os.geteuid()).pw_name
    users = {me, place.user.pw_name}
    users |= {line.split('"')[1] for line in ident.read_text().splitlines() if line.startswith('planhub "')}
    text = identities(users, (SUPERUSER, OWNER, WEB, LINK))
    if ident.read_text() == text:
        return True
    place.write(ident, text)
    return False


def _start(place: Place, *, durable: bool) -> None:
    sockets = place.socket_folder()
    clear_remains(place.data, sockets)
    memory = _memory()
    warming = (programs(place.data).parent / "lib" / "pg_prewarm.so").exists()
    settings = configuration(memory=memory, durable=durable, shared=_shared(), warming=warming)
    place.write(place.data / "planhub.conf", settings)
    log = place.data / "start.log"
    log.unlink(missing_ok=True)
    options = f"-c listen_addresses='{addresses(place)}' -c unix_socket_permissions=0700"
    options += f" -c unix_socket_directories='{sockets}'"
    trouble = _control(place, "start", "-l", str(log), "-o", options)
    if trouble:
        said = log.read_text().strip() if log.exists() else ""
        raise ClusterTrouble(f"The database server in {place.data} did not start: {trouble}\n{said}")


def _memory() -> int:
    """Bytes that there are for us: in a container its own limit, where the machine has more."""
    total = psutil.virtual_memory().total
    for limit in MEMORY_LIMITS:
        with suppress(OSError, ValueError):  # not there, or "max"
            total = min(total, int(limit.read_text()))
    return total


def _shared() -> int:
    """Bytes of /dev/shm; none where there is no such place, as PostgreSQL then shares files."""
    try:
        return shutil.disk_usage("/dev/shm").total  # noqa: S108 - its size is asked, nothing is written
    except OSError:
        return 0


def _control(place: Place, *order: str) -> str:
    """Give pg_ctl an order; what it complains of, or nothing."""
    wait = [] if order[0] == "reload" else ["-w", "-t", str(LONGEST_RECOVERY)]
    done = run([str(programs(place.data) / "pg_ctl"), "-D", str(place.data), *wait, *order], user=place.user)
    return "" if done.returncode == 0 else (done.stderr.strip() or done.stdout.strip() or "no reason given")
