"""A planning round: the year it plans for, and each level's window and rules, as rows a planner edits."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class PlanningRound(Base):
    """One province's round for one fiscal year."""

    __tablename__ = "planning_round"
    __table_args__ = (
        UniqueConstraint("province_code", "fiscal_year"),
        CheckConstraint("envelope >= 0", name="envelope_not_negative"),
    )

    id: Mapped[Id]
    province_code: Mapped[Code]
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]
    is_open: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Open: new needs are entered into this round."""
    envelope: Mapped[Decimal | None]
    """Baht that the plan of this year may hold within its envelope; None: nobody has said."""


class RoundWindow(Base):
    """When one level works in a round, how many items it may pass up, whether children come first."""

    __tablename__ = "round_window"
    __table_args__ = (
        CheckConstraint("closes is null or opens is null or opens <= closes", name="dates_in_order"),
        CheckConstraint("top_n >= 1", name="top_n_from_one"),
        CheckConstraint("level in ('village', 'subdistrict', 'district', 'province')", name="level_known"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("planning_round.id", ondelete="CASCADE"), primary_key=True
    )
    level: Mapped[str] = mapped_column(primary_key=True)
    opens: Mapped[date | None]
    closes: Mapped[date | None]
    top_n: Mapped[int | None] = mapped_column(SmallInteger)
    children_first: Mapped[bool] = mapped_column(default=False, server_default="false")


class NothingToPropose(Base):
    """A village's answer that it has no need in the round, so that it is not counted as silent."""

    __tablename__ = "nothing_to_propose"

    area_code: Mapped[Code] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    answered_on: Mapped[date]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
