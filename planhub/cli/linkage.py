"""`planhub linkage`: the linked plan items, their summaries proved by a recount."""

import sys

import click

from planhub.config import Settings
from planhub.database import open_session
from planhub.linkage import pyramid_recounting, recounting, spot_recounting

SHOWN = 20


@click.group()
def linkage() -> None:
    """Linked plan items: check their summaries, put them right."""


@linkage.command("recount")
@click.option("--repair", "put_right", is_flag=True, help="Write the summaries anew where they differ.")
def _recount(put_right: bool) -> None:
    """Compare the summaries with a recount of every plan item; exits with 1 while they differ."""
    with open_session(Settings()) as session:
        found = recounting.differences(session)
        askew = pyramid_recounting.differences(session)
        astray = spot_recounting.differences(session)
        lines = [
            f"{d.area_code} {d.fiscal_year} {d.stage} {d.side or '-'}:"
            f" kept {d.kept_items} items {d.kept_baht} baht, counted {d.items} items {d.baht} baht"
            for d in found
        ] + [f"map {d}" for d in askew]
        for line in lines[:SHOWN]:
            click.echo(line)
        if len(lines) > SHOWN:
            click.echo(f"… and {len(lines) - SHOWN} more")
        if astray:
            click.echo(f"{astray} items stand elsewhere on the map than their words say.")
        if astray and put_right:
            click.echo(f"{spot_recounting.repair(session)} items follow their words again.")
        if lines and put_right:
            rows = recounting.repair(session)
            rows_of_map = pyramid_recounting.repair(session)
            click.echo(f"{len(lines)} rows differed; {rows} summary rows written anew.")
            click.echo(f"{rows_of_map} rows of the map's pyramid written anew.")
        if (lines or astray) and put_right:
            return
    if lines:
        click.echo(f"{len(lines)} summary rows differ from the items; put them right with --repair.")
    if lines or astray:
        sys.exit(1)
    click.echo("Every summary equals the recount of the plan items.")
