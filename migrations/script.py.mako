"""${message}

Before you write: a table of 3.75 million rows is locked while it is rewritten. Add columns as nullable or with
a constant default; build indexes concurrently; never rename what a node of an older version still writes
(migrate the centre first, then the provinces). Both ways must run: tests/test_migrations.py.
"""

import sqlalchemy as sa
from alembic import op
import geoalchemy2
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
