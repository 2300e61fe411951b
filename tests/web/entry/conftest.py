"""The village head, for the tests of a need's entry."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.roles import Hat
from tests.factories.accounts import hat, sign_in
from tests.factories.areas import surin
from tests.factories.proposals import planning_round
from tests.web.entry.typing_in import VILLAGE

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def head(client: "FlaskClient", session: Session) -> Hat:
    """The head of village 32010204, signed in, in an open round."""
    surin(session)
    planning_round(session)
    wearing = hat(session, "village_head", VILLAGE)
    session.commit()
    sign_in(client, session, wearing)
    return wearing
