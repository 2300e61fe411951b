"""The move of a province to the demo's second server, step by step as docs/federation.md tells it.

A move that was cut off is made again from its beginning at the next start: until the centre follows the
province's server, nobody has worked there.
"""

from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import planhub.tables  # noqa: F401 - what is carried is told by table, so all must be known
from planhub import clock, cluster
from planhub.cli import VERSION
from planhub.cli.installation import Tell
from planhub.config import Settings
from planhub.federation import (
    closing,
    exporting,
    importing,
    installing,
    joining,
    leaving,
    parcel,
    publishing,
    reporting,
)
from planhub.federation.installation import Place, here

BY = "demo"


def link(centre: Engine, node: Engine, code: str, *, ours: Settings, theirs: Settings, tell: Tell) -> None:
    """Have the centre follow the province's server: by moving the province, or as it has followed it before.

    Engines of superusers; both databases have the newest schema.
    """
    line = f"host={cluster.ensure(theirs.data).sockets} dbname={cluster.DATABASE} user={cluster.LINK}"
    with centre.connect() as connection:
        known = leaving.address_of(connection, code)
    with Session(node) as session:
        empty = here(session) is None
    if known is None:
        tell(f"Moving province {code} to its own server")
        _move(centre, node, code, ours=ours, theirs=theirs)
        joining.join(centre, code, line, at=clock.now(), by=BY)
    elif empty:
        raise click.ClickException(
            f"The centre follows province {code}, but {theirs.data} is empty. Begin anew with --fresh."
        )
    elif known != line:  # its socket has another folder than last time
        joining.join(centre, code, line, at=clock.now(), by=BY, again=True)


def _move(centre: Engine, node: Engine, code: str, *, ours: Settings, theirs: Settings) -> None:
    now = clock.now()
    with Session(centre) as session, session.begin():
        installing.become(session, Place.CENTRE, None, at=now, by=BY)
        closing.close(session, code, at=now, by=BY)
    with Session(node) as session, session.begin():
        installing.become(session, Place.PROVINCE, code, at=now, by=BY)
    with NamedTemporaryFile(dir=theirs.data) as file:  # for our eyes only: it holds password hashes
        snapshot = centre.connect().execution_options(isolation_level="REPEATABLE READ")
        with snapshot, snapshot.begin():
            exporting.export(snapshot, code, file.file, uploads=ours.uploads, at=now, told=_untold)
        file.flush()
        with parcel.opened(Path(file.name)) as opened, node.begin() as connection:
            importing.bring_in(
                connection, opened, uploads=theirs.uploads, at=now, by=BY, copy=False, told=_untold
            )
    with node.begin() as connection:
        publishing.publish(connection, code, password=None, at=now, by=BY)
    with Session(node) as session, session.begin():
        reporting.report(session, code, at=clock.now(), program=VERSION)


def _untold(name: str, rows: int) -> None:
    """Two seconds need no progress bar."""
