"""`planhub demo`: everything from nothing to a page one can open, with one sign-in for each role."""

import ipaddress
import json
import os
import shutil
import socket
import sys
import time
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from planhub import cluster
from planhub.cli import seeding
from planhub.cli.installation import Tell, run
from planhub.cli.web_child import HOST, WebTrouble, listen
from planhub.cluster.place import make_folder
from planhub.config import Settings

if TYPE_CHECKING:
    from planhub.cli.demo_node import Node

CHECKOUT = Path(__file__).parents[2]
WORKERS = 3
BROAD = 200
NARROWEST = 40
"""Columns that roles and hints need beside what is typed."""
OURS = {"cluster", "cluster-lies-in", "uploads", "issued", "secret", seeding.LOG} | {
    *(seeding.MARK, seeding.SIGN_INS, seeding.LINKAGE, seeding.EXAMPLES, seeding.NODE),
}
"""What a data folder of ours may hold; `--fresh` deletes nothing else."""
PHONES = "Phones in the same network open that address, too; this machine's firewall lets them."


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to listen on; 8000 or any free one if not named."
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of this installation.")
@click.option("--fresh", is_flag=True, help="Delete what the folder's installation holds, and begin anew.")
@click.option(
    "--host",
    default=HOST,
    show_default=True,
    help="Address to listen on; 0.0.0.0 lets phones of the same network in.",
)
@click.option("--with-node", is_flag=True, help="Beside it a province on a server of its own, joined to it.")
def demo(port: int | None, data: Path | None, fresh: bool, host: str, with_node: bool) -> None:
    """Start a show installation and serve it until Ctrl-C: on this machine, or with --host to its network.

    QR codes hold PLANHUB_PUBLIC_URL; without it the address in the network, where --host lets it in.
    The server of --with-node is for this machine alone.

    PLANHUB_DATABASE_URL uses an existing PostgreSQL server instead of a private one.
    """
    began = time.monotonic()
    data = (data or default_data()).resolve()
    os.environ["PLANHUB_DATA"] = str(data)  # our own commands, called by the seeding, read it
    settings = Settings()
    _make_room(settings, with_node=with_node, fresh=fresh)

    def tell(words: str) -> None:
        click.echo(f"{time.monotonic() - began:5.1f} s  {words}")
        sys.stdout.flush()

    bound = _listen(host, port)
    reached = address_in_network(bound)
    if reached:
        os.environ.setdefault("PLANHUB_PUBLIC_URL", reached.rstrip("/"))  # the web, our child, reads it
    centre = reached or f"http://{HOST}:{bound.getsockname()[1]}/"
    with bound, _node(settings, tell, centre) if with_node else nullcontext() as node:

        def fill() -> None:
            seeding.seed(settings, tell=tell)
            if node:
                _start(node)

        def ready(_: str) -> None:
            told = node.wait_until_linked() if node else absent(settings)
            seeding.note(settings, node.signs_in() if node else [])
            show(centre, settings, tell)
            if reached:
                click.echo(PHONES)
            if told:
                click.echo(told)

        run(settings, bound, tell=tell, workers=WORKERS, log=data / seeding.LOG, fill=fill, ready=ready)


def _make_room(settings: Settings, *, with_node: bool, fresh: bool) -> None:
    """The folder, as it was asked for; refuses what cannot be done there."""
    if with_node and settings.database_url:
        raise click.UsageError("--with-node needs the private database, not that of PLANHUB_DATABASE_URL.")
    if fresh:
        clear(settings)
    try:
        make_folder(settings.data)
    except cluster.ClusterTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble


def _listen(host: str, port: int | None) -> socket.socket:
    try:
        return listen(host, port)
    except WebTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble


def _start(node: "Node") -> None:
    """Start a province's own server, and let the centre's web know its address."""
    node.start()
    os.environ["PLANHUB_PROVINCE_URLS"] = json.dumps({seeding.NODE.removeprefix("node-"): node.address})


