"""Files of lists between the steps of an import: kept under their digest until applied, or for a day."""

import errno
import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from planhub.areas.files import refusal
from planhub.errors import NotFound
from planhub.lists.list_file import open_list
from planhub.needs.attaching import DISK_FULL, plain_name
from planhub.wording import N_, say

KEPT = timedelta(days=1)
_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z0-9_-]{1,39}")
_NO_FILE = N_("ยังไม่ได้เลือกแฟ้ม กดเลือกแฟ้ม แล้วส่งอีกครั้ง")
_GONE = N_("แฟ้มนี้ไม่ได้เก็บไว้แล้ว (เก็บไว้หนึ่งวัน และลบเมื่อนำเข้าเสร็จ) เลือกแฟ้มส่งอีกครั้ง")


@dataclass(frozen=True)
class Kept:
    """A file that lies ready."""

    path: Path
    sha256: str
    name: str
    """The office's own name of it."""


def keep(folder: Path, stream: IO[bytes] | None, *, source_code: str, name: str) -> Kept:
    """Keep a list that was sent. Invalid({"file": sentence}) for none, for what is no list, for a full disk.

    What others left lying for more than a day goes.
    """
    if stream is None or not name:
        raise refusal(say(_NO_FILE))
    sweep(folder)
    place, shown = folder / source_code, plain_name(name)
    try:
        kept = _laid_down(place, stream, shown)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise refusal(say(DISK_FULL)) from None
        raise
    try:
        open_list(kept.path, name=shown)
    except BaseException:
        drop(kept)
        raise
    return kept


def find(folder: Path, *, source_code: str, sha256: str) -> Kept:
    """A file that was kept; NotFound with what to do when it is gone."""
    if _DIGEST.fullmatch(sha256) and _CODE.fullmatch(source_code):
        path = folder / source_code / sha256
        with suppress(OSError):
            name = path.with_suffix(".name").read_text("utf-8")
            if path.is_file():
                return Kept(path, sha256, name)
    raise NotFound(say(_GONE))


def drop(kept: Kept) -> None:
    """The file is needed no more."""
    for path in (kept.path, kept.path.with_suffix(".name")):
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what has lain for more than a day; another may be removing the same."""
    before = time.time() - KEPT.total_seconds()
    for path in folder.glob("*/*"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def _laid_down(place: Path, stream: IO[bytes], name: str) -> Kept:
    place.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, temporary = tempfile.mkstemp(dir=place, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
        path = place / digest.hexdigest()
        path.with_suffix(".name").write_text(name, "utf-8")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Kept(path, digest.hexdigest(), name)
