"""A settlement: what a person said the words of a place mean in one source; remembered for the next file."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.accounts.account import Account
from planhub.areas.area import Area
from planhub.base import Base
from planhub.sources.source import Source


class Settlement(Base):
    """Words of a place → an area or nothing, for one source."""

    __tablename__ = "settlement"

    source_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey(Source.code), primary_key=True)
    words_key: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    """The words folded (`planhub.thai.search_key`); digits of a key where they are very long."""
    words: Mapped[str]
    """As the list wrote them."""
    area_code: Mapped[str | None] = mapped_column(String(collation="C"), ForeignKey(Area.code))
    """None: rows with these words are none of the source's business and are passed over."""
    by: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime]
    used: Mapped[int] = mapped_column(default=0, server_default="0")
    """Rows of applied files that it answered, one that stands in each month's file once a month."""
    used_at: Mapped[datetime | None]
