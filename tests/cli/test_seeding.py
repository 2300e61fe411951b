"""Each step of the seeding is done once for a database, and again if it was cut off."""

import json
from pathlib import Path

import click
import pytest

from planhub import cluster
from planhub.cli import seeding
from planhub.config import Settings
from tests.serving import settings_of

SIGN_IN = {"role": "governor", "name": "ก", "username": "g", "password": "p", "note": ""}


class Commands:
    """Stands where our own commands are called; remembers which, and can be cut off."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.fails_at = ""

    def __call__(self, *command: str) -> object:
        if command[0] == self.fails_at:
            raise click.ClickException("cut off")
        self.called.append(command[0])
        return [SIGN_IN] if command == ("sample",) else None


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr(seeding, "call", commands)
    return commands


@pytest.fixture
def settings(server: cluster.Server, database: str, tmp_path: Path) -> Settings:
    return settings_of(server, database, tmp_path)


def silent(words: str) -> None:
    pass


def test_a_second_start_does_nothing_and_keeps_the_sign_ins(settings: Settings, commands: Commands) -> None:
    for _ in range(2):
        seeding.seed(settings, tell=silent)
    assert commands.called == ["areas", "sample", "sample"]
    assert seeding.sign_ins(settings) == [SIGN_IN]


def test_a_step_that_was_cut_off_is_done_again_and_those_before_it_are_not(
    settings: Settings, commands: Commands
) -> None:
    commands.fails_at = "sample"
    with pytest.raises(click.ClickException):
        seeding.seed(settings, tell=silent)
    assert seeding.sign_ins(settings) == []
    commands.fails_at = ""
    seeding.seed(settings, tell=silent)
    assert commands.called == ["areas", "sample", "sample"]


@pytest.mark.parametrize("mark", ['{"database": "another/1", "done": ["areas"]}', '{"database": ', "[]", ""])
def test_a_mark_of_another_database_or_a_broken_one_does_not_count(
    settings: Settings, commands: Commands, mark: str
) -> None:
    (settings.data / seeding.MARK).write_text(mark)
    seeding.seed(settings, tell=silent)
    assert commands.called == ["areas", "sample", "sample"]
    assert json.loads((settings.data / seeding.MARK).read_text())["done"] == ["areas", "sample", "list"]


def test_passwords_are_for_our_eyes_only(settings: Settings, commands: Commands) -> None:
    seeding.seed(settings, tell=silent)
    assert (settings.data / seeding.SIGN_INS).stat().st_mode & 0o077 == 0
