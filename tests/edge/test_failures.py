"""What a page says when something broke: to who only looked, and to who had sent something."""

from typing import TYPE_CHECKING, NoReturn

import pytest

from planhub.edge import public

if TYPE_CHECKING:
    from flask import Flask


@public
def broken(**_: object) -> NoReturn:
    """A view with a mistake in it."""
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("method", "path", "typed_is_kept"),
    [
        pytest.param("GET", "/help", False, id="nothing was typed on a page that was opened"),
        pytest.param("POST", "/language", True, id="a form that was sent can be sent again"),
    ],
)
def test_the_unforeseen_is_told_with_its_number_and_promises_no_more_than_is_true(
    tokenless: "Flask",
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    typed_is_kept: bool,
) -> None:
    rule = next(
        rule for rule in tokenless.url_map.iter_rules() if rule.rule == path and method in rule.methods
    )
    monkeypatch.setitem(tokenless.view_functions, rule.endpoint, broken)
    answer = tokenless.test_client().open(
        path, method=method, data={"note": "พิมพ์ไว้"} if typed_is_kept else None
    )
    assert answer.status_code == 500
    assert "แจ้งผู้ดูแลระบบพร้อมรหัส" in answer.text
    assert ("สิ่งที่พิมพ์ไว้ยังอยู่" in answer.text) is typed_is_kept
    assert ("ส่งอีกครั้ง" in answer.text) is typed_is_kept
