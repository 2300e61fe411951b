"""What was decided: the log of every move (only added to), opinions, ranks, links and alignments."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, Id


class Review(Base):
    """One move of one proposal; the database refuses to change or delete it."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("proposal_id", "seq"),
        CheckConstraint(
            "action not in ('return', 'reject', 'defer', 'reopen', 'resume') or reason <> ''",
            name="reason_where_due",
        ),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    seq: Mapped[int] = mapped_column(SmallInteger)
    """The proposal's version that this move made."""
    action: Mapped[str]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    holder_code: Mapped[Code]
    """Who holds it after the move."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("holding.id"))
    role: Mapped[str]
    capacity: Mapped[str]
    """How the actor signed, acting holders as such: "นายอำเภอ (รักษาการ คำสั่งที่ 12/2569)"."""
    on_behalf_of: Mapped[str | None] = mapped_column(String(collation="C"))
    """Area code, where a clerk acted for a village."""
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    meeting: Mapped[str | None]
    given: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The rest of what was given: classification, agency, year, envelope, verdict …"""


class Rank(Base):
    """Priority of a proposal at one level; separate facts, each with who set it and when."""

    __tablename__ = "rank"
    __table_args__ = (
        CheckConstraint("rank >= 1", name="rank_from_one"),
        UniqueConstraint(
            "level",
            "office_code",
            "fiscal_year",
            "rank",
            deferrable=True,
            initially="DEFERRED",
            name="uq_rank_place",
        ),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    office_code: Mapped[Code]
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    rank: Mapped[int] = mapped_column(SmallInteger)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]


class ProposalLink(Base):
    """A link between records; undoing is another row, so the story stays whole."""

    __tablename__ = "proposal_link"
    __table_args__ = (
        CheckConstraint(
            "kind in ('duplicate_of', 'merged_into', 'part_of', 'continues', 'answers_complaint',"
            " 'from_master_plan')",
            name="kind_known",
        ),
        CheckConstraint("from_id <> to_id", name="not_to_itself"),
        Index(
            "uq_proposal_link_undone",
            "undoes_id",
            unique=True,
            postgresql_where=text("undoes_id is not null"),
        ),
        Index("ix_proposal_link_from_id", "from_id"),
        Index("ix_proposal_link_to_id", "to_id"),
    )

    id: Mapped[Id]
    from_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[str]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_link.id"))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Opinion(Base):
    """An agency's technical opinion: feasible or not, at what cost, with what permission."""

    __tablename__ = "opinion"
    __table_args__ = (
        CheckConstraint("verdict in ('feasible', 'conditional', 'infeasible')", name="verdict_known"),
        CheckConstraint("estimated_cost >= 0", name="cost_not_negative"),
        Index("ix_opinion_proposal_id", "proposal_id"),
        Index("ix_opinion_agency_code", "agency_code", "proposal_id"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    agency_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey("agency.code"))
    verdict: Mapped[str]
    estimated_cost: Mapped[Decimal | None]
    permission_note: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class DevelopmentIssue(Base):
    """A province's development issue (ประเด็นการพัฒนา), editable, valid for the years of its plan."""

    __tablename__ = "development_issue"
    __table_args__ = (UniqueConstraint("province_code", "from_year", "no"),)

    id: Mapped[Id]
    province_code: Mapped[Code]
    from_year: Mapped[int] = mapped_column(SmallInteger)
    to_year: Mapped[int] = mapped_column(SmallInteger)
    no: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]


class Alignment(Base):
    """A proposal serves an issue; one of several leads, and money is counted under that one only."""

    __tablename__ = "alignment"
    __table_args__ = (
        Index("uq_alignment_leading", "proposal_id", unique=True, postgresql_where=text("is_leading")),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("development_issue.id"), primary_key=True)
    is_leading: Mapped[bool] = mapped_column(default=False, server_default="false")
