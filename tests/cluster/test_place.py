"""Who may pass which folder, by its permission bits."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from planhub.cluster.place import make_folder, may_enter, place_of


def user(uid: int, gid: int) -> pwd.struct_passwd:
    return pwd.struct_passwd(("someone", "x", uid, gid, "", "/", "/bin/false"))


ME = user(os.geteuid(), os.getegid())
NEIGHBOUR = user(54321, os.getegid())
STRANGER = user(54321, 54321)


@pytest.mark.parametrize(
    ("mode", "who", "passes"),
    [
        # the owner's own bit counts for the owner, even where others might pass
        (0o700, ME, True),
        (0o077, ME, False),
        # a member of the group goes by the group's bit
        (0o710, NEIGHBOUR, True),
        (0o701, NEIGHBOUR, False),
        # everybody else goes by the last
        (0o701, STRANGER, True),
        (0o770, STRANGER, False),
        # being allowed to list is not being allowed to pass
        (0o744, STRANGER, False),
    ],
)
def test_may_enter(folder: Path, mode: int, who: pwd.struct_passwd, passes: bool) -> None:
    folder.mkdir()
    folder.chmod(mode)
    assert may_enter(folder, who) is passes
    folder.chmod(0o700)


def test_a_closed_parent_closes_the_child(folder: Path) -> None:
    (folder / "inner").mkdir(parents=True)
    (folder / "inner").chmod(0o755)
    folder.chmod(0o700)
    assert may_enter(folder / "inner", STRANGER) is False


def test_the_sockets_folder_keeps_its_name_and_is_given_up_when_it_is_not_ours_alone(folder: Path) -> None:
    place = place_of(folder)
    first = place.socket_folder()
    assert place.socket_folder() == first
    first.rmdir()
    assert place.socket_folder() == first
    first.chmod(0o755)  # somebody else could listen in its place
    other = place.socket_folder()
    assert other != first
    assert other.stat().st_mode & 0o777 == 0o700
    first.rmdir()


def test_a_copy_leaves_the_sockets_folder_to_the_one_it_was_copied_from(folder: Path) -> None:
    original = place_of(folder / "original")
    first = original.socket_folder()
    lock = first / ".s.PGSQL.5432.lock"
    lock.write_text(f"4711\n{original.data}\n1\n5432\n{first}\n")
    shutil.copytree(folder / "original", folder / "copy")
    other = place_of(folder / "copy").socket_folder()
    assert other != first
    assert original.socket_folder() == first
    lock.unlink()
    first.rmdir()
    other.rmdir()


def test_a_folder_we_make_can_be_passed_but_not_listed_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        make_folder(folder)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o711
