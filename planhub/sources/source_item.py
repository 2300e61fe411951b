"""The ledger: which plan item each key of a source became, and which version of it stands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code
from planhub.sources.import_run import ImportRun
from planhub.sources.source import Source


class SourceItem(Base):
    """One key of one source. It stays when its item is gone, so that a version never comes twice."""

    __tablename__ = "source_item"

    source_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey(Source.code), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    province_code: Mapped[Code]
    item_id: Mapped[UUID]
    """Always the same for the same source and key, so that an item taken up again has its old address."""
    version: Mapped[int]
    """Goes up by one with every change, undoing included."""
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    """SHA-256 of what was written; None: no item stands (undone)."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey(ImportRun.id))
    """The run that wrote it last; None: the API did."""
    updated_at: Mapped[datetime]
