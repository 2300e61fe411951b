"""Give a source its tokens and take them back; know a sender by its token and count what it sends."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.sources.source import Source
from planhub.sources.source_token import SourceToken, TokenMinute
from planhub.wording import N_, Sentence, say

LONGEST_DAYS = 730
A_MINUTE = 60
"""Writes a token may make in a minute: 60,000 items."""
MARK = "phub_"
SHOWN = len(MARK) + 6

_NAME = N_("บอกว่าระบบหรือหน่วยงานใดใช้กุญแจนี้")
_DAYS = N_("อายุกุญแจเป็นจำนวนวัน 1 ถึง %(most)s")
_SCOPE = N_("จังหวัด %(codes)s ไม่อยู่ในขอบเขตของแหล่งข้อมูลนี้ ซึ่งมี %(scope)s")
_NO_SOURCE = N_("ไม่มีแหล่งข้อมูล %(code)s")
_CLOSED = N_("แหล่งข้อมูล %(code)s ปิดแล้ว จึงออกกุญแจไม่ได้")
_UNKNOWN = N_("ไม่รู้จักกุญแจนี้ ตรวจว่าคัดลอกมาครบทุกตัว และส่งไปยังเครื่องที่ออกกุญแจ")
_EXPIRED = N_("กุญแจนี้หมดอายุเมื่อ %(day)s ขอกุญแจใหม่จากผู้ดูแลแหล่งข้อมูล")
_REVOKED = N_("กุญแจนี้ถูกยกเลิกเมื่อ %(day)s ขอกุญแจใหม่จากผู้ดูแลแหล่งข้อมูล")
_SHUT = N_("แหล่งข้อมูลของกุญแจนี้ปิดรับอยู่ ติดต่อผู้ดูแลแหล่งข้อมูล")
_NO_TOKEN = N_("ไม่มีกุญแจหมายเลข %(id)s")


@dataclass(frozen=True)
class Sender:
    """A system that proved its token."""

    token_id: int
    source_code: str
    scope: tuple[str, ...]


@dataclass(frozen=True)
class Allowance:
    """What a token has left of a minute."""

    limit: int
    left: int
    """Below zero: this one is too many."""
    seconds: int
    """Until the next minute."""


def issue(
    session: Session,
    *,
    source_code: str,
    name: str,
    days: int,
    scope: tuple[str, ...] = (),
    by: int | None,
    at: datetime,
    secret: str | None = None,
) -> tuple[SourceToken, str]:
    """A new token and its secret, which nobody can show again; no scope means all of the source's.

    A caller that may be asked twice for one token gives the same `secret` both times.

    Raises Invalid, NotFound, or IllegalMove for a closed source.
    """
    source = session.get(Source, source_code)
    if source is None:
        raise NotFound(say(_NO_SOURCE, code=source_code[:40]))
    if not source.is_open:
        raise IllegalMove(say(_CLOSED, code=source_code))
    outside = sorted(set(scope) - set(source.scope))
    faults = {}
    if not name.strip():
        faults["name"] = say(_NAME)
    if not 1 <= days <= LONGEST_DAYS:
        faults["days"] = say(_DAYS, most=LONGEST_DAYS)
    if outside:
        faults["scope"] = say(_SCOPE, codes=", ".join(outside), scope=", ".join(source.scope))
    if faults:
        raise Invalid(faults)
    secret = MARK + (secret or secrets.token_urlsafe(32))
    standing = session.scalar(select(SourceToken).where(SourceToken.sha256 == _digest(secret)))
    if standing is not None:
        return standing, secret
    row = SourceToken(
        source_code=source_code,
        name=name.strip()[:200],
        sha256=_digest(secret),
        start=secret[:SHOWN],
        scope=sorted(set(scope)) or list(source.scope),
        created_at=at,
        created_by=by,
        expires_at=at + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    return row, secret


def revoke(session: Session, token_id: int, *, by: int | None, at: datetime) -> SourceToken:
    """From now on nothing is taken by it; one that is revoked already stays as it is."""
    row = session.get(SourceToken, token_id, with_for_update=True)
    if row is None:
        raise NotFound(say(_NO_TOKEN, id=token_id))
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
    return row


def sender_of(session: Session, secret: str, *, at: datetime) -> Sender | None:
    """Whose token this is; None when unknown, expired, revoked, or its source is closed."""
    query = (
        select(SourceToken.id, SourceToken.source_code, SourceToken.scope)
        .join(Source, Source.code == SourceToken.source_code)
        .where(
            SourceToken.sha256 == _digest(secret),
            SourceToken.revoked_at.is_(None),
            SourceToken.expires_at > at,
            Source.is_open,
        )
    )
    row = session.execute(query).one_or_none()
    return Sender(row.id, row.source_code, tuple(row.scope)) if row else None


def why_not(session: Session, secret: str, *, at: datetime) -> Sentence:
    """Why nothing is taken by a secret that has no sender; told to nobody but who holds it."""
    query = (
        select(SourceToken, Source.is_open)
        .join(Source, Source.code == SourceToken.source_code)
        .where(SourceToken.sha256 == _digest(secret))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return say(_UNKNOWN)
    token, is_open = row
    if token.revoked_at is not None:
        return say(_REVOKED, day=token.revoked_at)
    if token.expires_at <= at:
        return say(_EXPIRED, day=token.expires_at)
    return say(_UNKNOWN if is_open else _SHUT)


def count_write(session: Session, sender: Sender, *, at: datetime) -> Allowance:
    """Count one more write of this minute, and say what is left; the last use is kept to the minute."""
    minute = at.replace(second=0, microsecond=0)
    counted = insert(TokenMinute).values(token_id=sender.token_id, minute=minute, requests=1)
    counted = counted.on_conflict_do_update(
        index_elements=["token_id", "minute"],
        # beyond the limit there is nothing more to know, and the column must not overflow
        set_={"requests": func.least(TokenMinute.requests + 1, A_MINUTE + 1)},
    )
    n = session.scalar(counted.returning(TokenMinute.requests)) or 1
    if n == 1:
        session.execute(
            update(SourceToken).where(SourceToken.id == sender.token_id).values(last_used_at=minute)
        )
        session.execute(
            delete(TokenMinute).where(TokenMinute.token_id == sender.token_id, TokenMinute.minute < minute)
        )
    return Allowance(limit=A_MINUTE, left=A_MINUTE - n, seconds=60 - at.second)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
