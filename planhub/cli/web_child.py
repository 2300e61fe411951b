"""The web as a child process: gunicorn on a socket that we opened, so that no port is lost in between."""

import errno
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from planhub import own_files
from planhub.cli import gunicorn_hooks
from planhub.cli.web_user import WebUser

APPLICATION = "planhub.wsgi:app"
USUAL_PORT = 8000
HOST = "127.0.0.1"
WORKER = "planhub.cli.web_worker.Worker"
PATIENCE = 15.0
"""Seconds that requests under way get to finish."""
READY = 60.0
"""Seconds the web may take until it answers."""


class WebTrouble(RuntimeError):
    """The web cannot start, or has died."""


def listen(host: str, port: int | None, *, patience: float = 10.0) -> socket.socket:
    """A listening socket: the port asked for, else 8000, else any free one.

    A port asked for is waited for a little: after a crash its former holder may still be leaving.
    """
    end = time.monotonic() + patience
    while True:
        try:
            return _bound(host, USUAL_PORT if port is None else port)
        except OSError as trouble:
            if trouble.errno == errno.EADDRINUSE and port is None:
                return _bound(host, 0)
            if trouble.errno != errno.EADDRINUSE or time.monotonic() > end:
                raise WebTrouble(
                    f"Cannot listen on {host}:{port} ({trouble.strerror}). Name another port."
                ) from trouble
        time.sleep(0.2)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # taken over by each connection: those that come before the web is up would else wait for each answer
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.bind((host, port))
        bound.listen(128)
    except OSError:
        bound.close()
        raise
    return bound


class WebChild:
    """gunicorn, its log and its end."""

    def __init__(
        self,
        bound: socket.socket,
        *,
        environment: Mapping[str, str],
        workers: int = 3,
        log: Path | None = None,
        user: WebUser | None = None,
        application: str = APPLICATION,
    ) -> None:
        """Start it; its words go to `log`, or to our own output when there is none.

        `user` is whom root has it run as; without one it is who we are.
        """
        self.log = log
        self.port: int = bound.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{bound.fileno()}"]
        # threads, so that a phone with a bad signal holds a thread and not a whole worker
        command += ["--workers", str(workers), "--threads", "4", "--preload", "--no-control-socket"]
        command += ["--worker-class", WORKER]
        command += ["--config", f"python:{gunicorn_hooks.__name__}", "--log-level", "warning"]
        command += ["--graceful-timeout", str(int(PATIENCE) - 5), "--timeout", "60"]
        output = own_files.open_log(log) if log else None
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                [*user.prefix(), *command] if user else command,
                env={**os.environ, **environment, gunicorn_hooks.PARENT: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                pass_fds=[bound.fileno()],
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop it in order
                **(user.options() if user else {}),
            )
        finally:
            if output:
                output.close()

    @property
    def pid(self) -> int:
        """Number of the first gunicorn process."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def wait(self, seconds: float) -> bool:
        """Wait for its end at most so long; True when it has ended."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def wait_until_ready(self, host: str = HOST) -> None:
        """Wait until it answers; what it answers is not asked."""
        end = time.monotonic() + READY
        while time.monotonic() < end:
            if not self.alive():
                raise WebTrouble(f"The web did not start.\n{self.last_words()}")
            asked = http.client.HTTPConnection(host, self.port, timeout=5)
            try:
                asked.request("GET", "/healthz")
                asked.getresponse()
            except OSError:
                time.sleep(0.05)
            else:
                return
            finally:
                asked.close()
        raise WebTrouble(f"The web did not answer within {READY:.0f} seconds.\n{self.last_words()}")

    def stop(self) -> None:
        """Let requests under way finish, then end it."""
        if self.alive():
            self._process.terminate()
        if not self.wait(PATIENCE):
            self._process.kill()
            self._process.wait()

    def last_words(self, lines: int = 30) -> str:
        """The end of its log."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 64_000))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
