"""The words of a proposal: what is wrong, what is asked for, where, how big, how much, who agreed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base


class Need(Base):
    """The wide half of a proposal; `typed` keeps a draft exactly as its author typed it."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("geom_how in ('gps', 'map', 'typed', 'area')", name="geom_how_known"),
        CheckConstraint("attendees >= 0 and people >= 0 and households >= 0", name="heads_not_negative"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    typed: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Field name to text as typed, right or wrong; read into the columns below at submission."""
    typed_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(default="", server_default="")
    problem: Mapped[str | None]
    request: Mapped[str | None]
    rationale: Mapped[str | None]
    objective: Mapped[str | None]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    unit: Mapped[str | None]
    size: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """width_m, length_m, thickness_m, depth_m, volume_m3 …: metres, as numbers in text."""
    work_kind: Mapped[str | None]
    is_continuing: Mapped[bool | None]
    area_scope: Mapped[str | None]
    target_group: Mapped[str | None]
    people: Mapped[int | None]
    households: Mapped[int | None]
    expected_result: Mapped[str | None]
    land_status: Mapped[str | None]
    land_permission: Mapped[str | None]
    hearing_on: Mapped[date | None]
    attendees: Mapped[int | None]
    proposer_title: Mapped[str | None]
    proposer_phone: Mapped[str | None]
    """Restricted: never on a public page, in the plan item or in an export."""
    wish_rank: Mapped[int | None] = mapped_column(SmallInteger)
    later: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Technical fields of later hands: indicators, activities, value chain, estimate (domain notes 2.1)."""
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326))
    geom_how: Mapped[str | None]
    geom_accuracy_m: Mapped[int | None]
    geom_outside_m: Mapped[int | None]
    """Metres outside the proposing area, where the pin is outside."""
    geom_reason: Mapped[str | None]


class BudgetLine(Base):
    """Baht asked for in one fiscal year from one source."""

    __tablename__ = "budget_line"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal]


class Attachment(Base):
    """A photo, drawing or paper; the bytes lie in the uploads folder under their SHA-256."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("kind in ('photo', 'drawing', 'minutes')", name="kind_known"),
        Index("ix_attachment_proposal_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    kind: Mapped[str]
    filename: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(collation="C"))
    width: Mapped[int | None]
    height: Mapped[int | None]
    caption: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
