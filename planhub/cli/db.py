"""`planhub db`: the schema by numbered migrations, and programs of PostgreSQL, with the owner's rights."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import create_engine, make_url

from planhub.cli import NO_SCHEMA
from planhub.cli.gazetteer import fill_if_empty
from planhub.config import Settings
from planhub.database import url_for

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NEWEST = "head"


def configuration(url: Any) -> Config:
    """Alembic's configuration for one database address (a URL of the owner role)."""
    config = Config(stdout=sys.stdout, attributes={"url": url})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(url: Any, revision: str = NEWEST) -> None:
    """Bring a database's schema up to a revision."""
    command.upgrade(configuration(url), revision)


def downgrade(url: Any, revision: str = "-1") -> None:
    """Take a database's schema back to a revision."""
    command.downgrade(configuration(url), revision)


@click.group()
@click.pass_context
def db(ctx: click.Context) -> None:
    """Schema, by numbered migrations, and PostgreSQL's own programs; all with the owner's rights."""
    ctx.obj = configuration(url_for(Settings(), "owner"))


@db.command("upgrade")
@click.argument("revision", default=NEWEST)
@click.pass_obj
def _upgrade(config: Config, revision: str) -> None:
    """Bring the schema up to REVISION, the newest if none is named; then an empty gazetteer is filled."""
    command.upgrade(config, revision)
    if revision == NEWEST:
        fill_if_empty(Settings(), click.echo)
    click.echo("The schema is up to date.")


@db.command("downgrade")
@click.argument("revision", default="-1")
@click.pass_obj
def _downgrade(config: Config, revision: str) -> None:
    """Take the schema back to REVISION (0001), or by one step; data of what is dropped is lost."""
    command.downgrade(config, revision)


@db.command("check")
@click.pass_obj
def _check(config: Config) -> None:
    """Fail unless the tables are exactly what the code declares."""
    try:
        command.check(config)
    except CommandError as difference:
        raise click.ClickException(str(difference)) from difference


@db.command("current")
@click.pass_obj
def _current(config: Config) -> None:
    """Print the schema's revision; exits with 1 where there is no schema yet."""
    engine = create_engine(config.attributes["url"])
    try:
        with engine.connect() as connection:
            known = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    if not known:
        raise click.ClickException(NO_SCHEMA)
    command.current(config)


@db.command("address")
@click.pass_obj
def _address(config: Config) -> None:
    """Print the database's address as psql and pg_dump read it; it holds the password if there is one.

    The private server answers there while PlanHub runs. `planhub db run` needs no address and no PlanHub.
    """
    click.echo(libpq(config.attributes["url"]))


@db.command("run", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="PROGRAM [ARGUMENT]…")
@click.pass_obj
def _run(config: Config, words: tuple[str, ...]) -> None:
    """Run a program of PostgreSQL on the database: psql, pg_dump -Fc, pg_restore -d planhub FILE.

    A private server that is down is started for it, and stopped afterwards.
    """
    try:
        done = subprocess.run(
            words, env={**os.environ, **libpq_settings(config.attributes["url"])}, check=False
        )
    except OSError as trouble:
        raise click.ClickException(f"{words[0]}: {trouble.strerror}") from trouble
    raise SystemExit(done.returncode)


def libpq(url: Any) -> str:
    """A database's address without the name of our driver, which only SQLAlchemy knows."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def libpq_settings(url: Any) -> dict[str, str]:
    """The same as environment variables, which every program of PostgreSQL reads."""
    url = make_url(url)
    named = {
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGHOST": url.host,
    }
    given = {"PGPORT": str(url.port) if url.port else None}
    given |= {f"PG{name.upper()}": str(value) for name, value in url.query.items()}
    return {name: value for name, value in (named | given).items() if value}
