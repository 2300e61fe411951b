"""A source's keys: shown once, taken back."""

import re
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.sources.source import Source
from planhub.sources.source_token import SourceToken
from tests.factories import sources
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_a_key_is_shown_once_and_taken_back(client: "FlaskClient", session: Session, excel: Source) -> None:
    at = "/sources/excel/tokens"
    form = fields_of(client.get(at).text, at)
    wrong = client.post(at, data=form | {"name": " ", "days": "0"})
    assert wrong.status_code == 422
    assert "บอกว่าระบบหรือหน่วยงานใด" in wrong.text
    shown = client.post(at, data=form | {"name": "แม่ข่าย", "days": "90"})
    secret = re.search(r"phub_[\w-]{40,}", shown.text)
    assert secret
    assert "curl" in shown.text
    assert secret[0] not in shown.text.partition("<pre")[2], "an example is copied; it holds no secret"
    listed = client.get(at).text
    assert secret[0] not in listed
    assert secret[0][:11] in listed
    key = session.scalars(select(SourceToken)).one()
    revoke = f"{at}/{key.id}/revoke"
    assert f'href="{revoke}"' in listed
    asked = client.get(revoke)
    assert "ยกเลิกกุญแจนี้ใช่ไหม" in asked.text
    client.post(revoke, data=fields_of(asked.text, revoke))
    assert "ยกเลิกแล้ว" in client.get(at).text
    assert (client.get(revoke).status_code, client.get(revoke).location) == (303, at)


def test_a_double_click_gives_one_key_and_shows_it_both_times(
    client: "FlaskClient", session: Session, excel: Source
) -> None:
    def issued(at: str, form: dict[str, str]) -> str:
        shown = re.search(r"phub_[\w-]{40,}", client.post(at, data=form).text)
        assert shown
        return shown[0]

    at = "/sources/excel/tokens"
    form = fields_of(client.get(at).text, at) | {"name": "แม่ข่าย", "days": "90"}
    first = issued(at, form)
    assert issued(at, form) == first
    assert session.scalar(select(func.count()).select_from(SourceToken)) == 1
    sources.source(session, "other", owner_province="32", scope=["32"])
    session.commit()
    others = {
        "a form drawn anew": issued(at, form | {"once": "f" * 32}),
        "the same form at another source": issued("/sources/other/tokens", form),
    }
    assert first not in others.values()
    assert len(set(others.values())) == 2
    assert session.scalar(select(func.count()).select_from(SourceToken)) == 3
