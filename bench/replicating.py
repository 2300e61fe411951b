"""A change at a province's own server, until the centre's summary has counted it.

Every server is a real cluster of its own on this machine, durable as in use. Each change is one transaction,
as the projection makes it (stage, amount and time of one plan item), and adds one baht: the sum of a province
at the centre tells how many changes have been counted; a watcher reads it every few milliseconds.
"""

import argparse
import json
import random
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.processor import watched
from planhub import clock, cluster
from planhub.cli.db import upgrade
from planhub.federation import installing, joining, publishing
from planhub.federation.installation import Place
from planhub.linkage.recounting import differences

CODES = ("32", "45", "13", "50", "90", "20", "40", "57")
BAR = 2.0
"""Seconds, at the 95th percentile."""
STAGES = ("subdistrict", "district", "province", "planned", "funded")
FILL = """
insert into plan_item
select %(code)s::text, gen_random_uuid(), 'bench', n::text, 2568 + n %% 4, district, district || '01',
    district || '0101', 'planned', 'water', null, 1000, now(), now()
from generate_series(1, %(n)s::int) n,
    lateral (select %(code)s::text || lpad((1 + n %% 17)::text, 2, '0')) d(district)
"""
WORDS = """
insert into plan_item_text (province_code, id, title, search_key)
select province_code, id, 'ก่อสร้างถนนคอนกรีตเสริมเหล็ก สาย ' || external_id,
    'กอสรางถนนคอนกรีตเสริมเหล็กสาย' || external_id
from plan_item
"""
SUM = "select coalesce(sum(baht), 0) from plan_summary where level = 2 and area_code = %s"


