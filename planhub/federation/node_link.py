"""A joined node as the centre last observed it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code


class NodeLink(Base):
    """One row for each joined province, kept by `watching`; pages read it, and no page asks a node."""

    __tablename__ = "node_link"

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    address: Mapped[str]
    """Host and port, without any secret."""
    joined_at: Mapped[datetime]
    observed_at: Mapped[datetime | None]
    running: Mapped[bool] = mapped_column(default=False, server_default="false")
    """An apply worker was at work."""
    enabled: Mapped[bool] = mapped_column(default=True, server_default="true")
    heard_at: Mapped[datetime | None]
    """The last message of any kind from the node, heartbeats of the connection included."""
    applied: Mapped[str] = mapped_column(default="", server_default="")
    """How far into the node's log the centre has applied; moves on with every transaction."""
    lag_bytes: Mapped[int | None]
    """What the node had written beyond what the centre has confirmed, as the node said."""
    slot_state: Mapped[str | None]
    """PostgreSQL's wal_status of the slot: "lost" means that the first copy must be made again."""
    unreachable: Mapped[str] = mapped_column(default="", server_default="")
    """Why the node could not be asked, in the driver's words; empty when it answered."""
    errors: Mapped[int] = mapped_column(default=0, server_default="0")
    """Failures to apply, as PostgreSQL counts them."""
    failing: Mapped[bool] = mapped_column(default=False, server_default="false")
    """What arrives is refused here, again and again, since the observation before."""
    last_error: Mapped[str] = mapped_column(default="", server_default="")
    last_error_at: Mapped[datetime | None]
