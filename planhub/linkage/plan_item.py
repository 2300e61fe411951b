"""A plan item: a need, plan item or project of the country in one public shape, partitioned by province."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ColumnElement, Index, Numeric, SmallInteger, String, and_, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code
from planhub.workflow.stages import Stage


class PlanItem(Base):
    """The narrow half: where it is, where it stands, how much. Feeds the summaries by trigger."""

    __tablename__ = "plan_item"
    __table_args__ = (
        Index("ix_plan_item_district", "district_code", "fiscal_year"),
        Index("ix_plan_item_year", "fiscal_year", "updated_at", "id"),
        Index("ix_plan_item_source", "province_code", "source_code", "external_id", unique=True),
        # all that a tile of points tells, in the order of tiles (planhub.maps.tile)
        Index(
            "ix_plan_item_tile",
            text("tile_key(spot)"),
            postgresql_include=[
                *("spot", "province_code", "id", "stage", "amount", "fiscal_year", "side", "source_code")
            ],
            postgresql_where=text("spot is not null"),
        ),
        CheckConstraint(
            "left(district_code, 2) = province_code and left(subdistrict_code, 2) = province_code"
            " and (area_code like 'C-%' or left(area_code, 2) = province_code)",
            name="own_places",
        ),
        CheckConstraint("stage in (" + ", ".join(f"'{stage}'" for stage in Stage) + ")", name="known_stage"),
        {"postgresql_partition_by": "LIST (province_code)"},
    )

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_code: Mapped[str] = mapped_column(String(collation="C"))
    """Which system it was born in: "planhub", or a registered source."""
    external_id: Mapped[str] = mapped_column(String(collation="C"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    district_code: Mapped[str | None] = mapped_column(String(collation="C"))
    subdistrict_code: Mapped[str | None] = mapped_column(String(collation="C"))
    area_code: Mapped[Code]
    """The finest area known: a village, ชุมชน, subdistrict, district or the province itself."""
    stage: Mapped[str]
    side: Mapped[str | None]
    envelope: Mapped[str | None]
    amount: Mapped[Decimal]
    stage_since: Mapped[datetime]
    updated_at: Mapped[datetime]
    agency_code: Mapped[str | None] = mapped_column(String(collation="C"))
    """Office that carries it out, where it is one this installation knows."""
    budget_source: Mapped[str | None]
    """The source that gives most, or is asked for most."""
    allocated: Mapped[Decimal | None]
    """Baht it may spend of all years and sources; None until some money was given."""
    committed: Mapped[Decimal | None]
    """Baht bound and not yet paid."""
    disbursed: Mapped[Decimal | None]
    physical: Mapped[int | None] = mapped_column(SmallInteger)
    """Percent of the work done, as reported; never inferred from money."""
    reported_at: Mapped[datetime | None]
    """When its progress was told last."""
    funded_on: Mapped[date | None]
    contracted_on: Mapped[date | None]
    due_on: Mapped[date | None]
    """Day by which the work is to be done, extensions included."""
    completed_on: Mapped[date | None]
    """When the work was finished, where a work says so."""
    royal: Mapped[bool] = mapped_column(default=False, server_default="false")
    """It carries a royal-initiative project."""
    spot: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    """The point of its words once more: a map reads it beside the facts. The database has it follow."""


class PlanItemText(Base):
    """The wide half: words and place. A decision does not touch it, so its indexes stay still."""

    __tablename__ = "plan_item_text"
    __table_args__ = (
        Index(
            "ix_plan_item_text_search_key",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
        Index("ix_plan_item_text_number", "number"),
        {"postgresql_partition_by": "LIST (province_code)"},
    )

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(collation="C"))
    title: Mapped[str]
    search_key: Mapped[str]
    agency: Mapped[str | None]
    objective: Mapped[str | None]
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326))
    point_how: Mapped[str | None]
    """gps, map, typed, or area (only the area's own point)."""
    places: Mapped[list[str] | None] = mapped_column(ARRAY(String(collation="C")))
    """Codes of all areas it names, where it names several; its own area is then the one that holds them."""

    @classmethod
    def says(cls, words: str) -> ColumnElement[bool]:
        """Its title holds each of these words (`planhub.thai.search_words`)."""
        return and_(*(cls.search_key.contains(word, autoescape=True) for word in words.split()))


class PlanSummary(Base):
    """Items and baht by area, year, stage and side; kept by a statement trigger on plan_item alone."""

    __tablename__ = "plan_summary"
    __table_args__ = ({"postgresql_with": {"fillfactor": 70}},)

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """Digits of the area code: 2 province, 4 district, 6 subdistrict."""
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    area_code: Mapped[Code] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(primary_key=True)
    """"" where the item names no side."""
    items: Mapped[int]
    baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))


class PlanVersion(Base):
    """Counts the changes of a province's plan items, so that caches and ETags know when to let go."""

    __tablename__ = "plan_version"

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]


class DistrictVersion(Base):
    """The province's version at the last change in each of its districts, kept by triggers.

    "" stands for items without a district, "*" for all: a change that named no district. Where no row has the
    province's present version, every district may have changed.
    """

    __tablename__ = "district_version"
    __table_args__ = ({"postgresql_with": {"fillfactor": 70}},)

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    district_code: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]
