"""A proposal's hot columns: where it stands, who holds it, what it is found by. Its words are in need.py."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class Proposal(Base):
    """One need on its way; narrow, with no more of its words than look-alikes are compared by."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("place_code like subdistrict_code || '%'", name="place_in_subdistrict"),
        CheckConstraint("(number is null) = (submitted_at is null)", name="number_from_submission"),
        CheckConstraint(
            "stage <> 'planned' or (plan_year is not null and envelope is not null)", name="planned_has_year"
        ),
        CheckConstraint("envelope in ('within', 'over')", name="envelope_known"),
        CheckConstraint("classification in ('self', 'joint', 'agency')", name="classification_known"),
        Index(
            "ix_proposal_inbox",
            "holder_code",
            "stage",
            "stage_since",
            "id",
            postgresql_include=["place_code"],
        ),
        # A round is counted from this alone.
        Index(
            "ix_proposal_round",
            "fiscal_year",
            "place_code",
            postgresql_include=["stage", "decided_by", "came_from", "returned"],
            postgresql_where=text("number is not null"),
        ),
        Index("ix_proposal_place", "place_code", "fiscal_year", "id"),
        Index("ix_proposal_area", "area_code", "id"),
        Index(
            "ix_proposal_deferred",
            "province_code",
            "fiscal_year",
            "id",
            postgresql_where=text("stage = 'deferred'"),
        ),
        Index(
            "ix_proposal_plan",
            "province_code",
            "plan_year",
            "id",
            postgresql_where=text("plan_year is not null"),
        ),
        # All that look-alikes are found by, so that a district is compared from a few pages of this index.
        Index(
            "ix_proposal_alike",
            "district_code",
            "subdistrict_code",
            postgresql_include=["id", "search_key", "point"],
            postgresql_where=text("number is not null"),
        ),
        {"postgresql_with": {"fillfactor": 85}},
    )
    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(unique=True, server_default=text("gen_random_uuid()"))
    """Identity of its plan item in every database."""
    number: Mapped[str | None] = mapped_column(String(collation="C"), unique=True)
    """Given at the first submission, never reused: 32010204-2571-007."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Raised by every change; the page sends back the one it was drawn from."""
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    """Buddhist fiscal year of the round in which it stands."""
    province_code: Mapped[Code]
    district_code: Mapped[Code]
    subdistrict_code: Mapped[Code]
    area_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey("area.code"))
    """Who proposes: a village, a ชุมชน or a subdistrict."""
    place_code: Mapped[Code]
    """For every prefix test: eight digits of a village, else the six of the subdistrict."""
    search_key: Mapped[str] = mapped_column(default="", server_default="")
    """The title folded (`planhub.thai.search_key`)."""
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    """A point on the need's shape; the database keeps it after each change of the need."""
    stage: Mapped[str]
    came_from: Mapped[str | None]
    returned: Mapped[bool] = mapped_column(default=False, server_default="false")
    """It came down to the present holder with a reason, and waits for mending."""
    holder_code: Mapped[Code]
    """The office that holds it: an area code, or an agency's code."""
    stage_since: Mapped[datetime]
    decided_by: Mapped[str | None]
    """Level of the last decision; reopening asks for a higher one."""
    decided_year: Mapped[int | None] = mapped_column(SmallInteger)
    side: Mapped[str | None]
    classification: Mapped[str | None]
    agency_code: Mapped[str | None] = mapped_column(String(collation="C"), ForeignKey("agency.code"))
    amount: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    """Baht asked for, all years and sources together: the sum of its budget lines."""
    plan_year: Mapped[int | None] = mapped_column(SmallInteger)
    envelope: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class NumberSeries(Base):
    """The last running number given to an area in a fiscal year; its row lock keeps numbers single."""

    __tablename__ = "number_series"

    area_code: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last: Mapped[int]
