"""How a province's summaries stood when a month began: what changed since is a subtraction."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code


class PlanMonth(Base):
    """Items and baht of a province, year and stage at the beginning of a month; written by a trigger alone.

    Only provinces that changed in the month have rows, and among those one that had no item before has none.
    """

    __tablename__ = "plan_month"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    """Its first day, in Thailand."""
    province_code: Mapped[Code] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    items: Mapped[int]
    baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
