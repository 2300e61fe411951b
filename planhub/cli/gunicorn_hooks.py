"""gunicorn's settings: what its processes do when the one above them is killed."""

import ctypes
import gc
import os
import signal
import sys
from typing import Any

PARENT = "PLANHUB_PARENT_PID"
PR_SET_PDEATHSIG = 1


def follow_into_death(parent: int) -> None:
    """Have the kernel send TERM when the parent process ends, however it ends; at once if it is gone."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


def on_starting(server: Any) -> None:
    """The arbiter goes with the command that started it."""
    follow_into_death(int(os.environ[PARENT]))


def when_ready(server: Any) -> None:
    """What stands before the first worker stays: no page waits while all of it is looked over."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A worker goes with its arbiter."""
    follow_into_death(server.pid)


def worker_exit(server: Any, worker: Any) -> None:
    """A worker that was told to stop has nothing left to tidy; the interpreter would take half a second."""
    if not worker.alive:
        _leave()


def on_exit(server: Any) -> None:
    """Nor has the arbiter, once its workers are gone."""
    if not server.WORKERS:
        _leave()


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
