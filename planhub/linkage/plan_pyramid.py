"""Items, baht and waiting time by area, year and source at four grains: what a map shows from far away."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, Column, DateTime, Numeric, SmallInteger, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code
from planhub.workflow.stages import Stage

PHASE_STAGES = {
    "waiting": (Stage.SUBDISTRICT, Stage.DISTRICT, Stage.AGENCY, Stage.PROVINCE, Stage.DEFERRED),
    "planned": (Stage.PLANNED,),
    "funded": (Stage.FUNDED,),
    "works": (Stage.PROCUREMENT, Stage.WORKS),
    "locally": (Stage.LOCAL, Stage.JOINT),
    "done": (Stage.COMPLETED, Stage.EVALUATED),
    "ended": (Stage.REJECTED, Stage.WITHDRAWN),
}
"""The columns of the pyramid and the stages that each counts; drafts and merged items are in none."""

COUNTED_PHASES = ("waiting", "planned", "funded", "works", "locally", "done")
FUNDED_PHASES = ("funded", "works", "done")
"""Money was given: these and what came after."""

GRAINS = (2, 4, 6, 8)
"""Digits of the codes in which each grain counts: province, district, subdistrict, and the finest known."""


class PlanPyramid(Base):
    """One area, year and source; kept by triggers on plan_item alone, so a moved point changes nothing here.

    At each grain every item is counted once: one that is known to its district only stands under the
    district's code at the grains 4, 6 and 8 alike.
    """

    __tablename__ = "plan_pyramid"
    __table_args__ = ({"postgresql_with": {"fillfactor": 70}},)

    grain: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    area_code: Mapped[Code] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    source_code: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    waiting: Mapped[int]
    planned: Mapped[int]
    funded: Mapped[int]
    works: Mapped[int]
    locally: Mapped[int]
    done: Mapped[int]
    ended: Mapped[int]
    waiting_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    planned_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    funded_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    works_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    locally_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    done_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    ended_baht: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    waiting_since: Mapped[int]
    """Sum of the seconds since 1970 at which the waiting items came where they wait: gives the mean wait."""


plan_pyramid_change = Table(
    "plan_pyramid_change",
    Base.metadata,
    Column("opens", Boolean, nullable=False),  # the first of its transaction has the rest counted at commit
    Column("sign", SmallInteger, nullable=False),
    Column("province_code", String(collation="C"), nullable=False),
    Column("district_code", String(collation="C")),
    Column("subdistrict_code", String(collation="C")),
    Column("area_code", String(collation="C")),
    Column("fiscal_year", SmallInteger),
    Column("source_code", String(collation="C")),
    Column("stage", Text),
    Column("amount", Numeric(14, 2)),
    Column("stage_since", DateTime(timezone=True)),
    prefixes=["UNLOGGED"],
)
"""What a replicated transaction changed, signed, until its commit counts it; sign 0: words or a point."""

VALUES = (*PHASE_STAGES, *(f"{phase}_baht" for phase in PHASE_STAGES), "waiting_since")
"""Every summed column, in the order of the table."""

KEY = ("grain", "area_code", "fiscal_year", "source_code")


def mean_wait(waiting: int, since: int, at: datetime) -> int | None:
    """Mean days in the present stage of what waits, at a time; None where nothing waits."""
    return round((at.timestamp() - since / waiting) / 86_400) if waiting > 0 else None
