"""What an installation's state makes impossible is told in one line, whichever command is asked."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from planhub import cluster
from planhub.cli import main
from planhub.config import Settings
from tests.serving import environment_of, settings_of

NEVER_SERVED = [
    pytest.param(("areas", "load-villages", "villages.csv"), id="loading villages"),
    pytest.param(("areas", "load-boundaries", "lines.geojson"), id="loading boundaries"),
    pytest.param(("areas", "find", "สุรินทร์"), id="asking the gazetteer"),
    pytest.param(("areas", "seed"), id="seeding"),
    pytest.param(("linkage", "recount"), id="proving the summaries"),
    pytest.param(("tokens", "list"), id="keys"),
    pytest.param(("sources", "list"), id="lists"),
    pytest.param(("db", "current"), id="the schema's number"),
]


@pytest.fixture(scope="module")
def bare(server: cluster.Server) -> str:
    """A database with extensions and nothing of ours, as a data folder has it before the first start."""
    server.create_database("planhub_bare")
    with server.connect(cluster.SUPERUSER, "planhub_bare") as connection:
        for extension in ("postgis", "pg_trgm"):
            connection.execute(f"create extension {extension}")
    return "planhub_bare"


@pytest.fixture
def settings(server: cluster.Server, bare: str, tmp_path: Path) -> Settings:
    return settings_of(server, bare, tmp_path)


@pytest.mark.parametrize("words", NEVER_SERVED)
def test_on_a_data_folder_that_was_never_served_one_line_says_what_to_run(
    settings: Settings, words: tuple[str, ...]
) -> None:
    done = CliRunner().invoke(main, words, env=environment_of(settings))
    assert done.exit_code == 1, done.output
    assert "planhub db upgrade" in done.output
    assert "Traceback" not in done.output
    assert len(done.output.strip().splitlines()) == 1, done.output


def test_a_schema_of_an_older_program_is_named_with_both_numbers(
    server: cluster.Server, tmp_path: Path
) -> None:
    server.create_database("planhub_older", template=cluster.DATABASE)
    environment = environment_of(settings_of(server, "planhub_older", tmp_path))
    CliRunner().invoke(main, ["db", "downgrade", "0001"], env=environment, catch_exceptions=False)
    done = CliRunner().invoke(main, ["tokens", "list"], env=environment)
    assert done.exit_code == 1, done.output
    assert "The schema is at 0001" in done.output
    assert "planhub db upgrade" in done.output
    server.drop_database("planhub_older")


def test_a_database_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/planhub"
    environment = {"PLANHUB_DATA": str(tmp_path), "PLANHUB_DATABASE_URL": nowhere}
    done = CliRunner().invoke(main, ["tokens", "list"], env=environment)
    assert done.exit_code == 1, done.output
    assert done.output.startswith("Error: The database does not answer: ")
    assert len(done.output.strip().splitlines()) == 1


def test_a_fault_of_ours_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("planhub.cli.tokens.open_session", broken)
    done = CliRunner().invoke(main, ["tokens", "list"])
    assert isinstance(done.exception, RuntimeError)
