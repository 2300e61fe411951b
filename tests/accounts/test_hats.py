"""Who stands behind a session cookie, and the hats in force that day: one statement for any page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from planhub.accounts.hats import signed_in
from planhub.areas.addresses import full_name
from tests.factories import accounts

DAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("account", "epoch"),
    [
        # closed
        ({"closed_at": datetime(2026, 11, 1, tzinfo=UTC)}, 1),
        # signed out everywhere since
        ({"session_epoch": 2}, 1),
    ],
)
def test_nobody_stands_behind_a_cookie_of(surin: Session, account: dict[str, Any], epoch: int) -> None:
    who = accounts.account(surin, **({"session_epoch": epoch} | account))
    accounts.holding(surin, "planner", "32", of=who)
    assert signed_in(surin, account_id=who.id, epoch=epoch, day=DAY) is None


def test_nobody_stands_behind_an_account_that_never_was(surin: Session) -> None:
    assert signed_in(surin, account_id=987654, epoch=1, day=DAY) is None


@pytest.mark.parametrize(
    ("days", "worn"),
    [
        # without dates, or on its first and last day
        ({}, True),
        ({"valid_from": DAY, "valid_to": DAY}, True),
        # not yet, and no more
        ({"valid_from": TOMORROW}, False),
        ({"valid_to": YESTERDAY}, False),
    ],
)
def test_a_hat_is_worn_while_the_office_is_held(surin: Session, days: dict[str, date], worn: bool) -> None:
    who = accounts.account(surin, "สมหญิง แก้วใส", session_epoch=3)
    accounts.holding(surin, "planner", "32", of=who, **days)
    found = signed_in(surin, account_id=who.id, epoch=3, day=DAY)
    assert found is not None
    assert found.name == "สมหญิง แก้วใส", "signed in all the same"
    assert [hat.area_code for hat in found.hats] == (["32"] if worn else [])


def test_hats_with_their_places_by_one_statement_what_is_held_in_full_first(surin: Session) -> None:
    who = accounts.account(surin)
    acting = accounts.holding(
        surin, "district_chief", "3201", of=who, acting=True, order_number="12/2570", title="ปลัดอาวุโส"
    )
    head = accounts.holding(surin, "village_head", "32010204", of=who)
    viewer = accounts.holding(surin, "viewer", "", of=who)
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(surin.connection(), "before_cursor_execute", note)
    found = signed_in(surin, account_id=who.id, epoch=who.session_epoch, day=DAY)
    event.remove(surin.connection(), "before_cursor_execute", note)
    assert found is not None
    assert len(asked) == 1
    assert [hat.holding_id for hat in found.hats] == [head.id, viewer.id, acting.id]
    assert found.titles == {acting.id: "ปลัดอาวุโส"}
    assert found.places["3201"] == full_name(surin, "3201")
    assert found.places["3201"].th == "อ.เมืองสุรินทร์ จ.สุรินทร์"
    assert set(found.places) == {"3201", "32010204"}, "the whole country has no address"
    assert found.wearing(acting.id) == found.hats[2]
    assert found.wearing(None) == found.hats[0]
