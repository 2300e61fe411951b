"""A row of an import says what would change; an answer about a place counts its rows and can be forgotten.

Rows of other provinces are an outcome of their own, and an answer may be that rows are not the source's.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BEFORE = "'new', 'changed', 'unchanged', 'unclear', 'wrong', 'skipped', 'conflict'"
OUTCOMES = BEFORE + ", 'outside'"


def _outcomes(known: str) -> None:
    name = op.f("ck_import_row_outcome_known")
    op.drop_constraint(name, "import_row", type_="check")
    op.create_check_constraint(name, "import_row", f"outcome in ({known})")


def upgrade() -> None:
    op.add_column("import_row", sa.Column("changes", postgresql.JSONB(none_as_null=True), nullable=True))
    op.add_column("settlement", sa.Column("used", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("settlement", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("grant delete on settlement to planhub_web")
    op.alter_column("settlement", "area_code", nullable=True)
    _outcomes(OUTCOMES)


def downgrade() -> None:
    op.execute("update import_row set outcome = 'wrong' where outcome = 'outside'")
    _outcomes(BEFORE)
    op.execute("delete from settlement where area_code is null")
    op.alter_column("settlement", "area_code", nullable=False)
    op.execute("revoke delete on settlement from planhub_web")
    op.drop_column("settlement", "used_at")
    op.drop_column("settlement", "used")
    op.drop_column("import_row", "changes")
