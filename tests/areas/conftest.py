"""Fixtures of the gazetteer's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from planhub.areas.seeding import seed

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def seeded(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that has seeded the gazetteer, rolled back after the module's tests.

    Another connection would wait for its rows: a module asks for `gazetteer` or `session`, not both.
    """
    with engine.connect() as connection, connection.begin() as whole:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            seed(session)
            session.commit()
        yield connection
        whole.rollback()


@pytest.fixture
def gazetteer(seeded: Connection) -> Iterator[Session]:
    """A session on the seeded gazetteer; whatever a test does to it is rolled back."""
    with seeded.begin_nested() as test, Session(seeded, join_transaction_mode="create_savepoint") as session:
        yield session
        session.close()
        test.rollback()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the checkout; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real data files (../shared/data) are not here")
    return SHARED
