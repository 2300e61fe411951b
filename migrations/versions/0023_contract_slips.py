"""Typing slips of a signed contract that were mended: what stood, what stands, why and by whom; only added to."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FIELDS = (
    "'number', 'contractor', 'egp_no', 'estimate', 'signed_on', 'starts_on', 'days', 'guarantee',"
    " 'guarantee_until', 'liability_days', 'fine_kind', 'fine_per_day'"
)


def upgrade() -> None:
    op.create_table(
        "contract_slip",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(f"field in ({FIELDS})", name=op.f("ck_contract_slip_field_known")),
        sa.CheckConstraint("before <> after", name=op.f("ck_contract_slip_something_changed")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_contract_slip_with_reason")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_contract_slip_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_slip_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_slip")),
    )
    op.create_index("ix_contract_slip_contract_id", "contract_slip", ["contract_id"])
    op.execute(
        "create trigger contract_slip_only_added before update or delete on contract_slip"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger contract_slip_never_emptied before truncate on contract_slip"
        " for each statement execute function refuse_change()"
    )
    op.execute("revoke update, delete, truncate on contract_slip from planhub_web")


def downgrade() -> None:
    op.drop_table("contract_slip")
