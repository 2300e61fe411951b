"""`planhub accounts`: the first administrator, and help on the server's own command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.accounts import appointing, closing, creating, issuing
from planhub.accounts.account import Account
from planhub.accounts.creating import Issued
from planhub.accounts.holding import Holding
from planhub.cli.lines import lines, print_lines
from planhub.config import Settings
from planhub.database import open_session
from planhub.errors import Invalid, PlanHubError
from planhub.workflow.roles import ROLE_WORD, Role

ROLES = click.Choice([role.value for role in Role])


@click.group()
def accounts() -> None:
    """People: create accounts, appoint, reset sign-ins.

    Whoever runs these commands has the server in hand, so any role can be given here; the web keeps to
    each level creating the one below.
    """


@accounts.command("create")
@click.argument("username")
@click.option("--role", type=ROLES, default=Role.ADMINISTRATOR.value, show_default=True)
@click.option("--area", default="", help="Area code: 32, 3201, 320102, 32010204; none for the nation.")
@click.option("--agency", default="", help="Agency code, for an agency's officer: A-32-DPT.")
@click.option("--name", default="", help="The person's name; the username if none is given.")
@click.option("--title", default="", help="Position title as on letters.")
def create(username: str, role: str, area: str, agency: str, name: str, title: str) -> None:
    """Create USERNAME (for a village its code) and print its one-time password."""
    typed = {"username": username, "role": role, "area_code": area, "agency_code": agency, "title": title}
    if role == Role.VILLAGE_HEAD.value:
        typed |= {"area_code": area or username, "name": name}
    else:
        typed["name"] = name or username
    with _session() as session:
        issued = creating.create(session, typed, by=None, at=clock.now())
    _print(issued)


@accounts.command("list")
@click.option("--role", type=ROLES, help="Only this role.")
@click.option("--area", default="", help="Only offices in this area: a code's beginning.")
@click.option("--limit", default=200, show_default=True, help="At most so many.")
def list_(role: str | None, area: str, limit: int) -> None:
    """Offices and who holds them."""
    query = select(Holding, Account).join(Account, Account.id == Holding.account_id)
    query = query.where(Holding.area_code.startswith(area, autoescape=True))
    if role:
        query = query.where(Holding.role == role)
    table = lines("username", "state", "area", "until", "role", "acting", "name")
    with _session() as session:
        for held, account in session.execute(query.order_by(Holding.area_code, Holding.id).limit(limit)):
            used = "in use" if account.last_signin_at else "unused"
            table.add_row(
                account.username,
                "closed" if account.closed_at else used,
                held.agency_code or held.area_code or "–",
                held.valid_to.isoformat() if held.valid_to else "",
                str(ROLE_WORD[Role(held.role)]),
                f"order {held.order_number}" if held.acting else "",
                account.name,
            )
    print_lines(table)


@accounts.command("reissue")
@click.argument("username")
def reissue(username: str) -> None:
    """A new one-time password (a village: PIN) for USERNAME; the old one and all sessions end."""
    with _session() as session:
        issued = issuing.reissue(session, **_of(session, username))
    _print(issued)


@accounts.command("close")
@click.argument("username")
def close(username: str) -> None:
    """Close USERNAME: nobody signs in with it any more."""
    with _session() as session:
        closing.close(session, **_of(session, username))
    click.echo(f"{username} is closed.")


@accounts.command("appoint")
@click.argument("username")
@click.option("--role", type=ROLES, required=True)
@click.option("--area", default="", help="Area code; none for the nation.")
@click.option("--agency", default="", help="Agency code, for an agency's officer.")
@click.option("--title", default="", help="Position title as on letters.")
@click.option("--order", default="", help="Number of the order: appoints an acting holder (รักษาการ).")
@click.option("--from", "begin", default="", help="First day, such as 1/10/2569 or 2026-10-01.")
@click.option("--to", "end", default="", help="Last day.")
def appoint(username: str, **given: Any) -> None:
    """Give USERNAME another office; with --order as its acting holder."""
    typed = {
        "role": given["role"],
        "area_code": given["area"],
        "agency_code": given["agency"],
        "title": given["title"],
        "acting": "yes" if given["order"] else "",
        "order_number": given["order"],
        "valid_from": given["begin"],
        "valid_to": given["end"],
    }
    with _session() as session:
        account = appointing.account_named(session, username)
        appointing.appoint(session, typed, account_id=account.id, by=None, at=clock.now())
    click.echo(f"{username} holds {given['role']} over {given['area'] or given['agency'] or 'the nation'}.")


@contextmanager
def _session() -> Iterator[Session]:
    try:
        with open_session(Settings()) as session:
            yield session
    except Invalid as wrong:
        lines = [f"  {field}: {sentence}" for field, sentence in wrong.fields.items()]
        raise click.ClickException("\n".join(["Nothing was done.", *lines])) from wrong
    except PlanHubError as refused:
        raise click.ClickException(str(refused)) from refused


def _of(session: Session, username: str) -> dict[str, Any]:
    account = appointing.account_named(session, username)
    return {"account_id": account.id, "by": None, "at": clock.now(), "day": clock.today()}


def _print(issued: Issued) -> None:
    click.echo(f"username  {issued.username}")
    click.echo(f"password  {issued.secret}   (shown this once; must be changed at first sign-in)")
