"""An import run: one file of a source, tried dry or applied, row by row, and what it takes to undo it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from planhub.accounts.account import Account
from planhub.base import Base, Id
from planhub.sources.source import Source
from planhub.wording import N_


class State(StrEnum):
    """What became of a run."""

    DRY = "dry"
    APPLIED = "applied"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What a row of a file, or an item given by the API, came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNCLEAR = "unclear"
    WRONG = "wrong"
    SKIPPED = "skipped"
    CONFLICT = "conflict"
    """The item has another version than the sender believes; only where one was named."""
    OUTSIDE = "outside"
    """Another province's, or said to be none of the source's business; not taken, and nothing to mend."""
    WITHDRAWN = "withdrawn"
    """The item is in no row of a list that is complete; a count, never a row."""


OUTCOME_WORD = {
    Outcome.NEW: N_("ใหม่"),
    Outcome.CHANGED: N_("เปลี่ยน"),
    Outcome.UNCHANGED: N_("เหมือนเดิม"),
    Outcome.UNCLEAR: N_("ไม่ชัดเจน"),
    Outcome.WRONG: N_("ผิด"),
    Outcome.SKIPPED: N_("ข้าม"),
    Outcome.CONFLICT: N_("ชนกับการแก้ไขอื่น"),
    Outcome.OUTSIDE: N_("นอกจังหวัด ไม่นำเข้า"),
    Outcome.WITHDRAWN: N_("ถอนออก"),
}


class ImportRun(Base):
    """One file of a source; a run stands here only when it was carried through."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("state in ('dry', 'applied', 'undone')", name="state_known"),
        CheckConstraint("(state = 'undone') = (undone_at is not null)", name="undone_has_its_time"),
        Index("ix_import_run_source_code_id", "source_code", "id"),
    )

    id: Mapped[Id]
    source_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey(Source.code))
    file_name: Mapped[str]
    sha256: Mapped[str]
    """Of the file's bytes, in hex."""
    state: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Outcome to number of rows; what they come to, as `sources.totals` says."""
    by: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    """None: on the server's own command line."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey(Account.id))


class ImportRow(Base):
    """What became of one row of the file. Without a foreign key to the run, for a long file's sake."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('new', 'changed', 'unchanged', 'unclear', 'wrong', 'skipped', 'conflict',"
            " 'outside')",
            name="outcome_known",
        ),
        CheckConstraint("not waiting or outcome = 'unclear'", name="only_unclear_waits"),
        CheckConstraint("not waiting or read_values is not null", name="waiting_can_go_on"),
        Index("ix_import_row_waiting", "run_id", "row", "key", postgresql_where=text("waiting")),
        Index(
            "ix_import_row_faulty",
            "run_id",
            "row",
            "key",
            postgresql_where=text("outcome in ('unclear', 'wrong')"),
        ),
    )

    run_id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    """As the office counts it in its file."""
    key: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    """The item's key in the source, for a row with a column for each year is several items; "" for none."""
    outcome: Mapped[str]
    faults: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """[{"column", "field", "kind", "text", "values"}]; of a skipped row the reason."""
    cells: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The row as the office wrote it, only of unclear, wrong and skipped ones."""
    read_values: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What was read out of the cells of unclear ones: enough to go on once it is settled. Of a dry run also
    what each new or changed row would become."""
    changes: Mapped[dict[str, list[str | None]] | None] = mapped_column(JSONB(none_as_null=True))
    """Of a changed row the fields that differ: what stands and what the row says, as PostgreSQL's text."""
    words: Mapped[str | None]
    """What the unclear row says about its place: the words that a settlement answers."""
    words_key: Mapped[str | None] = mapped_column(String(collation="C"))
    """The same, folded: `Settlement.words_key`."""
    waiting: Mapped[bool] = mapped_column(default=False, server_default="false")
    """On the work list: unclear, of an applied run, not settled, and the key not decided by a later run."""


class ImportChange(Base):
    """A standing item that a run changed or withdrew: as it was and as it became; only added to.

    What a run made is told by its rows (`outcome` new).
    """

    __tablename__ = "import_change"

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
