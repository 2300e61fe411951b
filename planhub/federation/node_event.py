"""Who joined, left, moved or skipped what, when and why; the log is only added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class NodeEvent(Base):
    """One step in the life of a province's link."""

    __tablename__ = "node_event"
    __table_args__ = (Index("ix_node_event_province_code_id", "province_code", "id"),)

    id: Mapped[Id]
    province_code: Mapped[Code]
    at: Mapped[datetime]
    what: Mapped[str]
    """init, publish, join, leave, skip, enable, close, open, export, import."""
    by: Mapped[str]
    """Who ran the command, as the system knows them, or as they said."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
