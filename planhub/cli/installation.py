"""An installation that runs: database, schema, web; started in this order and stopped in the other."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from planhub import cluster
from planhub.cli.heart import Heart
from planhub.cli.web_child import HOST, WebChild, WebTrouble
from planhub.cli.web_user import UserTrouble, WebUser, hand_over, refuse_links, web_user
from planhub.config import Settings

Tell = Callable[[str], None]
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class _AskedToStop(BaseException):
    """A signal has come. No KeyboardInterrupt: click, Python and the driver each do more with that."""


def run(
    settings: Settings,
    bound: socket.socket,
    *,
    tell: Tell,
    workers: int,
    log: Path | None = None,
    user: str | None = None,
    fill: Callable[[], None] = lambda: None,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Run until a signal asks to stop; raises ClickException when a part cannot start or the web dies.

    `user` is whom root has the web run as; without one the database's own user.
    `fill` is called between the schema and the web, `ready` with the address once the web answers.
    """
    server: cluster.Server | None = None
    web: WebChild | None = None
    with _signals_stop_us(), _told_plainly():
        try:
            if not settings.database_url:
                server = cluster.ensure(settings.data, report=tell)
            _migrate(settings, tell)
            refuse_links(settings)
            fill()
            runs_as = _lend(settings, server, user, tell)
            tell("Starting the web")
            web = WebChild(
                bound, environment=_environment(settings, server), workers=workers, log=log, user=runs_as
            )
            host = bound.getsockname()[0]
            web.wait_until_ready(HOST if host in ("0.0.0.0", "::") else host)  # noqa: S104 - compared, not bound
            ready(f"http://{host}:{web.port}/")
            _watch(web, server, settings, tell)
        except _AskedToStop:
            tell("Stopping")
        finally:
            _finish(web, server)


def _migrate(settings: Settings, tell: Tell) -> None:
    from planhub.cli.db import upgrade  # alembic takes a while to import; help need not wait for it
    from planhub.database import url_for

    tell("Bringing the schema up to date")
    upgrade(url_for(settings, "owner"))


def _environment(settings: Settings, server: cluster.Server | None) -> dict[str, str]:
    """What the web must know beyond our own environment."""
    url = server.url(cluster.WEB) if server else settings.database_url
    return {"PLANHUB_DATA": str(settings.data.resolve()), "PLANHUB_DATABASE_URL": url}


def _lend(settings: Settings, server: cluster.Server | None, named: str | None, tell: Tell) -> WebUser | None:
    """The user of the web, who owns what it writes; root only where nobody else can run it."""
    user = web_user(settings, server, named)
    if user is not None:
        hand_over(settings, user)
        if warning := user.warning(settings.data):
            tell(warning)
    elif os.geteuid() == 0:
        tell("The web runs as root: nobody else was named, or may read this checkout and its data folder")
    return user


def _watch(web: WebChild, server: cluster.Server | None, settings: Settings, tell: Tell) -> None:
    """Stay until the web ends, which is a failure; a database that fell over is set up again."""
    heart = Heart(settings, tell)
    while not web.wait(1.0):
        heart.tick()
        if server is not None and not server.alive():
            tell("The database has stopped; starting it again")
            cluster.ensure(settings.data, report=tell)
    raise WebTrouble(f"The web has stopped.\n{web.last_words()}")


def _finish(web: WebChild | None, server: cluster.Server | None) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # asked twice, we still stop in order
    if web is not None:
        web.stop()
    if server is not None:
        server.stop()


@contextmanager
def _signals_stop_us() -> Iterator[None]:
    """TERM, Ctrl-C and a closed terminal all ask to stop."""

    def stop(number: int, frame: object) -> None:
        raise _AskedToStop

    before = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what a person can mend into one message instead of a trace."""
    try:
        yield
    except (cluster.ClusterTrouble, WebTrouble, UserTrouble) as trouble:
        raise click.ClickException(str(trouble)) from trouble
    except SQLAlchemyError as trouble:
        if os.environ.get("PLANHUB_DATABASE_URL"):
            raise click.ClickException(f"The database of PLANHUB_DATABASE_URL: {trouble}") from trouble
        raise
