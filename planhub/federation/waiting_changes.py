"""What waits at a node to be applied next: read from its slot without taking it, told by table and kind.

pgoutput's messages (PostgreSQL documentation, "Logical Replication Message Formats", protocol version 1) are
read as far as names and numbers; the rows themselves stay there.
"""

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from planhub.federation.names import link

KINDS = {b"I": "insert", b"U": "update", b"D": "delete", b"T": "truncate"}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MOST = 100_000


@dataclass(frozen=True)
class Waiting:
    """One transaction of a node."""

    lsn: str
    """Where it finishes: by this it is skipped."""
    at: datetime
    """When it was committed there."""
    changes: dict[str, int]
    """Such as {"insert plan_item_32": 3}."""


def first(node: "psycopg.Connection[tuple[Any, ...]]", code: str, *, after: str) -> Waiting | None:
    """The first transaction that the centre has not applied yet (`after`); the slot must be idle."""
    for limit in (1, MOST):
        rows = node.execute(
            "select data from pg_logical_slot_peek_binary_changes(%(slot)s::name, null, %(limit)s,"
            " 'proto_version', '1', 'publication_names', %(slot)s::text)",
            {"slot": link(code), "limit": limit},
        )
        for found in transactions(bytes(row[0]) for row in rows):
            if number(found.lsn) >= number(after):
                return found
    return None


def transactions(messages: Iterable[bytes]) -> list[Waiting]:
    """Begin, relations, changes and commit, put together."""
    done: list[Waiting] = []
    names: dict[int, str] = {}
    lsn, at, changes = 0, _EPOCH, Counter[str]()
    for message in messages:
        kind, rest = message[:1], message[1:]
        if kind == b"B":
            lsn, microseconds = struct.unpack(">QQ", rest[:16])
            at, changes = _EPOCH + timedelta(microseconds=microseconds), Counter()
        elif kind == b"R":
            _schema, name, _ = rest[4:].split(b"\0", 2)
            names[struct.unpack(">I", rest[:4])[0]] = name.decode()
        elif kind in KINDS and kind != b"T":
            changes[f"{KINDS[kind]} {names.get(struct.unpack('>I', rest[:4])[0], '?')}"] += 1
        elif kind == b"C":
            done.append(Waiting(f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}", at, dict(changes)))
    return done


def number(lsn: str) -> int:
    """A place in the log as a number, to compare."""
    high, _, low = lsn.partition("/")
    return (int(high, 16) << 32) + int(low, 16)
