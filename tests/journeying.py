"""A country for the main journey: real villages and outlines where they lie beside, and no need in it yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from planhub import clock, cluster
from planhub.accounts import creating
from planhub.accounts.hats import hat_of
from planhub.accounts.holding import Holding
from planhub.areas.area import Area
from planhub.cli import seeding
from planhub.config import Settings
from planhub.database import open_session
from planhub.sampling.opening import open_agencies, open_rounds, write_issues
from planhub.workflow.roles import Hat
from tests.serving import environment_of, settings_of

SHARED = Path(__file__).parents[2] / "shared" / "data"
VILLAGE = "32010204"
VILLAGES = "villages.csv.gz"
BOUNDARIES = ("tha_adm1.geojson.gz", "tha_adm2.geojson.gz", "tha_adm3.geojson.gz")

CHAIN = (
    ("planner", "planner.surin", "32", "", ""),
    ("agency_officer", "engineer.dpt", "32", "A-32-DPT", "planner"),
    ("district_chief", "chief.mueang", "3201", "", "planner"),
    ("subdistrict_secretary", "kbt.tangchai", "320102", "", "district_chief"),
    ("village_head", VILLAGE, VILLAGE, "", "subdistrict_secretary"),
)
"""Role, username, area, agency, and whose office creates the account; nobody: the server's command line."""


@dataclass(frozen=True)
class Country:
    """A served installation, and the one-time secret of each role's account."""

    url: str
    real: bool
    """With the villages' own names and the surveyed outlines."""
    village_name: str
    secrets: dict[str, tuple[str, str]]
    """Role to (username, PIN or password)."""


@contextmanager
def country(server: cluster.Server, name: str, data: Path) -> Iterator[Country]:
    """Fill a database of that name, serve it, and stop."""
    from planhub.cli.web_child import WebChild, listen

    data.mkdir(parents=True)
    server.create_database(name, template=cluster.DATABASE)
    settings = settings_of(server, name, data)
    with pytest.MonkeyPatch.context() as environment:
        for key, value in environment_of(settings).items():
            environment.setenv(key, value)
        real = load()
    secrets = people(settings)
    with listen("127.0.0.1", 0) as bound:
        web = WebChild(bound, environment=environment_of(settings), workers=2, log=data / "web.log")
        try:
            web.wait_until_ready()
            yield Country(f"http://127.0.0.1:{web.port}", real, named(settings, VILLAGE), secrets)
        finally:
            web.stop()


def load() -> bool:
    """The gazetteer, and the real villages and outlines if the files lie beside the checkout."""
    real = (SHARED / VILLAGES).exists()
    seeding.call("areas", "seed", *([] if real else ["--draw"]))
    if real:
        seeding.call("areas", "load-villages", os.fspath(SHARED / VILLAGES))
        seeding.call("areas", "load-boundaries", *(os.fspath(SHARED / name) for name in BOUNDARIES))
    return real


def named(settings: Settings, code: str) -> str:
    """The name of an area."""
    with open_session(settings) as session:
        return session.get_one(Area, code).name_th


def people(settings: Settings) -> dict[str, tuple[str, str]]:
    """A round, offices, and the accounts of the chain, each created by the level above."""
    at = clock.now()
    secrets: dict[str, tuple[str, str]] = {}
    hats: dict[str, Hat] = {}
    with open_session(settings) as session:
        open_rounds(session, ["32"], at=at)
        open_agencies(session, ["32"])
        write_issues(session, ["32"], at=at)
        for role, username, area, agency, by in CHAIN:
            typed = {"username": username, "name": username, "role": role, "area_code": area}
            if agency:
                typed["agency_code"] = agency
            issued = creating.create(session, typed, by=hats.get(by), at=at)
            held = session.scalars(select(Holding).where(Holding.account_id == issued.account_id)).one()
            hats[role] = hat_of(held)
            secrets[role] = (issued.username, issued.secret)
    return secrets
