"""Errors that come of an installation's state, in one line that says what to run; for every command."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from planhub.cli import NO_SCHEMA
from planhub.cluster import ClusterTrouble
from planhub.config import Settings
from planhub.database import url_for

UNKNOWN = frozenset({"42P01", "42703", "42883"})
"""PostgreSQL's codes for a table, a column and a function that is not there."""


def plain_words(trouble: Exception) -> str:
    """What to do about it; nothing for an error that is a fault of ours."""
    if isinstance(trouble, ClusterTrouble):
        return str(trouble)
    if isinstance(trouble, OperationalError) and getattr(trouble.orig, "sqlstate", "") is None:
        return "The database does not answer: " + " ".join(str(trouble.orig).split())
    if isinstance(trouble, ProgrammingError) and getattr(trouble.orig, "sqlstate", "") in UNKNOWN:
        return _schema_words()
    return ""


def _schema_words() -> str:
    """What is the matter with the schema, if anything is."""
    from planhub.cli.db import MIGRATIONS

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_heads()
    try:
        engine = create_engine(url_for(Settings(), "owner"))
        with engine.connect() as connection:
            known = MigrationContext.configure(connection).get_current_heads()
        engine.dispose()
    except (SQLAlchemyError, ClusterTrouble):
        return ""
    if not known:
        return NO_SCHEMA
    if set(known) == set(newest):
        return ""
    return (
        f"The schema is at {', '.join(known)}, this program's at {', '.join(newest)}. Run: planhub db upgrade"
    )
