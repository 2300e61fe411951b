"""Whom the web runs as: what such a user may read, and what becomes theirs."""

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planhub.cli.installation import _lend
from planhub.cli.web_user import UserTrouble, WebUser, hand_over, refuse_links, web_user
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
def test_what_root_wrote_before_becomes_the_web_s_and_nothing_else(data: Path) -> None:
    (data / "uploads" / "ab").mkdir(parents=True)
    (data / "uploads" / "ab" / "abc").write_text("a photo of an earlier version")
    (data / "sign-ins.json").write_text("passwords")
    hand_over(settings(data), WebUser(NOBODY))
    for path in ("uploads", "uploads/ab", "uploads/ab/abc", "secret"):
        assert (data / path).lstat().st_uid == NOBODY.pw_uid, path
    assert (data / "secret").stat().st_mode & 0o077 == 0
    assert (data / "sign-ins.json").stat().st_uid == 0


@pytest.fixture
def elsewhere(data: Path) -> Path:
    """Root's own folder, outside the installation, with a file in it."""
    folder = data.parent / "elsewhere"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "passwords").write_text("not of this installation")
    return folder


def owners(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in (folder, *folder.rglob("*"))}


@as_root
@pytest.mark.parametrize("name", ["uploads", "issued"])
def test_a_link_in_place_of_a_folder_of_the_web_is_refused_and_not_followed(
    data: Path, elsewhere: Path, name: str
) -> None:
    (data / name).symlink_to(elsewhere)
    with pytest.raises(UserTrouble, match=f"{name} is not a folder of its own"):
        refuse_links(settings(data))  # before the sample is written
    with pytest.raises(UserTrouble, match=f"{name} is not a folder of its own"):
        hand_over(settings(data), WebUser(NOBODY))
    assert owners(elsewhere) == {0}


def test_others_than_root_may_link_their_folders_as_they_like(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "uploads").symlink_to(elsewhere)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    refuse_links(settings(data))


@as_root
@pytest.mark.parametrize("kind", ["a link to nothing", "a file"])
def test_what_is_no_folder_at_all_is_refused_in_the_same_words(data: Path, kind: str) -> None:
    if kind == "a file":
        (data / "uploads").write_text("")
    else:
        (data / "uploads").symlink_to(data.parent / "not-there")
    with pytest.raises(UserTrouble, match="uploads is not a folder of its own"):
        hand_over(settings(data), WebUser(NOBODY))
    assert not (data.parent / "not-there").exists()


@as_root
def test_no_trap_among_the_files_of_the_web_makes_root_s_files_the_web_s(data: Path, elsewhere: Path) -> None:
    inner = data / "uploads" / "ab"
    inner.mkdir(parents=True)
    (inner / "to-a-folder").symlink_to(elsewhere)
    (inner / "to-a-file").symlink_to(elsewhere / "inner" / "passwords")
    (inner / "second-name").hardlink_to(elsewhere / "inner" / "passwords")
    os.mkfifo(inner / "pipe")
    (data / "secret").hardlink_to(elsewhere / "inner" / "passwords")
    hand_over(settings(data), WebUser(NOBODY))
    assert inner.stat().st_uid == NOBODY.pw_uid
    assert {path.lstat().st_uid for path in inner.iterdir()} == {0}
    assert owners(elsewhere) == {0}
    assert (data / "secret").stat().st_uid == 0


@as_root
def test_folders_within_folders_without_end_do_not_keep_the_web_from_starting(data: Path) -> None:
    above = data / "uploads"
    above.mkdir()
    here = os.open(above, os.O_RDONLY)
    for _ in range(1500):  # deeper than a path may be long, or files may be open
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    try:
        hand_over(settings(data), WebUser(NOBODY))
        assert (above / "d").stat().st_uid == NOBODY.pw_uid
    finally:
        subprocess.run(["rm", "-rf", above], check=True)  # Python's own gives up so deep


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


@as_root
@pytest.mark.parametrize(
    ("reads_all", "told"),
    [
        pytest.param(True, 1, id="the right to read everything is told in one line, with the way out"),
        pytest.param(False, 0, id="a web without any right is nothing to tell"),
    ],
)
def test_the_start_tells_when_the_web_may_read_everything(
    data: Path, monkeypatch: pytest.MonkeyPatch, reads_all: bool, told: int
) -> None:
    closed = data / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    chosen_one = WebUser(NOBODY, reads_all=reads_all)
    monkeypatch.setattr("planhub.cli.installation.web_user", lambda *_: chosen_one)
    said: list[str] = []
    assert _lend(settings(closed / "data"), None, "nobody", said.append) == chosen_one
    assert len(said) == told
    for line in said:
        assert "\n" not in line
        assert "CAP_DAC_READ_SEARCH" in line
        mended = line.partition("chmod o+x ")[2].removesuffix(" does without").split()
        assert str(closed.resolve()) in mended
        assert not any(Path(one).stat().st_mode & stat.S_IXOTH for one in mended)
        assert "may read every file" not in line
