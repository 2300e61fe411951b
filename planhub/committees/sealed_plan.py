"""Editions of a province's plan of a year: each sealed with who, when and the hash of what it held."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class SealedPlan(Base):
    """One edition; the database refuses changes and deletions."""

    __tablename__ = "sealed_plan"
    __table_args__ = (
        UniqueConstraint("province_code", "fiscal_year", "edition"),
        CheckConstraint("kind in ('first', 'additional', 'change', 'correction')", name="kind_known"),
        CheckConstraint("(edition = 1) = (kind = 'first')", name="first_is_first"),
        CheckConstraint("edition = 1 or reason <> ''", name="later_with_reason"),
    )

    id: Mapped[Id]
    province_code: Mapped[Code]
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    edition: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    """first ฉบับแรก, additional เพิ่มเติม, change เปลี่ยนแปลง, correction แก้ไข."""
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The plan's lines in its order: number, title, area, amount, envelope, agency, side, rank …, as text."""
    digest: Mapped[str] = mapped_column(String(collation="C"))
    """SHA-256 of the content in canonical JSON, after the digest of the edition before it."""
    items: Mapped[int]
    baht: Mapped[Decimal]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    meeting: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
