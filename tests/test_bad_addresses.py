"""Whatever is typed into an address: a clear answer, never a failure of ours."""

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter

from planhub.workflow.roles import Role
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.test_every_route import SEAT, filled, parts, routes, rule_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule as Route

pytestmark = pytest.mark.slow

NUMBERS = ["0", "1", "99999999999999999999", "9223372036854775808"]
TEXTS = [
    "%00",
    "%FF",
    "10",
    "00",
    "3201020",
    "32010200",
    "๓๒",
    "C-x",
    "'%22;--",
    "..%2F..",
    "ก" * 300,
    "-",
    "%F0%9F%98%80",
]
COUNTS = "page start limit year at item after cursor since number v".split()
WORDS = """
    q words stage side measure within area child sort tab class level subdistrict role next source
    state do way village plan parent outcome list keys done box before back_to action fields
""".split()
ODD_NUMBERS = ["-1", "99999999999999999999", "x%00"]
ODD_WORDS = [quote(text) for text in ("\0", "%_'" + "ก" * 2000, "\xed\xa0\xbd")]
QUERIES = [
    *[f"{name}={value}" for name in COUNTS for value in ODD_NUMBERS],
    *[f"{name}={value}" for name in WORDS for value in ODD_WORDS],
    *["bbox=nan,nan,nan,nan", "bbox=1,2,3", "bbox=1e400,0,0,0", "bbox=180,90,-180,-90", "%00=%00"],
    *["changed_since=yesterday", "changed_since=2026-11-21T00:00:00", "changed_since=0000-00-00"],
]

AT_ONCE = [
    *["&".join(f"{name}={value}" for name in COUNTS) for value in ODD_NUMBERS],
    *["&".join(f"{name}={value}" for name in WORDS) for value in ODD_WORDS],
]
"""The same in few requests, for pages whose address has parts of its own."""


def addresses(route: "Route") -> list[str]:
    """The route's addresses with odd values in each of its parts."""
    paths = [route.rule]
    for name in route.arguments:
        numeric = isinstance(route._converters[name], IntegerConverter)
        token = next(part for part in _tokens(route.rule) if part.rstrip(">").endswith(name))
        paths = [path.replace(token, value) for path in paths for value in (NUMBERS if numeric else TEXTS)]
    return paths


def _tokens(rule: str) -> list[str]:
    return [f"<{part.split('>')[0]}>" for part in rule.split("<")[1:]]


ROLES = [None, Role.VILLAGE_HEAD, Role.SUBDISTRICT_SECRETARY, Role.AGENCY_OFFICER, Role.PLANNER]
"""Together they open every page that reads."""


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_a_page(app: "Flask", session: Session, role: Role | None) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010204", Stage.SUBDISTRICT)
    values = parts(session, mine, "32010204", "320102", "3201", "32")
    client = app.test_client()
    if role is not None:
        agency = accounts.agency(session).code if role is Role.AGENCY_OFFICER else None
        hat = accounts.hat(session, role, SEAT[role], agency_code=agency)
        session.commit()
        accounts.sign_in(client, session, hat)
    broken = []
    for route in routes(app):
        rule = rule_of(app, route)
        public = rule is not None and rule.permission is None
        if "GET" not in route.methods or public is not (role is None):
            continue
        for path in addresses(route)[:60]:
            with client.get(path) as answer:
                if answer.status_code >= 500:
                    broken.append((answer.status_code, path))
        whole = filled(app, route, values)
        with client.get(whole) as answer:
            closed = answer.status_code == 403
        for query in [] if closed else AT_ONCE if route.arguments else QUERIES:
            with client.get(f"{whole}?{query}") as answer:
                if answer.status_code >= 500:
                    broken.append((answer.status_code, f"{whole}?{query}"))
    assert not broken, broken[:20]
