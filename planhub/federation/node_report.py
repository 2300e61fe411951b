"""What a node says of itself, and what the centre counted when it heard it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code


class NodeReport(Base):
    """A province's last word, written at its node and replicated; a partition each, as plan items have."""

    __tablename__ = "node_report"
    __table_args__ = ({"postgresql_partition_by": "LIST (province_code)"},)

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    reported_at: Mapped[datetime]
    counted_at: Mapped[datetime]
    """When the three counts below were taken; older than the report while a long import runs there."""
    program: Mapped[str]
    """Version of PlanHub at the node."""
    revision: Mapped[str]
    """Revision of its schema."""
    items: Mapped[dict[str, Any]]
    """Stage to number of plan items."""
    baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    texts: Mapped[int]
    """Rows of the wide half: as many as items, when all is well."""


class NodeReceipt(Base):
    """The centre's own counts at the moment a report arrived; written by a trigger."""

    __tablename__ = "node_receipt"

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    counted_at: Mapped[datetime]
    """The report's: by it a report and its receipt belong together."""
    items: Mapped[dict[str, Any]]
    baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    texts: Mapped[int]
