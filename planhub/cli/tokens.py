"""`planhub tokens`: the keys by which registered systems send their items."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.cli.lines import lines, moment, print_lines
from planhub.config import Settings
from planhub.database import open_session
from planhub.errors import Invalid, PlanHubError
from planhub.sources import authorizing
from planhub.sources.source_token import SourceToken


@click.group()
def tokens() -> None:
    """Tokens of registered systems: give one, list them, take one back."""


@tokens.command("issue")
@click.argument("source")
@click.option("--name", required=True, help="Which program or office uses it.")
@click.option("--days", default=365, show_default=True, help="How long it is good.")
@click.option(
    "--province", "scope", multiple=True, help="Only these provinces of the source; may be repeated."
)
def issue(source: str, name: str, days: int, scope: tuple[str, ...]) -> None:
    """Give SOURCE a new token and print it: it cannot be shown again."""
    with _session() as session:
        row, secret = authorizing.issue(
            session, source_code=source, name=name, days=days, scope=scope, by=None, at=clock.now()
        )
        click.echo(
            f"token {row.id} of {source}, until {row.expires_at.astimezone(clock.BANGKOK):%Y-%m-%d},"
            f" provinces {', '.join(row.scope)}:"
        )
    click.echo(secret)


@tokens.command("list")
@click.option("--source", help="Only this source.")
@click.option("--limit", default=200, show_default=True, help="At most so many.")
def list_(source: str | None, limit: int) -> None:
    """Tokens, the newest first."""
    query = select(SourceToken).order_by(SourceToken.id.desc()).limit(limit)
    if source:
        query = query.where(SourceToken.source_code == source)
    table = lines("id", "state", "source", "token", "until", "last used", "provinces", "name")
    now = clock.now()
    with _session() as session:
        for row in session.scalars(query):
            state = "revoked" if row.revoked_at else "expired" if row.expires_at <= now else "good"
            used = moment(row.last_used_at, "never")
            scope = ", ".join(row.scope[:4]) + (" …" if len(row.scope) > 4 else "")
            until = f"{row.expires_at.astimezone(clock.BANGKOK):%Y-%m-%d}"
            table.add_row(str(row.id), state, row.source_code, f"{row.start}…", until, used, scope, row.name)
    print_lines(table)


@tokens.command("revoke")
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    """Take token TOKEN_ID back, from now on."""
    with _session() as session:
        row = authorizing.revoke(session, token_id, by=None, at=clock.now())
        click.echo(f"Token {row.id} ({row.name}) of {row.source_code} is revoked.")


@contextmanager
def _session() -> Iterator[Session]:
    try:
        with open_session(Settings()) as session:
            yield session
    except Invalid as error:
        told = "; ".join(str(sentence) for sentence in error.fields.values())
        raise click.ClickException(told) from error
    except PlanHubError as error:
        raise click.ClickException(str(error.sentence)) from error
