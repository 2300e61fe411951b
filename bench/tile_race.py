"""Race the item tiles of a served installation against tipg on the same table, tile for tile, over HTTP."""

import argparse
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from bench import racing
from bench.filling import gazetteer, machine, planhub, standing
from bench.frame import installation, judge, keep, say
from bench.pinning import pin
from bench.processor import watched
from bench.racing import CONNECTIONS
from bench.tile_items import fill
from planhub.config import Settings
from planhub.database import open_session

ROOT = Path(__file__).resolve().parents[1]
ZOOMS = (5, 8, 11, 14)
BAR = {5: 20.0, 8: 20.0, 11: 3.0, 14: 3.0}
"""Times tipg's requests a second that ours must reach."""
LARGEST, COLD = 300_000, 250.0
"""Bytes of a tile as it is before packing, and milliseconds within which 95 of 100 fresh ones must come."""
TIPG = "/collections/public.plan_item_text/tiles/WebMercatorQuad/{z}/{x}/{y}?properties=number"
OURS = "/tiles/items/{z}/{x}/{y}.mvt"

_DENSEST = text(
    """
    with points as (select ST_Transform(point, 3857) as at from plan_item_text where point is not null)
    select floor((ST_X(at) + 20037508.342789244) / (40075016.685578488 / 16384))::int as x,
           floor((20037508.342789244 - ST_Y(at)) / (40075016.685578488 / 16384))::int as y, count(*)
    from points group by 1, 2
    """
)


def main() -> None:
    """Fill, find the densest tiles, race, report."""
    asked = arguments()
    with installation(asked) as (settings, server):
        facts = (ready(settings) if asked.filled else filled(settings, asked.items)) | machine()
        tiles = densest(settings, asked.tiles)
        with racing.served(asked) as ours, racing.tipg(server) as theirs:
            cold = fresh(ours, tiles)
            rows = [race(zoom, tiles[zoom], ours, theirs, asked, settings) | cold[zoom] for zoom in ZOOMS]
        show(facts, rows)
        keep(asked, "bench-tiles.jsonl", rows)
        judge(asked, rows)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/tiles", description=__doc__)
    asked.add_argument("--items", type=int, default=3_750_000, help="plan items to fill up to")
    asked.add_argument("--filled", action="store_true", help="measure on what stands in --data")
    asked.add_argument("--seconds", type=float, default=8, help="for each zoom and each of the two")
    asked.add_argument("--tiles", type=int, default=40, help="densest tiles of each zoom that are asked for")
    asked.add_argument("--workers", type=int, default=2, help="of gunicorn and of uvicorn")
    asked.add_argument("--data", type=Path, default=ROOT / ".cache" / "bench-tiles")
    asked.add_argument("--check", action="store_true", help="exit with 1 when a bar is missed")
    return asked.parse_args()


def ready(settings: Settings) -> dict[str, Any]:
    """What stands there already, its schema brought up to date; points are made up where hardly any are."""
    planhub("db", "upgrade")
    pin(settings)
    return standing(settings)


def filled(settings: Settings, items: int) -> dict[str, Any]:
    """Schema, gazetteer and items; what is there is left and topped up province by province."""
    gazetteer(settings)
    with open_session(settings) as session:
        villages = session.scalar(
            text("select count(*) from area where kind = 'village' and in_76 and valid_to is null")
        )
        standing = session.scalar(text("select count(*) from plan_item"))
        provinces = session.scalars(text("select code from area where kind = 'province' and in_76")).all()
        done = set(session.scalars(text("select distinct left(area_code, 2) from plan_pyramid where grain = 2"
                                        " and source_code = 'bench'")))  # fmt: skip
    each = max(1, round(items / max(villages, 1)))
    for province in sorted(set(provinces) - done) if standing < items * 0.95 else []:
        say(f"{province}: {each} items for each village")
        with open_session(settings) as session:
            fill(session, province, each)
    with open_session(settings) as session:
        if standing < items * 0.95:
            session.execute(text("analyze"))
        total = session.scalar(text("select count(*) from plan_item"))
    return {"plan items": total}


