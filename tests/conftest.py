"""What every test may ask for: a migrated database, a session, the application, a browser.

One throw-away server serves a whole test run; each worker has a database cloned from one that was migrated
once; each test is rolled back. Nothing is started before a test asks for it, so pure modules stay quick.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString

import pytest
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from planhub import cluster

pytest_plugins = ["tests.serving"]

PREFIX = "planhub-test-"
AFRESH = (
    f"SET SESSION AUTHORIZATION {cluster.OWNER}; RESET ALL; DISCARD TEMP; DISCARD SEQUENCES; UNLISTEN *;"
    " SELECT pg_advisory_unlock_all()"
)
"""Makes a used connection like a new one, whatever a test has done to it."""
MUCH, LARGE_BYTES = 16 * 2**20, 2**20
LARGE = "select oid::regclass::text from pg_class where relkind in ('r', 'm') and pg_relation_size(oid) > %s"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then a browser's: no worker is left with a long one while others rest."""
    ranks: dict[Path, int] = {}
    for item in items:
        rank = 0 if item.get_closest_marker("slow") else 1 if item.get_closest_marker("browser") else 2
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    items.sort(key=lambda item: ranks[item.path])


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share, and no other run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one worker through at a time."""
    with (folder / "workers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def server(run_folder: Path) -> Iterator[cluster.Server]:
    """The run's own PostgreSQL server, with `planhub` migrated in it; the last worker to leave removes it.

    It lies outside pytest's folders, which no other system user may enter: as root the server is another's.
    """
    note = run_folder / "server"
    with one_at_a_time(run_folder):
        if not note.exists():
            clear_abandoned()
            note.write_text(tempfile.mkdtemp(prefix=PREFIX))
        data = Path(note.read_text())
        data.chmod(0o711)
        running = cluster.ensure(data, durable=False)
        if not (data / "migrated").exists():
            migrate(running.url(cluster.OWNER))
            (data / "migrated").touch()
    yield running
    with one_at_a_time(run_folder):
        if running.stop():
            cluster.discard(data)
            shutil.rmtree(data)
            note.unlink()


def clear_abandoned() -> None:
    """Remove what a run that was killed more than an hour ago has left; what is in use stays.

    Another run may be at the same at this moment: what it takes away first is no trouble.
    """
    for data in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(cluster.ClusterTrouble, FileNotFoundError):
            found = data.stat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > 3600:
                cluster.discard(data)
                shutil.rmtree(data)


def migrate(url: str) -> None:
    """Bring a database to the newest schema, as `planhub db upgrade` does."""
    from planhub.cli.db import upgrade

    upgrade(url)


@pytest.fixture(scope="session")
def database(server: cluster.Server, worker_id: str) -> str:
    """Name of this worker's own database."""
    name = f"planhub_{worker_id}"
    server.create_database(name, template=cluster.DATABASE)
    return name


@pytest.fixture(scope="session")
def engine(server: cluster.Server, database: str) -> Iterator[Engine]:
    """Connections to the worker's database that act as the owner role and may change to the web role.

    They are kept, for a new one must first learn the schema; whatever a test sets in one is set back.
    """
    engine = create_engine(server.url(cluster.SUPERUSER, database), pool_pre_ping=True)

    @event.listens_for(engine, "checkout")
    def _act_as_owner(connection: Any, record: object, proxy: object) -> None:
        connection.execute(AFRESH)
        connection.commit()

    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine, sweep: "Sweep") -> Iterator[Connection]:
    """One connection per test, whatever it does rolled back at the end."""
    with engine.connect() as connection:
        whole = connection.begin()
        yield connection
        whole.rollback()
    sweep()


class Sweep:
    """Takes dead rows out of the worker's database: what tests roll back would be read over by those after.

    The server's own process for that is off in tests, as it works when it likes.
    """

    def __init__(self, server: cluster.Server, database: str) -> None:
        self.connection = server.connect(cluster.SUPERUSER, database)
        self.seen = 0

    def __call__(self) -> None:
        """Sweep large tables if much was written since the last time, by whomever.

        Made anew with their indexes: the planner weighs the size of both, and tests look at what it chooses.
        """
        written = self.ask("select pg_current_wal_insert_lsn() - '0/0'")[0][0]
        if written - self.seen < MUCH:
            return
        for (table,) in self.ask(LARGE, [LARGE_BYTES]):
            self.connection.execute(sql.SQL("vacuum (full, skip_locked) {}").format(sql.SQL(table)))
        self.seen = self.ask("select pg_current_wal_insert_lsn() - '0/0'")[0][0]

    def ask(self, query: LiteralString, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        return self.connection.execute(query, values).fetchall()


@pytest.fixture(scope="session")
def sweep(server: cluster.Server, database: str) -> Iterator[Sweep]:
    """The worker's database swept when it is called, if that is worth it."""
    sweep = Sweep(server, database)
    yield sweep
    sweep.connection.close()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session as planhub_owner; its commits are savepoints of a transaction that is rolled back."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        follow(session)
        yield session


@pytest.fixture
def replica(engine: Engine, server: cluster.Server, database: str) -> Iterator[Session]:
    """A session whose writes fire triggers as those of replication's apply worker do, rolled back."""
    with server.connect(database=database) as admin:
        admin.execute(f"grant set on parameter session_replication_role to {cluster.OWNER}")
    with engine.connect() as connection:
        whole = connection.begin()
        connection.execute(text("set local session_replication_role = replica"))
        with Session(connection) as session:
            yield session
        whole.rollback()


@pytest.fixture
def web_session(connection: Connection) -> Iterator[Session]:
    """A session as planhub_web on the same connection: it sees what `session` has flushed.

    Each of its transactions acts as the web role; commit, roll back or close it before `session` goes on.
    """
    with (
        Session(connection, join_transaction_mode="create_savepoint") as session,
        web_role(session, connection),
    ):
        follow(session)
        yield session
        session.close()


@contextmanager
def web_role(session: Any, connection: Connection) -> Iterator[None]:
    """Have a session's transactions run as planhub_web, and the connection be the owner's after each."""

    def begin(session: Session, transaction: Any, _: Connection) -> None:
        if transaction.parent is None:
            connection.execute(text(f"SET LOCAL SESSION AUTHORIZATION {cluster.WEB}"))

    def end(session: Session, transaction: Any) -> None:
        if transaction.parent is None:
            connection.execute(text(f"SET LOCAL SESSION AUTHORIZATION {cluster.OWNER}"))

    event.listen(session, "after_begin", begin)
    event.listen(session, "after_transaction_end", end)
    try:
        yield
    finally:
        event.remove(session, "after_begin", begin)
        event.remove(session, "after_transaction_end", end)


def follow(session: Session) -> None:
    """Keep plan items beside proposals, as every session of the program does."""
    from planhub.linkage.projecting import follow

    follow(session)
