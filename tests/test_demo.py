"""bin/demo for real: first start, later starts, TERM, and kill -9 of each part."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from PIL import Image

from planhub import cluster
from tests.running import (
    CHECKOUT,
    PATIENCE,
    Program,
    copy_installation,
    database_of,
    eventually,
    folder_of_installations,
    health,
    run_to_end,
)

pytestmark = pytest.mark.slow

DEMO = CHECKOUT / "bin" / "demo"


class Demo(Program):
    """A started bin/demo."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        super().__init__(data, DEMO, "--data", data, *arguments, environment=environment)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a bin/demo that is expected to end by itself."""
    return run_to_end(DEMO, *arguments)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with folder_of_installations("planhub-demo-") as above:
        yield above


@pytest.fixture(scope="module")
def installation(folder: Path) -> Path:
    """An installation that was started for the first time, where a former one was to go, and stopped.

    The sample takes half a minute of a processor, so it is written once, here; tests that want a second
    installation copy this one.
    """
    data = folder / "show"
    data.mkdir()
    (data / "secret").write_text("of an installation that is to go")
    demo = Demo(data, "--fresh")
    try:
        assert health(demo.wait_until_ready()) == 200
        assert database_of(demo.data) is not None
        assert demo.end() == 0, demo.said()
        assert database_of(demo.data) is None
        assert "to go" not in (data / "secret").read_text(), "fresh begins anew"
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
    named = set(re.findall(r"`([a-z]+[0-9]+(?:-[a-z]+)?)`", (CHECKOUT / "README.md").read_text()))
    assert len(named) >= 5
    assert named <= {one["username"] for one in sign_ins}, "who walks the tour finds its people"
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


class Visitor:
    """Somebody with a browser that keeps cookies, and no JavaScript."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.page = ""

    def get(self, path: str) -> str:
        """Open a page; where it led."""
        return self._ask(path, None, {})

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        """Send a form that stands on the page seen last; where it led."""
        body = urlencode({"csrf_token": self.token(), **fields}).encode()
        return self._ask(path, body, {})

    def send_photo(self, path: str, photo: bytes) -> str:
        """Send one photo with the last step's form."""
        edge = "----of-a-form"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token()}\r\n']
        parts += [f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="road.jpg"\r\n\r\n']
        body = "".join(parts).encode() + photo + f"\r\n--{edge}--\r\n".encode()
        return self._ask(path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def token(self) -> str:
        return re.findall(r'name="csrf_token" value="([^"]+)"', self.page)[0]

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> str:
        asked = urllib.request.Request(self.address + path, body, headers)  # noqa: S310 - ours
        with self.opener.open(asked, timeout=60) as answer:
            self.page = answer.read().decode()
            return str(answer.url).removeprefix(self.address)


def sign_in(address: str, data: Path) -> Visitor:
    """The head of the show village, signed in as the demo says."""
    (head,) = (one for one in json.loads((data / "sign-ins.json").read_text()) if one["username"].isdigit())
    visitor = Visitor(address)
    visitor.get("/sign-in")
    assert visitor.post("/sign-in", {"username": head["username"], "password": head["password"]}) == "/needs"
    return visitor


def upload(visitor: Visitor, colour: str) -> None:
    """Begin a need and attach a photo to it; it is shown again."""
    visitor.get("/needs")
    last = visitor.post("/needs", {}).rsplit("/", 1)[0] + "/5"
    visitor.get(last)
    picture = BytesIO()
    Image.new("RGB", (40, 30), colour).save(picture, "JPEG")
    visitor.send_photo(last, picture.getvalue())
    visitor.get(last)
    assert "road.jpg" in visitor.page


def test_photos_are_kept_whoever_serves_and_whoever_has_written_before(
    installation: Path, start: Callable[..., Demo]
) -> None:
    demo = start(installation)
    upload(sign_in(demo.wait_until_ready(), installation), "red")
    web = demo.web()
    if os.geteuid() == 0:
        assert all(process.uids().effective != 0 for process in (web, *web.children()))
    assert demo.end() == 0
    for path in [installation / "secret", installation / "uploads", *(installation / "uploads").rglob("*")]:
        os.chown(path, os.geteuid(), os.getegid())  # as an earlier version left them, which ran as root
    demo = start(installation)
    visitor = sign_in(demo.wait_until_ready(), installation)
    for colour in ("green", "blue", "white"):  # other content, other folders
        upload(visitor, colour)
    assert demo.end() == 0


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


def test_two_demos_in_two_folders_run_side_by_side(installation: Path, start: Callable[..., Demo]) -> None:
    folder = installation.parent / "other"
    copy_installation(installation, folder)
    one, other = start(installation), start(folder)
    first, second = one.wait_until_ready(), other.wait_until_ready()
    assert first != second
    assert database_of(installation) != database_of(folder)
    assert other.end() == 0
    assert (health(first), health(second)) == (200, 0)


def test_an_existing_server_is_used_and_no_other_is_made(
    server: cluster.Server, folder: Path, start: Callable[..., Demo]
) -> None:
    """It is filled with places alone: the sample is written to such a database by the fixture `seeded`."""
    server.create_database("planhub_elsewhere", template=cluster.DATABASE)
    urls = {
        "PLANHUB_DATABASE_URL": server.url(cluster.WEB, "planhub_elsewhere"),
        "PLANHUB_OWNER_DATABASE_URL": server.url(cluster.OWNER, "planhub_elsewhere"),
    }
    data = folder / "elsewhere"
    data.mkdir()
    with server.connect(database="planhub_elsewhere") as there:
        (identity,) = there.execute(
            "select system_identifier || '/' || oid from pg_control_system(), pg_database"
            " where datname = current_database()"
        ).fetchall()[0]
        mark = {"database": identity, "done": ["sample", "list"]}
        (data / "seeded.json").write_text(json.dumps(mark))
        demo = start(data, environment=urls)
        assert health(demo.wait_until_ready()) == 200
        places = there.execute("select count(*) from area where kind = 'subdistrict'").fetchall()
        assert places[0][0] > 7_000, "the gazetteer is loaded into it"
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
