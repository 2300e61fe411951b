"""A centre and provinces on servers of their own: real clusters, each migrated by copying one that was."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from planhub import cluster
from planhub.cluster.place import place_of
from planhub.cluster.processes import postmaster
from planhub.federation import installing, joining, publishing, reporting
from planhub.federation.installation import Place
from planhub.linkage import pyramid_recounting, recounting, spot_recounting
from planhub.linkage.plan_item import PlanItem, PlanSummary
from tests.conftest import migrate, one_at_a_time
from tests.factories.plan_items import plan_item
from tests.running import copy_installation

PATIENCE = 30.0
QUICK = "wal_retrieve_retry_interval = 200ms\nlog_min_duration_statement = -1\n"


def at() -> datetime:
    return datetime.now(UTC)


class Seat:
    """An installation of a test: its server, and sessions as the program has them."""

    def __init__(self, data: Path, code: str | None, database: str = cluster.DATABASE) -> None:
        self.data, self.code, self.database = data, code, database
        self.server = cluster.ensure(data, durable=False)

    @property
    def conninfo(self) -> str:
        return f"host={self.server.sockets} dbname={self.database} user={cluster.LINK}"

    def engine(self, role: str = cluster.SUPERUSER) -> Engine:
        return create_engine(self.server.url(role, self.database), poolclass=NullPool)

    @contextmanager
    def session(self, role: str = cluster.OWNER) -> Iterator[Session]:
        with Session(self.engine(role)) as session, session.begin():
            yield session

    def add(self, n: int = 1, **more: Any) -> list[Any]:
        """Plan items of the province, each its own transaction as people's work is."""
        done = []
        for _ in range(n):
            with self.session() as session:
                done.append(plan_item(session, f"{self.code}010204", **more))
        return done

    def run(self, statement: str, **values: Any) -> None:
        """A statement as the owner, committed."""
        with self.session() as session:
            session.execute(text(statement), values)

    def items(self, code: str | None = None) -> dict[str, int]:
        """Items by stage of a province, counted."""
        query = select(PlanItem.stage, func.count()).where(PlanItem.province_code == (code or self.code))
        with self.session() as session:
            return {stage: n for stage, n in session.execute(query.group_by(PlanItem.stage))}

    def report(self) -> None:
        with self.session() as session:
            assert reporting.report(session, self.code or "", at=at(), program="0")

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server = cluster.ensure(self.data, durable=False)

    def kill(self) -> None:
        """kill -9 of the server's first process."""
        while (process := postmaster(place_of(self.data).data)) is not None:
            process.kill()
            time.sleep(0.01)


def rows(seat: Seat, code: str) -> list[Any]:
    """Everything of a province's items, to compare two installations."""
    query = (
        "select i.*, t.title, t.search_key, t.number, st_astext(t.point) from plan_item i"
        " left join plan_item_text t using (province_code, id) where province_code = :code order by id"
    )
    with seat.session() as session:
        return [tuple(row) for row in session.execute(text(query), {"code": code})]


def proved(seat: Seat) -> None:
    """The summaries equal a recount, and none of the rows that count replicated changes is left."""
    with seat.session() as session:
        assert recounting.differences(session) == []
        assert pyramid_recounting.differences(session) == []
        assert spot_recounting.differences(session) == 0
        assert session.scalar(text("select count(*) from plan_change")) == 0


def until(true: Callable[[], bool], what: str, *, nap: float = 0.05) -> None:
    """Wait for something that happens in another process; `nap` is in seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for: {what}"
        time.sleep(nap)


def same(centre: Seat, node: Seat) -> None:
    """Wait until the centre has exactly what the node has; then prove the summaries."""
    code = node.code or ""
    until(lambda: rows(centre, code) == rows(node, code), f"{code} at the centre as at its node")
    proved(centre)
    with centre.session() as session:
        level = select(func.sum(PlanSummary.items)).where(PlanSummary.area_code == code)
        assert (session.scalar(level) or 0) == sum(node.items().values())


def join(centre: Seat, node: Seat, **more: Any) -> joining.Joined:
    """Publish at the node, join at the centre."""
    with node.engine().begin() as connection:
        publishing.publish(connection, node.code or "", password=None, at=at(), by="test")
    return joining.join(centre.engine(), node.code or "", node.conninfo, at=at(), by="test", **more)


@pytest.fixture(scope="module")
def country() -> Iterator[Path]:
    """A folder for the servers of a module; all of them are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="planhub-country-"))
    folder.chmod(0o711)
    yield folder
    for note in folder.rglob("postmaster.pid"):
        if (left := postmaster(note.parent)) is not None:
            left.kill()
    for note in folder.rglob("socket-lies-in"):
        shutil.rmtree(note.read_text(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: cluster.Server, run_folder: Path) -> Path:
    """A stopped, migrated installation, to be copied: made once a run beside its server, and gone with it."""
    with one_at_a_time(run_folder):
        data = Path((run_folder / "server").read_text()) / "template"
        if not (data / "whole").exists():
            running = cluster.ensure(data, durable=False)
            migrate(running.url(cluster.OWNER))
            (place_of(data).data / "local.conf").write_text(QUICK)
            (place_of(data).data / "local.conf").chmod(0o644)
            with running.connect(database=cluster.DATABASE) as connection:
                connection.execute("vacuum analyze")
            assert running.stop()
            (data / "whole").touch()
    return data


@pytest.fixture(scope="module")
def founded(country: Path, template: Path) -> Iterator[Callable[[str | None], Seat]]:
    """Make an installation: of a province by its code, or the centre."""
    made: list[Seat] = []

    def found(code: str | None) -> Seat:
        data = country / (code or "centre")
        copy_installation(template, data)
        seat = Seat(data, code)
        made.append(seat)
        with seat.session() as session:
            place = Place.PROVINCE if code else Place.CENTRE
            installing.become(session, place, code, at=at(), by="test")
        return seat

    yield found
    for seat in made:
        with suppress(cluster.ClusterTrouble):
            seat.stop()


@pytest.fixture(scope="module")
def centre(founded: Callable[[str | None], Seat]) -> Seat:
    return founded(None)


@pytest.fixture(scope="module")
def surin(founded: Callable[[str | None], Seat]) -> Seat:
    return founded("32")


@pytest.fixture(scope="module")
def roi_et(founded: Callable[[str | None], Seat]) -> Seat:
    return founded("45")
