"""Take a batch of items from a registered system: each answered by itself, and a repeated batch only once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.errors import Invalid, NotFound
from planhub.sources.applying import MOST_ITEMS, apply_items
from planhub.sources.authorizing import Sender
from planhub.sources.judged import Verdict
from planhub.sources.sent_item import read
from planhub.sources.source import Source
from planhub.sources.source_token import SentBatch
from planhub.wording import N_, say

KEPT = timedelta(days=30)
"""How long an Idempotency-Key is known."""

_ANOTHER_BODY = N_("Idempotency-Key นี้เคยใช้กับข้อมูลชุดอื่นแล้ว ใช้ค่าใหม่สำหรับข้อมูลชุดใหม่")
_NONE = N_("items ต้องมีอย่างน้อย 1 รายการ และไม่เกิน %(most)s รายการ")
_NO_SOURCE = N_("ไม่มีแหล่งข้อมูล %(code)s")


@dataclass(frozen=True)
class Batch:
    """What a sender wants written."""

    key: str
    """Its Idempotency-Key."""
    body: bytes
    items: Sequence[Any]


def answered(session: Session, sender: Sender, batch: Batch, *, at: datetime) -> dict[str, Any] | None:
    """The answer that this very batch was given before; else the key is claimed in this transaction.

    A second sending of the same batch waits here until the first is through. Raises Invalid when the key
    came with another body.
    """
    digest = sha256(batch.body).digest()
    _sweep(session, sender, at=at)
    claim = insert(SentBatch).values(
        source_code=sender.source_code,
        key=_kept_as(sender, batch),
        sha256=digest,
        answer=None,
        token_id=sender.token_id,
        at=at,
    )
    if session.execute(claim.on_conflict_do_nothing().returning(SentBatch.key)).scalar():
        return None
    query = select(SentBatch).where(
        SentBatch.source_code == sender.source_code, SentBatch.key == _kept_as(sender, batch)
    )
    first = session.scalars(query).one()
    if first.sha256 != digest:
        raise Invalid({"Idempotency-Key": say(_ANOTHER_BODY)})
    return first.answer


def _kept_as(sender: Sender, batch: Batch) -> str:
    """Each token has keys of its own: another may write, and read, other provinces."""
    return f"{sender.token_id}:{batch.key}"


def _sweep(session: Session, sender: Sender, *, at: datetime) -> None:
    """Forget answers of the source that are past their life: more for each new batch than it adds."""
    old = (
        select(SentBatch.key)
        .where(SentBatch.source_code == sender.source_code, SentBatch.at < at - KEPT)
        .limit(10)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        delete(SentBatch).where(
            SentBatch.source_code == sender.source_code, SentBatch.key.in_(old.scalar_subquery())
        )
    )


def receive(session: Session, sender: Sender, batch: Batch, *, at: datetime) -> list[Verdict]:
    """Write what can be written; a verdict for each, in order. Raises Invalid for none or too many."""
    if not 1 <= len(batch.items) <= MOST_ITEMS:
        raise Invalid({"items": say(_NONE, most=MOST_ITEMS)})
    source = session.get(Source, sender.source_code)
    if source is None:
        raise NotFound(say(_NO_SOURCE, code=sender.source_code))
    given = [read(n, item) for n, item in enumerate(batch.items, start=1)]
    return apply_items(session, source, given, at=at, scope=sender.scope)


def keep_answer(session: Session, sender: Sender, batch: Batch, answer: dict[str, Any]) -> None:
    """What was answered, for whoever sends the same batch again."""
    session.execute(
        update(SentBatch)
        .where(SentBatch.source_code == sender.source_code, SentBatch.key == _kept_as(sender, batch))
        .values(answer=answer)
    )
