"""What the tests of commands share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from sqlalchemy.orm import Session


@pytest.fixture
def within_the_test(session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], Session]:
    """Have a command's sessions work on the test's own transaction."""

    @contextmanager
    def opened(*_given: object) -> Iterator[Session]:
        with session.begin_nested():
            yield session

    def within(command: ModuleType) -> Session:
        monkeypatch.setattr(command, "open_session", opened)
        return session

    return within
