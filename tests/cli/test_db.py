"""`planhub db`: an address that PostgreSQL's own programs take, and a backup that restores."""

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from planhub import cluster
from planhub.cli import main
from planhub.cli.db import libpq, libpq_settings
from tests.running import CHECKOUT, run_to_end
from tests.serving import environment_of, settings_of

needs_programs = pytest.mark.skipif(
    not (shutil.which("psql") and shutil.which("pg_dump")), reason="psql and pg_dump are not on the path"
)


@pytest.mark.parametrize(
    ("ours", "theirs", "settings"),
    [
        pytest.param(
            "postgresql+psycopg://planhub_owner@/planhub?host=/run/planhub-x",
            "postgresql://planhub_owner@/planhub?host=%2Frun%2Fplanhub-x",
            {"PGUSER": "planhub_owner", "PGDATABASE": "planhub", "PGHOST": "/run/planhub-x"},
            id="a socket",
        ),
        pytest.param(
            "postgresql+psycopg://me:p%40ss@db.example.go.th:5433/plan?sslmode=require",
            "postgresql://me:p%40ss@db.example.go.th:5433/plan?sslmode=require",
            {
                "PGUSER": "me",
                "PGPASSWORD": "p@ss",
                "PGDATABASE": "plan",
                "PGHOST": "db.example.go.th",
                "PGPORT": "5433",
                "PGSSLMODE": "require",
            },
            id="a server of one's own, with a password",
        ),
    ],
)
def test_addresses_are_written_as_postgresql_reads_them(
    ours: str, theirs: str, settings: dict[str, str]
) -> None:
    assert libpq(ours) == theirs
    assert libpq_settings(ours) == settings


@needs_programs
def test_psql_takes_the_address_that_is_printed(server: cluster.Server, tmp_path: Path) -> None:
    environment = environment_of(settings_of(server, cluster.DATABASE, tmp_path))
    printed = CliRunner().invoke(main, ["db", "address"], env=environment, catch_exceptions=False).output
    done = subprocess.run(
        ["psql", printed.strip(), "-Atc", "select current_user"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{cluster.OWNER}\n"


@needs_programs
def test_a_backup_restores_into_an_empty_database_without_a_word(
    server: cluster.Server, tmp_path: Path
) -> None:
    server.create_database("planhub_saved", template=cluster.DATABASE)
    with server.connect(cluster.OWNER, "planhub_saved") as connection:
        connection.execute(
            "insert into account (username, name, password_hash, created_at)"
            " values ('saved', 'ผู้ใหญ่บ้าน', 'x', now())"
        )
    dump = tmp_path / "planhub.dump"
    kept = run_db(
        server, "planhub_saved", tmp_path, "pg_dump", "-Fc", "-T", "spatial_ref_sys", "-f", str(dump)
    )
    assert (kept.returncode, kept.stderr) == (0, "")
    server.create_database("planhub_again")
    with server.connect(cluster.SUPERUSER, "planhub_again") as connection:
        for extension in ("postgis", "pg_trgm"):
            connection.execute(f"create extension {extension}")
    words = ["pg_restore", "--single-transaction", "-n", "public", "-d", "planhub_again", str(dump)]
    back = run_db(server, "planhub_again", tmp_path, *words)
    assert (back.returncode, back.stderr) == (0, "")
    same = run_db(server, "planhub_again", tmp_path, "psql", "-Atc", "select name from account")
    assert same.stdout == "ผู้ใหญ่บ้าน\n"
    for name in ("planhub_saved", "planhub_again"):
        server.drop_database(name)


def test_a_program_that_fails_or_is_not_there_is_told(server: cluster.Server, tmp_path: Path) -> None:
    failed = run_db(server, cluster.DATABASE, tmp_path, "false")
    assert failed.returncode == 1
    missing = run_db(server, cluster.DATABASE, tmp_path, "no-such-program")
    assert missing.returncode == 1
    assert missing.stderr.startswith("Error: no-such-program: ")


def run_db(
    server: cluster.Server, database: str, data: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """`planhub db run` on one of the run's databases."""
    environment = environment_of(settings_of(server, database, data))
    return run_to_end(CHECKOUT / "bin" / "planhub", "db", "run", *words, environment=environment)
