"""Decisions through the web by eight clients, beside the same statements by pgbench with eight.

Planners of all provinces include items in their plans. What one decision asks of the database is taken down
in this process and undone; pgbench then does it for other items of the same offices, each a transaction, with
the values that differ from item to item read from a table. Both commit; forms are made before the clock runs.
Decided items stay decided: a run uses up twice --decisions of those that wait at provinces.
"""

import argparse
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import racing
from bench.filling import machine, planhub, standing
from bench.forms import DECISIONS, HIDDEN
from bench.frame import installation, judge, keep, say, tell
from bench.people import Person, enrol
from bench.pinning import pin
from bench.processor import watched
from bench.replaying import Replay
from bench.statements import Page, client_of, listening, undone
from planhub import cluster
from planhub.accounts.hashes import hashed
from planhub.accounts.pins import new_password
from planhub.app import create_app
from planhub.config import Settings
from planhub.database import open_session

BAR = 0.1
"""Part of pgbench's rate that the web must reach."""
ROLE = "planner"


@dataclass(frozen=True)
class Waiting:
    """An item that waits at a province."""

    id: int
    version: int
    province: str


def main() -> None:
    """Decide through the web, then by pgbench; tell."""
    asked = arguments()
    with installation(asked) as (settings, server):
        planhub("db", "upgrade")
        pin(settings)
        facts = standing(settings) | machine()
        row = measure(server, settings, asked)
    keep(asked, "bench-decisions.jsonl", [row])
    tell(facts, [row])
    judge(asked, [row])


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/scale --only decisions", description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--decisions", type=int, default=400, help="by the web, and as many by pgbench")
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--workers", type=int, default=5, help="of gunicorn, with 4 threads each")
    asked.add_argument("--check", action="store_true", help="exit with 1 when the bar is missed")
    return asked.parse_args()


def measure(server: cluster.Server, settings: Settings, asked: argparse.Namespace) -> dict[str, Any]:
    """Both rates, and the deadlocks meanwhile."""
    with open_session(settings) as session:
        items = waiting(session, 2 * asked.decisions)
        people = planners(session, {item.province for item in items})
    half = len(items) // 2
    if half < asked.clients:
        raise SystemExit("Hardly anything waits at the provinces any more: fill a new installation.")
    if half < asked.decisions:
        say(f"Only {2 * half} items wait at the provinces")
    before = deadlocks(server)
    with racing.served(asked) as port:
        cookies = signed_in(port, people)
        forms = [form(item, *cookies[item.province]) for item in items[:half]]
        warm = max(1, half // 10)  # a worker's first decisions compile statements and templates
        post(port, forms[:warm], asked.clients)
        say(f"{half - warm} decisions by {asked.clients} clients through the web")
        with watched(asked.data) as share:
            times, refused = post(port, forms[warm:], asked.clients)
    say("Taking down the statements of as many more")
    with Replay(server, asked.clients) as replay:
        replay.keep(taken_down(settings, items[half:], people))
        say(f"{replay.transactions} times {len(replay.statements)} statements by pgbench")
        rate = replay.run(asked.data / "bench-decisions.pgbench")
    found = deadlocks(server) - before
    mine = (half - warm - refused) / times
    say(f"web {mine:.0f}/s, pgbench {rate:.0f}/s; others {share.others:.0%}")
    return {
        "clients": asked.clients,
        "decisions": half - warm,
        "refused": refused,
        "web": round(mine, 1),
        "pgbench": round(rate, 1),
        "statements": len(replay.statements),
        "pgbench's transactions": replay.transactions,
        "ratio": round(mine / rate, 3),
        "deadlocks": found,
        "bar": BAR,
        "good": mine / rate >= BAR and not found and not refused,
        "others": round(share.others, 2),
    }


def waiting(session: Session, n: int) -> list[Waiting]:
    """Items of the running round that wait at provinces, the busiest first, then in any order."""
    rows = session.execute(
        text(
            "select id, version, province_code"
            " from (select *, count(*) over (partition by province_code) as busy from proposal"
            " where stage = 'province' and fiscal_year = 2571) as p"
            " order by busy desc, province_code, id limit :n"
        ),
        {"n": n},
    )
    found = [Waiting(*row) for row in rows]
    Random(2571).shuffle(found)
    return found


def planners(session: Session, provinces: set[str]) -> dict[str, Person]:
    """A planner in each province; their accounts are made where they lack."""
    password = new_password()
    secret = hashed(password)
    found = {}
    for province in sorted(provinces):
        found[province] = Person(f"bench-{ROLE}-{province}", password, ROLE, province)
        enrol(session, found[province], secret)
    return found


def signed_in(port: int, people: dict[str, Person]) -> dict[str, tuple[str, str]]:
    """Province to (cookie, token against forgery) of its planner."""
    found = {}
    for province, one in people.items():
        client = racing.client(port)
        answer = client.get("/sign-in")
        fields = dict(HIDDEN.findall(answer.read().decode()))
        body = urlencode(fields | {"username": one.username, "password": one.password})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie(answer)}
        answer = client.post("/sign-in", body, headers=headers)
        answer.read()
        held = cookie(answer)
        answer = client.get("/inbox", headers={"Cookie": held})
        token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        held = cookie(answer) or held
        if answer.status_code != 200 or token is None:
            raise SystemExit(f"{one.username} could not sign in")
        found[province] = held, token[1]
        client.close()
    return found


