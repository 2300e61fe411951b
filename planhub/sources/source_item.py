"""The ledger: which plan item each key of a source became, and which version of it stands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code


class SourceItem(Base):
    """One key of one source. It stays when its item is gone, so that a version never comes twice.

    No foreign keys: they would cost a long import a tenth of its time, and nothing deletes sources or runs.
    """

    __tablename__ = "source_item"

    source_code: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    province_code: Mapped[Code]
    item_id: Mapped[UUID]
    """Always the same for the same source and key, so that an item taken up again has its old address."""
    version: Mapped[int]
    """Goes up by one with every change, undoing included."""
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    """SHA-256 of what was written; None: no item stands (undone)."""
    run_id: Mapped[int | None]
    """The run that wrote it last; None: the API did."""
    updated_at: Mapped[datetime]
