"""Ten people at work, for locust: an inbox, an item, the map, a search, now and then a decision.

Started by bench/drive.py, which names the accounts in BENCH_PEOPLE; times are left in BENCH_TIMES.
"""

import json
import os
import time
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from locust import FastHttpUser, between, events, task

from bench.forms import DECISIONS, HIDDEN, ITEM

PEOPLE = cycle(json.loads(Path(os.environ["BENCH_PEOPLE"]).read_text()))
TIMES = Path(os.environ["BENCH_TIMES"])
SHORTEST, LONGEST = map(float, os.environ.get("BENCH_PAUSE", "0.5-1.5").split("-"))
SIGNING_IN = 5
"""Seconds that are not counted."""

WORDS = (
    "ก่อสร้าง ถนน คอนกรีต", "ปรับปรุง ระบบ ประปา", "ขุดลอก หนอง สาธารณะ", "โคมไฟ ส่องสว่าง พลังงาน",
    "ก่อสร้าง ลาน ตากข้าว", "เขื่อน ป้องกัน ตลิ่ง", "กล้อง วงจรปิด จุดเสี่ยง", "ราง ระบายน้ำ รูปตัวยู",
)  # fmt: skip
"""Three Thai words each, as they stand in every fourteenth title or in every hundredth and fiftieth."""
began = time.time()
times: list[dict[str, Any]] = []


@events.request.add_listener
def _note(name: str, response_time: float, exception: object, response: Any = None, **_: object) -> None:
    if time.time() - began > SIGNING_IN:
        status = getattr(response, "status_code", 0)
        times.append({"page": name, "ms": response_time, "good": exception is None and status < 400})


@events.quitting.add_listener
def _keep(**_: object) -> None:
    TIMES.write_text("".join(json.dumps(one) + "\n" for one in times))


class Official(FastHttpUser):
    """One person of an office, signed in once."""

    wait_time = between(SHORTEST, LONGEST)

    def on_start(self) -> None:
        """Sign in."""
        self.who = next(PEOPLE)
        self.chance = Random(self.who["username"])
        self.seen: list[int] = []
        form = self._hidden(self.client.get("/sign-in", name="sign in (form)").text)
        form |= {"username": self.who["username"], "password": self.who["password"]}
        self.client.post("/sign-in", data=form, name="sign in", allow_redirects=False)
        self.inbox()

    @task(4)
    def inbox(self) -> None:
        """What waits at the office."""
        text = self.client.get("/inbox", name="inbox").text or ""
        self.seen = [int(a or b) for a, b in ITEM.findall(text)]

    @task(4)
    def item(self) -> None:
        """One of them."""
        if self.seen:
            self.client.get(f"/items/{self.chance.choice(self.seen)}", name="item")

    @task(1)
    def map_page(self) -> None:
        """The country by provinces, or the own province by districts."""
        code = self.chance.choice(("", "/" + self.who["area_code"][:2]))
        self.client.get(f"/map{code}?year=2571", name="map")

    @task(1)
    def map_summary(self) -> None:
        """The numbers of the 76 provinces, as other systems take them."""
        self.client.get("/api/v1/summary?level=province&year=2571", name="map summary (JSON)")

    @task(2)
    def search(self) -> None:
        """A word, in the whole country."""
        self.client.get("/search", params={"q": self.chance.choice(WORDS)}, name="search")

    @task(1)
    def decide(self) -> None:
        """Open an item's form, and decide."""
        if not self.seen:
            return
        chosen = self.seen.pop(self.chance.randrange(len(self.seen)))
        given = DECISIONS[self.who["role"]]
        page = self.client.get(f"/items/{chosen}?do={given['action']}", name="item (with form)").text or ""
        form = self._hidden(page)
        if "version" in form and form.get("action") == given["action"]:
            self.client.post(
                f"/items/{chosen}/decide", data=form | given, name="decision", allow_redirects=False
            )

    def _hidden(self, page: str) -> dict[str, str]:
        """Hidden fields of the page's last form that has any, tokens included."""
        return {name: value.replace("&amp;", "&") for name, value in HIDDEN.findall(page)}
