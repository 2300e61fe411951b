"""Re-orderings of an office's list, kept so that each can be undone; opinions found by their agency."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rank_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("office_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_rank_change_by")),
        sa.ForeignKeyConstraint(["undoes_id"], ["rank_change.id"], name=op.f("fk_rank_change_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank_change")),
    )
    op.create_index(
        "ix_rank_change_office", "rank_change", ["office_code", "level", "fiscal_year", "id"], unique=False
    )
    op.create_index(
        "uq_rank_change_undone",
        "rank_change",
        ["undoes_id"],
        unique=True,
        postgresql_where=sa.text("undoes_id is not null"),
    )
    op.execute("revoke update, delete, truncate on rank_change from planhub_web")
    op.create_index("ix_opinion_agency_code", "opinion", ["agency_code", "proposal_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_opinion_agency_code", table_name="opinion")
    op.drop_index(
        "uq_rank_change_undone",
        table_name="rank_change",
        postgresql_where=sa.text("undoes_id is not null"),
    )
    op.drop_index("ix_rank_change_office", table_name="rank_change")
    op.drop_table("rank_change")
