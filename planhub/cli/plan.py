"""`planhub plan`: the sealed editions of plans, proved by their hashes."""

import sys

import click

from planhub.committees.editions import broken
from planhub.config import Settings
from planhub.database import open_session


@click.group()
def plan() -> None:
    """Plans: prove that sealed editions hold what was sealed."""


@plan.command("verify")
@click.option("--province", "province_code", help="Two digits of one province; else all.")
def _verify(province_code: str | None) -> None:
    """Recompute the hash of every sealed edition; exits with 1 where one does not hold what was sealed."""
    with open_session(Settings()) as session:
        count, found = broken(session, province_code=province_code)
    for name in found:
        click.echo(f"{name} does not hold what was sealed, or one before it is missing.")
    if found:
        sys.exit(1)
    click.echo(f"{count} editions hold what was sealed.")
