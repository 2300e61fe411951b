"""A planned item and who enters its money."""

import pytest
from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.factories import areas, proposals
from tests.money.telling import planner


@pytest.fixture
def need(session: Session) -> Proposal:
    """A planned item for which half a million was asked."""
    areas.surin(session)
    return proposals.proposal(session, stage=Stage.PLANNED)


@pytest.fixture
def by(session: Session, need: Proposal) -> Recorder:
    """The planner of its province."""
    return planner(session)