def densest(settings: Settings, n: int) -> dict[int, list[tuple[int, int]]]:
    """The tiles of each zoom that hold most items."""
    with open_session(settings) as session:
        finest = session.execute(_DENSEST).all()
    found = {}
    for zoom in ZOOMS:
        sums: dict[tuple[int, int], int] = {}
        for x, y, items in finest:
            at = (x >> (14 - zoom), y >> (14 - zoom))
            sums[at] = sums.get(at, 0) + items
        found[zoom] = sorted(sums, key=lambda at: -sums[at])[:n]
    return found


def fresh(port: int, tiles: dict[int, list[tuple[int, int]]]) -> dict[int, dict[str, Any]]:
    """Each tile once, before anybody asked for it: milliseconds, and the largest as it is before packing."""
    found = {}
    client = racing.client(port)
    client.get("/tiles/items/16/0/0.mvt").read()
    for zoom in ZOOMS:
        times, sizes = [], []
        for x, y in tiles[zoom]:
            begun = time.perf_counter()
            sizes.append(len(client.get(OURS.format(z=zoom, x=x, y=y)).read()))
            times.append((time.perf_counter() - begun) * 1000)
        slow = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        found[zoom] = {"cold p95": round(slow, 1), "largest": max(sizes)}
    client.close()
    return found


def race(
    zoom: int,
    tiles: list[tuple[int, int]],
    ours: int,
    theirs: int,
    asked: argparse.Namespace,
    settings: Settings,
) -> dict[str, Any]:
    """Requests a second of both over the same tiles, and of ours while every province keeps changing."""

    def of(path: str) -> Callable[[Random], str]:
        def drawn(dice: Random) -> str:
            x, y = dice.choice(tiles)
            return path.format(z=zoom, x=x, y=y)

        return drawn

    with watched(asked.data) as share:
        mine = racing.load(ours, of(OURS), asked.seconds)
        peer = racing.load(theirs, of(TIPG), asked.seconds)
        with changing(settings):
            restless = racing.load(ours, of(OURS), asked.seconds)
    say(
        f"z{zoom}: ours {mine:.0f}/s, changing {restless:.0f}/s, tipg {peer:.1f}/s; others {share.others:.0%}"
    )
    return {
        "zoom": zoom,
        "ours": round(mine, 1),
        "ours, all changing": round(restless, 1),
        "tipg": round(peer, 2),
        "ratio": round(mine / peer, 1),
        "ratio, all changing": round(restless / peer, 1),
        "bar": BAR[zoom],
        "good": mine / peer >= BAR[zoom],
        "others": round(share.others, 2),
    }


@contextmanager
def changing(settings: Settings) -> Iterator[None]:
    """Every province gets a new version ten times a second, so that no kept tile may be used for long."""
    done = threading.Event()

    def change() -> None:
        while not done.wait(0.1):
            with open_session(settings) as session:
                session.execute(text("update plan_version set version = version + 1"))

    writer = threading.Thread(target=change)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


def show(facts: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Print what was measured on, and the table."""
    console = Console(width=132, highlight=False)
    console.print(", ".join(f"{name} {value}" for name, value in facts.items()))
    heads = ("zoom", "ours", "ours, all changing", "tipg", "ratio", "ratio, all changing", "bar")
    table = Table(title=f"Requests a second over {CONNECTIONS} connections, the densest tiles")
    for name in (*heads, "cold p95", "largest", ""):
        table.add_column(name, justify="right")
    for row in rows:
        good = row["good"] and row["largest"] <= LARGEST and row["cold p95"] <= COLD
        row["good"] = good
        table.add_row(
            *[str(row[name]) for name in heads], f"{row['cold p95']} ms", f"{row['largest']:,} B",
            "" if good else "missed",
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    main()
