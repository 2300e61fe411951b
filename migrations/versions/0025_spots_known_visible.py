"""After 0024 had written plan_item anew: until its rows are known to be visible they are read beside the index."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in 0024, for what comes before a vacuum is committed: broken off, it would have to be done a second time
    with op.get_context().autocommit_block():
        op.execute("vacuum (analyze) plan_item")


def downgrade() -> None:
    pass
