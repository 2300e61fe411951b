"""What was reported of a work and when, its photos, and what was asked to be changed after the money came."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Id


class ProgressReport(Base):
    """One report of one period; the next of the same period stands in its stead, both stay."""

    __tablename__ = "progress_report"
    __table_args__ = (
        CheckConstraint("physical between 0 and 100", name="physical_percent"),
        CheckConstraint("month between 1 and 12", name="month_of_fiscal_year"),
        CheckConstraint("output >= 0", name="output_not_negative"),
        CheckConstraint("review in ('accepted', 'sent_back')", name="review_known"),
        CheckConstraint(
            "review is distinct from 'sent_back' or review_note <> ''", name="sent_back_with_reason"
        ),
        Index("ix_progress_report_proposal_id", "proposal_id", "id"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    month: Mapped[int] = mapped_column(SmallInteger)
    """Month of the fiscal year, 1 is October; a report by the quarter stands at its third month."""
    by_quarter: Mapped[bool] = mapped_column(default=False, server_default="false")
    physical: Mapped[int] = mapped_column(SmallInteger)
    went_back: Mapped[str] = mapped_column(default="", server_default="")
    """Why the percent is below the last one's."""
    activity: Mapped[str] = mapped_column(default="", server_default="")
    output: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    """Of the target and unit of the need."""
    problem_code: Mapped[str | None]
    problem: Mapped[str] = mapped_column(default="", server_default="")
    remedy: Mapped[str] = mapped_column(default="", server_default="")
    next_step: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
    review: Mapped[str | None]
    review_note: Mapped[str] = mapped_column(default="", server_default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_as: Mapped[str] = mapped_column(default="", server_default="")


class WorkPhoto(Base):
    """A photo before, during or after the work; its bytes lie in the uploads folder under their SHA-256."""

    __tablename__ = "work_photo"
    __table_args__ = (
        CheckConstraint("moment in ('before', 'during', 'after')", name="moment_known"),
        Index("ix_work_photo_proposal_id", "proposal_id"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("progress_report.id"))
    moment: Mapped[str]
    filename: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(collation="C"))
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None]
    """As the camera wrote it; the file itself keeps none of it."""
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    away_m: Mapped[int | None]
    """Metres between the photo and the item's place, where both are known."""
    caption: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]


class ChangeRequest(Base):
    """A change after the money came: before, after, why, and who allowed it."""

    __tablename__ = "change_request"
    __table_args__ = (
        CheckConstraint(
            "field in ('amount', 'place', 'scope', 'dates', 'contract', 'contractor')", name="field_known"
        ),
        CheckConstraint("reason <> ''", name="with_reason"),
        CheckConstraint("state in ('asked', 'approved', 'refused', 'taken_back')", name="state_known"),
        CheckConstraint("(state = 'asked') = (decided_at is null)", name="decided_when_decided"),
        CheckConstraint("state <> 'refused' or decision <> ''", name="refused_with_reason"),
        Index("ix_change_request_proposal_id", "proposal_id"),
        Index(
            "uq_change_request_open",
            "proposal_id",
            "field",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"))
    field: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str]
    document_no: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="asked", server_default="asked")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_as: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_as: Mapped[str] = mapped_column(default="", server_default="")
    decision: Mapped[str] = mapped_column(default="", server_default="")
    """The reason of the decision."""
