"""The web may read which revision the schema has: the health endpoint tells it."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant select on alembic_version to planhub_web")


def downgrade() -> None:
    op.execute("revoke select on alembic_version from planhub_web")
