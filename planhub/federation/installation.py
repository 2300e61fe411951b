"""What this installation is: the centre, or one province's own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from planhub.base import Base, Code


class Place(StrEnum):
    """The two roles of an installation in the federation."""

    CENTRE = "centre"
    PROVINCE = "province"


class Installation(Base):
    """One row at most; an installation without it serves whoever works in it."""

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint('"only"', name="one_row"),
        CheckConstraint(
            "role = 'centre' and province_code is null or role = 'province' and province_code is not null",
            name="province_has_its_code",
        ),
    )

    only: Mapped[bool] = mapped_column(primary_key=True, default=True, server_default="true")
    role: Mapped[str]
    province_code: Mapped[Code | None]
    since: Mapped[datetime]


def here(session: Session) -> Installation | None:
    """This installation's role, when it was given one."""
    return session.get(Installation, True)
