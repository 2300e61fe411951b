"""Accounts, offices held, agencies, sign-in failures, once-answered forms."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("session_epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_account_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "agency",
        sa.Column("code", sa.String(collation="C"), nullable=False),
        sa.Column("name_th", sa.String(collation="th-x-icu"), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("ministry", sa.Text(), nullable=True),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    op.create_index(op.f("ix_agency_area_code"), "agency", ["area_code"], unique=False)
    op.create_table(
        "signin_failure",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_signin_failure")),
    )
    op.create_table(
        "answered_once",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_answered_once_account_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answered_once")),
    )
    op.create_index("ix_answered_once_at", "answered_once", [sa.literal_column("at")], unique=False)
    op.create_table(
        "holding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("agency_code", sa.String(collation="C"), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("acting", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(role = 'agency_officer') = (agency_code is not null)",
            name=op.f("ck_holding_officer_has_agency"),
        ),
        sa.CheckConstraint(
            "not acting or order_number is not null", name=op.f("ck_holding_acting_has_order")
        ),
        sa.CheckConstraint(
            "valid_to is null or valid_from is null or valid_from <= valid_to",
            name=op.f("ck_holding_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_holding_account_id")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_holding_agency_code")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_holding_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    op.create_index(op.f("ix_holding_account_id"), "holding", ["account_id"], unique=False)
    op.create_index("ix_holding_area_code_role", "holding", ["area_code", "role"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_holding_area_code_role", table_name="holding")
    op.drop_index(op.f("ix_holding_account_id"), table_name="holding")
    op.drop_table("holding")
    op.drop_index("ix_answered_once_at", table_name="answered_once")
    op.drop_table("answered_once")
    op.drop_table("signin_failure")
    op.drop_index(op.f("ix_agency_area_code"), table_name="agency")
    op.drop_table("agency")
    op.drop_table("account")
