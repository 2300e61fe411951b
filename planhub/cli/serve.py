"""`planhub serve`: a real installation; under systemd or a terminal, without sample data."""

import os

import click

from planhub.cli.installation import run
from planhub.cli.web_child import WebTrouble, listen
from planhub.config import Settings

MOST_WORKERS = 9


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(2 * (os.cpu_count() or 1) + 1, MOST_WORKERS),
    show_default=True,
    help="Processes that answer; each has 4 threads.",
)
@click.option("--user", help="System user the web runs as when root starts it; else the database's own.")
def serve(bind: str, workers: int, user: str | None) -> None:
    """Start the database, bring its schema up to date, and serve until TERM or Ctrl-C.

    An empty gazetteer is filled first, with every code of the country down to the subdistrict.

    Put a reverse proxy with TLS in front (PLANHUB_HTTPS=1, PLANHUB_PROXIES=1). PLANHUB_DATABASE_URL names a
    database server of your own; without it a private one is kept in the data folder, PLANHUB_DATA.
    """
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        wanted = "write it as ADDRESS:PORT, such as 127.0.0.1:8000; ports end at 65535"
        raise click.BadParameter(wanted, param_hint="--bind")
    try:
        bound = listen(host.strip("[]"), int(port))
    except WebTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble
    settings = Settings()

    def tell(words: str) -> None:
        click.echo(words, err=True)

    def fill() -> None:
        from planhub.cli.gazetteer import fill_if_empty  # help need not wait for the database's library

        fill_if_empty(settings, tell)

    with bound:
        run(
            settings,
            bound,
            tell=tell,
            workers=workers,
            user=user,
            fill=fill,
            ready=lambda address: click.echo(f"PlanHub answers at {address}", err=True),
        )
