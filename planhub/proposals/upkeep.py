"""Unfunded items looked at again each quarter, and plans of a theme revised at six and twelve months."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class QuarterAnswer(Base):
    """What the office that holds an unfunded item said of it in a quarter; none: nobody confirmed."""

    __tablename__ = "quarter_answer"
    __table_args__ = (
        CheckConstraint("quarter between 1 and 4", name="quarter_known"),
        CheckConstraint("answer in ('confirmed', 'changed', 'withdrawn')", name="answer_known"),
        Index("ix_quarter_answer_quarter", "fiscal_year", "quarter"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    quarter: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    answer: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")


class ThemePlan(Base):
    """A province's plan of a theme, such as water, that is revised twice a year."""

    __tablename__ = "theme_plan"
    __table_args__ = (UniqueConstraint("province_code", "fiscal_year", "side"),)

    id: Mapped[Id]
    province_code: Mapped[Code]
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    side: Mapped[str]
    """An id of value_lists.SIDES."""
    name: Mapped[str]
    begins_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ThemeRevision(Base):
    """A revision of a theme's plan at 6 or 12 months: due by itself, done by a person."""

    __tablename__ = "theme_revision"
    __table_args__ = (CheckConstraint("months in (6, 12)", name="months_known"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("theme_plan.id", ondelete="CASCADE"), primary_key=True)
    months: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(default="", server_default="")
    items: Mapped[int | None]
    baht: Mapped[int | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
