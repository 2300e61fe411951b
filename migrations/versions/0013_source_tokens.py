"""Tokens of registered systems, their writes of a minute, and the answers that their batches were given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_code", sa.String(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("scope", postgresql.ARRAY(sa.String(collation="C")), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cardinality(scope) > 0 and array_position(scope, null) is null",
            name=op.f("ck_source_token_scope_given"),
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_source_token_expires_later")),
        sa.CheckConstraint("length(sha256) = 32", name=op.f("ck_source_token_hash_whole")),
        sa.ForeignKeyConstraint(["source_code"], ["source.code"], name=op.f("fk_source_token_source_code")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_source_token_created_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["account.id"], name=op.f("fk_source_token_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_source_token_sha256")),
    )
    op.create_index("ix_source_token_source_code", "source_token", ["source_code", "id"])
    op.create_table(
        "token_minute",
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["source_token.id"], name=op.f("fk_token_minute_token_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_id", "minute", name=op.f("pk_token_minute")),
    )
    op.create_table(
        "sent_batch",
        sa.Column("source_code", sa.String(collation="C"), nullable=False),
        sa.Column("key", sa.String(collation="C"), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("token_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_code"], ["source.code"], name=op.f("fk_sent_batch_source_code")),
        sa.ForeignKeyConstraint(
            ["token_id"], ["source_token.id"], name=op.f("fk_sent_batch_token_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("source_code", "key", name=op.f("pk_sent_batch")),
    )
    op.create_index("ix_sent_batch_at", "sent_batch", ["source_code", "at"])
    # a token that was used stays told; who sends can take none away
    op.execute("revoke delete, truncate on source_token from planhub_web")


def downgrade() -> None:
    for table in ("sent_batch", "token_minute", "source_token"):
        op.drop_table(table)
