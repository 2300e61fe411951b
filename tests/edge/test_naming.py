"""The name of a file that is saved: plain for any program, whole for browsers, never a second header."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from planhub.edge.naming import name_file
from planhub.workflow.roles import Role
from tests.factories import accounts
from tests.test_every_route import SEAT, filled, inside, routes, rule_of

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["inside"]

NAMES = [
    ("plain", "", 'attachment; filename="plan-32.xlsx"'),
    ("with a Thai name beside it", "แผน 32.xlsx", None),
    ("with a name that would end the header", 'a";\r\nSet-Cookie: b=1', None),
]


@pytest.mark.parametrize(("words", "full", "header"), NAMES, ids=[words for words, _, _ in NAMES])
def test_a_file_has_a_plain_name_and_its_whole_one(words: str, full: str, header: str | None) -> None:
    said = name_file(Response(), "plan-32.xlsx", full=full).headers["Content-Disposition"]
    assert header is None or said == header
    assert said.isascii()
    assert parse_options_header(said) == ("attachment", {"filename": full or "plan-32.xlsx"})


def test_a_plain_name_stays_one() -> None:
    said = name_file(Response(), 'ก"a b\r\n.pdf', shown=True).headers["Content-Disposition"]
    assert said == 'inline; filename="_a_b_.pdf"'


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_every_download_has_a_plain_name_that_says_something(
    tokenless: "Flask", session: Session, inside: dict[str, Any], role: Role | None
) -> None:
    client, named = tokenless.test_client(), set()
    if role is not None:
        hat = accounts.hat(session, role, SEAT[role])
        session.commit()
        accounts.sign_in(client, session, hat)
    for route in routes(tokenless):
        rule = rule_of(tokenless, route)
        if "GET" not in (route.methods or ()) or rule is None:
            continue
        with client.get(filled(tokenless, route, inside) + "?area=32") as answer:
            said = answer.headers.get("Content-Disposition")
        if said:
            plain = said.split("filename=")[1].split(";")[0].strip('"')
            assert plain.isascii(), (route.rule, said)
            assert len(plain.rpartition(".")[0].strip("-_")) > 3, (route.rule, said)
            named.add(route.endpoint)
    assert {"map.table", "plan.workbook", "api_files.as_csv"} <= named
    assert role is not Role.VIEWER or "nation.table" in named
