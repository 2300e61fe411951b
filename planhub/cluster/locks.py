"""Who may change the cluster now, and who is using it: two file locks that a killed process cannot keep."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Membership:
    """One process's place among the users of a server; the kernel drops it when the process dies."""

    def __init__(self, home: Path) -> None:
        self._descriptor = _open(home / "users")
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    @property
    def counted(self) -> bool:
        """Whether this place is still taken."""
        return self._descriptor >= 0

    def leave(self) -> None:
        """Be counted no longer; a second time changes nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def unused(home: Path) -> bool:
    """True when no living process is counted as a user; ask under the lock."""
    descriptor = _open(home / "users")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextmanager
def locked(home: Path, report: Callable[[str], None]) -> Iterator[None]:
    """One process at a time looks, makes, starts or stops."""
    descriptor = _open(home / "lock")
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Waiting: another process is starting or stopping this database")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
