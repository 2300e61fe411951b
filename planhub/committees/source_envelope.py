"""How much a province's plan of a year may hold from one source of money, where the province has said it."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code


class SourceEnvelope(Base):
    """The limit of one source; a source without a row has none."""

    __tablename__ = "source_envelope"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    source: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    """An id of the budget sources (value_lists)."""
    amount: Mapped[Decimal]
    """Baht."""
