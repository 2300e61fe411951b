"""Attach photos, drawings and minutes: checked, made anew, and laid down under their SHA-256."""

import errno
import hashlib
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub import own_files
from planhub.errors import Invalid, NotFound
from planhub.needs.papers import rewritten
from planhub.needs.pictures import DRAWING_SIDE, NOT_A_PICTURE, PHOTO_SIDE, redraw
from planhub.proposals.need import Attachment
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say

MEGABYTE = 1024 * 1024
UPLOADING = 7_204_001
"""Advisory lock: shared by whoever attaches a file, alone for whoever sweeps up what nothing names."""


@dataclass(frozen=True)
class Limit:
    """How many, and how large."""

    count: int
    megabytes: int
    pdf: bool


LIMITS = {
    "photo": Limit(6, 10, pdf=False),
    "drawing": Limit(1, 15, pdf=True),
    "minutes": Limit(1, 15, pdf=True),
}

_TOO_BIG = N_("ไฟล์ “%(name)s” ใหญ่เกิน %(most)s MB ย่อให้เล็กลงแล้วส่งใหม่")
_TOO_MANY = N_("แนบได้ไม่เกิน %(most)s ไฟล์ มีอยู่แล้ว %(n)s ลบไฟล์เดิมก่อนแล้วส่งใหม่")
_NEITHER = N_("ไฟล์ “%(name)s” ไม่ใช่รูปภาพหรือ PDF ที่เปิดได้ รับ PDF, JPEG, PNG และ WebP")
DISK_FULL = N_("เครื่องแม่ข่ายเนื้อที่เต็ม ยังเก็บไฟล์นี้ไม่ได้ ข้อความที่พิมพ์ไว้ไม่หาย แจ้งผู้ดูแลระบบแล้วส่งไฟล์ใหม่ภายหลัง")
_UNNAMED = N_("ไม่มีชื่อ")


class NoRoom(Exception):
    """The disk is full: nothing was kept of this file, and nothing else was lost."""


def attach(
    session: Session,
    *,
    proposal_id: int,
    kind: str,
    name: str,
    data: bytes,
    uploads: Path,
    at: datetime,
    by: int | None,
) -> Attachment:
    """Keep one file of a proposal. Raises Invalid for the field `kind` with a sentence naming the file."""
    limit, shown = LIMITS[kind], plain_name(name)
    if len(data) > limit.megabytes * MEGABYTE:
        raise Invalid({kind: say(_TOO_BIG, name=shown, most=limit.megabytes)})
    there = len(attached(session, proposal_id, kind))
    if there >= limit.count:
        raise Invalid({kind: say(_TOO_MANY, most=limit.count, n=there)})
    session.execute(select(func.pg_advisory_xact_lock_shared(UPLOADING)))
    row = Attachment(proposal_id=proposal_id, kind=kind, filename=shown, added_at=at, added_by=by)
    try:
        _make(row, data, uploads, pdf_too=limit.pdf)
    except Unreadable as error:
        raise Invalid({kind: error.sentence}) from None
    except NoRoom:
        raise Invalid({kind: say(DISK_FULL)}) from None
    same = [old for old in attached(session, proposal_id, kind) if old.sha256 == row.sha256]
    if same:
        return same[0]  # the same picture sent twice is one picture
    session.add(row)
    session.flush()
    return row


def attached(session: Session, proposal_id: int, kind: str | None = None) -> Sequence[Attachment]:
    """The files of a proposal in the order in which they came, without those taken off."""
    query = select(Attachment).where(Attachment.proposal_id == proposal_id, Attachment.removed_at.is_(None))
    if kind:
        query = query.where(Attachment.kind == kind)
    return session.scalars(query.order_by(Attachment.id)).all()


def all_of(session: Session, proposal_id: int) -> Sequence[Attachment]:
    """The files of a proposal, those taken off too."""
    query = select(Attachment).where(Attachment.proposal_id == proposal_id)
    return session.scalars(query.order_by(Attachment.id)).all()


