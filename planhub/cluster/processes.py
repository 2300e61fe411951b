"""Is the server alive? Asked of the kernel, because a pid file and pg_ctl believe in the dead."""

import time
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 10.0
"""Seconds that a dead server's last children get before they are killed."""


def postmaster(data: Path) -> psutil.Process | None:
    """The living first process of the server on this data directory, if any.

    After kill -9 a process stays in the table until it is reaped, in some containers for ever, and its
    number may be given to another: alive is what is no zombie and works in this very directory.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return process if _works_in(process, data) else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def socket_folder(data: Path) -> Path | None:
    """Where the running server listens, by its own pid file's fifth line."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return None
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def clear_remains(data: Path, sockets: Path) -> None:
    """Wait for the children of a killed server to go, then take away its pid file and socket."""
    end = time.monotonic() + PATIENCE
    while left := _children(data):
        if time.monotonic() > end:
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        time.sleep(0.02)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for socket in sockets.glob(".s.PGSQL.*"):
        socket.unlink()


def _children(data: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _works_in(process, data)]


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.cwd() == str(data)
            and process.name().startswith("postgres")
        )
    except psutil.Error:
        return False
