"""A form that is shown again after signing in has the names of its fields."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.needs.questions import BY_NAME
from planhub.web.labels import OFFICES, labelled
from tests.factories.proposals import planning_round
from tests.web.forms import fields_of
from tests.web.people.test_signing import PIN, VILLAGE, sign_in, village

if TYPE_CHECKING:
    from flask.testing import FlaskClient

__all__ = ["village"]  # a fixture that this module borrows
TEMPLATES = Path(__file__).parents[2] / "templates"
ASKED = re.compile(r"\b(?:text|textarea|number|baht|date|select|radios|checkboxes|tick)\(\"(\w+)\", _\(")
NEVER_CARRIED = {"password", "new_password", "repeat_password"}
"""Secrets: whoever lost the session types them again."""

FILTERS = {"words", "class"}
"""Of a list's address, on a page that has a posted form, too."""


def test_every_field_that_a_form_posts_has_a_label() -> None:
    posted = {
        name
        for file in TEMPLATES.rglob("*.html")
        if "<form" not in (text := file.read_text()) or 'method="post"' in text
        for name in ASKED.findall(re.sub(r"{% call filters.*?{% endcall %}", "", text, flags=re.DOTALL))
    }
    assert len(posted) > 20, "the templates are read"
    assert posted - NEVER_CARRIED - FILTERS - BY_NAME.keys() - OFFICES.keys() == set()


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        # in the words of the form, choices too
        (
            [("problem", "ถนนขาด"), ("land_status", "treasury")],
            [("เดือดร้อนเรื่องอะไร", "ถนนขาด"), ("ที่ดินตรงนั้นเป็นของใคร", "ที่ราชพัสดุ")],
        ),
        # bookkeeping and what was left empty is not shown
        ([("version", "problem=1a2b3c4d"), ("back_to", "check"), ("title", " ")], []),
        # a line of money without money was filled in by the form itself
        (
            [("amount_1", "2 แสน"), ("year_1", "2571"), ("amount_2", ""), ("year_2", "2571")],
            [("จำนวนเงิน", "2 แสน"), ("ปีงบประมาณ", "2571")],
        ),
        ([("amount_2", "5,000")], [("จำนวนเงิน 2", "5,000")]),
        ([("verdict", "feasible"), ("reason", "ดินแข็ง")], [("ความเห็นทางเทคนิค", "ทำได้"), ("เหตุผล", "ดินแข็ง")]),
        # a purchase and a change request name their fields themselves
        (
            [("contract_amount", "420,000"), ("excused_days", "3"), ("ends_on", "31/3/70")],
            [("วงเงินสัญญา", "420,000"), ("งดหรือลดค่าปรับ", "3"), ("กำหนดแล้วเสร็จ", "31/3/70")],
        ),
        # what no form of ours asks is shown all the same
        ([("of_no_form", "ฝายชำรุด")], [("ข้อความที่พิมพ์", "ฝายชำรุด")]),
    ],
)  # fmt: skip
def test_fields_are_told_as_the_form_told_them(
    app: Flask, fields: list[tuple[str, str]], shown: list[tuple[str, str]]
) -> None:
    with app.test_request_context():
        assert labelled(fields) == shown


def test_a_need_typed_into_an_expired_session_is_shown_with_its_labels(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    planning_round(session)
    session.commit()
    sign_in(client)
    draft = client.post("/needs", data=fields_of(client.get("/needs").text, "/needs")).headers["Location"]
    form = fields_of(client.get(draft).text, draft) | {"problem": "ฝายชำรุด น้ำไม่พอทำนา"}
    client.delete_cookie("session")
    asked = client.post(draft, data=form)
    assert asked.status_code == 401
    entry = fields_of(asked.text, "/sign-in") | {"username": VILLAGE, "password": PIN}
    page = client.post("/sign-in", data=entry).text
    shown = page.split("<main")[1].split("<summary>")[1].split("</details>")[0]
    assert re.search(r"<dt>เดือดร้อนเรื่องอะไร</dt>\s*<dd>ฝายชำรุด น้ำไม่พอทำนา</dd>", shown), shown
    assert shown.count("<dt>") == 1, "and nothing of the form's bookkeeping"
