"""Ten people at the governor's page of a province topped up to 50,000 plan items, while some change.

Fill an installation first (bench/run, or planhub sample), and name it by --data. A change every few seconds
lets the kept numbers go, so that what is measured is not the memory alone.
"""

import argparse
import json
import sys
import threading
import time
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from sqlalchemy import text

from bench.drive import served
from bench.filling import machine, planhub, standing
from bench.forms import HIDDEN
from bench.frame import installation, say
from bench.governing_cost import costs
from bench.people import Person, enrol
from bench.processor import watched
from planhub.accounts.hashes import hashed
from planhub.accounts.pins import new_password
from planhub.config import Settings
from planhub.database import open_session

ROOT = Path(__file__).resolve().parents[1]
BAR = 150.0
"""Milliseconds within which 95 of 100 pages must come."""
SIDES = ("infrastructure", "water", "agriculture", "economy", "social", "health", "education", "environment")
SOURCES = ("province", "cluster", "function", "lao", "lao_subsidy")
LISTS = ("late", "stale", "over", "no-contract")

_LARGEST = text("select province_code, count(*) from plan_item group by 1 order by 2 desc, 1 limit 1")
_TOP_UP = text(
    """
    with places as (
        select code, row_number() over (order by code) - 1 as place, count(*) over () as most from area
        where kind = 'subdistrict' and left(code, 2) = :province and valid_to is null
    ), facts as (
        select n, gen_random_uuid() as id, p.code, mod(abs(hashtext(n || 's')), 100) as how,
            mod(abs(hashtext(n || 'd')), 700) as ago,
            (mod(abs(hashtext(n || 'a')), 4000) + 100) * 1000 as baht
        from generate_series(cast(:first as int), cast(:last as int)) n
            join places p on p.place = mod(n, p.most)
    ), items as (
        insert into plan_item (province_code, id, source_code, external_id, fiscal_year, district_code,
            subdistrict_code, area_code, stage, side, envelope, amount, stage_since, updated_at, agency_code,
            budget_source, allocated, committed, disbursed, physical, reported_at, funded_on,
            contracted_on, due_on)
        select :province, id, 'planhub', 'governor-' || n, 2569 + mod(n, 3), left(code, 4), code, code, stage,
            (cast(:sides as text[]))[1 + mod(n, 8)], 'within', baht, now() - ago * interval '1 day', now(),
            (select min(a.code) from agency a
                where a.area_code = :province and mod(hashtext(a.code || n), 7) = 0),
            case when how > 15 then (cast(:sources as text[]))[1 + mod(n, 5)] end,
            case when given then baht end, case when given then baht * 0.3 end,
            case when given then baht * mod(n, 8) / 10 end, case when given then mod(n, 101) end,
            case when given and mod(n, 5) > 0 then now() - mod(n, 90) * interval '1 day' end,
            case when given then current_date - ago end,
            case when given and how > 60 then current_date - ago + 40 end,
            case when given then current_date - ago + 300 end
        from facts cross join lateral (select case when how < 25 then 'planned' when how < 45 then 'completed'
            when how < 50 then 'evaluated' when how < 60 then 'funded' when how < 70 then 'procurement'
            when how < 90 then 'works' else 'district' end as stage) s
            cross join lateral (select stage not in ('planned', 'district') as given) g
        returning province_code, id, external_id
    )
    insert into plan_item_text (province_code, id, number, title, search_key)
    select province_code, id, null, 'งานทดสอบ ' || external_id, external_id from items
    """
)
_CHANGE = text(
    """
    update plan_item set amount = amount + 1 where province_code = :province
        and id = (select id from plan_item where province_code = :province and external_id like 'governor-%'
            limit 1)
    """
)


def main() -> None:
    """Top up, serve, ask, report."""
    asked = arguments()
    with installation(asked) as (settings, _server):
        planhub("db", "upgrade")
        province, items = topped_up(settings, asked.items)
        people = governors(settings, province, asked.users)
        say(f"Province {province}: {items:,} plan items")
        if asked.processor:
            change = partial(once, settings, province)
            print("\n".join(costs(settings, people[0].username, province, change=change)))
            return
        with served(asked) as address, watched(asked.data) as share:
            times = measured(settings, address, people, province, asked)
        show(standing(settings) | machine(), times, share, asked)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/governor", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="an installation that is filled")
    asked.add_argument("--items", type=int, default=50_000, help="to top the largest province up to")
    asked.add_argument("--users", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=40)
    asked.add_argument("--pause", default="0.5-1.5", metavar="FROM-TO", help="seconds between one's clicks")
    asked.add_argument("--change", type=float, default=5, help="seconds between changes of an item; 0: none")
    asked.add_argument("--workers", type=int, default=2, help="of gunicorn, with 4 threads each")
    asked.add_argument("--processor", action="store_true", help="no load: what each page costs")
    asked.add_argument("--check", action="store_true", help="exit with 1 when the bar is missed")
    return asked.parse_args()


