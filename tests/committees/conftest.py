"""Who ranks, and what is to be ranked."""

import pytest
from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from tests.factories import accounts, areas, proposals


@pytest.fixture
def secretary(session: Session) -> Hat:
    """Of the subdistrict in which most is asked for."""
    areas.surin(session)
    return accounts.hat(session, "subdistrict_secretary", "320102")


@pytest.fixture
def four(session: Session, secretary: Hat) -> list[Proposal]:
    """ก ข ค ง wait at the subdistrict, none ranked."""
    return [proposals.proposal(session, title=title, days_ago=9 - n) for n, title in enumerate("กขคง")]
