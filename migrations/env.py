"""Alembic's environment: the owner role's address, GeoAlchemy2's helpers, one migration at a time."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import NullPool, create_engine, text

from planhub.config import Settings
from planhub.database import url_for
from planhub.tables import Base

MIGRATION_LOCK = 7_256_000_878
"""Advisory lock: two starters of one installation migrate one after the other."""


def include_object(obj: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave PostGIS's own tables and the 76 partitions of each table that nodes publish to themselves."""
    table = name if kind == "table" else getattr(getattr(obj, "table", None), "name", None)
    is_partition = (
        table is not None and table[-2:].isdigit() and table.startswith(("plan_item", "node_report"))
    )
    return not is_partition and alembic_helpers.include_object(obj, name, kind, reflected, compare_to)


def run() -> None:
    """Migrate with the owner's rights."""
    attributes = context.config.attributes
    url = attributes.get("url") or url_for(Settings(), "owner")
    # closed, a connection gives its lock back, also after an error
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=alembic_helpers.render_item,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
    engine.dispose()


run()
