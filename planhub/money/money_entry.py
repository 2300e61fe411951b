"""Money of a plan item: a ledger that is only added to, and what it comes to by year and source."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id

KINDS = (
    "requested",
    "allocated",
    "increased",
    "decreased",
    "committed",
    "disbursed",
    "carried",
    "returned",
    "lapsed",
)
"""What a figure is; `committed` is bound and not yet paid: paying out lessens it by an entry of its own."""

_KNOWN = "kind in (" + ", ".join(f"'{kind}'" for kind in KINDS) + ")"


class MoneyEntry(Base):
    """One figure with who, when and by which document; the database refuses changes and deletions."""

    __tablename__ = "money_entry"
    __table_args__ = (
        CheckConstraint(_KNOWN, name="kind_known"),
        CheckConstraint("amount <> 0", name="amount_not_nothing"),
        CheckConstraint("amount > 0 or note <> ''", name="taken_back_with_reason"),
        Index("ix_money_entry_item", "province_code", "item_id", "id"),
        Index("ix_money_entry_proposal_id", "proposal_id"),
        Index("ix_money_entry_run_id", "run_id"),
    )

    id: Mapped[Id]
    province_code: Mapped[Code]
    item_id: Mapped[UUID]
    """The plan item; of a proposal its uid."""
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    """None for an item of another system."""
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str]
    """An id of the budget sources (value_lists)."""
    kind: Mapped[str]
    amount: Mapped[Decimal]
    """Baht; below nothing where it takes back or corrects an earlier figure, with the reason in the note."""
    document_no: Mapped[str] = mapped_column(default="", server_default="")
    document_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    """The import that brought it."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("money_entry.id"), unique=True)
    """The entry that this one takes back: each is taken back once."""


class ItemMoney(Base):
    """What an item's entries come to in a fiscal year from a source; kept by the ledger's trigger alone."""

    __tablename__ = "item_money"
    __table_args__ = (
        CheckConstraint(
            "requested >= 0 and allocated >= 0 and increased >= 0 and decreased >= 0 and committed >= 0"
            " and disbursed >= 0 and carried >= 0 and returned >= 0 and lapsed >= 0",
            name="nothing_below_nought",
        ),
        CheckConstraint("allocated + increased - decreased >= 0", name="not_decreased_below_nought"),
        CheckConstraint(
            "committed + disbursed + carried + returned + lapsed <= allocated + increased - decreased",
            name="not_more_than_given",
        ),
        Index(
            "ix_item_money_left",
            "province_code",
            "fiscal_year",
            postgresql_where=text("committed + remaining > 0"),
        ),
    )

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    source: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    requested: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    allocated: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    increased: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    decreased: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    committed: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    """Bound by a contract or order and not yet paid (domain notes 3.1)."""
    disbursed: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    carried: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    """Kept over the year's end (กันเหลื่อมปี); it is allocated anew in the next year under source carry."""
    returned: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    lapsed: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    remaining: Mapped[Decimal] = mapped_column(
        Computed(
            "allocated + increased - decreased - committed - disbursed - carried - returned - lapsed",
            persisted=True,
        )
    )
