"""Who records a purchase."""

import pytest
from sqlalchemy.orm import Session

from planhub.works.following import Recorder
from tests.factories import accounts, areas, purchases


@pytest.fixture
def by(session: Session) -> Recorder:
    """Who recorded the purchase: a planner of the province."""
    areas.surin(session)
    return purchases.recorder(accounts.hat(session, "planner", "32"))
