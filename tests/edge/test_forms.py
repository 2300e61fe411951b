"""What every form is promised: safe from forgery, answered once, and never losing what was typed."""

import re
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.accounts.account import AnsweredOnce
from planhub.edge import carrying

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


def tokens(client: "FlaskClient") -> dict[str, str]:
    """The hidden fields of the first form on a page that needs no database."""
    text = client.get("/privacy").text
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', text)[0] for name in ("csrf_token", "once")}


def test_a_form_without_its_token_comes_back_filled_and_can_be_sent_again(client: "FlaskClient") -> None:
    typed = "ถนนหน้าวัด <b>ทรุด</b> & น้ำท่วม"
    answer = client.post("/language", data={"locale": "en", "next": "/help", "note": typed})
    assert answer.status_code == 400
    assert typed in unescape(answer.text)
    assert "<b>ทรุด" not in answer.text
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text.split("<main")[1])
    )
    again = client.post("/language", data={name: unescape(value) for name, value in fields.items()})
    assert (again.status_code, again.location) == (303, "/help")


def test_a_form_sent_twice_is_answered_once(client: "FlaskClient", session: Session) -> None:
    form = tokens(client) | {"locale": "en", "next": "/help"}
    first = client.post("/language", data=form)
    second = client.post("/language", data=form | {"next": "/credits"})
    assert (first.status_code, first.location) == (303, "/help")
    assert (second.status_code, second.location) == (303, "/help"), "the first answer again"
    assert session.scalar(select(func.count()).where(AnsweredOnce.key == form["once"])) == 1


def test_another_forms_key_does_not_swallow_a_form(client: "FlaskClient", session: Session) -> None:
    form = tokens(client) | {"locale": "en", "next": "/help"}
    client.post("/language", data=form)
    # the same key on another path is nobody's answer: the path has no such form, and says so
    assert client.post("/sign-out-nowhere", data=form).status_code == 404


def test_a_switch_leads_back_to_a_page_of_ours_only(client: "FlaskClient") -> None:
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        answer = client.post("/language", data=tokens(client) | {"locale": "th", "next": elsewhere})
        assert answer.location == "/"


def test_passwords_and_tokens_are_never_carried(app: "Flask") -> None:
    data = {"password": "ความลับ", "pin": "123456", "csrf_token": "t", "once": "k", "title": "ถนน"}
    with app.test_request_context("/needs/1", method="POST", data=data):
        packed = carrying.pack()
        form = carrying.unpack(packed)
    assert form == {"path": "/needs/1", "fields": [["title", "ถนน"]]}


def test_a_forged_carried_form_is_ignored(app: "Flask") -> None:
    with app.test_request_context("/"):
        for forged in ("", "x.y", "eyJwYXRoIjoiLyJ9.AAAA"):
            assert carrying.unpack(forged) is None


def test_every_answer_has_its_headers(client: "FlaskClient") -> None:
    for path in ("/privacy", "/nowhere", "/static/css/planhub.css"):
        with client.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert ("default-src" if path.startswith("/static/") else "script-src") + " 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(client: "FlaskClient") -> None:
    cookie = client.get("/privacy").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_file_that_caches_keep_carries_no_cookie(client: "FlaskClient") -> None:
    client.get("/privacy")
    with client.session_transaction() as cookie:
        cookie.permanent = True
        cookie["language"] = "en"
    with client.get("/static/css/planhub.css") as answer:
        assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in client.get("/privacy").headers


def test_a_huge_form_is_refused_in_words(client: "FlaskClient") -> None:
    form = tokens(client) | {"note": "ก" * 3_000_000}
    answer = client.post("/language", data=form)
    assert answer.status_code == 413
    assert "ใหญ่เกินไป" in answer.text