def address_in_network(bound: socket.socket) -> str:
    """The address by which other machines reach it; "" where only this one does."""
    host, port = bound.getsockname()[:2]
    if ipaddress.ip_address(host).is_loopback:
        return ""
    if ipaddress.ip_address(host).is_unspecified:
        host = _own_address(bound.family) or host
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _own_address(family: int) -> str:
    """The address of the card that leads outward; nothing is sent for it."""
    with socket.socket(family, socket.SOCK_DGRAM) as asked, suppress(OSError):
        asked.connect(("2001:db8::1" if family == socket.AF_INET6 else "192.0.2.1", 9))
        return str(asked.getsockname()[0])
    return ""


def _node(settings: Settings, tell: Tell, centre: str) -> "AbstractContextManager[Node]":
    from planhub.cli.demo_node import beside  # who has no node need not wait for it

    return beside(settings, tell, centre)


def absent(settings: Settings) -> str:
    """What to say when the centre follows a node that was not started."""
    if not (settings.data / seeding.NODE).exists():
        return ""
    from planhub.cli.demo_node import NAME

    return (
        f"{NAME} has a server of its own, which is not running: --with-node starts it, too."
        " Until then its plan items stand here as they last arrived."
    )


def default_data() -> Path:
    """PLANHUB_DATA, else .planhub in the checkout, else a folder of this user's own."""
    if named := os.environ.get("PLANHUB_DATA"):
        return Path(named)
    here = CHECKOUT / ".planhub"
    if os.access(here if here.exists() else CHECKOUT, os.W_OK | os.X_OK):
        return here
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "planhub"


def clear(settings: Settings) -> None:
    """Delete an installation's files; refuses a folder that holds anything that is not ours."""
    if settings.database_url:
        raise click.UsageError(
            "--fresh does not empty the database of PLANHUB_DATABASE_URL; do that yourself."
        )
    data = settings.data
    if not data.exists():
        return
    strange = sorted({path.name for path in data.iterdir()} - OURS)
    if strange:
        raise click.ClickException(
            f"{data} also holds {', '.join(strange)}: not deleted. Name another folder."
        )
    try:
        cluster.discard(data)
        if (data / seeding.NODE).exists():
            cluster.discard(data / seeding.NODE)
    except cluster.ClusterTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble
    shutil.rmtree(data)


def show(address: str, settings: Settings, tell: Tell) -> None:
    """Say where it is and who may come in."""
    tell("Ready")
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = BROAD  # a file has no edge at which to wrap
    found = seeding.sign_ins(settings)
    if found:
        console.print(table_of(found, console.width), soft_wrap=True)
        linked = seeding.linkage(settings)
        if linked:
            console.print(f"A list to import (source {linked['source']}): {linked['file']}", soft_wrap=True)
            console.print(
                f"A key to send items of Kalasin with, area codes 46… (docs/sending.md): {linked['token']}",
                soft_wrap=True,
            )
        console.print(f"The same as JSON: {settings.data / seeding.SIGN_INS}", soft_wrap=True)
    console.print(f"\nPlanHub answers at {address}   (Ctrl-C stops it)", soft_wrap=True)


def table_of(found: list[seeding.SignIn], width: int) -> Table | str:
    """The sign-ins for a console of that width; where a table would not fit, one below the other.

    Nothing is ever cut: names and passwords are typed from here.
    """
    typed = max(cell_len(one["username"]) + cell_len(one["password"]) for one in found)
    if width < typed + NARROWEST:
        lines = ("{username}   {password}", "    {role}", "    {note}")
        return "\n".join("\n".join(line.format_map({"note": ""} | one) for line in lines) for one in found)
    table = Table("sign in as", "password", "role", "to try", box=box.SIMPLE)
    for column in table.columns[:2]:
        column.no_wrap = True
    for column in table.columns[2:]:
        column.overflow = "fold"  # Thai has no spaces at which to wrap
    for one in found:
        table.add_row(one["username"], one["password"], one["role"], one.get("note", ""))
    return table
