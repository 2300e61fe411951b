"""`planhub db`: the schema, by numbered migrations, with the owner's rights."""

import sys
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from planhub.config import Settings
from planhub.database import url_for

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def configuration(url: Any) -> Config:
    """Alembic's configuration for one database address (a URL of the owner role)."""
    config = Config(stdout=sys.stdout, attributes={"url": url})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(url: Any, revision: str = "head") -> None:
    """Bring a database's schema up to a revision."""
    command.upgrade(configuration(url), revision)


def downgrade(url: Any, revision: str = "-1") -> None:
    """Take a database's schema back to a revision."""
    command.downgrade(configuration(url), revision)


@click.group()
@click.pass_context
def db(ctx: click.Context) -> None:
    """Schema: numbered migrations, run with the owner's rights."""
    ctx.obj = configuration(url_for(Settings(), "owner"))


@db.command("upgrade")
@click.argument("revision", default="head")
@click.pass_obj
def _upgrade(config: Config, revision: str) -> None:
    """Bring the schema up to REVISION, the newest if none is named."""
    command.upgrade(config, revision)
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
    """Print the schema's revision."""
    command.current(config, verbose=True)