def topped_up(settings: Settings, items: int) -> tuple[str, int]:
    """The province with most items, filled up to so many; what was filled before is counted."""
    with open_session(settings) as session:
        province, n = session.execute(_LARGEST).one()
        if n < items:
            say(f"Topping {province} up from {n:,} to {items:,}")
            lists = {"sides": list(SIDES), "sources": list(SOURCES)}
            session.execute(_TOP_UP, {"province": province, "first": n, "last": items - 1, **lists})
    with open_session(settings) as session:
        session.execute(text("analyze plan_item, plan_item_text"))
        count = text("select count(*) from plan_item where province_code = :province")
        return province, session.scalar(count, {"province": province}) or 0


def governors(settings: Settings, province: str, users: int) -> list[Person]:
    """An account for each of them."""
    password = new_password()
    people = [Person(f"bench-governor-{n}", password, "governor", province) for n in range(users)]
    with open_session(settings) as session:
        for one in people:
            enrol(session, one, hashed(password))
    return people


def measured(
    settings: Settings, address: str, people: list[Person], province: str, asked: argparse.Namespace
) -> list[tuple[str, float, bool]]:
    """Everybody at work at once: (page, milliseconds, whether it came)."""
    times: list[tuple[str, float, bool]] = []
    done = threading.Event()
    openers = [signed_in(address, one) for one in people]
    threads = [
        threading.Thread(target=at_work, args=(opener, address, province, n, asked, done, times))
        for n, opener in enumerate(openers)
    ]
    if asked.change:
        threads.append(threading.Thread(target=changing, args=(settings, province, asked.change, done)))
    for thread in threads:
        thread.start()
    time.sleep(asked.seconds)
    done.set()
    for thread in threads:
        thread.join()
    return times


def signed_in(address: str, one: Person) -> OpenerDirector:
    """A client of somebody signed in."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    form = dict(HIDDEN.findall(opener.open(f"{address}/sign-in").read().decode()))
    form |= {"username": one.username, "password": one.password}
    opener.open(f"{address}/sign-in", urlencode(form).encode()).read()
    return opener


def at_work(
    opener: OpenerDirector,
    address: str,
    province: str,
    n: int,
    asked: argparse.Namespace,
    done: threading.Event,
    times: list[tuple[str, float, bool]],
) -> None:
    """One governor: the whole, then narrower, now and then a list, until time is up."""
    chance = Random(f"{province} {n}")
    shortest, longest = map(float, asked.pause.split("-"))
    while not done.wait(chance.uniform(shortest, longest)):
        page, query = chance.choice(pages(chance, province))
        began = time.perf_counter()
        try:
            answer = opener.open(f"{address}/governor{query}", timeout=30)
            good = b"</main>" in answer.read() and answer.status == 200
        except OSError:
            good = False
        times.append((page, (time.perf_counter() - began) * 1000, good))


def pages(chance: Random, province: str) -> list[tuple[str, str]]:
    """What one may click on."""
    district = f"{province}{chance.randint(1, 15):02}"
    side, source = chance.choice(SIDES), chance.choice(SOURCES)
    return [
        ("province", ""),
        ("province", "?year=2570"),
        ("narrowed", f"?district={district}"),
        ("narrowed", f"?side={side}&source={source}"),
        ("wall", "/wall"),
        ("list", f"/{chance.choice(LISTS)}"),
    ]


def changing(settings: Settings, province: str, every: float, done: threading.Event) -> None:
    """Somebody else's work: an item changes, and the kept numbers are let go."""
    while not done.wait(every):
        once(settings, province)


def once(settings: Settings, province: str) -> None:
    """One item changes."""
    with open_session(settings) as session:
        session.execute(_CHANGE, {"province": province})


def show(
    facts: dict[str, Any], times: list[tuple[str, float, bool]], share: Any, asked: argparse.Namespace
) -> None:
    """A line for each kind of page; exit with 1 when asked to and the bar is missed."""
    rows = [
        row(kind, [one for one in times if one[0] == kind]) for kind in dict.fromkeys(t[0] for t in times)
    ]
    rows.append(row("all", times))
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    for one in rows:
        told = f"{one['page']:10} {one['n']:5} pages  median {one['median']:7.1f}  p95 {one['p95']:7.1f} ms"
        print(f"{told}  failed {one['failed']}")
    print(f"of the processors: ours {share.ours:.0%}, others {share.others:.0%}")
    (asked.data / "bench-governor.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows))
    whole = rows[-1]
    good = whole["p95"] < BAR and not whole["failed"]
    print(f"{'Met' if good else 'Missed'}: p95 < {BAR:g} ms at {asked.users} people")
    if asked.check and not good:
        sys.exit(1)


def row(kind: str, times: list[tuple[str, float, bool]]) -> dict[str, Any]:
    """Median and 95th percentile of the pages of one kind."""
    milliseconds = sorted(ms for _, ms, _ in times)
    cuts = quantiles(milliseconds, n=20) if len(milliseconds) > 1 else [0.0] * 19
    failed = sum(not good for _, _, good in times)
    told = {"page": kind, "n": len(times), "failed": failed}
    return told | {"median": round(cuts[9], 1), "p95": round(cuts[18], 1)}


if __name__ == "__main__":
    main()
