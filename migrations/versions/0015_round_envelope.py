"""A round says how much its province may plan within: the envelope of the year, in baht."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("planning_round", sa.Column("envelope", sa.Numeric(14, 2)))
    op.create_check_constraint("envelope_not_negative", "planning_round", "envelope >= 0")


def downgrade() -> None:
    op.drop_column("planning_round", "envelope")