def cookie(answer: Any) -> str:
    """The cookies that an answer sets, as a request brings them."""
    return "; ".join(
        value.partition(";")[0] for name, value in answer.headers if name.lower() == "set-cookie"
    )


def form(item: Waiting, cookies: str, token: str) -> tuple[str, str, str]:
    """(address, cookie, body) of a decision, as the form of the item's page sends it."""
    fields = {"csrf_token": token, "once": uuid4().hex, "version": item.version, "list": ""}
    return f"/items/{item.id}/decide", cookies, urlencode(fields | DECISIONS[ROLE])


def post(port: int, forms: list[tuple[str, str, str]], clients: int) -> tuple[float, int]:
    """Send them all over so many connections; (seconds, how many were refused)."""
    refused: list[str] = []

    def work(mine: list[tuple[str, str, str]]) -> None:
        connection = racing.client(port)
        for address, cookies, body in mine:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
            answer = connection.post(address, body, headers=headers)
            text = answer.read().decode()
            if answer.status_code != 303:
                words = " ".join(re.sub("<[^>]+>", " ", text).split())
                refused.append(f"{answer.status_code}: {words[:600]}")
        connection.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=work, args=(forms[n::clients],)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        say(f"{len(refused)} refused, the first: {refused[0]}")
    return time.perf_counter() - begun, len(refused)


def taken_down(settings: Settings, items: list[Waiting], people: dict[str, Person]) -> list[Page]:
    """What the decision of each item asks of the database, undone."""
    app = create_app(settings)
    clients, tokens, pages = {}, {}, []
    with undone(app):
        for item in items:
            if item.province not in clients:
                clients[item.province] = client_of(app, people[item.province].username)
                page = clients[item.province].get("/inbox").text
                tokens[item.province] = dict(HIDDEN.findall(page))["csrf_token"]
            address, _, body = form(item, "", tokens[item.province])
            page_of = Page("decision")
            with listening(page_of):
                answer = clients[item.province].post(
                    address, data=body, content_type="application/x-www-form-urlencoded"
                )
            if answer.status_code == 303:
                pages.append(page_of)
    return pages


def deadlocks(server: cluster.Server) -> int:
    """So far, in this database."""
    with server.connect(database=cluster.DATABASE) as connection:
        connection.execute("select pg_stat_clear_snapshot()")
        row = connection.execute(
            "select deadlocks from pg_stat_database where datname = current_database()"
        ).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
