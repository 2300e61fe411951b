"""What came of a work: the close-out, a look one year later, and the answer of those who asked for it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base


class WorkResult(Base):
    """The close-out of a completed work."""

    __tablename__ = "work_result"
    __table_args__ = (CheckConstraint("people >= 0", name="people_not_negative"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"), primary_key=True)
    delivered: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """"indicators": a list of {"name", "target", "actual", "unit"}, as text."""
    problems: Mapped[str] = mapped_column(default="", server_default="")
    impact_good: Mapped[str] = mapped_column(default="", server_default="")
    impact_bad: Mapped[str] = mapped_column(default="", server_default="")
    benefit: Mapped[str] = mapped_column(default="", server_default="")
    people: Mapped[int | None]
    """Persons helped."""
    owner: Mapped[str]
    """Office that owns the asset."""
    maintainer: Mapped[str]
    """Office that keeps it in repair."""
    handover_no: Mapped[str] = mapped_column(default="", server_default="")
    handover_on: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")


class LaterLook(Base):
    """Whether the work is in use one year after; due by itself from the close-out on."""

    __tablename__ = "later_look"
    __table_args__ = (
        CheckConstraint("state in ('in_use', 'partly', 'not_used')", name="state_known"),
        CheckConstraint("state is null or state = 'in_use' or why <> ''", name="why_not_in_use"),
        CheckConstraint("(state is null) = (at is null)", name="seen_when_seen"),
        Index("ix_later_look_due_on", "due_on", postgresql_where=text("state is null")),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"), primary_key=True)
    due_on: Mapped[date]
    state: Mapped[str | None]
    why: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")


class VillageAnswer(Base):
    """Those who asked say whether they got it."""

    __tablename__ = "village_answer"
    __table_args__ = (
        CheckConstraint("answer in ('yes', 'partly', 'no')", name="answer_known"),
        CheckConstraint("answer = 'yes' or words <> ''", name="what_is_missing"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    """The proposal of those who answer: a merged one answers for itself."""
    answer: Mapped[str]
    words: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
