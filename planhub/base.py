"""The declarative base of every table: constraint names by convention, types by annotation."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Identity,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Code = Annotated[str, mapped_column(String(collation="C"))]
"""An area code: text in byte order, so that a prefix is a range of the index."""
ThaiName = Annotated[str, mapped_column(String(collation="th-x-icu"))]
"""A name that is sorted as a Thai dictionary sorts it."""
Baht = Annotated[Decimal, mapped_column(Numeric(14, 2))]
Year = Annotated[int, mapped_column(SmallInteger)]
"""A Buddhist fiscal year such as 2571 (October 2570 to September 2571)."""


class Base(DeclarativeBase):
    """Base of all mapped classes; plain SQLAlchemy, so that no domain folder needs Flask."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            str: Text(),
            int: BigInteger(),
            datetime: DateTime(timezone=True),
            date: Date(),
            Decimal: Numeric(14, 2),
            UUID: Uuid(),
            dict[str, Any]: JSONB(),
            list[str]: JSONB(),
        },
    )