def take_off(session: Session, *, proposal_id: int, attachment_id: int, at: datetime) -> Attachment:
    """Take a file off the proposal; it can be put back."""
    row = _of(session, proposal_id, attachment_id)
    row.removed_at = row.removed_at or at
    return row


def put_back(session: Session, *, proposal_id: int, attachment_id: int) -> Attachment:
    """Put back a file that was taken off. Raises Invalid when its place is taken."""
    row = _of(session, proposal_id, attachment_id)
    count = session.scalar(
        select(func.count()).where(
            Attachment.proposal_id == proposal_id,
            Attachment.kind == row.kind,
            Attachment.removed_at.is_(None),
            Attachment.id != row.id,
        )
    )
    if (count or 0) >= LIMITS[row.kind].count:
        raise Invalid({row.kind: say(_TOO_MANY, most=LIMITS[row.kind].count, n=count)})
    row.removed_at = None
    return row


def _of(session: Session, proposal_id: int, attachment_id: int) -> Attachment:
    row = session.get(Attachment, attachment_id)
    if row is None or row.proposal_id != proposal_id:
        raise NotFound(N_("ไม่พบไฟล์นี้"))
    return row


def _make(row: Attachment, data: bytes, uploads: Path, *, pdf_too: bool) -> None:
    if pdf_too and data.lstrip()[:5] == b"%PDF-":
        paper = rewritten(data.lstrip(), name=row.filename)
        row.media_type, row.bytes = "application/pdf", len(paper)
        row.sha256 = lay_down(uploads, paper)
        return
    side = PHOTO_SIDE if row.kind == "photo" else DRAWING_SIDE
    try:
        picture = redraw(data, name=row.filename, side=side)
    except Unreadable as error:
        if pdf_too and error.sentence.text == NOT_A_PICTURE:
            raise Unreadable(say(_NEITHER, name=row.filename)) from None
        raise
    row.media_type, row.bytes = "image/jpeg", len(picture.jpeg)
    row.width, row.height = picture.width, picture.height
    row.sha256 = lay_down(uploads, picture.jpeg)
    _write(thumb_of(place_of(uploads, row.sha256)), picture.thumb)


def place_of(uploads: Path, sha256: str) -> Path:
    """Where the bytes of a digest lie."""
    return uploads / sha256[:2] / sha256


def thumb_of(place: Path) -> Path:
    """Where a picture's small copy lies."""
    return place.with_name(f"{place.name}.thumb")


def lay_down(uploads: Path, data: bytes) -> str:
    """Write bytes under their digest: whole or not at all, on the disk before we return. Raises NoRoom."""
    sha256 = hashlib.sha256(data).hexdigest()
    put(place_of(uploads, sha256), data)
    return sha256


def put(place: Path, data: bytes) -> None:
    """Write a file that may be there already; the caller shares UPLOADING. Raises NoRoom."""
    try:
        os.utime(place, follow_symlinks=False)  # young again, so that no sweep takes it before it is named
    except FileNotFoundError:
        _write(place, data)


def _write(place: Path, data: bytes) -> None:
    ours = 2 if os.geteuid() == 0 else 1  # where others may link the folder itself to another disk
    try:
        place.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        own_files.write(place, data, levels=ours, lasting=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom from error
        raise


def plain_name(name: str) -> str:
    """A file's name without folders, direction marks and control characters, 80 letters at most."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    stem, dot, ending = kept.strip(" .").rpartition(".")
    short = f"{stem[:70]}{dot}{ending[:9]}" if dot else ending[:80]
    return short or _UNNAMED


def limits_words(kind: str) -> Sentence:
    """The limits as they are told before the upload."""
    limit = LIMITS[kind]
    if kind == "photo":
        return say(
            N_("รับรูป JPEG, PNG หรือ WebP ไม่เกิน %(count)s รูป รูปละไม่เกิน %(most)s MB"),
            count=limit.count, most=limit.megabytes,
        )  # fmt: skip
    return say(N_("รับ PDF หรือรูปภาพ 1 ไฟล์ ไม่เกิน %(most)s MB"), most=limit.megabytes)
