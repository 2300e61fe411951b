"""`planhub node`: this installation as the centre or a province's own, and the links between them."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.cli import VERSION
from planhub.cli.node_lines import print_statuses
from planhub.cluster.network import close_network, open_network
from planhub.config import Settings
from planhub.database import admin_engine
from planhub.errors import Invalid, PlanHubError
from planhub.federation import (
    beating,
    installing,
    joining,
    leaving,
    publishing,
    reporting,
    skipping,
    status,
    watching,
)
from planhub.federation.installation import Place
from planhub.linkage.way import Way, refusal

BY = click.option("--by", default=installing.operator, help="Who does this; for the log.")
REASON = click.option("--reason", default="", help="Why; for the log.")


@click.group()
def node() -> None:
    """A province's own server, and the centre that reads it. See docs/federation.md."""


@contextmanager
def admin() -> Iterator[Engine]:
    """A superuser's engine; what went wrong in the trade's words."""
    try:
        engine = admin_engine(Settings())
        try:
            yield engine
        finally:
            engine.dispose()
    except Invalid as wrong:
        raise click.ClickException("\n".join(str(sentence) for sentence in wrong.fields.values())) from wrong
    except (PlanHubError, cluster.ClusterTrouble) as trouble:
        raise click.ClickException(str(trouble)) from trouble
    except DBAPIError as trouble:
        told = refusal(trouble.orig)
        raise click.ClickException(str(told or trouble.orig)) from trouble
    except psycopg.Error as trouble:  # what the node sent, or the centre could not take
        raise click.ClickException(str(trouble)) from trouble


@node.command("init")
@click.argument("place", type=click.Choice([place.value for place in Place]))
@click.argument("code", required=False)
@BY
def init(place: str, code: str | None, by: str) -> None:
    """Make this installation the centre, or the own one of the province CODE (two digits)."""
    with admin() as engine, Session(engine) as session, session.begin():
        row = installing.become(session, Place(place), code, at=clock.now(), by=by)
        click.echo(f"This installation is {row.province_code or 'the centre'}.")


@node.command("publish")
@click.option("--host", default="", help="Name or address under which the centre reaches this server.")
@click.option(
    "--no-password", is_flag=True, help="Both servers are on this machine: the system says who asks."
)
@BY
def publish(host: str, no_password: bool, by: str) -> None:
    """Offer the province's plan items, and print the line to give to the centre (it holds a password)."""
    password = None if no_password else secrets.token_urlsafe(24)
    with admin() as engine:
        with Session(engine) as session:
            code = installing.own_province(session)
        with engine.begin() as connection:
            publishing.publish(connection, code, password=password, at=clock.now(), by=by)
        with Session(engine) as session, session.begin():
            reporting.report(session, code, at=clock.now(), program=VERSION)
        database = engine.url.database
        sockets = engine.url.query.get("host", "")
    where = f"host={sockets}" if no_password else f"host={host or 'THIS-SERVER'} sslmode=verify-full"
    where += "" if no_password else " sslrootcert=/etc/planhub/ca.crt"
    secret = f" password={password}" if password else ""
    click.echo("At the centre:\n")
    click.echo(
        f"  planhub node join {code} --conninfo '{where} dbname={database} user={cluster.LINK}{secret}'"
    )


