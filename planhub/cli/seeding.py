"""Filling a show installation, step by step; a step that was cut off is done again at the next start."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from planhub import own_files
from planhub.config import Settings
from planhub.database import engine_for

MARK = "seeded.json"
SIGN_INS = "sign-ins.json"
LINKAGE = "linkage.json"
"""The sample list's source, its file, and a key to send with."""
EXAMPLES = "examples"
LOG = "web.log"
NODE = "node-45"
"""Folder of the province that `planhub demo --with-node` moves to a server of its own."""
SignIn = dict[str, str]
"""role, name, username, password, note."""


@dataclass(frozen=True)
class Step:
    """One command of ours that fills the database; it may be run again with the same result."""

    name: str
    words: str
    command: tuple[str, ...]


STEPS = (
    Step("areas", "Loading the gazetteer", ("areas", "seed", "--draw")),
    Step("sample", "Writing the sample", ("sample",)),
    Step("list", "Writing an office's list", ("sample", "--list")),
)


def seed(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """Do the steps that this database has not had yet; marked one by one in the data folder.

    The commands read their settings from the environment: it must name the same installation.
    """
    mark = settings.data / MARK
    database = _identity(settings)
    done = _done(mark, database)
    for step in STEPS:
        if step.name in done:
            continue
        tell(step.words)
        result = call(*step.command)
        if isinstance(result, list):
            write(settings.data / SIGN_INS, result)
        if isinstance(result, dict):
            write(settings.data / LINKAGE, result)
        done.append(step.name)
        write(mark, {"database": database, "done": done})


def sign_ins(settings: Settings) -> list[SignIn]:
    """The sign-ins that the sample made, or none."""
    return [one for one in _noted(settings) if "kind" not in one]


def note(settings: Settings, others: list[SignIn]) -> None:
    """Write beside them what else the screen tells: the node's planner, the API's key with the list."""
    told = sign_ins(settings) + others
    if linked := linkage(settings):
        key = {"kind": "api", "role": "API", "name": linked["source"], "username": linked["source"]}
        note = "docs/sending.md; password = Bearer token"
        told.append(key | {"password": linked["token"], "note": note, "list": linked["file"]})
    if told and told != _noted(settings):
        write(settings.data / SIGN_INS, told)


def _noted(settings: Settings) -> list[SignIn]:
    path = settings.data / SIGN_INS
    found: list[SignIn] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return found


def linkage(settings: Settings) -> dict[str, str]:
    """The sample list's source, file and key, or nothing."""
    path = settings.data / LINKAGE
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def call(*command: str) -> Any:
    """Run one of our own commands in this process; what its function returned."""
    from planhub.cli import main

    return main.main(list(command), prog_name="planhub", standalone_mode=False)


def _identity(settings: Settings) -> str:
    """What tells this database from any other, so that a mark of a former one does not count."""
    engine = engine_for(settings)
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "select system_identifier || '/' || oid from pg_control_system(), pg_database"
                " where datname = current_database()"
            )
        )
        identity = str(row.scalar_one())
    engine.dispose()
    return identity


def _done(mark: Path, database: str) -> list[str]:
    try:
        found = json.loads(mark.read_text("utf-8"))
        return list(found["done"]) if found["database"] == database else []
    except (OSError, ValueError, TypeError, KeyError):
        return []


def write(path: Path, content: Any) -> None:
    """Whole or not at all, and for our eyes only: it may hold passwords."""
    own_files.write(path, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
