"""What replicated rows changed in the running transaction, until its commit counts it into the summaries."""

from sqlalchemy import Boolean, Column, Numeric, SmallInteger, String, Table, Text

from planhub.base import Base

plan_change = Table(
    "plan_change",
    Base.metadata,
    Column("opens", Boolean, nullable=False),  # the first of its transaction has the rest counted at commit
    Column("sign", SmallInteger, nullable=False),
    Column("province_code", String(collation="C"), nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("district_code", String(collation="C")),
    Column("subdistrict_code", String(collation="C")),
    Column("stage", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("amount", Numeric(14, 2), nullable=False),
    prefixes=["UNLOGGED"],
)
"""A signed row for each replicated change; written and emptied by triggers, no one else sees them."""
