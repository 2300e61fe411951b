"""A local authority (อปท.): อบจ., เทศบาล, อบต. or one of the special ones; ชุมชน live under it."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, ThaiName

KINDS = ("pao", "city", "town", "subdistrict_municipality", "sao", "special")
"""อบจ., เทศบาลนคร, เทศบาลเมือง, เทศบาลตำบล, อบต., พิเศษ (เมืองพัทยา)."""


class LocalAuthority(Base):
    """One local authority by its seven-digit code of the Department of Local Administration."""

    __tablename__ = "local_authority"
    __table_args__ = (
        CheckConstraint("code ~ '^[0-9]{7}$'", name="code_is_seven_digits"),
        CheckConstraint(
            "kind in ('pao', 'city', 'town', 'subdistrict_municipality', 'sao', 'special')", name="kind_known"
        ),
        Index("ix_local_authority_district_code", "district_code"),
    )

    code: Mapped[Code] = mapped_column(String(collation="C"), primary_key=True)
    """Given once: after an upgrade the first digit may no longer tell the kind."""
    kind: Mapped[str]
    name_th: Mapped[ThaiName]
    """Without its type: เมืองที, not เทศบาลตำบลเมืองที."""
    province_code: Mapped[str] = mapped_column(String(collation="C"))
    district_code: Mapped[str | None] = mapped_column(String(collation="C"))
    """Empty for an อบจ., and where the district in the code is not in the gazetteer."""
    valid_to: Mapped[date | None]
