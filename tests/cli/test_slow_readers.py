"""Readers that take their time hold no thread: pages are answered, and each gets its whole answer."""

import hashlib
import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from planhub.cli import web_outgoing
from planhub.cli.web_child import HOST, WebChild, listen
from planhub.cli.web_outgoing import SLOWEST, STEP, Outgoing
from tests.cli.long_app import LONG, digest

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60
MANY = 9
"""Readers at once: more than twice the threads of the one worker."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebChild]:
    """One worker with its four threads."""
    with listen(HOST, 0) as bound:
        web = WebChild(
            bound,
            environment={"PYTHONPATH": str(CHECKOUT)},
            workers=1,
            log=tmp_path / "web.log",
            application="tests.cli.long_app:app",
        )
    try:
        web.wait_until_ready()
        yield web
    finally:
        web.stop()


def asking(web: WebChild, path: str) -> http.client.HTTPConnection:
    """A connection that has asked, and reads nothing yet."""
    calling = http.client.HTTPConnection(HOST, web.port, timeout=PATIENCE)
    calling.connect()
    calling.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    calling.request("GET", path)
    return calling


def answered(web: WebChild, path: str = "/") -> bytes:
    calling = http.client.HTTPConnection(HOST, web.port, timeout=PATIENCE)
    calling.request("GET", path)
    read = calling.getresponse().read()
    calling.close()
    return read


def descriptors(web: WebChild) -> int:
    return sum(process.num_fds() for process in psutil.Process(web.pid).children())


@pytest.mark.parametrize("path", ["/file", "/words", "/parts"])
def test_slow_readers_leave_the_pages_answering_and_get_all_they_asked_for(web: WebChild, path: str) -> None:
    readers = [asking(web, path) for _ in range(MANY)]
    assert [answered(web) for _ in range(8)] == [b"ok"] * 8
    for reader in readers:
        answer = reader.getresponse()
        assert hashlib.sha256(answer.read()).hexdigest() == digest()
        reader.request("GET", "/")  # on the same connection
        assert reader.getresponse().read() == b"ok"
        reader.close()


def test_readers_that_leave_halfway_leave_nothing_behind(web: WebChild) -> None:
    assert answered(web) == b"ok"
    before = descriptors(web)
    readers = [asking(web, "/file") for _ in range(MANY)]
    assert answered(web) == b"ok"
    for reader in readers:
        reader.sock.recv(1000)
        reader.close()
    end = time.monotonic() + PATIENCE
    while descriptors(web) > before:
        assert time.monotonic() < end, "something is still open"
        time.sleep(0.1)
    assert answered(web) == b"ok"


def test_a_reader_under_way_has_its_whole_answer_though_the_web_is_stopping(web: WebChild) -> None:
    reader = asking(web, "/file")
    assert answered(web) == b"ok"
    psutil.Process(web.pid).terminate()
    with closing(reader):
        assert hashlib.sha256(reader.getresponse().read()).hexdigest() == digest()
    assert web.wait(PATIENCE)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def read(theirs: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += theirs.recv(count - len(found))
    return found


def test_what_waits_is_sent_in_its_order(pair: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    ours, theirs = pair
    outgoing = Outgoing(ours)
    (tmp_path / "file").write_bytes(b"f" * 500_000)
    outgoing.sendall(b"a" * 500_000)
    with (tmp_path / "file").open("rb") as file:
        outgoing.sendfile(file, 100_000, 400_000)
    outgoing.sendall(b"z")
    assert 0 < outgoing.left < 900_001
    ours.setblocking(False)
    found = b""
    while outgoing.left:
        found += theirs.recv(1_000_000)
        outgoing.send_on(0.0)
    found += read(theirs, 900_001 - len(found))
    assert found == b"a" * 500_000 + b"f" * 400_000 + b"z"


def test_a_reader_is_late_when_it_has_not_read_a_step_in_its_time(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    outgoing = Outgoing(ours)
    outgoing.sendall(b"a" * 2_000_000)
    ours.setblocking(False)
    assert not outgoing.late(10_000.0), "it has just begun to wait"
    outgoing.send_on(10_000.0)
    assert not outgoing.late(10_000.0 + SLOWEST)
    assert outgoing.late(10_000.1 + SLOWEST)
    read(theirs, 2 * STEP)
    outgoing.send_on(10_000.0 + SLOWEST)
    assert not outgoing.late(10_000.0 + 2 * SLOWEST)


def test_an_answer_of_no_end_that_nobody_reads_is_cut(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_outgoing, "IN_MEMORY", 1_000_000)
    outgoing = Outgoing(pair[0])
    for _ in range(10):
        outgoing.sendall(b"a" * 100_000)
    with pytest.raises(BrokenPipeError):
        outgoing.sendall(b"a" * 1_000_000)


def test_a_file_that_became_shorter_is_cut_and_closed(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    (tmp_path / "file").write_bytes(b"f" * 1000)
    outgoing = Outgoing(pair[0])
    with (tmp_path / "file").open("rb") as file, pytest.raises(BrokenPipeError):
        outgoing.sendfile(file, 0, 2000)
    outgoing.close()
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_long_answer_is_longer_than_what_a_connection_holds() -> None:
    """Else these tests would prove nothing."""
    most = Path("/proc/sys/net/ipv4/tcp_wmem").read_text().split()[2]
    assert 4 * int(most) < LONG
