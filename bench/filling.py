"""What a measured installation holds, and on what machine; it is filled by our own commands."""

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import text

from bench.frame import say
from planhub.config import Settings
from planhub.database import open_session

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
FILES = ("villages.csv.gz", "tha_adm1.geojson.gz", "tha_adm2.geojson.gz", "tha_adm3.geojson.gz")
VILLAGES = 70_000
"""Fewer villages than this: the country's list has not been loaded."""


def gazetteer(settings: Settings) -> None:
    """Schema and areas, with villages and lines where there are lists of them."""
    planhub("db", "upgrade")
    facts = counts(settings)
    if not facts["subdistricts"]:
        planhub("areas", "seed")
    if facts["villages"] < VILLAGES and (SHARED / FILES[0]).exists():
        planhub("areas", "load-villages", str(SHARED / FILES[0]))
        planhub("areas", "load-boundaries", *(str(SHARED / name) for name in FILES[1:]))


def fill(settings: Settings, proposals: int) -> dict[str, Any]:
    """Schema, gazetteer, villages where there is a list of them, sample and proposals; what there is then."""
    gazetteer(settings)
    planhub("sample")
    planhub("sample", "--proposals", str(proposals))
    facts = counts(settings)
    if facts["villages"] < VILLAGES:
        say("No list of villages beside the checkout: measured on the sample's villages only.")
    return facts


def standing(settings: Settings) -> dict[str, Any]:
    """How much there is of a filled installation, plan items too."""
    with open_session(settings) as session:
        found = {
            "plan items": session.scalar(text("select count(*) from plan_item")),
            "with a point": session.scalar(text("select count(point) from plan_item_text")),
        }
    return found | counts(settings)


def planhub(*command: str) -> None:
    """One of our own commands, with its words."""
    say("planhub " + " ".join(command))
    subprocess.run([sys.executable, "-m", "planhub.cli", *command], check=True, cwd=ROOT)


def counts(settings: Settings) -> dict[str, Any]:
    """How much there is."""
    kinds = {"villages": "village", "subdistricts": "subdistrict"}
    with open_session(settings) as session:
        living = text("select count(*) from area where kind = :kind and in_76 and valid_to is null")
        found: dict[str, Any] = {name: session.scalar(living, {"kind": kind}) for name, kind in kinds.items()}
        found["proposals"] = session.scalar(text("select count(*) from proposal"))
        found["log rows"] = session.scalar(text("select count(*) from review"))
        found["PostgreSQL"] = session.scalar(text("show server_version")).split()[0]
    return found


def machine() -> dict[str, Any]:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines if "model name" in line]
    model = next(iter(models), platform.machine())
    return {
        "processor": f"{os.cpu_count()} × {model}",
        "memory GB": round(psutil.virtual_memory().total / 2**30),
        "Python": platform.python_version(),
        "load before": round(os.getloadavg()[0], 2),
    }
