"""`planhub needs`: keeping house for needs."""

import click

from planhub import clock
from planhub.config import Settings
from planhub.database import open_session


@click.group()
def needs() -> None:
    """Needs: keep their files in order."""


@needs.command("sweep")
def _sweep() -> None:
    """Remove uploaded files that no need names and that are older than a day; run it once a day or so."""
    from planhub.needs.sweeping import sweep

    settings = Settings()
    with open_session(settings) as session:
        gone = sweep(session, uploads=settings.uploads, now=clock.now())
    click.echo(f"{gone.files} files removed, {gone.bytes / 1024:,.0f} kB")
