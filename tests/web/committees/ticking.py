"""Rows of the inbox ticked, an action pressed, and the page that asks answered."""

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from tests.web.committees.deciding import token_of
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

BULK = "/inbox/bulk"
ORDER = "/inbox/ranking"


def pick(*rows: Proposal) -> list[str]:
    return [f"{row.id}:{row.version}" for row in rows]


def ask(client: "FlaskClient", action: str, *rows: Proposal, **more: Any) -> "TestResponse":
    """Tick rows and press an action: the page that says what it would do."""
    data = {"csrf_token": token_of(client), "action": action, "pick": pick(*rows)}
    return client.post(BULK, data=data | more)


def confirm(client: "FlaskClient", page: str, **typed: Any) -> "TestResponse":
    """Press the button of the page that asks once."""
    form = fields_of(page, BULK)
    picks = re.findall(r'name="pick" value="([^"]+)"', page)
    return client.post(BULK, data=form | {"pick": picks} | typed)


def held(session: Session) -> dict[int, int]:
    session.expire_all()
    return {row.proposal_id: row.rank for row in session.scalars(select(Rank).order_by(Rank.rank))}
