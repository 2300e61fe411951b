"""Tokens by which a registered system sends its items, how often it did, and the answers it was given."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Id


class SourceToken(Base):
    """One key of one source. The secret itself is shown once and kept nowhere."""

    __tablename__ = "source_token"
    __table_args__ = (
        CheckConstraint("cardinality(scope) > 0 and array_position(scope, null) is null", name="scope_given"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
        CheckConstraint("length(sha256) = 32", name="hash_whole"),
        Index("ix_source_token_source_code", "source_code", "id"),
    )

    id: Mapped[Id]
    source_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey("source.code"))
    name: Mapped[str]
    """Which program or office uses it."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Of the whole token; 256 random bits need no slower hash."""
    start: Mapped[str]
    """Its first letters, by which people tell tokens apart."""
    scope: Mapped[list[str]] = mapped_column(ARRAY(String(collation="C")))
    """Provinces it may write: some or all of its source's."""
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None: on the server's own command line."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    last_used_at: Mapped[datetime | None]
    """To the minute."""


class TokenMinute(Base):
    """How many times a token wrote in one minute."""

    __tablename__ = "token_minute"

    token_id: Mapped[int] = mapped_column(ForeignKey("source_token.id", ondelete="CASCADE"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    requests: Mapped[int] = mapped_column(SmallInteger)


class SentBatch(Base):
    """A batch that was answered: the same key with the same body gets the same answer."""

    __tablename__ = "sent_batch"
    __table_args__ = (Index("ix_sent_batch_at", "source_code", "at"),)

    source_code: Mapped[str] = mapped_column(
        String(collation="C"), ForeignKey("source.code"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    """The sender's token and its Idempotency-Key."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the body."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """None only within the transaction that is working on it."""
    token_id: Mapped[int | None] = mapped_column(ForeignKey("source_token.id", ondelete="SET NULL"))
    at: Mapped[datetime]
