"""Royal-initiative projects (โครงการอันเนื่องมาจากพระราชดำริ): their list, status reports and plan items."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Exists, ForeignKey, Index, SmallInteger, exists
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class RoyalProject(Base):
    """One such project of a province, whether or not a plan item of today serves it."""

    __tablename__ = "royal_project"
    __table_args__ = (Index("ix_royal_project_province_code", "province_code"),)

    id: Mapped[Id]
    province_code: Mapped[Code]
    area_code: Mapped[Code]
    name: Mapped[str]
    began_on: Mapped[date | None]
    """Day of the royal initiative."""
    agency: Mapped[str] = mapped_column(default="", server_default="")
    item_id: Mapped[UUID | None]
    """The plan item that carries it now, of the same province."""
    closed_at: Mapped[datetime | None]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @classmethod
    def carried_by(cls, item_id: Any) -> Exists:
        """Whether a project that is not closed is carried by the item of this id."""
        return exists().where(cls.item_id == item_id, cls.closed_at.is_(None))


class RoyalReport(Base):
    """How it stands in a half-year; the last word of a period counts, all stay."""

    __tablename__ = "royal_report"
    __table_args__ = (
        CheckConstraint(
            "status in ('in_use', 'in_repair', 'underway', 'waiting', 'not_used', 'ended')",
            name="status_known",
        ),
        CheckConstraint("half in (1, 2)", name="half_known"),
        Index("ix_royal_report_project_id", "project_id", "id"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("royal_project.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    half: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str]
    words: Mapped[str] = mapped_column(default="", server_default="")
    spent: Mapped[Decimal | None]
    people: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
