"""What was done to accounts, only added to; when each last signed in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("last_signin_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "account_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("by_holding_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_event_account_id")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_account_event_by_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_event")),
    )
    op.create_index("ix_account_event_account_id_at", "account_event", ["account_id", "at"])
    op.execute(
        "create trigger account_event_only_added before update or delete on account_event"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger account_event_never_emptied before truncate on account_event"
        " for each statement execute function refuse_change()"
    )
    op.execute("revoke update, delete, truncate on account_event from planhub_web")


def downgrade() -> None:
    op.drop_table("account_event")
    op.drop_column("account", "last_signin_at")
