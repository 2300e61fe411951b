"""bin/demo --with-node for real: a province on its own server, what it changes arrives, all of it stops."""

import json
import re
import signal
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner

from planhub import clock, cluster
from planhub.accounts import creating
from planhub.accounts.account import Account
from planhub.cli import seeding
from planhub.cli.db import upgrade
from planhub.cli.demo import absent
from planhub.cli.demo import demo as command
from planhub.cli.seeding import NODE
from planhub.config import Settings
from planhub.database import open_session, url_for
from planhub.workflow.stages import Stage
from tests.factories import proposals
from tests.federation.conftest import until
from tests.running import database_of, folder_of_installations
from tests.test_demo import Demo, Visitor
from tests.web.forms import fields_of


@dataclass
class Show:
    """A show installation with two needs of Roi Et, one of Surin, and somebody of the ministry."""

    data: Path
    viewer: tuple[str, str]
    proposal: int
    number: str
    """Of the need that is decided on in the test."""


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Iterator[Show]:
    """Filled with little instead of the whole sample, which takes a while, and stopped."""
    for name in ("PLANHUB_DATABASE_URL", "PLANHUB_OWNER_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(seeding, "call", lambda *words: None)  # each step is noted as done
    with folder_of_installations("planhub-demo-node-") as above:
        settings = Settings(data=above / "show")
        server = cluster.ensure(settings.data, durable=False)
        upgrade(url_for(settings, "owner"))
        seeding.seed(settings, tell=print)
        with open_session(settings) as session:
            for place in ("45010101", "32010204"):
                proposals.proposal(session, place, Stage.SUBDISTRICT)
            row = proposals.proposal(session, "45010101", Stage.PROVINCE)
            who = {"username": "viewer", "name": "ผู้ดูข้อมูล", "role": "viewer"}
            issued = creating.create(session, who, by=None, at=clock.now())
            session.get_one(Account, issued.account_id).must_change = False
            found = Show(settings.data, (issued.username, issued.secret), row.id, str(row.number))
        assert server.stop()
        yield found


@pytest.fixture
def start(show: Show) -> Iterator[Callable[..., Demo]]:
    """Start the demo on it; none outlives the test."""
    demos: list[Demo] = []

    def started(*arguments: str) -> Demo:
        demos.append(Demo(show.data, *arguments))
        return demos[-1]

    yield started
    for demo in demos:
        if demo.process.poll() is None:
            demo.end()


def node_of(demo: Demo) -> tuple[str, str, str]:
    """Address of the province's own server, and its planner's name and password, once they are told."""
    until(lambda: "Its link" in demo.said() or demo.process.poll() is not None, "the node's address")
    found = re.search(r"own at (http://\S+)/ +\(sign in there as (\S+), password (\S+)\)", demo.said())
    assert found, demo.said()
    assert "Its link is well" in demo.said(), demo.said()
    return found[1], found[2], found[3]


def signed_in(address: str, username: str, password: str) -> Visitor:
    visitor = Visitor(address)
    visitor.get("/sign-in")
    led = visitor.post("/sign-in", {"username": username, "password": password})
    assert led != "/sign-in", f"{username} was not let in at {address}"
    return visitor


def state_of_link(centre: Visitor) -> list[str]:
    """What the centre's page of links says of the province."""
    centre.get("/nodes?way=node")
    return re.findall(r'data-code="45" data-state="(\w+)"', centre.page)


def item(address: str, number: str) -> dict[str, Any]:
    """A plan item as a web's API tells everybody."""
    with urllib.request.urlopen(f"{address}/api/v1/items/{number}", timeout=60) as answer:  # noqa: S310 - ours
        found: dict[str, Any] = json.load(answer)
    return found


def databases(show: Show) -> list[psutil.Process]:
    found = [database_of(show.data), database_of(show.data / NODE)]
    return [process for process in found if process is not None]


def lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.slow
def test_a_change_at_the_province_arrives_and_all_of_it_stops_and_starts_again(
    show: Show, start: Callable[..., Demo]
) -> None:
    demo = start("--with-node")
    centre = demo.wait_until_ready()
    node, username, password = node_of(demo)
    viewer = signed_in(centre, *show.viewer)
    assert state_of_link(viewer) == ["well"]
    assert item(centre, show.number) == item(node, show.number)

    planner = signed_in(node, username, password)
    planner.get(f"/items/{show.proposal}?do=defer")
    form = fields_of(planner.page, f"/items/{show.proposal}/decide")
    planner.post(f"/items/{show.proposal}/decide", form | {"reason": "รอผลสำรวจของปีหน้า"})
    assert item(node, show.number)["stage"] == "deferred", planner.page
    until(lambda: item(centre, show.number)["stage"] == "deferred", "the decision at the centre")

    webs = psutil.Process(demo.process.pid).children(recursive=True)
    assert len(databases(show)) == 2
    assert demo.end() == 0, demo.said()
    assert databases(show) == []
    until(lambda: not any(lives(web) for web in webs), "the end of both webs")

    again = start("--with-node")
    centre = again.wait_until_ready()
    before, (node, *known) = node, node_of(again)
    assert known == [username, password]
    assert node == before, "what was noted down of it is still true"
    told = json.loads((show.data / seeding.SIGN_INS).read_text())
    assert [(one["username"], one["address"]) for one in told if one.get("kind") == "node"] == [
        (username, f"{node}/")
    ]
    page = urllib.request.urlopen(f"{centre}/n/{show.number}", timeout=60).read().decode()  # noqa: S310 - ours
    assert f'href="{node}/n/{show.number}"' in page, "the centre leads to the province"
    assert "Moving" not in again.said(), again.said()
    assert item(centre, show.number)["stage"] == item(node, show.number)["stage"] == "deferred"
    assert again.end(signal.SIGINT) == 0, again.said()
    assert databases(show) == []


def test_who_has_a_node_and_starts_without_it_is_told(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert absent(settings) == ""
    (tmp_path / NODE).mkdir()
    assert "which is not running" in absent(settings)


def test_a_database_of_ones_own_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANHUB_DATA", "")
    monkeypatch.setenv("PLANHUB_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/planhub")
    refused = CliRunner().invoke(command, ["--with-node", "--fresh", "--data", str(tmp_path / "show")])
    assert refused.exit_code == 2, refused.output
    assert "PLANHUB_DATABASE_URL" in refused.output
    assert not (tmp_path / "show").exists()
