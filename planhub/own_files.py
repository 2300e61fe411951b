"""Files that the program keeps for itself: private, whole or not there, and reached through no link.

Root may write into folders in which the web's user, or the database's, can lay what it likes: a link there
must not lead root to another file.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

FRESH = ".new-"
"""Begins the name of a file that is not whole yet."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def write(
    path: Path,
    content: bytes,
    *,
    levels: int = 0,
    mode: int = 0o600,
    owner: tuple[int, int] | None = None,
    lasting: bool = False,
) -> None:
    """Put a file in the place of an old one, or of a link; `lasting` waits until it is on the disk.

    `levels` is how many of the folders above are ours: made if missing, and refused where they are links.
    Raises OSError, leaving what stood there; NotADirectoryError for such a link.
    """
    with opened_folder(path.parent, levels=levels) as folder:
        fresh = _fresh(folder, content, mode=mode, owner=owner, lasting=lasting)
        try:
            os.replace(fresh, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            _remove(fresh, folder)
            raise
        if lasting:
            os.fsync(folder)


def write_first(path: Path, content: bytes) -> bytes:
    """Make a file unless one stands; what then stands, whole: the first of several writers wins."""
    with opened_folder(path.parent) as folder:
        fresh = _fresh(folder, content, mode=0o600, owner=None, lasting=True)
        try:
            os.link(fresh, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except FileExistsError:
            return read(path)
        finally:
            _remove(fresh, folder)
    return content


def read(path: Path) -> bytes:
    """The content of a file; OSError where a link stands in its place."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        return file.read()


def open_log(path: Path) -> IO[bytes]:
    """A file to add to, made if missing; OSError where a link stands in its place."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), "ab")


@contextmanager
def opened_folder(folder: Path, *, levels: int = 0, real: bool = False) -> Iterator[int]:
    """A descriptor of a folder, whose last `levels` steps are made if missing and may be no links.

    `real`: it must stand already, and be no link.
    """
    chain = [folder, *folder.parents][: levels + 1]
    descriptor = os.open(chain.pop(), _FOLDER | (os.O_NOFOLLOW if real else 0))
    try:
        for step in [step.name for step in reversed(chain)]:
            with suppress(FileExistsError):
                os.mkdir(step, 0o750, dir_fd=descriptor)
            inner = os.open(step, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _fresh(folder: int, content: bytes, *, mode: int, owner: tuple[int, int] | None, lasting: bool) -> str:
    """A whole new file under a name of its own; the name."""
    name = f"{FRESH}{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(name, _NEW, mode, dir_fd=folder), "wb") as file:
            file.write(content)
            file.flush()
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            if lasting:
                os.fsync(file.fileno())
    except BaseException:
        _remove(name, folder)
        raise
    return name


def _remove(name: str, folder: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
