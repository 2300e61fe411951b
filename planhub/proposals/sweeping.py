"""Remove files that no record names: what a form that was rolled back, or a crash, has left behind."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.proposals.attaching import UPLOADING
from planhub.proposals.need import Attachment

KEPT = timedelta(days=1)
"""Younger files are left: the form that brought them may still be on its way."""
AT_ONCE = 5_000
_OURS = re.compile(r"([0-9a-f]{64})(\.thumb)?|\.new-\w+")
"""What we lay down: bytes under their digest, a small copy beside them, drafts of either."""


@dataclass(frozen=True)
class Swept:
    """What was removed."""

    files: int
    bytes: int


def sweep(session: Session, *, uploads: Path, now: datetime) -> Swept:
    """Remove files older than a day that no attachment names; whatever is not ours stays.

    Uploads wait meanwhile: none can name a file that is just being removed. They go on when the caller's
    transaction ends.
    """
    before = (now - KEPT).timestamp()
    old = [path for path in _files(uploads) if path.stat().st_mtime < before]
    session.execute(select(func.pg_advisory_xact_lock(UPLOADING)))
    named = _named(session, {path.name[:64] for path in old if not path.name.startswith(".")})
    files = size = 0
    for path in old:
        found = path.stat()
        if path.name[:64] in named or found.st_mtime >= before:
            continue
        path.unlink()
        files, size = files + 1, size + found.st_size
    return Swept(files, size)


def _files(uploads: Path) -> Iterable[Path]:
    return (path for path in sorted(uploads.glob("[0-9a-f][0-9a-f]/*")) if _OURS.fullmatch(path.name))


def _named(session: Session, digests: Collection[str]) -> set[str]:
    """Those digests that an attachment names, one that was taken off too: it can be put back."""
    wanted, found = sorted(digests), set()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        found |= set(session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(part))))
    return found
