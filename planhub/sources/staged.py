"""The rows of one file or batch as they came: a table of one transaction, filled by `staging`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from planhub.base import Base
from planhub.lists.prepared import FIGURES

STAGED = Table(
    "staged",
    MetaData(naming_convention=Base.metadata.naming_convention),
    Column("n", Integer),
    Column("row", BigInteger),
    Column("key", String(collation="C")),
    Column("expected", BigInteger),
    Column("skipped", JSONB),
    Column("faults", JSONB),
    Column("place_faults", JSONB),
    Column("cells", Text),
    Column("title", Text),
    Column("search_key", Text),
    Column("fiscal_year", SmallInteger),
    Column("amount", Text),
    *(Column(name, Text) for name in FIGURES),
    Column("stage", Text),
    Column("side", Text),
    Column("envelope", Text),
    Column("agency", Text),
    Column("objective", Text),
    Column("place_code", String(collation="C")),
    Column("province", Text),
    Column("district", Text),
    Column("subdistrict", Text),
    Column("moo", Text),
    Column("village", Text),
    Column("place_text", Text),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("province_key", Text),
    Column("district_key", Text),
    Column("subdistrict_key", Text),
    Column("words", Text),
    Column("words_key", String(collation="C")),
    Column("detailed", Boolean),
    prefixes=["temporary"],
    postgresql_on_commit="DROP",
)
"""The rows of one file or batch, in their order. `detailed`: its place is more than a whole code."""
NAMES = tuple(column.name for column in STAGED.columns)
