"""The work that a funded proposal became: its facts of today, its steps, contract and instalments."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Id


class Work(Base):
    """One row a proposal from its first money on: what pages and the plan item show of it."""

    __tablename__ = "work"
    __table_args__ = (
        CheckConstraint("physical between 0 and 100", name="physical_percent"),
        CheckConstraint("estimate >= 0", name="estimate_not_negative"),
        CheckConstraint("attempt > 0 and invited > 0", name="counts_above_nothing"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Raised by every change; the page sends back the one it was drawn from."""
    method: Mapped[str | None]
    """An id of workflow.procurement.METHODS; None: done by the office itself, or not yet said."""
    ground: Mapped[str | None]
    """An id of workflow.procurement.GROUNDS: why one supplier may be asked alone."""
    invited: Mapped[int | None] = mapped_column(SmallInteger)
    """How many were invited, of a selection."""
    attempt: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    """Which purchase stands: one more after a failed one, or after a contract that was ended early."""
    estimate: Mapped[Decimal | None]
    """ราคากลาง, baht."""
    egp_no: Mapped[str | None] = mapped_column(String(collation="C"))
    starts_on: Mapped[date | None]
    """Planned beginning of the works."""
    ends_on: Mapped[date | None]
    """Day by which it is due: planned, then the contract's, then as extended."""
    funded_on: Mapped[date | None]
    contracted_on: Mapped[date | None]
    started_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    physical: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """Percent of the work, never inferred from money."""
    reported_at: Mapped[datetime | None]
    """Last progress report."""
    problem_code: Mapped[str | None]
    """Of the last report, while it stands."""
    updated_at: Mapped[datetime]


class ProcurementStep(Base):
    """One step of the method: planned and actual day, or skipped for a reason."""

    __tablename__ = "procurement_step"
    __table_args__ = (CheckConstraint("skipped = '' or actual_on is null", name="skipped_or_done"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(SmallInteger, primary_key=True, default=1, server_default="1")
    """Of which purchase: those of an earlier one stay as they were."""
    step: Mapped[str] = mapped_column(primary_key=True)
    """An id of workflow.procurement.STEPS."""
    planned_on: Mapped[date | None]
    actual_on: Mapped[date | None]
    skipped: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was left out."""
    note: Mapped[str] = mapped_column(default="", server_default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class Contract(Base):
    """A contract or order of a work; one ended early leaves room for the next."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("amount > 0", name="amount_above_nothing"),
        CheckConstraint("days > 0", name="days_above_nothing"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("guarantee >= 0 and fine_per_day >= 0", name="sums_not_negative"),
        CheckConstraint("fine_kind in ('supply', 'whole', 'traffic')", name="fine_kind_known"),
        CheckConstraint("liability_days >= 0", name="liability_not_negative"),
        CheckConstraint(
            "guarantee_returned_on is null or guarantee_return_no <> ''", name="returned_by_document"
        ),
        Index(
            "ix_contract_guarantee_due",
            "guarantee_due_on",
            postgresql_where=text("guarantee_due_on is not null and guarantee_returned_on is null"),
        ),
        Index("uq_contract_standing", "proposal_id", unique=True, postgresql_where=text("ended_on is null")),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("work.proposal_id"))
    number: Mapped[str]
    signed_on: Mapped[date]
    amount: Mapped[Decimal]
    """Baht, as amended last."""
    contractor: Mapped[str]
    days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """As extended last."""
    guarantee: Mapped[Decimal | None]
    """Baht; five in a hundred of the sum is usual (ระเบียบฯ 2560 ข้อ 168)."""
    guarantee_until: Mapped[date | None]
    liability_days: Mapped[int] = mapped_column(default=730, server_default="730")
    """Days after the last acceptance in which defects are mended (ประกันความชำรุดบกพร่อง)."""
    guarantee_due_on: Mapped[date | None]
    """Day from which the guarantee is to be given back: the last acceptance and the days of liability."""
    guarantee_returned_on: Mapped[date | None]
    guarantee_return_no: Mapped[str] = mapped_column(default="", server_default="")
    fine_kind: Mapped[str | None]
    """An id of workflow.fines.RATES: what rates a day its fine may have."""
    fine_per_day: Mapped[Decimal | None]
    """Baht a day when late."""
    ended_on: Mapped[date | None]
    """Terminated before the work was done."""
    ended_why: Mapped[str] = mapped_column(default="", server_default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class Instalment(Base):
    """งวดงาน: what is due when and for how much, delivered, accepted by the committee, fined, paid."""

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_above_nothing"),
        CheckConstraint("fine >= 0 and excused_days >= 0", name="fine_not_negative"),
        CheckConstraint(
            "excused_days = 0 or (excused_why <> '' and excused_no <> '')", name="excused_by_document"
        ),
        CheckConstraint("accepted_on is null or accepted_on >= delivered_on", name="accepted_after_delivery"),
        CheckConstraint("paid_on is null or accepted_on is not null", name="paid_after_acceptance"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    amount: Mapped[Decimal]
    due_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    acceptance_no: Mapped[str] = mapped_column(default="", server_default="")
    """Number of the acceptance committee's paper (ใบตรวจรับ)."""
    fine: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    """Baht of the days late that were not excused."""
    excused_days: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """Days late for which no fine is asked (งด/ลดค่าปรับ), by the document named."""
    excused_why: Mapped[str] = mapped_column(default="", server_default="")
    excused_no: Mapped[str] = mapped_column(default="", server_default="")
    paid_on: Mapped[date | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class ContractChange(Base):
    """An amendment or extension, as it was signed; only added to."""

    __tablename__ = "contract_change"
    __table_args__ = (
        CheckConstraint("kind in ('extend', 'amend', 'end')", name="kind_known"),
        CheckConstraint("reason <> ''", name="with_reason"),
        Index("ix_contract_change_contract_id", "contract_id"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[str]
    days_more: Mapped[int] = mapped_column(default=0, server_default="0")
    amount_before: Mapped[Decimal]
    amount_after: Mapped[Decimal]
    ends_before: Mapped[date]
    ends_after: Mapped[date]
    contractor_before: Mapped[str] = mapped_column(default="", server_default="")
    contractor_after: Mapped[str] = mapped_column(default="", server_default="")
    """Both empty where the contractor stays."""
    reason: Mapped[str]
    document_no: Mapped[str] = mapped_column(default="", server_default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


class ContractSlip(Base):
    """A value of a signed contract that had been typed wrong, as it stood and as it stands; only added to."""

    __tablename__ = "contract_slip"
    __table_args__ = (
        CheckConstraint(
            "field in ('number', 'contractor', 'egp_no', 'estimate', 'signed_on', 'starts_on', 'days',"
            " 'guarantee', 'guarantee_until', 'liability_days', 'fine_kind', 'fine_per_day')",
            name="field_known",
        ),
        CheckConstraint("before <> after", name="something_changed"),
        CheckConstraint("reason <> ''", name="with_reason"),
        Index("ix_contract_slip_contract_id", "contract_id"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    field: Mapped[str]
    """An id of workflow.slips.SLIPS."""
    before: Mapped[str]
    after: Mapped[str]
    """Plainly written: baht with a point, ISO days; "" for what nobody had said."""
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    capacity: Mapped[str] = mapped_column(default="", server_default="")
