"""`planhub needs`: keeping house for needs."""

import click

from planhub import clock
from planhub.config import Settings
from planhub.database import open_session


@click.group()
def needs() -> None:
    """Needs: keep their files in order."""


@needs.command("roll")
def _roll() -> None:
    """Take what got no money into the next open round; `planhub serve` does it by itself."""
    from planhub.cli.rolling_over import roll_over
    from planhub.database import engine_for

    engine = engine_for(Settings())
    try:
        rolled = roll_over(engine)
    finally:
        engine.dispose()
    for province_code, done in rolled.items():
        refused = f", {done.refused} refused" if done.refused else ""
        click.echo(f"{province_code}: {done.planned} from the plan, {done.deferred} put off before{refused}")
    if not rolled:
        click.echo("nothing is due")
    for province_code, done in rolled.items():
        if done.trouble is not None:
            words = getattr(done.trouble, "orig", None) or done.trouble
            raise click.ClickException(f"{province_code}: {words}")


@needs.command("sweep")
def _sweep() -> None:
    """Remove uploaded files that no need names and that are older than a day; run it once a day or so."""
    from planhub.needs.sweeping import sweep
    from planhub.progress.progress import WorkPhoto
    from planhub.proposals.need import Attachment

    settings = Settings()
    with open_session(settings) as session:
        named_in = (Attachment.sha256, WorkPhoto.sha256)
        gone = sweep(session, uploads=settings.uploads, now=clock.now(), named_in=named_in)
    click.echo(f"{gone.files} files removed, {gone.bytes / 1024:,.0f} kB")