@node.command("listen")
@click.option("--address", help="Address of this machine to listen on, such as 10.1.2.3.")
@click.option("--certificate", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--from", "guests", multiple=True, help="Network of the centre, such as 203.0.113.5/32.")
@click.option("--close", is_flag=True, help="Listen on nothing but the socket again.")
def listen(
    address: str | None, certificate: Path | None, key: Path | None, guests: tuple[str, ...], close: bool
) -> None:
    """Open the private database server to the centre over TLS; it holds from its next start."""
    settings = Settings()
    if settings.database_url:
        raise click.ClickException(
            "PLANHUB_DATABASE_URL names a server of yours: set TLS and pg_hba.conf there."
        )
    try:
        place = cluster.ensure(settings.data).place
        if close:
            close_network(place)
        elif address and certificate and key and guests:
            open_network(place, address=address, certificate=certificate, key=key, guests=guests)
        else:
            raise click.UsageError("Give --address, --certificate, --key and --from; or --close.")
    except cluster.ClusterTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble
    click.echo("Written. It holds when the database server starts again: restart the service.")


@node.command("join")
@click.argument("code")
@click.option(
    "--conninfo", help="The line that `planhub node publish` printed; again, the known one is taken."
)
@click.option("--again", is_flag=True, help="Joined before: make the whole copy anew.")
@click.option("--replace", is_flag=True, help="Delete what only the centre has of this province.")
@REASON
@BY
def join(code: str, conninfo: str | None, again: bool, replace: bool, reason: str, by: str) -> None:
    """Take the province CODE in: copy its plan items, then follow every change."""
    with admin() as engine:
        if conninfo is None and again:
            with engine.connect() as connection:
                conninfo = leaving.address_of(connection, code)
        if conninfo is None:
            raise click.UsageError("Give the line that the province got: --conninfo 'host=… dbname=… user=…'")
        done = joining.join(
            engine, code, conninfo, at=clock.now(), by=by, reason=reason, again=again, replace=replace
        )
        time.sleep(0.5)  # the worker starts meanwhile
        watching.watch(engine, at=clock.now())
    for leaf, copied in done.copied.items():
        click.echo(
            f"{leaf}: {copied.before} rows, {copied.removed} out, {copied.added} in, {copied.after} now"
        )
    click.echo(f"{code} is read from {done.address}.")


@node.command("leave")
@click.argument("code")
@click.option(
    "--to",
    "way",
    type=click.Choice(["hosted", "foreign", "none"]),
    default="hosted",
    show_default=True,
    help="By which way its items arrive from now on.",
)
@REASON
@BY
def leave(code: str, way: str, reason: str, by: str) -> None:
    """End the link of the province CODE; what arrived stays here and may be written here again."""
    with admin() as engine:
        trouble = leaving.leave(engine, code, way=Way(way), at=clock.now(), by=by, reason=reason)
    click.echo(f"{code} is no longer read from its own server.")
    if trouble is not None:
        click.echo(f"Its slot could not be taken away there: {trouble}", err=True)


@node.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs: all 76, all facts.")
@click.option("--all", "everyone", is_flag=True, help="Also those with nothing to tell.")
def status_(as_json: bool, everyone: bool) -> None:
    """Each province: way, state, last word, lag, items here and as its node says, last error, what to do.

    Ends with 1 while any link is in trouble.
    """
    with admin() as engine:
        watching.watch(engine, at=clock.now())
        with Session(engine) as session:
            found = status.statuses(session, now=clock.now())
    if as_json:
        click.echo(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=1))
    else:
        print_statuses([one for one in found if everyone or one.troubled or one.way is Way.NODE])
    if any(one.troubled for one in found):
        raise SystemExit(1)


@node.command("skip")
@click.argument("code")
@click.option("--reason", required=True, help="Why it may be left out; kept in the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@BY
def skip(code: str, reason: str, yes: bool, by: str) -> None:
    """Look at what the province CODE sends next, and leave that one transaction out."""
    with admin() as engine, skipping.halted(engine, code) as waiting:
        if waiting is None:
            click.echo("Nothing waits.")
            return
        changes = ", ".join(f"{n} × {what}" for what, n in waiting.changes.items())
        moment = waiting.at.astimezone(clock.BANGKOK)
        click.echo(f"Committed at the node {moment}: {changes} (finishes at {waiting.lsn})")
        if not yes and not click.confirm("Leave it out? The centre will lack it until a new copy is made"):
            click.echo("Nothing was left out.")
            return
        skipping.skip(engine, code, waiting, at=clock.now(), by=by, reason=reason)
    click.echo("Left out, and logged. Afterwards: planhub node status")


@node.command("report")
@click.option("--every", type=float, help="Seconds between reports; once, if not given.")
def report(every: float | None) -> None:
    """A province's word to the centre; the centre looks at its links. `planhub serve` does so each minute."""
    while True:
        with admin() as engine:
            beating.beat(engine, at=clock.now(), program=VERSION)
        if every is None:
            return
        time.sleep(every)
