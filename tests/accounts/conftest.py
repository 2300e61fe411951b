"""Rows for the tests of people: one corner of Surin, and accounts whose PIN is known."""

import pytest
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.hashes import hashed
from tests.factories import accounts, areas

VILLAGE = "32010204"
PIN = "274916"


@pytest.fixture
def surin(session: Session) -> Session:
    """A session that knows Surin, its villages and their districts."""
    areas.surin(session)
    return session


@pytest.fixture
def village(surin: Session) -> Account:
    """The account of village 32010204, its PIN changed already."""
    account = accounts.account(surin, "บ้านตั้งใจ", username=VILLAGE, password_hash=hashed(PIN))
    accounts.holding(surin, "village_head", VILLAGE, of=account)
    return account
