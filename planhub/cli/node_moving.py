"""`planhub node export`, `import`, `open`: a province moves to its own server, or back to the centre."""

import os
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy.orm import Session

import planhub.tables  # noqa: F401 - what is carried is told by table, so all must be known
from planhub import clock
from planhub.cli.node import BY, REASON, admin, node
from planhub.config import Settings
from planhub.errors import PlanHubError
from planhub.federation import carried, closing, exporting, importing, parcel, remote
from planhub.federation.turns import alone


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())


@node.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--close", is_flag=True, help="Close the province for writing here first: this is a move.")
@REASON
@BY
def export(code: str, file: Path, close: bool, reason: str, by: str) -> None:
    """Write all that is the province CODE's own into FILE: accounts, proposals, log, files, plan items.

    The file holds personal data and password hashes: carry it as you would a backup, and delete it after.
    """
    settings, at = Settings(), clock.now()
    with admin() as engine, _progress() as shown:
        task = shown.add_task(f"Writing {file.name}", total=len(carried.PLACES) + len(carried.OWN))
        if close:
            with Session(engine) as session, session.begin():
                closing.close(session, code, at=at, by=by, reason=reason)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as into:
            connection = engine.connect().execution_options(isolation_level="REPEATABLE READ")
            with connection, connection.begin():
                manifest = exporting.export(
                    connection,
                    code,
                    into,
                    uploads=settings.uploads,
                    at=at,
                    told=lambda _, __: shown.advance(task),
                )
    click.echo(
        f"{file}: {manifest.tables['plan_item']} plan items, {manifest.tables['proposal']} proposals,"
        f" {manifest.tables['account']} accounts, {manifest.files} files."
    )
    if close:
        click.echo(f"Nobody writes {code} here any more. To call the move off: planhub node open {code}")


@node.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--copy", is_flag=True, help="Take in the file of a province that was not closed.")
@BY
def import_(file: Path, copy: bool, by: str) -> None:
    """Take a province in from FILE, all or nothing; at the centre its link to its own server ends with it."""
    settings = Settings()
    with (
        admin() as engine,
        parcel.opened(file) as opened,
        alone(engine, opened.manifest.province_code),
        _progress() as shown,
    ):
        task = shown.add_task(f"Reading {file.name}", total=len(carried.OWN))
        with engine.begin() as connection:
            done = importing.bring_in(
                connection,
                opened,
                uploads=settings.uploads,
                at=clock.now(),
                by=by,
                copy=copy,
                told=lambda _, __: shown.advance(task),
            )
        if done.conninfo is not None:
            try:
                remote.drop_slot(done.conninfo, done.manifest.province_code)
            except PlanHubError as trouble:
                click.echo(f"The slot at the node stays: {trouble}", err=True)
    for name, (gone, came) in done.changed.items():
        if gone or came:
            click.echo(f"{name}: {gone} out, {came} in, {done.manifest.tables[name]} now")
    click.echo(f"{done.manifest.province_code} works here from now on.")


@node.command("open")
@click.argument("code")
@REASON
@BY
def open_(code: str, reason: str, by: str) -> None:
    """Let people write the province CODE here again, after --close, when the move is off."""
    with admin() as engine, Session(engine) as session, session.begin():
        closing.reopen(session, code, at=clock.now(), by=by, reason=reason)
    click.echo(f"{code} is written here again.")