@dataclass
class Node:
    """A province's server, what was committed there and when the centre had it."""

    code: str
    server: cluster.Server
    base: int = 0
    committed: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)

    def delays(self) -> list[float]:
        """Seconds from commit to the summary."""
        return [max(0.0, seen - made) for made, seen in zip(self.committed, self.seen, strict=False)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=4, choices=range(1, len(CODES) + 1), metavar="1-8")
    parser.add_argument("--rate", type=float, default=50, help="changes a second, all nodes together")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--items", type=int, default=10_000, help="plan items that each node has before")
    parser.add_argument(
        "--behind", type=int, default=20_000, help="changes of one node while the centre is away"
    )
    parser.add_argument("--check", action="store_true", help="exit code 1 when the bar is missed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="planhub-bench-") as made, ExitStack() as stack:
        folder = Path(made)
        folder.chmod(0o711)
        measured = measure(folder, asked, stack)
    show(measured)
    print(json.dumps(measured))
    if asked.check and (measured["p95_s"] >= BAR or measured["lost"] or not measured["recount_equal"]):
        raise SystemExit(1)


def measure(folder: Path, asked: argparse.Namespace, stack: ExitStack) -> dict[str, Any]:
    centre = found(folder / "centre", None, stack)
    nodes = [Node(code, found(folder / code, code, stack)) for code in CODES[: asked.nodes]]
    copied = time.monotonic()
    for node in nodes:
        fill(node, asked.items)
        link(centre, node)
    copied = time.monotonic() - copied
    for node in nodes:
        node.base = int(one(centre, SUM, node.code))
    time.sleep(1)
    with watched(folder / "centre", *[folder / node.code for node in nodes]) as share:
        run(centre, nodes, rate=asked.rate / len(nodes), seconds=asked.seconds)
    delays = sorted(delay for node in nodes for delay in node.delays())
    caught_up = catch_up(folder / "centre", centre, nodes[0], asked.behind) if asked.behind else None
    return {
        "nodes": len(nodes),
        "changes": sum(len(node.committed) for node in nodes),
        "changes_per_s": round(sum(len(node.committed) for node in nodes) / asked.seconds, 1),
        "median_s": round(statistics.median(delays), 3),
        "p95_s": round(delays[int(len(delays) * 0.95)], 3),
        "max_s": round(delays[-1], 3),
        "lost": sum(len(node.committed) - len(node.seen) for node in nodes),
        "copy_items_per_s": round(asked.items * len(nodes) / copied),
        "caught_up_changes_per_s": caught_up,
        "others_took": round(share.others, 2),
        "recount_equal": proved(centre),
    }


def found(data: Path, code: str | None, stack: ExitStack) -> cluster.Server:
    """A new installation, on disk as in use."""
    server = cluster.ensure(data)
    stack.callback(lambda: cluster.ensure(data).stop())
    upgrade(server.url(cluster.OWNER))
    with Session(engine_of(server)) as session, session.begin():
        place = Place.PROVINCE if code else Place.CENTRE
        installing.become(session, place, code, at=clock.now(), by="bench")
    return server


def engine_of(server: cluster.Server) -> Any:
    return create_engine(server.url(cluster.SUPERUSER))


def connect(server: cluster.Server) -> "psycopg.Connection[Any]":
    return server.connect(cluster.OWNER, cluster.DATABASE)


def fill(node: Node, items: int) -> None:
    with connect(node.server) as connection:
        connection.execute(FILL, {"code": node.code, "n": items})
        connection.execute(WORDS)


def link(centre: cluster.Server, node: Node) -> None:
    with engine_of(node.server).begin() as connection:
        publishing.publish(connection, node.code, password=None, at=clock.now(), by="bench")
    line = f"host={node.server.sockets} dbname={cluster.DATABASE} user={cluster.LINK}"
    joining.join(engine_of(centre), node.code, line, at=clock.now(), by="bench")


def run(centre: cluster.Server, nodes: list[Node], *, rate: float, seconds: float) -> None:
    """Write at every node and watch at the centre, each in a thread."""
    writers = [threading.Thread(target=write, args=(node, rate, seconds)) for node in nodes]
    watchers = [threading.Thread(target=watch, args=(centre, node, rate * seconds)) for node in nodes]
    for thread in watchers + writers:
        thread.start()
    for thread in writers + watchers:
        thread.join()


def write(node: Node, rate: float, seconds: float) -> None:
    """Changes at that rate, evenly; a late one is made at once."""
    dice = random.Random(node.code)
    with connect(node.server) as connection:
        ids = [row[0] for row in connection.execute("select id from plan_item")]
        began = time.monotonic()
        for n in range(round(rate * seconds)):
            time.sleep(max(0.0, began + n / rate - time.monotonic()))
            connection.execute(
                "update plan_item set stage = %s, amount = amount + 1, stage_since = now(),"
                " updated_at = now() where province_code = %s and id = %s",
                [dice.choice(STAGES), node.code, dice.choice(ids)],
            )
            node.committed.append(time.monotonic())


def watch(centre: cluster.Server, node: Node, changes: float) -> None:
    """When the n-th change was first in the sum; gives up a minute after the last should have come."""
    end = time.monotonic() + changes + 60
    with connect(centre) as connection:
        while len(node.seen) < round(changes) and time.monotonic() < end:
            row = connection.execute(SUM, [node.code]).fetchone()
            now = time.monotonic()
            node.seen += [now] * (int(row[0]) - node.base - len(node.seen) if row else 0)
            time.sleep(0.004)


def catch_up(data: Path, centre: cluster.Server, node: Node, changes: int) -> float:
    """Changes a second, one transaction each, that the centre takes in after it was away."""
    centre.stop()
    with connect(node.server) as connection:
        connection.execute("set synchronous_commit = off")
        ids = [row[0] for row in connection.execute("select id from plan_item")]
        for n in range(changes):
            connection.execute(
                "update plan_item set amount = amount + 1 where province_code = %s and id = %s",
                [node.code, ids[n % len(ids)]],
            )
        wanted = connection.execute(SUM, [node.code]).fetchone()
    back = cluster.ensure(data)
    began = time.monotonic()
    with connect(back) as connection:
        before = connection.execute(SUM, [node.code]).fetchone()
        while connection.execute(SUM, [node.code]).fetchone() != wanted:
            if connection.execute(SUM, [node.code]).fetchone() == before:
                began = time.monotonic()  # the worker has not started yet
            time.sleep(0.02)
    return round(changes / max(time.monotonic() - began, 0.001))


def one(server: cluster.Server, statement: str, *values: Any) -> Any:
    with connect(server) as connection:
        row = connection.execute(statement, values).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def proved(centre: cluster.Server) -> bool:
    server = cluster.ensure(centre.place.home.parent)
    with Session(create_engine(server.url(cluster.OWNER))) as session:
        return differences(session) == []


def show(measured: dict[str, Any]) -> None:
    table = Table("what", "figure", title="A change at a node until the centre's summary has it")
    rows = (
        ("nodes", measured["nodes"]),
        ("changes a second", measured["changes_per_s"]),
        ("median", f"{measured['median_s'] * 1000:.0f} ms"),
        ("p95", f"{measured['p95_s'] * 1000:.0f} ms (bar: under {BAR * 1000:.0f} ms)"),
        ("longest", f"{measured['max_s'] * 1000:.0f} ms"),
        ("never arrived", measured["lost"]),
        ("first copy", f"{measured['copy_items_per_s']:,} items/s, filling included"),
        ("after being away", f"{measured['caught_up_changes_per_s']:,} changes/s of one node"),
        ("summaries equal a recount", measured["recount_equal"]),
        ("processors others took", f"{measured['others_took']:.0%}"),
    )
    for what, figure in rows:
        table.add_row(what, str(figure))
    Console(stderr=True).print(table)


if __name__ == "__main__":
    main()
