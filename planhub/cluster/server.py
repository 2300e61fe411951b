"""A running server: its addresses, its databases, and leaving it."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL

from planhub.cluster.locks import Membership, locked, unused
from planhub.cluster.place import Place
from planhub.cluster.processes import clear_remains, postmaster, socket_folder
from planhub.cluster.programs import programs, run
from planhub.cluster.trouble import ClusterTrouble

SUPERUSER = "postgres"
OWNER = "planhub_owner"
WEB = "planhub_web"
LINK = "planhub_link"
"""By which the centre reads what a province's own server publishes; made when it publishes."""
DATABASE = "planhub"


class Server:
    """One process's hold on the server; `stop()` lets go, and the last to let go stops it."""

    def __init__(self, place: Place, sockets: Path, membership: Membership) -> None:
        self.place = place
        self.sockets = sockets
        self._membership = membership

    def url(self, role: str = WEB, database: str = DATABASE) -> str:
        """SQLAlchemy address of a database for a role, through the socket."""
        host = {"host": str(self.sockets)}
        return URL.create("postgresql+psycopg", role, database=database, query=host).render_as_string()

    def connect(
        self, role: str = SUPERUSER, database: str = "postgres"
    ) -> psycopg.Connection[tuple[Any, ...]]:
        """A plain connection that commits each statement: for what no transaction may hold."""
        return psycopg.connect(host=str(self.sockets), user=role, dbname=database, autocommit=True)

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """A new database of the owner role; from a template it has all that the template has."""
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        with self.connect() as connection:
            connection.execute(
                statement.format(sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template))
            )

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it; none is fine too."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    @property
    def held(self) -> bool:
        """Whether this process still counts among the server's users."""
        return self._membership.counted

    def alive(self) -> bool:
        """Whether the server's first process lives."""
        return postmaster(self.place.data) is not None

    def stop(self, *, report: Callable[[str], None] = lambda _: None) -> bool:
        """Let go of the server; stop it if no other process holds it. True when it is stopped."""
        if not self.held:
            return False
        if not self.place.home.exists():  # deleted meanwhile, server and all
            self._membership.leave()
            return True
        with locked(self.place.home, report):
            self._membership.leave()
            if not unused(self.place.home):
                return False
            halt(self.place)
            return True


def halt(place: Place) -> None:
    """Stop the server that runs on a place, cleanly; asked under the lock. None running is fine."""
    if postmaster(place.data) is None:
        return
    sockets = socket_folder(place.data)
    control = [str(programs(place.data) / "pg_ctl"), "-D", str(place.data), "-w", "-t", "60"]
    done = run([*control, "-m", "fast", "stop"], user=place.user)
    if postmaster(place.data) is not None:
        done = run([*control, "-m", "immediate", "stop"], user=place.user)
    if postmaster(place.data) is not None:
        raise ClusterTrouble(f"The database in {place.data} would not stop: {done.stderr.strip()}")
    if sockets:
        clear_remains(place.data, sockets)  # its log writer goes last
        with suppress(OSError):
            sockets.rmdir()
