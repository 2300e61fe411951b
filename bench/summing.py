"""The map's numbers against the summary table read by hand with one statement, asked in turn.

By hand: psycopg, one prepared statement that reads plan_summary's sums and no area's name. Ours: the API over
HTTP (no ETag sent, so nothing is answered from what the client holds), and the figures of the map's page in
this process, without its drawing.
"""

import argparse
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bench import racing
from bench.drive import connected
from bench.filling import machine, planhub, standing
from bench.frame import installation, judge, keep, say, tell
from bench.processor import watched
from planhub import cluster
from planhub.areas.area import Area
from planhub.config import Settings
from planhub.database import open_session
from planhub.maps import summaries
from planhub.maps.choice import COUNTED, Choice
from planhub.workflow.stages import IN_PLAN

TIMES, MOST = 3.0, 50.0
"""Times the statement by hand, and milliseconds, below which our median must stay."""
YEAR = 2571
Ask = Callable[[str], None]

BY_HAND = """
select area_code, sum(items) filter (where stage = any(%(counted)s)),
    sum(baht) filter (where stage = any(%(counted)s)),
    sum(items) filter (where stage = any(%(in_plan)s)), sum(items) filter (where stage = any(%(counted)s))
from plan_summary
where level = %(level)s and fiscal_year = any(%(years)s)
    and area_code >= %(area)s and area_code < %(area)s || '~'
group by area_code
"""


def main() -> None:
    """Ask in turn, tell."""
    asked = arguments()
    with installation(asked) as (settings, server):
        planhub("db", "upgrade")
        facts = standing(settings) | machine()
        with racing.served(asked) as port, connected(server) as by_hand, watched(asked.data) as share:
            by_hand.autocommit = True
            rows = measure(port, by_hand, server, settings, asked.times)
    rows = [row | {"others": round(share.others, 2)} for row in rows]
    keep(asked, "bench-summary.jsonl", rows)
    tell(facts, rows)
    judge(asked, rows)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/scale --only summary", description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--times", type=int, default=60, help="each is asked, in turn with the other")
    asked.add_argument("--workers", type=int, default=2, help="of gunicorn")
    asked.add_argument("--check", action="store_true", help="exit with 1 when a bar is missed")
    return asked.parse_args()


def measure(
    port: int, by_hand: psycopg.Connection[Any], server: cluster.Server, settings: Settings, times: int
) -> list[dict[str, Any]]:
    """A row for each kind of question."""
    with open_session(settings) as session:
        every = session.scalars(text("select distinct fiscal_year from plan_summary where level = 2")).all()
        codes = session.scalars(
            text("select area_code from plan_summary where level = 2 group by 1 order by sum(items) desc")
        ).all()
    years = list(every)
    web = racing.client(port)

    def hand(level: int, of: list[int]) -> Ask:
        values = {"counted": sorted(COUNTED), "in_plan": sorted(IN_PLAN), "level": level, "years": of}
        return lambda area: by_hand.execute(BY_HAND, values | {"area": area}).fetchall() and None

    def get(path: str) -> Ask:
        def ask(area: str) -> None:
            answer = web.get(path.format(area=area))
            body = answer.read()
            assert answer.status_code == 200, body[:300]

        return ask

    engine = create_engine(server.url(cluster.WEB))
    choice = Choice(year=YEAR)

    def figures(area: str) -> None:
        with Session(engine) as session:
            if area:
                summaries.within(session, session.get_one(Area, area), choice)
            else:
                summaries.national(session, choice)

    country, all_codes = [""], list(codes)
    api = "/api/v1/summary?level="
    found = [
        turns("country, a year (API)", get(f"{api}province&year={YEAR}"), hand(2, [YEAR]), country, times),
        turns("country, all years (API)", get(f"{api}province"), hand(2, years), country, times),
        turns("province, a year (API)", get(f"{api}district&within={{area}}&year={YEAR}"), hand(4, [YEAR]),
              all_codes, times),
        turns("province, all years (API)", get(f"{api}district&within={{area}}"), hand(4, years),
              all_codes, times),
        turns("country, a year (map's figures)", figures, hand(2, [YEAR]), country, times),
        turns("province, a year (map's figures)", figures, hand(4, [YEAR]), all_codes, times),
    ]  # fmt: skip
    engine.dispose()
    web.close()
    return found


def turns(what: str, ours: Ask, by_hand: Ask, areas: list[str], times: int) -> dict[str, Any]:
    """Both asked in turn for one area after the other; the first ten rounds are not counted."""
    taken: tuple[list[float], list[float]] = ([], [])
    area = cycle(areas)
    for n in range(10 + times):
        here = next(area)
        for ask, kept in zip((ours, by_hand), taken, strict=True):
            begun = time.perf_counter()
            ask(here)
            if n >= 10:
                kept.append((time.perf_counter() - begun) * 1000)
    mine, hand = median(taken[0]), median(taken[1])
    say(f"{what}: ours {mine:.1f} ms, by hand {hand:.1f} ms")
    return {
        "what": what,
        "median": round(mine, 1),
        "p95": round(quantiles(taken[0], n=20)[-1], 1),
        "by hand": round(hand, 2),
        "ratio": round(mine / hand, 2),
        "bar": TIMES,
        "good": mine < TIMES * hand and mine < MOST,
    }


if __name__ == "__main__":
    main()
