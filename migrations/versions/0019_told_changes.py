"""A row of an import says what would change; an answer about a place counts its rows and can be forgotten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_row", sa.Column("changes", postgresql.JSONB(none_as_null=True), nullable=True))
    op.add_column("settlement", sa.Column("used", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("settlement", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("grant delete on settlement to planhub_web")


def downgrade() -> None:
    op.execute("revoke delete on settlement from planhub_web")
    op.drop_column("settlement", "used_at")
    op.drop_column("settlement", "used")
    op.drop_column("import_row", "changes")
