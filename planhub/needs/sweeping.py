"""Remove files that no record names: what a form that was rolled back, or a crash, has left behind."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from planhub.needs.attaching import UPLOADING

Digests = InstrumentedAttribute[str]
KEPT = timedelta(days=1)
"""Younger files are left: the form that brought them may still be on its way."""
AT_ONCE = 500
"""Files removed at a time, between which whoever waits to upload goes on."""
_OURS = re.compile(r"([0-9a-f]{64})(\.thumb)?|\.new-\w+")
"""What we lay down: bytes under their digest, a small copy beside them, drafts of either."""


@dataclass(frozen=True)
class Swept:
    """What was removed."""

    files: int
    bytes: int


def sweep(session: Session, *, uploads: Path, now: datetime, named_in: Sequence[Digests]) -> Swept:
    """Remove files older than a day that no row names; whatever is not ours stays.

    `named_in`: every column that names files by their digest, those of rooms above this one too.
    Uploads wait while some hundreds are judged and removed: none can name a file that is just going.
    """
    before = (now - KEPT).timestamp()
    old = [path for path in _files(uploads) if _bytes_if_old(path, before) is not None]
    removed: list[int] = []
    for start in range(0, len(old), AT_ONCE):
        with session.begin_nested() as part:
            session.execute(select(func.pg_advisory_xact_lock(UPLOADING)))
            removed += _remove(session, old[start : start + AT_ONCE], before, named_in)
            part.rollback()  # nothing was written; it lets go of the lock
    return Swept(len(removed), sum(removed))


def _remove(
    session: Session, paths: Sequence[Path], before: float, named_in: Sequence[Digests]
) -> Iterator[int]:
    """Remove what is still old and not named; the size of each file that went."""
    named = _named(session, {path.name[:64] for path in paths if not path.name.startswith(".")}, named_in)
    for path in paths:
        size = _bytes_if_old(path, before)
        if size is None or path.name[:64] in named:
            continue
        with suppress(FileNotFoundError):
            path.unlink()
            yield size


def _bytes_if_old(path: Path, before: float) -> int | None:
    """The size of a file last written before; None when it is younger, or a draft that has found its name."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size if found.st_mtime < before else None


def _files(uploads: Path) -> Iterable[Path]:
    folders = [folder for folder in sorted(uploads.glob("[0-9a-f][0-9a-f]")) if not folder.is_symlink()]
    return (path for folder in folders for path in sorted(folder.glob("*")) if _OURS.fullmatch(path.name))


def _named(session: Session, digests: Collection[str], named_in: Sequence[Digests]) -> set[str]:
    """Those digests that a row names, one of a file that was taken off too: it can be put back."""
    wanted = sorted(digests)
    return {
        found for column in named_in for found in session.scalars(select(column).where(column.in_(wanted)))
    }
