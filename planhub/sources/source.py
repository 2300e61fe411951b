"""A source: an office's list or program whose rows become plan items; what it may write and how it reads."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from planhub.accounts.account import Account
from planhub.areas.area import Area
from planhub.base import Base


class Source(Base):
    """One list or program. Its code is the `source_code` of every plan item it has brought."""

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z][a-z0-9_-]{1,39}$' and code <> 'planhub'", name="code_is_a_word"),
        CheckConstraint(
            "cardinality(scope) > 0 and array_position(scope, null) is null"
            " and array_to_string(scope, ',') ~ '^[0-9]{2}(,[0-9]{2})*$' and not '10' = any(scope)",
            name="scope_is_provinces",
        ),
        CheckConstraint(
            "owner_province is null or scope = array[owner_province]", name="province_writes_its_own"
        ),
    )

    code: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    name: Mapped[str]
    owner_province: Mapped[str | None] = mapped_column(String(collation="C"), ForeignKey(Area.code))
    """The province whose office keeps it; None for a list of the nation."""
    scope: Mapped[list[str]] = mapped_column(ARRAY(String(collation="C")))
    """Codes of the provinces whose items it may bring; a province's own list only its own."""
    description: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """How its file is read (`description.Description.to_json`); None until somebody described it."""
    withdraws_missing: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Each file is the whole list: an item that is not in a new one was withdrawn."""
    is_open: Mapped[bool] = mapped_column(default=True, server_default="true")
    """False: nothing more is taken from it; what it brought stays."""
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    """None: on the server's own command line."""
