"""Every form that a role finds on the pages it can open, each field made odd by itself: never our failure."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from planhub.workflow.roles import Role
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas, proposals
from tests.test_every_route import SEAT, filled, parts, routes

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

pytestmark = pytest.mark.slow

Pairs = list[tuple[str, str]]
ODD: dict[str, bytes] = {
    "NUL": "ก\x00ข".encode(),
    "digits without end": b"9" * 5_000,
    "beyond any column": b"99999999999999999999",
}
"""What else may be odd is in all fields at once in test_bad_forms.py."""
SECRET = {"csrf_token", "once"}
PART = b"--x\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n"
END = b"--x--\r\n"
MULTIPART = "multipart/form-data; boundary=x"
ROLES = {
    None: Stage.SUBDISTRICT,
    Role.VILLAGE_HEAD: Stage.DRAFT,
    Role.SUBDISTRICT_SECRETARY: Stage.SUBDISTRICT,
    Role.DISTRICT_SECRETARY: Stage.DISTRICT,
    Role.AGENCY_OFFICER: Stage.AGENCY,
    Role.PLANNER: Stage.PROVINCE,
    Role.ADMINISTRATOR: Stage.PLANNED,
}
"""Who looks for forms, and where the items stand that it finds."""


class Forms(HTMLParser):
    """The forms of a page that post: where to, and what they would send as they stand."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at, self._form, self._choice = at, False, ""
        self._fields: Pairs = []
        self.found: list[tuple[str, Pairs]] = []
        self._buttons: list[tuple[str, Pairs]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("method", "").lower() == "post"
            self._action = urljoin(self._at, given.get("action") or self._at)
            self._fields, self._buttons = [], []
        if not self._form:
            return
        name = given.get("name", "")
        if tag == "button" and (name or "formaction" in given):
            action = urljoin(self._at, given["formaction"]) if "formaction" in given else self._action
            self._buttons.append((action, [(name, given.get("value", ""))] if name else []))
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and given.get("value"):
            self._fields.append((self._choice, given["value"]))
            self._choice = "" if "selected" not in given else self._choice
        elif tag in ("input", "textarea") and name:
            kind = given.get("type", "text")
            if kind == "submit":
                self._buttons.append((self._action, [(name, given.get("value", ""))]))
            elif kind != "radio" or name not in dict(self._fields):
                self._fields.append((name, given.get("value") or "1"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._choice = ""
        if tag == "form" and self._form:
            self._form = False
            self.found.append((self._action, self._fields))
            self.found += [(action, self._fields + pressed) for action, pressed in self._buttons]


def oddly(fields: Pairs) -> Iterator[tuple[str, bytes]]:
    """The form as it stands, and again with one field odd, missing, or sent as a file."""
    kept = [(name, value.encode()) for name, value in fields if name not in SECRET]
    yield "as it stands", urlencode(kept).encode()
    for name in dict.fromkeys(name for name, _ in kept):
        others = [pair for pair in kept if pair[0] != name]
        yield f"{name} missing", urlencode(others).encode()
        yield f"{name}: a file", with_a_file(others, name.encode())
        for words, value in ODD.items():
            yield f"{name}: {words}", urlencode([*others, (name, value)]).encode()


def with_a_file(fields: list[tuple[str, bytes]], name: bytes) -> bytes:
    """The form in parts, one of which is a file with an odd name that is not what it says it is."""
    body = b"".join(PART % (b'"%s"' % field.encode(), value) for field, value in fields)
    return body + PART % (b'"%s"; filename="%s.pdf"' % (name, ODD["NUL"]), b"%PDF-" + ODD["NUL"]) + END


@contextmanager
def taken_back(connection: Connection, session: Session) -> Iterator[None]:
    """Whatever is done within is undone, so that the next form meets the same state."""
    session.commit()
    point = connection.begin_nested()
    try:
        yield
    finally:
        session.rollback()
        point.rollback()
        session.expire_all()


def opened(client: "FlaskClient", path: str) -> list[tuple[str, Pairs]]:
    """The forms of a page, if it is one."""
    with client.get(path) as answer:
        return forms_of(path, answer)


def forms_of(path: str, answer: Any) -> list[tuple[str, Pairs]]:
    """The forms of an answer."""
    if answer.mimetype != "text/html" or answer.status_code >= 500:
        return []
    page = Forms(path)
    page.feed(answer.text)
    return page.found


def paths(app: "Flask", values: dict[str, Any]) -> Iterator[str]:
    """Every page's address, all steps of the entry, and all decisions of an item."""
    for route in routes(app):
        if "GET" not in (route.methods or ()):
            continue
        path = filled(app, route, values)
        yield path
        if route.endpoint == "entry.step":
            yield from (f"{path.rpartition('/')[0]}/{n}" for n in range(2, 6))
        if route.endpoint == "reviews.item":
            yield from (f"{path}?do={action}" for action in Action)


def test_no_field_of_any_form_breaks_a_page(
    tokenless: "Flask", session: Session, connection: Connection
) -> None:
    areas.surin(session)
    tested: set[tuple[str, tuple[str, ...]]] = set()
    broken: list[tuple[int, str, str]] = []
    for role, stage in ROLES.items():
        with taken_back(connection, session):
            walk(tokenless, session, connection, role, stage, tested, broken)
    assert {"/needs/{}/submit", "/items/{}/decide", "/inbox/bulk", "/sources/new"} <= {at for at, _ in tested}
    assert not broken, (len(broken), broken[:40])


def walk(
    app: "Flask",
    session: Session,
    connection: Connection,
    role: Role | None,
    stage: Stage,
    tested: set[tuple[str, tuple[str, ...]]],
    broken: list[tuple[int, str, str]],
) -> None:
    """Send every form that this role finds and nobody before it has found."""
    agency = accounts.agency(session).code
    asked = agency if stage is Stage.AGENCY else None
    mine, _other = (proposals.proposal(session, "32010204", stage, agency_code=asked) for _ in "12")
    values = parts(session, mine, "32010204", "320102", "3201", "32")
    values |= dict.fromkeys(("number", "identity"), mine.number or "32010204-2571-999")
    hat = None
    if role is not None:
        hat = accounts.hat(session, role, SEAT[role], agency_code=asked)
    session.commit()

    def client() -> "FlaskClient":
        fresh = app.test_client()
        if hat is not None:
            accounts.sign_in(fresh, session, hat)
        return fresh

    waiting = [form for path in paths(app, values) for form in opened(client(), path)]
    for action, fields in waiting:
        form = (re.sub(r"\d+", "{}", urlsplit(action).path), tuple(sorted({name for name, _ in fields})))
        if form in tested:
            continue
        tested.add(form)
        for words, body in oddly(fields):
            with taken_back(connection, session):
                kind = MULTIPART if body.endswith(END) else "application/x-www-form-urlencoded"
                with client().post(action, data=body, content_type=kind) as answer:
                    if answer.status_code >= 500:
                        broken.append((answer.status_code, action, words))
                    if words == "as it stands":
                        waiting += forms_of(action, answer)
