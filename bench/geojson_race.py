"""Race pages of 1,000 items as GeoJSON against tipg's items of the same table, both over HTTP.

Ours walks page after page by `next` before the race; each request of the race draws one of these pages, and
tipg the same page of the same province by its offset. Both are asked for the same fields of plan_item_text
and its point; neither sends an ETag, neither answer is packed. tipg also counts the province's items
(numberMatched) and cannot be told not to; ours also joins the narrow half. A second figure is ours with all
its fields, which are twenty.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text

from bench import racing
from bench.filling import machine, planhub, standing
from bench.frame import installation, judge, keep, say, tell
from bench.pinning import pin
from bench.processor import watched
from planhub.config import Settings
from planhub.database import open_session

BAR = 3.0
LIMIT = 1_000
PAGES, DEEP = 60, 5
"""Pages that are drawn from, of which at most so many of one province."""
FIELDS = "id,number,title,objective,agency,places,province_code"
OURS = "/api/v1/items.geojson?area={area}&limit={limit}"
THEIRS = (
    "/collections/public.plan_item_text/items?f=geojson&limit={limit}&offset={offset}&province_code={area}"
    "&properties={fields}"
)


def main() -> None:
    """Find the pages, race, tell."""
    asked = arguments()
    with installation(asked) as (settings, server):
        planhub("db", "upgrade")
        pin(settings)
        facts = standing(settings) | machine()
        with racing.served(asked) as ours, racing.tipg(server, asked.workers) as theirs:
            pages = [page for page in walked(ours, provinces(settings)) if answers(theirs, page)]
            row = race(pages, ours, theirs, asked)
    keep(asked, "bench-geojson.jsonl", [row])
    tell(facts, [row])
    judge(asked, [row])


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="bench/scale --only geojson", description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--seconds", type=float, default=6, help="for each of the three")
    asked.add_argument("--workers", type=int, default=2, help="of gunicorn and of uvicorn")
    asked.add_argument("--check", action="store_true", help="exit with 1 when the bar is missed")
    return asked.parse_args()


def provinces(settings: Settings) -> list[str]:
    """Those with at least one full page, most items first."""
    with open_session(settings) as session:
        return list(
            session.scalars(
                text(
                    "select province_code from plan_item_text group by 1 having count(*) >= :limit"
                    " order by count(*) desc, 1"
                ),
                {"limit": LIMIT},
            )
        )


def walked(port: int, codes: list[str]) -> list[tuple[str, int, str]]:
    """(province, offset, cursor) of full pages, as deep in each province as its items go."""
    found: list[tuple[str, int, str]] = []
    connection = racing.client(port)
    for code in codes:
        after = ""
        for deep in range(DEEP):
            address = OURS.format(area=code, limit=LIMIT) + "&fields=id" + after
            answer = json.loads(connection.get(address).read())
            if len(answer["features"]) < LIMIT or len(found) == PAGES:
                break
            found.append((code, deep * LIMIT, after))
            if not answer["next"]:
                break
            after = "&after=" + answer["next"].partition("after=")[2].partition("&")[0]
    connection.close()
    if not found:
        raise SystemExit("No province has a page of 1,000 items.")
    return found


def race(
    pages: list[tuple[str, int, str]], ours: int, theirs: int, asked: argparse.Namespace
) -> dict[str, Any]:
    """Pages a second of both over the same pages."""

    def drawn(more: str) -> Callable[[Random], str]:
        def path(dice: Random) -> str:
            area, _, after = dice.choice(pages)
            return OURS.format(area=area, limit=LIMIT) + more + after

        return path

    def tipg(dice: Random) -> str:
        area, offset, _ = dice.choice(pages)
        return THEIRS.format(area=area, limit=LIMIT, offset=offset, fields=FIELDS)

    same = drawn("&fields=" + FIELDS)
    sizes = size(ours, same), size(theirs, tipg)
    with watched(asked.data) as share:
        mine = racing.load(ours, same, asked.seconds)
        peer = racing.load(theirs, tipg, asked.seconds)
        whole = racing.load(ours, drawn(""), asked.seconds)
    say(f"ours {mine:.1f}/s, tipg {peer:.1f}/s, ours with all fields {whole:.1f}/s")
    return {
        "pages": len(pages),
        "ours": round(mine, 1),
        "tipg": round(peer, 2),
        "ours, all fields": round(whole, 1),
        "ratio": round(mine / peer, 2),
        "ratio, all fields": round(whole / peer, 2),
        "bytes": sizes[0],
        "tipg's bytes": sizes[1],
        "bar": BAR,
        "good": mine / peer >= BAR,
        "others": round(share.others, 2),
    }


def answers(theirs: int, page: tuple[str, int, str]) -> bool:
    """Whether tipg can: it puts values into addresses, and fails where one has a stroke in it."""
    connection = racing.client(theirs)
    answer = connection.get(THEIRS.format(area=page[0], limit=LIMIT, offset=page[1], fields=FIELDS))
    answer.read()
    connection.close()
    return bool(answer.status_code == 200)


def size(port: int, path: Callable[[Random], str]) -> int:
    """Bytes of one page; it must hold a whole page of items."""
    connection = racing.client(port)
    body = connection.get(path(Random(1))).read()
    connection.close()
    assert len(json.loads(body)["features"]) == LIMIT, body[:300]
    return len(body)


if __name__ == "__main__":
    main()
