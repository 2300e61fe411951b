"""The pages under measure, and the taking down of what each asks of the database."""

import re
import time

from flask import Flask
from flask.testing import FlaskClient

from bench.forms import DECISIONS, HIDDEN, ITEM
from bench.statements import Page, client_of, listening, undone
from planhub.maps import kept

TIMES = 15
PUBLIC = (
    ("map", "/map?year=2571"),
    ("map summary (JSON)", "/api/v1/summary?level=province&year=2571"),
    ("search", "/search?q=ปรับปรุง ระบบ ประปา"),
)


def take_down(app: Flask, measured: list[dict[str, str]]) -> list[Page]:
    """Every page with its statements, as the planner's office asks for it: the one with the longest lists."""
    who = next(one for one in measured if one["role"] == "planner")
    client = client_of(app, who["username"])
    pages = [_page(client, "inbox", "/inbox")]
    found = ITEM.search(client.get("/inbox").text)
    if found is None:
        raise SystemExit("Nothing waits at the measured office.")
    item = found[1] or found[2]
    pages.append(_page(client, "item", f"/items/{item}"))
    pages += [_page(client, name, address) for name, address in PUBLIC]
    pages.append(_decision(app, client, item, DECISIONS[who["role"]]))
    return pages


def _page(client: FlaskClient, name: str, address: str) -> Page:
    _good(client.get(address).status_code, address)  # warm: templates and statements are no part of it
    page = Page(name)
    kept.forget()  # or a page of kept answers would be set beside the look at their version
    with listening(page):
        client.get(address)
    taken = 0.0
    for _ in range(TIMES):
        kept.forget()
        began = time.process_time()
        client.get(address)
        taken += time.process_time() - began
    page.python = taken * 1000 / TIMES
    return page


def _decision(app: Flask, client: FlaskClient, item: str, given: dict[str, str]) -> Page:
    page = Page("decision")
    with undone(app):
        text = client.get(f"/items/{item}?do={given['action']}").text
        form = dict(HIDDEN.findall(text)) | given
        began = time.process_time()
        with listening(page):
            answer = client.post(f"/items/{item}/decide", data=form)
        page.python = (time.process_time() - began) * 1000
        _good(answer.status_code, f"decision {re.sub('<[^>]+>', ' ', answer.text)[:400]}")
    return page


def _good(status: int, what: str) -> None:
    if status >= 400:
        raise SystemExit(f"{what}: answered {status}")
