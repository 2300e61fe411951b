"""Offices held: an account in a role over an area or in an agency, with dates, acting or not."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id, ThaiName
from planhub.wording import Name


class Agency(Base):
    """An office that gives opinions and does works: its level, ministry and the area it serves."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    """Such as A-32-DPT; begins with "A-", so that it is never taken for an area code."""
    name_th: Mapped[ThaiName]
    name_en: Mapped[str | None]
    level: Mapped[str]
    """central, regional, local or enterprise (domain notes 2.4)."""
    ministry: Mapped[str | None]
    area_code: Mapped[Code] = mapped_column(index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    @property
    def name(self) -> Name:
        """Its name in both languages; one founded here may have the Thai one only."""
        return Name(self.name_th, self.name_en or self.name_th)


class Holding(Base):
    """One hat: an account holds a role over an area from a day to a day."""

    __tablename__ = "holding"
    __table_args__ = (
        CheckConstraint("not acting or order_number is not null", name="acting_has_order"),
        CheckConstraint(
            "valid_to is null or valid_from is null or valid_from <= valid_to", name="dates_in_order"
        ),
        CheckConstraint("(role = 'agency_officer') = (agency_code is not null)", name="officer_has_agency"),
        Index("ix_holding_area_code_role", "area_code", "role"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    area_code: Mapped[Code]
    """Area prefix; "" is the whole country."""
    agency_code: Mapped[str | None] = mapped_column(String(collation="C"), ForeignKey("agency.code"))
    title: Mapped[str | None]
    """Position title as on letters; people move each October, the title stays."""
    acting: Mapped[bool] = mapped_column(default=False, server_default="false")
    order_number: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
