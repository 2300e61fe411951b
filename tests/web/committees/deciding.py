"""Who decides on one item, and the forms of its page as a browser sends them."""

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

SECRETARY = ("subdistrict_secretary", "320102")
DISTRICT = ("district_secretary", "3201")
PLANNER = ("planner", "32")
OFFICER = ("agency_officer", "32")
AREA_OF = {Stage.SUBDISTRICT: SECRETARY, Stage.DISTRICT: DISTRICT, Stage.PROVINCE: PLANNER}


def enter(client: "FlaskClient", session: Session, who: tuple[str, str], **more: Any) -> Hat:
    hat = accounts.hat(session, *who, **more)
    accounts.sign_in(client, session, hat)
    return hat


def offered(page: str) -> set[str]:
    """Ids of the actions whose buttons stand on the page of an item."""
    row = re.search(r'<div class="cluster act".*?</div>', page, re.S)
    return set(re.findall(r"[?&;]do=(\w+)", row[0])) if row else set()


def form_of(client: "FlaskClient", row: Proposal, action: str) -> dict[str, str]:
    """The hidden fields of the form that an action opens."""
    end = "opinion" if action == Action.OPINE else "decide"
    return fields_of(client.get(f"/items/{row.id}?do={action}").text, f"/items/{row.id}/{end}")


def decide(client: "FlaskClient", row: Proposal, action: str, **typed: Any) -> "TestResponse":
    """Open the form of an action and send it with what is typed."""
    end = "opinion" if action == Action.OPINE else "decide"
    return client.post(f"/items/{row.id}/{end}", data=form_of(client, row, action) | typed)


def log(session: Session, row: Proposal) -> list[Review]:
    session.expire_all()
    found = select(Review).where(Review.proposal_id == row.id).order_by(Review.seq)
    return list(session.scalars(found))


def token_of(client: "FlaskClient") -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/privacy").text)[0]
