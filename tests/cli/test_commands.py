"""The list of commands: quick, complete, and true."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from planhub import cluster
from planhub.cli import COMMANDS, VERSION, main
from tests.serving import environment_of, settings_of

CHECKOUT = Path(__file__).parents[2]


def test_help_names_every_command_with_its_line() -> None:
    words = CliRunner().invoke(main, ["--help"]).output
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in words
        assert line in words


@pytest.mark.parametrize("name", COMMANDS)
def test_each_name_is_a_command_that_says_what_it_does(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert isinstance(command, click.Command)
    assert command.get_short_help_str()


def test_help_loads_neither_the_web_nor_the_database() -> None:
    code = (
        "import sys; from planhub.cli import main; main(['--help'], standalone_mode=False); "
        "print(sorted({'flask', 'sqlalchemy', 'alembic', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_name_is_refused() -> None:
    done = CliRunner().invoke(main, ["dance"])
    assert done.exit_code == 2
    assert "No such command 'dance'" in done.output


def test_the_version_is_that_of_the_project() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.strip() == VERSION


def test_the_schema_can_be_taken_down_and_up_and_is_then_what_the_code_declares(
    server: cluster.Server, tmp_path: Path
) -> None:
    server.create_database("planhub_schema", template=cluster.DATABASE)
    environment = environment_of(settings_of(server, "planhub_schema", tmp_path))

    def db(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["db", *arguments], env=environment, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert "(head)" in db("current")
    db("downgrade", "0001")
    assert "(head)" not in db("current")
    assert "up to date" in db("upgrade")
    assert "No new upgrade operations" in db("check")
    server.drop_database("planhub_schema")
