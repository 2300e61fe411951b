"""Whatever is put into a form: an answer with a sentence, never a failure of ours."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

import pytest
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.workflow.roles import Role
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.test_every_route import SEAT, filled, parts, routes, rule_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

FIELDS = """
    account_id acting action agency_code answer area area_code back_to carried change class
    classification confirmed envelope estimated_cost from_year hat help hearing_on house is_open
    issue_id issue_ids last_day later leading_issue_id level list locale meeting ministry name
    name_th new_password next no now number order_number password permission_note phone pick
    plan_year problem put_back rank reason repeat_password role seen short side subdistrict-closes
    subdistrict-opens subdistrict-top_n take_off target target_typed title to_year username
    valid_from valid_to verdict version village-opens rank-1 place_lat place_lon amount attendees
""".split()
ODD = {
    "NUL": "ก\x00ข",
    "digits without end": "0000000001" + "0" * 4_500,
    "beyond any column": "99999999999999999999",
    "not a number": "NaN",
    "superscript": "²",
    "lone surrogate as bytes": b"\xed\xa0\x80",
    "long": "ก" * 100_000,
    "line break and tab": "/\t/a\nb",
}
KNOWN = {
    "confirmed": "yes",
    "reason": "เพราะ",
    "pick": "{id}:0",
    "version": "0",
    "role": "village_head",
    "rank": "1",
}
"""Right values of some, so that the odd ones in the others are reached."""
ROLES = [None, Role.VILLAGE_HEAD, Role.SUBDISTRICT_SECRETARY, Role.AGENCY_OFFICER, Role.PLANNER]


@pytest.fixture
def seated(tokenless: "Flask", session: Session) -> dict[str, Any]:
    """Values for the parts of addresses, in the chain where every role of these tests sits."""
    areas.surin(session)
    mine = proposals.proposal(session, "32010204", Stage.SUBDISTRICT)
    return parts(session, mine, "32010204", "320102", "3201", "32")


Forms = list[tuple[str, bytes]]
DECIDING = {"inbox.bulk.decide", "reviews.decide", "reviews.opine"}


def forms(values: dict[str, Any]) -> tuple[Forms, Forms]:
    """Ready-made bodies: nothing, everything odd, some of it right, two of each; and those of decisions."""
    right = {name: text.format(id=values["proposal_id"]) for name, text in KNOWN.items()}
    found: dict[str, dict[str, Any]] = {"nothing": {}, "two of each": {name: ["1", "ก"] for name in FIELDS}}
    decisions: dict[str, dict[str, Any]] = {}
    for words, value in ODD.items():
        odd = dict.fromkeys(FIELDS if len(value) < 10_000 else ["reason", "title"], value)
        found |= {words: odd, f"{words}, some right": odd | right}
        decisions[f"{words}, forward"] = odd | right | {"action": "forward", "classification": "self"}
        decisions[f"{words}, include"] = odd | right | {"action": "include", "envelope": "within"}
        decisions[f"{words}, align"] = odd | right | {"action": "align"}
        decisions[f"{words}, opine"] = odd | right | {"action": "opine", "verdict": "feasible"}
    return ready(found), ready(decisions)


def ready(forms: dict[str, dict[str, Any]]) -> Forms:
    """Encoded once, for they are sent to every route."""
    return [(words, urlencode(form, doseq=True, quote_via=quoted).encode()) for words, form in forms.items()]


def quoted(value: Any, *more: Any) -> str:
    """As a browser writes it, but a very long text as its letters: each %E0 of it would be read for long."""
    return value if isinstance(value, str) and len(value) > 10_000 else quote_plus(value, *more)


def post(client: "FlaskClient", path: str, form: bytes) -> int:
    with client.post(path, data=form, content_type="application/x-www-form-urlencoded") as answer:
        return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_no_form_breaks_a_page(
    tokenless: "Flask", session: Session, seated: dict[str, Any], role: Role | None
) -> None:
    hat = None
    if role is not None:
        agency = accounts.agency(session).code if role is Role.AGENCY_OFFICER else None
        hat = accounts.hat(session, role, SEAT[role], agency_code=agency)
        session.commit()
    broken, (all_forms, decisions) = [], forms(seated)
    for route in routes(tokenless):
        rule = rule_of(tokenless, route)
        if (
            "POST" not in (route.methods or ())
            or rule is None
            or (rule.permission is None) is not (role is None)
        ):
            continue
        path = filled(tokenless, route, seated)
        for words, form in all_forms + (decisions if route.endpoint in DECIDING else []):
            client = tokenless.test_client()
            if hat is not None:
                accounts.sign_in(client, session, hat)
            status = post(client, path, form)
            if status >= 500:
                broken.append((status, path, words))
            if status == 403:
                break  # not this role's
    assert not broken, broken[:20]


JSONS: list[Any] = [
    None,
    [],
    "ก",
    7,
    {"problem": 7},
    {"problem": ["ก"]},
    {"problem": {"ก": 1}},
    {"problem": "\x00"},
    {"problem": "\ud800"},
    {"version": "\ud800"},
    {"\ud800": "ก"},
    {"problem": "ก" * 100_000},
]


@pytest.mark.parametrize("body", JSONS, ids=lambda body: json.dumps(body)[:30])
def test_what_a_page_saves_as_one_types_may_be_anything(
    tokenless: "Flask", session: Session, seated: dict[str, Any], body: Any
) -> None:
    draft = proposals.proposal(session, "32010204", Stage.DRAFT)
    hat = accounts.hat(session, Role.VILLAGE_HEAD, "32010204")
    session.commit()
    client = tokenless.test_client()
    accounts.sign_in(client, session, hat)
    for page in ("typed", "details/typed"):
        with client.post(f"/needs/{draft.id}/{page}", json=body) as answer:
            assert answer.status_code < 500
            assert answer.status_code != 400 or not isinstance(body, dict), "it never came to be read"
    assert session.get(Account, hat.account_id) is not None
