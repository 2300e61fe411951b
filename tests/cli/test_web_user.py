"""Whom the web runs as: what such a user may read, and what becomes theirs."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planhub.cli.web_user import UserTrouble, WebUser, hand_over, web_user
from planhub.config import Settings
from tests.running import folder_of_installations

NOBODY = pwd.getpwnam("nobody")
SOCKET = "postgresql+psycopg://planhub_web@/planhub?host=/run/postgresql"
NETWORK = "postgresql+psycopg://planhub_web@db.example.go.th/planhub"
PASSWORD = "postgresql+psycopg://planhub_web:secret@/planhub"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def data() -> Iterator[Path]:
    with folder_of_installations("planhub-user-") as above:
        (above / "data").mkdir()
        yield above / "data"


def settings(data: Path, database_url: str = "") -> Settings:
    return Settings(data=data, database_url=database_url)


def chosen(data: Path, database_url: str) -> str | None:
    user = web_user(settings(data, database_url), None, None)
    return user.record.pw_name if user else None


@as_root
@pytest.mark.parametrize(
    ("url", "name"),
    [
        pytest.param(NETWORK, "www-data", id="a server in the network does not care who knocks"),
        pytest.param(PASSWORD, "www-data", id="nor does one that asks for a password"),
        pytest.param(SOCKET, None, id="one on a socket may know root, and nobody else"),
    ],
)
def test_with_a_server_of_ones_own_it_is_the_user_of_web_servers(
    data: Path, url: str, name: str | None
) -> None:
    assert chosen(data, url) == name


@as_root
def test_a_data_folder_that_was_given_to_somebody_tells_who_it_is(data: Path) -> None:
    os.chown(data, NOBODY.pw_uid, NOBODY.pw_gid)
    assert chosen(data, SOCKET) == "nobody"


def test_others_than_root_stay_who_they_are(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert web_user(settings(data, NETWORK), None, "www-data") is None


@as_root
def test_a_user_that_is_not_there_is_told(data: Path) -> None:
    with pytest.raises(UserTrouble, match="no user nobody-knows-me"):
        web_user(settings(data), None, "nobody-knows-me")


@as_root
def test_behind_a_closed_folder_the_web_may_still_read_and_nothing_else(data: Path) -> None:
    (data / "uploads").mkdir()
    (data / "secret").write_text("of this installation")
    (data.parent / "root-only").write_text("what root keeps")
    (data.parent / "root-only").chmod(0o600)
    data.parent.chmod(0o700)
    user = web_user(settings(data), None, "nobody")
    assert user is not None
    assert user.reads_all

    def may(code: str) -> bool:
        command = [*user.prefix(), sys.executable, "-I", "-S", "-c", code, str(data), str(data.parent)]
        options = {"cwd": "/", "capture_output": True, "check": False, **user.options()}
        return bool(subprocess.run(command, **options).returncode == 0)  # type: ignore[call-overload]

    hand_over(settings(data), user)
    assert may("import sys; open(sys.argv[1] + '/secret').read()")
    assert may("import sys; open(sys.argv[1] + '/uploads/new', 'w')")
    assert not may("import sys; open(sys.argv[1] + '/new', 'w')")
    assert not may("import sys; open(sys.argv[2] + '/root-only', 'a')")
    assert not may("import os; os.setuid(0)")
    assert may("import os, sys; sys.exit(os.geteuid() != os.stat(sys.argv[1] + '/uploads').st_uid)")


@as_root
def test_what_root_wrote_before_becomes_the_web_s_and_nothing_that_a_link_leads_to(data: Path) -> None:
    (data / "uploads" / "ab").mkdir(parents=True)
    (data / "uploads" / "ab" / "abc").write_text("a photo of an earlier version")
    elsewhere = data.parent / "elsewhere"
    elsewhere.write_text("not of this installation")
    (data / "uploads" / "ab" / "link").symlink_to(elsewhere)
    (data / "sign-ins.json").write_text("passwords")
    hand_over(settings(data), WebUser(NOBODY))
    for path in ("uploads", "uploads/ab", "uploads/ab/abc", "uploads/ab/link", "secret"):
        assert (data / path).lstat().st_uid == NOBODY.pw_uid, path
    assert (data / "secret").stat().st_mode & 0o077 == 0
    assert elsewhere.stat().st_uid == (data / "sign-ins.json").stat().st_uid == 0


@as_root
def test_what_root_s_command_adds_later_is_handed_over_at_the_next_start(data: Path) -> None:
    user = WebUser(NOBODY)
    hand_over(settings(data), user)
    (data / "uploads" / "cd").mkdir()
    (data / "uploads" / "cd" / "cde").write_text("a picture of the sample")
    hand_over(settings(data), user)
    assert (data / "uploads" / "cd" / "cde").stat().st_uid == NOBODY.pw_uid


@as_root
def test_what_root_adds_to_a_folder_that_is_the_web_s_already_is_handed_over_too(data: Path) -> None:
    (data / "uploads" / "lists" / "ef").mkdir(parents=True)
    hand_over(settings(data), WebUser(NOBODY))
    for path in ("uploads/new", "uploads/lists/new", "uploads/lists/ef/new", "issued/new"):
        (data / path).write_text("a file that a province brought along")
    hand_over(settings(data), WebUser(NOBODY))
    for path in ("uploads/new", "uploads/lists/new", "uploads/lists/ef/new", "issued/new"):
        assert (data / path).stat().st_uid == NOBODY.pw_uid, path
