"""A country with an open round, for the tests of the committees' pages."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import accounts, areas
from tests.factories.proposals import planning_round


@pytest.fixture
def country(session: Session) -> Session:
    """Surin with an open round and two agencies."""
    areas.surin(session)
    planning_round(session)
    accounts.agency(session)
    accounts.agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
    return session
