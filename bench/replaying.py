"""Statements that were taken down, done again by pgbench: one script, its values from a table."""

import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.statements import Page
from planhub import cluster
from planhub.cluster.programs import programs

TABLE = "bench_replay"
_VALUE = re.compile(r"%\((\w+)\)s")


class Replay:
    """Transactions of one shape, shared out among pgbench's clients; its table goes when it is left."""

    def __init__(self, server: cluster.Server, clients: int) -> None:
        self.server, self.clients = server, clients
        self.statements: list[str] = []
        self.script = ""
        self.transactions = 0

    def __enter__(self) -> "Replay":
        self._drop()
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def _drop(self) -> None:
        with self.server.connect(cluster.OWNER, cluster.DATABASE) as connection:
            connection.execute(sql.SQL("drop table if exists {}").format(sql.Identifier(TABLE)))

    def keep(self, pages: list[Page]) -> None:
        """Those with the same statements, which are nearly all; what differs in value becomes a column."""
        shapes = Counter(shape(page) for page in pages)
        if not shapes:
            raise SystemExit("No decision could be taken down.")
        usual = shapes.most_common(1)[0][0]
        alike = [page for page in pages if shape(page) == usual]
        self.statements = list(usual)
        self.transactions = len(alike) // self.clients * self.clients
        with self.server.connect(cluster.OWNER, cluster.DATABASE) as connection:
            rows = [[value_of(connection, value) for value in values(page)] for page in alike]
            varying = [n for n, column in enumerate(zip(*rows, strict=True)) if len(set(column)) > 1]
            self._store(connection, [[row[n] for n in varying] for row in rows[: self.transactions]])
        self.script = self._written(alike[0], rows[0], {n: at for at, n in enumerate(varying)})

    def _store(self, connection: psycopg.Connection[Any], rows: list[list[str | None]]) -> None:
        names = [f"v{n}" for n in range(len(rows[0]))]
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in names)
        table = sql.Identifier(TABLE)
        connection.execute(
            sql.SQL("create table {} (client int, n int, {}, primary key (client, n))").format(table, columns)
        )
        connection.execute(sql.SQL("grant select on {} to {}").format(table, sql.Identifier(cluster.WEB)))
        with connection.cursor().copy(sql.SQL("copy {} from stdin").format(table)) as copy:
            for at, row in enumerate(rows):
                copy.write_row([at % self.clients, at // self.clients + 1, *row])
        connection.execute(sql.SQL("analyze {}").format(table))

    def _written(self, page: Page, first: list[str | None], columns: dict[int, int]) -> str:
        chosen = ", ".join(f"coalesce(v{n}, '') as v{n}" for n in columns.values())
        lines = [
            "\\set n :n + 1",
            f"select {chosen} from {TABLE} where client = :client_id and n = :n \\gset",  # noqa: S608
        ]
        lines.append("begin;")
        at = 0
        for statement, given in page.statements:
            where = {name: at + n for n, name in enumerate(given)}
            at += len(given)

            def place(found: re.Match[str], where: dict[str, int] = where) -> str:
                n = where[found[1]]
                if n in columns:
                    return f"nullif(:v{columns[n]}, '')" if first[n] is None else f":v{columns[n]}"
                return "null" if first[n] is None else quoted(str(first[n]))

            lines.append(_VALUE.sub(place, " ".join(statement.split())).replace("%%", "%") + ";")
        return "\n".join([*lines, "commit;"]) + "\n"

    def run(self, script: Path) -> float:
        """Transactions a second, the connecting left out."""
        script.write_text(self.script)
        command = [
            str(programs(self.server.place.data) / "pgbench"), "--no-vacuum", "--protocol", "prepared",
            "--client", str(self.clients), "--jobs", "2", "--define", "n=0",
            "--transactions", str(self.transactions // self.clients), "--file", str(script),
            "--host", str(self.server.sockets), "--username", cluster.WEB, cluster.DATABASE,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        whole = re.search(r"actually processed: (\d+)/(\d+)", done.stdout)
        if done.returncode or found is None or whole is None or whole[1] != whole[2]:
            raise SystemExit(f"pgbench: {done.stdout}\n{done.stderr[:3000]}")
        return float(found[1])


def shape(page: Page) -> tuple[str, ...]:
    """Its statements without their values."""
    return tuple(statement for statement, _ in page.statements)


def values(page: Page) -> list[Any]:
    """All values of its statements in turn."""
    return [value for _, given in page.statements for value in given.values()]


def value_of(connection: psycopg.Connection[Any], value: Any) -> str | None:
    """A value as PostgreSQL writes it."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, str):
        return str(value)
    literal = sql.Literal(value).as_string(connection)
    row = connection.execute(sql.SQL("select ({})::text").format(sql.SQL(literal))).fetchone()
    return None if row is None else row[0]


def quoted(value: str) -> str:
    """A value as a literal of no type, so that PostgreSQL takes it for what the statement needs."""
    return "'" + value.replace("'", "''") + "'"
