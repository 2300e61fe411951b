"""One re-ordering of an office's list: who did it, the ranks before and after; undoing is another row."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class RankChange(Base):
    """The ranks that changed, by proposal: {"17": 2, "18": null}; null is "not ranked"."""

    __tablename__ = "rank_change"
    __table_args__ = (
        Index("ix_rank_change_office", "office_code", "level", "fiscal_year", "id"),
        Index(
            "uq_rank_change_undone", "undoes_id", unique=True, postgresql_where=text("undoes_id is not null")
        ),
    )

    id: Mapped[Id]
    level: Mapped[str]
    office_code: Mapped[Code]
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    former: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The ranks of an earlier round that this change took the place of, by proposal, as they stood."""
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("rank_change.id"))
