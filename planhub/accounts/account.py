"""An account: how somebody signs in. A village's account is its 8-digit code."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Id


class Account(Base):
    """A person's or a village office's way in; closed, never deleted, since the log names it."""

    __tablename__ = "account"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    """Restricted: shown only to the levels that manage the account."""
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=True, server_default="true")
    session_epoch: Mapped[int] = mapped_column(default=1, server_default="1")
    """Raised to sign the account out everywhere."""
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    last_signin_at: Mapped[datetime | None]
    """None: has never signed in, so its first slip is still waiting to be used."""


class SigninFailure(Base):
    """Failed sign-ins of one subject (an account name, or a network address), for throttling."""

    __tablename__ = "signin_failure"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class AnsweredOnce(Base):
    """A form already answered: its once-key and where the answer led, so that a repeat does nothing twice."""

    __tablename__ = "answered_once"
    __table_args__ = (Index("ix_answered_once_at", text("at")),)

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    path: Mapped[str]
    location: Mapped[str]
    at: Mapped[datetime]
