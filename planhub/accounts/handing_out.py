"""Credentials just issued, kept for a quarter of an hour: a second click or a lost download loses no PIN."""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planhub import own_files
from planhub.accounts.creating import Issued
from planhub.errors import Conflict, NotFound
from planhub.wording import N_, say

KEPT = timedelta(minutes=15)
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_OURS = re.compile(rf"[0-9a-f]{{64}}|{re.escape(own_files.FRESH)}\w+")
_OVER = N_("ใบรหัสเปิดดูได้ %(minutes)s นาทีหลังออก และเฉพาะผู้ที่ออก ถ้ายังไม่ได้พิมพ์ ให้ออกรหัสใหม่")
_NO_ROOM = N_("ยังออกรหัสไม่ได้ เพราะที่เก็บไฟล์ของเครื่องเต็ม แจ้งผู้ดูแลระบบ ไม่มีรหัสใดเปลี่ยน")


def keep(folder: Path, issued: Sequence[Issued], *, by: int, at: datetime) -> str:
    """Lay down what one account has issued; the key by which it is found again.

    The folder alone is unreadable: the key stands in the address, and in `answered_once`, so that a second
    click is led to the same address. Who can read both that table and this folder can read a file for as
    long as it is there: a quarter of an hour, and until the minute's beat of a running web takes it away.
    """
    sweep(folder, at=at)
    key = secrets.token_urlsafe(24)
    text = json.dumps({"by": by, "at": at.isoformat(), "issued": [asdict(one) for one in issued]})
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own_files.write(_place(folder, key), _veiled(text.encode(), key))
    except OSError as trouble:
        raise Conflict(_NO_ROOM) from trouble
    return key


def find(folder: Path, key: str, *, by: int, at: datetime) -> list[Issued]:
    """What was issued under that key; NotFound when it is past, or was somebody else's."""
    over = NotFound(say(_OVER, minutes=int(KEPT.total_seconds() // 60)))
    if not _KEY.fullmatch(key):
        raise over
    try:
        kept = json.loads(_veiled(_place(folder, key).read_bytes(), key))
    except FileNotFoundError:
        raise over from None
    if kept["by"] != by or at - datetime.fromisoformat(kept["at"]) > KEPT:
        raise over
    return [Issued(**one) for one in kept["issued"]]


def _place(folder: Path, key: str) -> Path:
    return folder / hashlib.sha256(key.encode()).hexdigest()


def _veiled(content: bytes, key: str) -> bytes:
    """Content under a stream made from the key, or from under it; a key is used for one file only."""
    stream = hashlib.shake_256(f"issued credentials {key}".encode()).digest(len(content))
    return bytes(a ^ b for a, b in zip(content, stream, strict=True))


def sweep(folder: Path, *, at: datetime) -> None:
    """Take away what nobody can open any more, and nothing else; root may do it, too."""
    try:
        with own_files.opened_folder(folder, real=True) as opened:
            for name in filter(_OURS.fullmatch, os.listdir(opened)):  # noqa: PTH208 - an open folder has no path
                with suppress(FileNotFoundError):  # somebody else was sweeping
                    found = os.stat(name, dir_fd=opened, follow_symlinks=False)
                    if at - datetime.fromtimestamp(found.st_mtime, UTC) > KEPT:
                        os.unlink(name, dir_fd=opened)
    except (FileNotFoundError, NotADirectoryError):  # none was ever issued; or it is a link, and not ours
        return
