"""What was done to whose account, by whom and when; only added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Id
from planhub.wording import N_


class AccountEvent(Base):
    """One act on one account; the database refuses to change or delete it."""

    __tablename__ = "account_event"
    __table_args__ = (Index("ix_account_event_account_id_at", "account_id", "at"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    """A key of KIND_WORD."""
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None: on the server's own command line."""
    by_holding_id: Mapped[int | None]
    """The hat that did it; no foreign key, since a holding that never began may be taken back."""
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Role, area, dates, order number; never a secret, never a telephone number."""


KIND_WORD = {
    "created": N_("สร้างบัญชี"),
    "reopened": N_("เปิดบัญชีอีกครั้ง"),
    "reissued": N_("ออกรหัสใหม่"),
    "closed": N_("ปิดบัญชี"),
    "renamed": N_("แก้ชื่อหรือโทรศัพท์"),
    "appointed": N_("ให้ตำแหน่ง"),
    "acting_appointed": N_("แต่งตั้งผู้รักษาการ"),
    "holding_ended": N_("สิ้นสุดตำแหน่ง"),
    "holding_withdrawn": N_("ยกเลิกตำแหน่งที่ยังไม่เริ่ม"),
    "secret_changed": N_("เจ้าของเปลี่ยนรหัส"),
    "signed_out_everywhere": N_("ออกจากระบบทุกเครื่อง"),
}
