"""Stopping the web: who is being answered gets the whole answer, and nobody else keeps it from ending."""

import http.client
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from planhub.cli import web_child
from planhub.cli.web_child import HOST, WebChild, listen
from tests.cli.waiting_app import FOLDER

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds until a test gives up; the web under test would wait twice as long for its connections."""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebChild]:
    """One worker that answers /slow when the file `go` appears, and has a minute to stop."""
    monkeypatch.setattr(web_child, "PATIENCE", 2.0 * PATIENCE + 5)
    environment = {FOLDER: str(tmp_path), "PYTHONPATH": str(CHECKOUT)}
    with listen(HOST, 0) as bound:
        web = WebChild(
            bound,
            environment=environment,
            workers=1,
            log=tmp_path / "web.log",
            application="tests.cli.waiting_app:app",
        )
    try:
        web.wait_until_ready()
        yield web
    finally:
        (tmp_path / "go").touch()
        for process in psutil.Process(os.getpid()).children():
            if process.pid == web.pid:
                process.kill()
        web.wait(PATIENCE)


class Stopping(threading.Thread):
    """Stops a web beside the test."""

    def __init__(self, web: WebChild) -> None:
        super().__init__(target=web.stop)
        self.start()

    def done(self) -> bool:
        self.join(PATIENCE)
        return not self.is_alive()


def connected(web: WebChild, words: bytes = b"") -> socket.socket:
    """A connection, and what is sent on it at once."""
    calling = socket.create_connection((HOST, web.port), timeout=PATIENCE)
    calling.sendall(words)
    return calling


def read_all(calling: socket.socket) -> bytes:
    """What comes until the other side hangs up."""
    parts = []
    with calling:
        while part := calling.recv(4096):
            parts.append(part)
    return b"".join(parts)


def begun(folder: Path) -> None:
    """Wait until /slow is being answered."""
    end = time.monotonic() + PATIENCE
    while not (folder / "begun").exists():
        assert time.monotonic() < end, "it never began"
        time.sleep(0.02)


def test_a_request_under_way_is_answered_to_its_end(web: WebChild, tmp_path: Path) -> None:
    asked = connected(web, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    begun(tmp_path)
    stopping = Stopping(web)
    assert web.alive()
    (tmp_path / "go").touch()
    assert read_all(asked).endswith(b"\r\n\r\nok")
    assert stopping.done()
    assert not web.alive()


def test_a_body_under_way_is_read_to_its_end(web: WebChild, tmp_path: Path) -> None:
    asked = connected(web, b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
    begun(tmp_path)
    idle = connected(web)
    stopping = Stopping(web)
    assert read_all(idle) == b"", "by now it has been told to stop"
    (tmp_path / "go").touch()
    asked.sendall(b"67890")
    assert read_all(asked).endswith(b"ok1234567890")
    assert stopping.done()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(b"", id="a connection opened in advance, as browsers do"),
        pytest.param(b"GET / HTTP/1.1\r\nHo", id="half a request"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", id="a connection kept for the next request"),
    ],
)
def test_who_asks_for_nothing_is_hung_up_on_while_others_are_answered(
    web: WebChild, tmp_path: Path, words: bytes
) -> None:
    asked = connected(web, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    begun(tmp_path)
    idle = connected(web, words)
    if words.endswith(b"\r\n\r\n"):
        answer = http.client.HTTPResponse(idle)
        answer.begin()
        assert answer.read() == b"ok"
    stopping = Stopping(web)
    assert read_all(idle) == b""
    assert web.alive(), "somebody is still being answered"
    (tmp_path / "go").touch()
    assert read_all(asked).endswith(b"ok")
    assert stopping.done()
