"""What waits at an office and how far its round is are counted from indexes alone, without the rows of the table."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INBOX = ["holder_code", "stage", "stage_since", "id"]


def upgrade() -> None:
    op.drop_index("ix_proposal_inbox", "proposal")
    op.create_index("ix_proposal_inbox", "proposal", INBOX, postgresql_include=["place_code"])
    op.create_index(
        "ix_proposal_round",
        "proposal",
        ["fiscal_year", "place_code"],
        postgresql_include=["stage", "decided_by", "came_from", "returned"],
        postgresql_where=sa.text("number is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_proposal_round", "proposal")
    op.drop_index("ix_proposal_inbox", "proposal")
    op.create_index("ix_proposal_inbox", "proposal", INBOX)
