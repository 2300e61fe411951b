"""How far the centre has applied a node's log: by it a link that stands still is told from one that goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("node_link", sa.Column("applied", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("node_link", "applied")
